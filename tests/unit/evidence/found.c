#include "found.h"

TwinRaster *
raster_of (const TwinGrey *grey)
{
  TwinRaster *raster = twin_raster_new (grey->width, grey->height);

  for (gsize i = 0; i < (gsize) grey->width * grey->height * 3; i++)
    raster->pixels[i] = grey->values[i / 3] / 255;
  return raster;
}

TwinFeatures *
features_of (const TwinGrey *grey)
{
  g_autoptr (TwinRaster) raster = raster_of (grey);
  g_autoptr (GError) error = NULL;
  TwinFeatures *features = twin_features_find_in (raster, NULL, "drawn", NULL, &error);

  g_assert_no_error (error);
  return features;
}
