/* optics.c: blur, noise, colour. */
#include "draw/optics.h"

#include "modify/operations.h"

#include <math.h>

gboolean
twin_optics_blur (TwinRaster **raster, double deviation)
{
  TwinRaster *blurred = twin_modify_blur (*raster, deviation);

  if (blurred == NULL)
    return FALSE;
  twin_raster_free (*raster);
  *raster = blurred;
  return TRUE;
}

void
twin_optics_expose (TwinRaster *raster, double read, double shot, gboolean grey, TwinRandom *random)
{
  gsize n = (gsize) raster->width * raster->height;
  float *pixel = raster->pixels;

  for (gsize i = 0; i < n; i++, pixel += 3)
    {
      double shared = twin_random_normal (random);

      for (guint channel = 0; channel < 3; channel++)
        {
          double value = pixel[channel];
          double deviation = sqrt (read * read + shot * shot * MAX (value, 0.0));
          double draw = grey ? shared : twin_random_normal (random);

          pixel[channel] = twin_clamp_unit ((float) (value + deviation * draw));
        }
    }
}

void
twin_optics_tint (TwinRaster *raster, TwinTint tint)
{
  gsize n = (gsize) raster->width * raster->height;
  float *pixel = raster->pixels;

  for (gsize i = 0; i < n; i++, pixel += 3)
    {
      float value = pixel[0];

      pixel[0] = value * tint.red;
      pixel[1] = value * tint.green;
      pixel[2] = value * tint.blue;
    }
}

void
twin_optics_stain (TwinRaster *raster, float white)
{
  static const float haematoxylin[3] = { 0.650f, 0.704f, 0.286f };
  static const float eosin[3] = { 0.072f, 0.990f, 0.105f };
  gsize n = (gsize) raster->width * raster->height;
  float *pixel = raster->pixels;

  for (gsize i = 0; i < n; i++, pixel += 3)
    {
      float h = pixel[0], e = pixel[1];

      for (guint channel = 0; channel < 3; channel++)
        pixel[channel] = white * expf (-(h * haematoxylin[channel] + e * eosin[channel]));
    }
}
