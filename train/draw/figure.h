/* figure.h: figures as articles have them: pictures set out as panels, with letters, labels, scale bars,
 * arrows and frames around and upon them, and the truth of where each is. */
#pragma once

#include "picture/mask.h"
#include "picture/panels.h"

G_BEGIN_DECLS

/**
 * TwinFigureLayout:
 * @TWIN_FIGURE_ANY: drawn from the seed
 * @TWIN_FIGURE_GRID: rows and columns of one size
 * @TWIN_FIGURE_UNEVEN: rows of their own height, panels of their own width
 * @TWIN_FIGURE_NESTED: groups set apart, whose panels are divided by a few pixels or none
 * @TWIN_FIGURE_STRIPS: strips of a blot under each other, lanes labelled above
 */
typedef enum
{
  TWIN_FIGURE_ANY,
  TWIN_FIGURE_GRID,
  TWIN_FIGURE_UNEVEN,
  TWIN_FIGURE_NESTED,
  TWIN_FIGURE_STRIPS,
  TWIN_N_FIGURE_LAYOUTS,
} TwinFigureLayout;

/* What lies between the panels. */
typedef enum
{
  TWIN_GUTTER_ANY,
  TWIN_GUTTER_WHITE,
  TWIN_GUTTER_DARK,
  TWIN_GUTTER_COLOURED,
  TWIN_GUTTER_NONE,
  TWIN_N_GUTTERS,
} TwinGutter;

/* Furniture, each where the seed has it; STRIPS have LANES in place of AXES. */
typedef enum
{
  TWIN_FIGURE_LETTERS = 1 << 0,
  TWIN_FIGURE_LABELS = 1 << 1,
  TWIN_FIGURE_LANES = 1 << 2,
  TWIN_FIGURE_AXES = 1 << 3,
  TWIN_FIGURE_FRAMES = 1 << 4,
  TWIN_FIGURE_SCALE_BARS = 1 << 5,
  TWIN_FIGURE_ARROWS = 1 << 6,
  TWIN_FIGURE_BOXES = 1 << 7,
  TWIN_FIGURE_BARE = 1 << 8,
} TwinFigureParts;

/**
 * TwinFigureOptions: all zero is a figure drawn wholly from the seed
 * @width, @height: in pixels, from 200 to 8192; 0 is drawn
 * @parts: which furniture it may have; 0 is all of it, %TWIN_FIGURE_BARE none
 */
typedef struct
{
  guint width;
  guint height;
  TwinFigureLayout layout;
  TwinGutter gutter;
  guint parts;
} TwinFigureOptions;

/**
 * TwinFigurePanel:
 * @place: in the figure
 * @scale, @x, @y: where the picture went: figure = scale * picture + (x, y); what lies outside of @place is cut off
 * @scale_down: of heights; @scale, of widths, but for the whole pixels that the picture takes
 */
typedef struct
{
  TwinPanel place;
  double scale, scale_down;
  double x, y;
} TwinFigurePanel;

/**
 * TwinFigure:
 * @panels: [n_panels], in the order of the pictures given: rows from the top, in a row from the left, group by group
 * @furniture: 1 where furniture was drawn
 */
typedef struct
{
  TwinRaster *raster;
  guint n_panels;
  TwinFigurePanel *panels;
  TwinMask *furniture;
} TwinFigure;

/**
 * twin_figure_draw:
 * @pictures: [n_pictures]: a panel each; enlarged or reduced to fill it, what is over is cut off on both sides
 * @n_pictures: 1 to 64
 *
 * The same seed, options and number of pictures give the same layout and the same furniture, whatever the
 * pictures show; only black and white on them follow how bright they are.
 *
 * Returns: (transfer full) (nullable): NULL where memory does not suffice
 */
TwinFigure *twin_figure_draw (guint64 seed, const TwinFigureOptions *options,
                              TwinRaster *const *pictures, guint n_pictures);
void twin_figure_free (TwinFigure *figure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinFigure, twin_figure_free)

G_END_DECLS
