/* refine.h: an alignment made exact to a fraction of a pixel. */
#pragma once

#include "evidence/warp.h"

G_BEGIN_DECLS

/**
 * twin_refine:
 * @a: that @alignment was made of
 * @inverted: dark in one is bright in the other
 *
 * Moves a by the affine map under which the two correlate best; leaves the alignment alone where none is found
 * near it that is better. FALSE without memory.
 */
gboolean twin_refine (TwinAlignment *alignment, const TwinGrey *a, gboolean inverted);

G_END_DECLS
