/* tone.c: what is done to every value alike: brightness, contrast, gamma, inversion. Each loop
 * reads and writes 4 bytes a value, written so that compilers turn it into vector instructions. */
#include "modify/operations.h"

#include <string.h>

static gsize
n_values (const TwinRaster *raster)
{
  return (gsize) raster->width * raster->height * 3;
}

/* value * gain + offset */
static void
apply_line (TwinRaster *raster, float gain, float offset)
{
  float *values = raster->pixels;
  gsize n = n_values (raster);

  for (gsize i = 0; i < n; i++)
    values[i] = twin_clamp_unit (values[i] * gain + offset);
}

float
twin_mean_grey (const TwinRaster *raster)
{
  gsize n = (gsize) raster->width * raster->height;
  const float *pixel = raster->pixels;
  double red = 0, green = 0, blue = 0;

  for (gsize i = 0; i < n; i++, pixel += 3)
    {
      red += pixel[0];
      green += pixel[1];
      blue += pixel[2];
    }
  return (float) ((TWIN_RED_WEIGHT * red + TWIN_GREEN_WEIGHT * green + TWIN_BLUE_WEIGHT * blue) /
                  n);
}

void
twin_modify_brightness (TwinRaster *raster, double factor)
{
  apply_line (raster, (float) factor, 0.0f);
}

void
twin_modify_contrast (TwinRaster *raster, double factor)
{
  twin_modify_contrast_about (raster, factor, twin_mean_grey (raster));
}

void
twin_modify_contrast_about (TwinRaster *raster, double factor, float middle)
{
  apply_line (raster, (float) factor, (float) (1.0 - factor) * middle);
}

void
twin_modify_invert (TwinRaster *raster)
{
  apply_line (raster, -1.0f, 1.0f);
}

/* log2 of a positive x to 4e-6: the exponent as the float holds it; of the mantissa m in [1, 2),
 * moved to m in [0.7, 1.4), by the series of the inverse hyperbolic tangent. */
static inline float
fast_log2 (float x)
{
  gint32 bits, exponent;
  float mantissa, t, square;

  memcpy (&bits, &x, sizeof bits);
  exponent = (bits - 0x3f3504f3) >> 23; /* sqrt (1/2) as bits */
  bits -= exponent * (1 << 23);
  memcpy (&mantissa, &bits, sizeof mantissa);
  t = (mantissa - 1.0f) / (mantissa + 1.0f);
  square = t * t;
  /* 2 / ln 2 * (t + t^3/3 + t^5/5 + t^7/7) */
  return (float) exponent +
         t *
           (2.88539008f + square * (0.961796694f + square * (0.577078016f + square * 0.4121986f)));
}

/* 2^x to 3e-6 of itself, x in [-126, 0]: 2^(x - n) by its series, n the nearest whole number. */
static inline float
fast_exp2 (float x)
{
  gint32 whole = (gint32) (x - 0.5f); /* x is not positive: this rounds to the nearest */
  float part = (x - (float) whole) * 0.693147181f;
  float series =
    1.0f +
    part *
      (1.0f + part * (0.5f + part * (0.16666667f + part * (0.041666667f + part * 0.0083333333f))));
  gint32 bits;

  memcpy (&bits, &series, sizeof bits);
  bits += whole * (1 << 23);
  memcpy (&series, &bits, sizeof series);
  return series;
}

/* powf() one value at a time takes several times as long, and a table is coarse near black. */
void
twin_modify_gamma (TwinRaster *raster, double exponent)
{
  float *values = raster->pixels;
  float power = (float) exponent;
  gsize n = n_values (raster);

  for (gsize i = 0; i < n; i++)
    {
      float value = values[i] > 1e-30f ? values[i] : 1e-30f; /* 0 has no logarithm */
      float logarithm = power * fast_log2 (value);
      float result = fast_exp2 (logarithm > -126.0f ? logarithm : -126.0f);

      values[i] = twin_clamp_unit (result);
    }
}
