/* furniture-points.h: where a picture shows what figures share whatever they are about. */
#pragma once

#include "evidence/grey.h"

G_BEGIN_DECLS

/**
 * twin_furniture_mask:
 * @raster: the picture, as it was before it was made grey and perhaps smaller
 * @width, @height: of the mask
 * @out_mask: (out) (nullable): over 0 on furniture, of the size asked for; NULL where there is none
 *
 * Of a figure all that lies in no panel (letters, bars, axes, frames), and the panels' outermost pixels, which are
 * edges that any two figures of one layout have alike; of any picture what is written and drawn upon it, and a little
 * around that.
 *
 * FALSE where memory does not suffice.
 */
gboolean twin_furniture_mask (const TwinRaster *raster, guint width, guint height,
                              TwinGrey **out_mask);

G_END_DECLS
