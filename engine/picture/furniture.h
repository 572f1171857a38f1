/* furniture.h: what was written and drawn around and upon the panels of a figure: it says nothing about whether two
 * pictures show the same. */
#pragma once

#include "picture/mask.h"
#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * twin_furniture_find:
 * @panels: (nullable) (element-type TwinPanel): from twin_panels_find() of the same raster; NULL: it is found here
 *
 * Outside of the panels, all that stands out from the ground: names, letters, lane labels, axes, frames. Upon them, what is
 * flat, of an ink's colour (black, white, a pure one), with an edge of a pixel, and of such a shape: lines of text, a letter
 * in a corner, scale bars, arrows, boxes and their dashes. Nuclei and bands fade in, filaments are no letters.
 *
 * Any thread; nothing is kept. About 10 ms a megapixel.
 *
 * Returns: (transfer full) (nullable): of the raster's size, 1 where there is furniture; NULL where memory does not suffice
 */
TwinMask *twin_furniture_find (const TwinRaster *raster, GArray *panels);

G_END_DECLS
