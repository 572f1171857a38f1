/* drawn-figures.h: figures with known panels and furniture, for the tests that find them again. */
#pragma once

#include "draw/figure.h"
#include "picture/panels.h"

G_BEGIN_DECLS

/* Figure @number out of drawn pictures: 2 to 10 panels of every layout and gutter in turn. */
TwinFigure *drawn_figure (guint number);
/* The same of one layout, without furniture. */
TwinFigure *bare_figure (guint number, TwinFigureLayout layout, TwinGutter gutter, guint n_panels);

/* Overlap of two rectangles over what both cover: 0 to 1. */
double overlap_of (const TwinPanel *a, const TwinPanel *b);
/* How many of the figure's panels have a found one that overlaps by @least. */
guint count_found (const TwinFigure *figure, GArray *found, double least);

/* The raster after a JPEG of @quality. */
TwinRaster *through_jpeg (const TwinRaster *raster, guint quality);

/* Calls @function with the path and source of each @every-th image beside the source tree; FALSE where there are none. */
typedef void (*ImageFunction) (const char *path, const char *source, gpointer data);
gboolean for_shared_images (guint every, ImageFunction function, gpointer data);

G_END_DECLS
