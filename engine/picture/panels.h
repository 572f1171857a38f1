/* panels.h: a figure cut into its panels: the photographs, blots and strips that it was put
 * together from. */
#pragma once

#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * TwinPanel:
 * @x, @y: of its left upper corner, in pixels of the raster
 * @width, @height: each at least 1; without gutter and frame
 */
typedef struct
{
  guint x, y;
  guint width, height;
} TwinPanel;

/* Sides that are shorter, and panels of less area, are not looked for: labels, ticks, specks. */
#define TWIN_PANEL_MIN_SIDE 16
#define TWIN_PANEL_MIN_AREA 1500
/* More panels than this are not told apart: the figure is then one. */
#define TWIN_PANELS_MOST 256

/**
 * twin_panels_find:
 *
 * Cuts along gutters of one colour (white, dark, any other) that go from side to side, along frames, and along
 * straight edges where two photographs meet without a gutter; what was cut out is cut again, so panels may be
 * nested and uneven. Margins with nothing but labels, axes and scale bars are left out. A photograph alone is one
 * panel with all of its ground: the whole raster.
 *
 * Any thread; nothing is kept. About 10 ms a megapixel.
 *
 * Returns: (transfer full) (nullable) (element-type TwinPanel): at least one, in reading order: rows from
 *   the top, in a row from the left; NULL where memory does not suffice
 */
GArray *twin_panels_find (const TwinRaster *raster);

/* What a reader would call panel @index, from 0: A, B, … Z, AA, AB, … (transfer full) */
char *twin_panel_name (guint index);

G_END_DECLS
