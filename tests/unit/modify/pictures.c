#include "pictures.h"

#include <math.h>

TwinRaster *
noise_picture (guint width, guint height, guint64 seed)
{
  TwinRaster *raster = twin_raster_new (width, height);
  TwinRandom random;

  twin_random_init (&random, seed, 0);
  for (gsize i = 0; i < (gsize) width * height * 3; i++)
    raster->pixels[i] = (float) twin_random_range (&random, 0, 1);
  return raster;
}

TwinRaster *
plain_picture (guint width, guint height, float red, float green, float blue)
{
  TwinRaster *raster = twin_raster_new (width, height);

  for (gsize i = 0; i < (gsize) width * height; i++)
    {
      raster->pixels[3 * i] = red;
      raster->pixels[3 * i + 1] = green;
      raster->pixels[3 * i + 2] = blue;
    }
  return raster;
}

float
largest_difference (const TwinRaster *a, const TwinRaster *b)
{
  float largest = 0;

  if (a->width != b->width || a->height != b->height)
    return G_MAXFLOAT;
  for (gsize i = 0; i < (gsize) a->width * a->height * 3; i++)
    largest = MAX (largest, fabsf (a->pixels[i] - b->pixels[i]));
  return largest;
}

TwinRaster *
altered (const TwinRaster *raster, TwinModificationKind kind, double amount)
{
  TwinModification modification = { .kind = kind, .amount = amount };
  g_autoptr (GError) error = NULL;
  TwinRandom random;
  TwinRaster *result;

  twin_random_init (&random, 1, 0);
  result = twin_modification_apply (&modification, twin_raster_copy (raster), &random, &error);
  g_assert_no_error (error);
  return result;
}
