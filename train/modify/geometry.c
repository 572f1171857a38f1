/* geometry.c: the picture mirrored and resized; rotate.c turns it. */
#include "modify/operations.h"

#include <math.h>

static void
flip_row (float *row, guint width)
{
  float *left = row, *right = row + (gsize) (width - 1) * 3;

  for (; left < right; left += 3, right -= 3)
    for (guint channel = 0; channel < 3; channel++)
      {
        float kept = left[channel];

        left[channel] = right[channel];
        right[channel] = kept;
      }
}

void
twin_modify_flip (TwinRaster *raster)
{
  for (guint y = 0; y < raster->height; y++)
    flip_row (twin_raster_at (raster, 0, y), raster->width);
}

guint
twin_scaled_length (guint length, double factor)
{
  return (guint) MAX (round (length * factor), 1.0);
}

TwinRaster *
twin_modify_scale (const TwinRaster *raster, double across, double down)
{
  return twin_raster_resize (raster, twin_scaled_length (raster->width, across),
                             twin_scaled_length (raster->height, down));
}
