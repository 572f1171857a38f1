/* colour.c: what mixes a pixel's red, green and blue. */
#include "modify/operations.h"

#include <math.h>

void
twin_modify_saturation (TwinRaster *raster, double factor)
{
  gsize n = (gsize) raster->width * raster->height;
  float *pixel = raster->pixels;
  float keep = (float) factor;

  for (gsize i = 0; i < n; i++, pixel += 3)
    {
      float grey = (1.0f - keep) * twin_grey_of (pixel);

      pixel[0] = twin_clamp_unit (grey + keep * pixel[0]);
      pixel[1] = twin_clamp_unit (grey + keep * pixel[1]);
      pixel[2] = twin_clamp_unit (grey + keep * pixel[2]);
    }
}

void
twin_modify_drop (TwinRaster *raster)
{
  gsize n = (gsize) raster->width * raster->height;
  float *pixel = raster->pixels;

  for (gsize i = 0; i < n; i++, pixel += 3)
    pixel[0] = pixel[1] = pixel[2] = twin_clamp_unit (twin_grey_of (pixel));
}

/* Rotates the plane of colour differences: in YIQ (FCC 1953; the grey, as ours, is BT.601's) the
 * hue is the angle of (I, Q), and Y stays. From red by yellow to green that angle falls. */
static void
fill_hue_matrix (double degrees, float matrix[3][3])
{
  static const double to_yiq[3][3] = { { TWIN_RED_WEIGHT, TWIN_GREEN_WEIGHT, TWIN_BLUE_WEIGHT },
                                       { 0.595716, -0.274453, -0.321263 },
                                       { 0.211456, -0.522591, 0.311135 } };
  static const double from_yiq[3][3] = { { 1.0, 0.956296, 0.621024 },
                                         { 1.0, -0.272122, -0.647381 },
                                         { 1.0, -1.106989, 1.704615 } };
  double cosine = cos (degrees * (G_PI / 180.0)), sine = sin (degrees * (G_PI / 180.0));

  for (guint column = 0; column < 3; column++)
    {
      double y = to_yiq[0][column];
      double i = cosine * to_yiq[1][column] + sine * to_yiq[2][column];
      double q = cosine * to_yiq[2][column] - sine * to_yiq[1][column];

      for (guint row = 0; row < 3; row++)
        matrix[row][column] = (float) (from_yiq[row][0] * y + from_yiq[row][1] * i +
                                       from_yiq[row][2] * q);
    }
}

void
twin_modify_hue (TwinRaster *raster, double degrees)
{
  gsize n = (gsize) raster->width * raster->height;
  float *pixel = raster->pixels;
  float m[3][3];

  fill_hue_matrix (degrees, m);
  for (gsize i = 0; i < n; i++, pixel += 3)
    {
      float red = pixel[0], green = pixel[1], blue = pixel[2];

      pixel[0] = twin_clamp_unit (m[0][0] * red + m[0][1] * green + m[0][2] * blue);
      pixel[1] = twin_clamp_unit (m[1][0] * red + m[1][1] * green + m[1][2] * blue);
      pixel[2] = twin_clamp_unit (m[2][0] * red + m[2][1] * green + m[2][2] * blue);
    }
}
