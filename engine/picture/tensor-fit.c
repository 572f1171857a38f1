/* tensor-fit.c: one raster into one view. Runs for every training picture, so it makes no raster in
 * between; bound by reading the raster once (12 bytes a pixel). */
#include "picture/raster-resize.h"
#include "picture/tensor.h"

#include <math.h>

#define LANES 8
#define LEAST_DEVIATION 0.02

/* Written in lanes so that the compiler may use vectors; the order of the additions is fixed. */
static double
sum_of (const float *values, gsize n)
{
  float lanes[LANES] = { 0 };
  double sum = 0;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (guint lane = 0; lane < LANES; lane++)
      lanes[lane] += values[i + lane];
  for (guint lane = 0; lane < LANES; lane++)
    sum += lanes[lane];
  for (; i < n; i++)
    sum += values[i];
  return sum;
}

static double
sum_of_squares (const float *values, gsize n, float mean)
{
  float lanes[LANES] = { 0 };
  double sum = 0;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (guint lane = 0; lane < LANES; lane++)
      lanes[lane] += (values[i + lane] - mean) * (values[i + lane] - mean);
  for (guint lane = 0; lane < LANES; lane++)
    sum += lanes[lane];
  for (; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);
  return sum;
}

/* Sums a row at a time: a row is short enough for floats, the whole is not. */
static void
standardise (float *values, guint size)
{
  gsize row = (gsize) size * 3, n = row * size;
  double sum = 0, squares = 0;
  float mean, scale;

  for (guint y = 0; y < size; y++)
    sum += sum_of (values + y * row, row);
  mean = (float) (sum / n);
  for (guint y = 0; y < size; y++)
    squares += sum_of_squares (values + y * row, row, mean);
  scale = (float) (1 / MAX (sqrt (squares / n), LEAST_DEVIATION));
  for (gsize i = 0; i < n; i++)
    values[i] = (values[i] - mean) * scale;
}

static void
fill (float *values, guint size, const float colour[3])
{
  for (gsize i = 0; i < (gsize) size * size; i++)
    for (guint channel = 0; channel < 3; channel++)
      values[i * 3 + channel] = colour[channel];
}

void
twin_tensor_fit (float *values, guint size, const TwinRaster *raster)
{
  guint longest = MAX (raster->width, raster->height);
  guint width = twin_raster_scaled (raster->width, size, longest);
  guint height = twin_raster_scaled (raster->height, size, longest);
  gsize row = (gsize) size * 3;

  if (width < size || height < size)
    {
      float around[3];

      twin_raster_border_median (raster, around);
      fill (values, size, around);
    }
  twin_raster_resize_into (raster, width, height,
                           values + (size - height) / 2 * row + (size - width) / 2 * 3, row);
  standardise (values, size);
}
