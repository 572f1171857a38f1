#include "picture/levels.h"

#include <math.h>

TwinLevels *
twin_levels_reduced (const TwinRaster *raster, double most_pixels)
{
  double pixels = (double) raster->width * raster->height;
  double scale = sqrt (most_pixels / MAX (pixels, most_pixels));
  g_autoptr (TwinRaster) small = NULL;

  if (scale >= 1)
    return twin_levels_new (raster);
  small = twin_raster_resize (raster, MAX ((guint) (raster->width * scale), 1),
                              MAX ((guint) (raster->height * scale), 1));
  return small != NULL ? twin_levels_new (small) : NULL;
}
