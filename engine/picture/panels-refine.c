/* panels-refine.c: a side found in a smaller figure lies within a few pixels in the figure itself: where most changes. */
#include "picture/panels-private.h"

#include <math.h>

/* Pixels of a side that are looked at, evenly spread. */
#define SAMPLES 256
/* Grey levels of 0 to 1: less is no side, and it stays where it was. */
#define LEAST_CHANGE 0.02

static float
grey_at (const TwinRaster *raster, gboolean is_row, guint line, guint along)
{
  const float *pixel = is_row ? twin_raster_at (raster, along, line)
                              : twin_raster_at (raster, line, along);

  return twin_raster_grey (pixel);
}

/* How much changes from the line before @line to it, between @from and @to along it. */
static double
change_at (const TwinRaster *raster, gboolean is_row, guint line, guint from, guint to)
{
  guint n = MIN (to - from, SAMPLES);
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint along = from + (guint) ((guint64) i * (to - from) / n);

      sum += fabsf (grey_at (raster, is_row, line, along) -
                    grey_at (raster, is_row, line - 1, along));
    }
  return sum / n;
}

/* The place within @reach of @line where most changes; 0 and the end are the raster's own sides. */
static guint
refine_side (const TwinRaster *raster, gboolean is_row, guint line, guint reach, guint from,
             guint to)
{
  guint end = is_row ? raster->height : raster->width, best = line;
  double most = LEAST_CHANGE;

  if (line == 0 || line >= end)
    return MIN (line, end);
  for (guint at = MAX (line, reach + 1) - reach; at < MIN (line + reach + 1, end); at++)
    {
      double change = change_at (raster, is_row, at, from, to);

      if (change > most)
        {
          most = change;
          best = at;
        }
    }
  return best;
}

void
twin_panel_refine (TwinPanel *panel, const TwinRaster *raster, guint reach)
{
  guint right = panel->x + panel->width, bottom = panel->y + panel->height;
  guint left = panel->x, top = panel->y;

  left = refine_side (raster, FALSE, panel->x, reach, top, bottom);
  right = refine_side (raster, FALSE, right, reach, top, bottom);
  top = refine_side (raster, TRUE, panel->y, reach, panel->x, panel->x + panel->width);
  bottom = refine_side (raster, TRUE, bottom, reach, panel->x, panel->x + panel->width);
  if (right > left && bottom > top)
    *panel = (TwinPanel){ left, top, right - left, bottom - top };
}
