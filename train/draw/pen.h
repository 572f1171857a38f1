/* pen.h: lines and filled shapes with soft edges, and where they went. */
#pragma once

#include "picture/mask.h"
#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * TwinPen:
 * @raster: drawn upon
 * @mask: (nullable): of the same size; 1 where half of a pixel or more was drawn over
 * @colour: R'G'B'
 * @width: of lines, in pixels
 *
 * Coordinates are in pixels, centres at +0.5, y down; what lies outside is not drawn.
 */
typedef struct
{
  TwinRaster *raster;
  TwinMask *mask;
  float colour[3];
  double width;
} TwinPen;

typedef struct
{
  double x, y;
} TwinPoint;

/* With round ends. */
void twin_pen_line (const TwinPen *pen, TwinPoint from, TwinPoint to);
/* Dashes and gaps of @dash pixels. */
void twin_pen_dashes (const TwinPen *pen, TwinPoint from, TwinPoint to, double dash);
/* Lines from corner to corner, ends square. */
void twin_pen_box (const TwinPen *pen, double left, double top, double right, double bottom);
/* A filled rectangle. */
void twin_pen_bar (const TwinPen *pen, double left, double top, double right, double bottom);
/* A filled triangle. */
void twin_pen_triangle (const TwinPen *pen, const TwinPoint corners[3]);

G_END_DECLS
