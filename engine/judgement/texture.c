/* texture.c: grey values smoothed over 3 x 3 pixels, their standard deviation. */
#include "judgement/texture.h"

#include <math.h>

static float
grey_at (const TwinRaster *raster, guint x, guint y)
{
  const float *pixel = twin_raster_at (raster, x, y);

  return twin_raster_grey (pixel);
}

/* At the border, the mean of those neighbours that there are. */
static double
smoothed_at (const TwinRaster *raster, guint x, guint y)
{
  guint right = MIN (x + 1, raster->width - 1), bottom = MIN (y + 1, raster->height - 1);
  double sum = 0;
  guint n = 0;

  for (guint row = y > 0 ? y - 1 : 0; row <= bottom; row++)
    for (guint column = x > 0 ? x - 1 : 0; column <= right; column++, n++)
      sum += grey_at (raster, column, row);
  return sum / n;
}

double
twin_texture (const TwinRaster *raster)
{
  double mean = 0, squares = 0, n = 0;

  /* Welford's running mean and squares: a small deviation on a large mean stays exact. */
  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++)
      {
        double value = smoothed_at (raster, x, y), from_mean = value - mean;

        n++;
        mean += from_mean / n;
        squares += from_mean * (value - mean);
      }
  return sqrt (squares / n);
}
