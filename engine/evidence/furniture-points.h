/* furniture-points.h: what figures share whatever they show. */
#pragma once

#include "evidence/grey.h"

G_BEGIN_DECLS

/**
 * twin_furniture_mask:
 * @grey: a picture, 0 to 255
 *
 * 1 on ground that is purely white or dark, flat, and joined to the picture's margin, and near it: there letters, bars
 * and frames stand. Only where such ground runs from side to side inside the picture, as it does between the panels of
 * a figure: a blot alone on white has none.
 *
 * Returns: (transfer full) (nullable): [height][width]; NULL where memory does not suffice
 */
guint8 *twin_furniture_mask (const TwinGrey *grey);

G_END_DECLS
