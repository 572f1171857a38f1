/* grey.c: making grey pictures; grey-filters.c filters them. */
#include "evidence/grey.h"

#include <math.h>
#include <string.h>

#define RED 0.299f
#define GREEN 0.587f
#define BLUE 0.114f

TwinGrey *
twin_grey_new (guint width, guint height)
{
  TwinGrey *grey;
  gsize n;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  if (!g_size_checked_mul (&n, width, height))
    return NULL;
  grey = g_new (TwinGrey, 1);
  *grey = (TwinGrey){ width, height, g_try_new0 (float, n) };
  if (grey->values == NULL)
    g_clear_pointer (&grey, g_free);
  return grey;
}

TwinGrey *
twin_grey_copy (const TwinGrey *grey)
{
  TwinGrey *copy = twin_grey_new (grey->width, grey->height);

  if (copy != NULL)
    memcpy (copy->values, grey->values, (gsize) grey->width * grey->height * sizeof (float));
  return copy;
}

void
twin_grey_free (TwinGrey *grey)
{
  if (grey == NULL)
    return;
  g_free (grey->values);
  g_free (grey);
}

static TwinGrey *
grey_of (const TwinRaster *raster)
{
  TwinGrey *grey = twin_grey_new (raster->width, raster->height);
  gsize n = (gsize) raster->width * raster->height;
  const float *pixel = raster->pixels;

  if (grey == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++, pixel += 3)
    grey->values[i] = 255 * (RED * pixel[0] + GREEN * pixel[1] + BLUE * pixel[2]);
  return grey;
}

/* Rounded down, so that the product stays within the limit; at least 1. */
static guint
shrunk (guint side, double factor)
{
  return (guint) MAX (floor (side * factor), 1);
}

TwinGrey *
twin_grey_from_raster (const TwinRaster *raster, guint64 max_pixels, double *out_scale_x,
                       double *out_scale_y)
{
  g_autoptr (TwinGrey) grey = grey_of (raster);
  double n = (double) raster->width * raster->height;

  if (grey != NULL && max_pixels > 0 && n > max_pixels)
    {
      double factor = sqrt (max_pixels / n);
      TwinGrey *small = twin_grey_resize (grey, shrunk (raster->width, factor),
                                          shrunk (raster->height, factor));

      twin_grey_free (grey);
      grey = small;
    }
  if (grey == NULL)
    return NULL;
  if (out_scale_x != NULL)
    *out_scale_x = (double) grey->width / raster->width;
  if (out_scale_y != NULL)
    *out_scale_y = (double) grey->height / raster->height;
  return g_steal_pointer (&grey);
}
