/* overlay.h: a pair's evidence as a picture to look at. */
#pragma once

#include "evidence/evidence.h"
#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * twin_overlay_new:
 * @a, @b: the pictures as they are shown, at any size
 * @a_width, @a_height, @b_width, @b_height: the pictures' own sizes, which the evidence is told in
 * @evidence: (nullable): NULL where none was looked for
 *
 * Four fields: above, A and B, what they share outlined in blue and what does not follow in red; below, B laid into A's
 * frame, and what the two differ by once A's tone is as B's: grey where they do not, brighter or darker where B is. Where
 * nothing was found, A and B alone.
 *
 * Returns: (transfer full) (nullable): NULL where memory does not suffice
 */
TwinRaster *twin_overlay_new (const TwinRaster *a, guint a_width, guint a_height,
                              const TwinRaster *b, guint b_width, guint b_height,
                              const TwinEvidence *evidence);

G_END_DECLS
