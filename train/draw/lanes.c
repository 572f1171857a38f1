/* lanes.c: bands with uneven edges, streaks, specks. */
#include "draw/lanes.h"

#include "draw/blob.h"
#include "draw/noise-field.h"

#include <math.h>

/* Rows and columns that matter: [left, right). */
static guint
bound (float place, guint whole)
{
  return place <= 0 ? 0 : MIN ((guint) place, whole);
}

/* Flat over the lane, steep at its sides. */
static float
across_lane (const TwinBand *band, float u)
{
  float square = u * u;

  return expf (-0.9f * square * square * square) * (1.0f + 0.12f * square);
}

static float
band_at (const TwinBand *band, float x, float y)
{
  float u = (x - band->x) / band->half_width;
  float ripple = 0.35f * band->thickness * twin_noise_fractal (band->seed, 2, x / 7, 0);
  float away = y - (band->y + band->bend * u * u + ripple);
  float deviation = band->thickness * (1.0f + 0.2f * u * u) * (away < 0 ? 1.0f : 1.0f + band->tail);
  float grain = 1.0f + 0.12f * twin_noise_fractal (band->seed + 1, 3, x / 5, y / 3);

  away /= deviation;
  return band->strength * across_lane (band, u) * grain * expf (-0.5f * away * away);
}

void
twin_band_add (TwinRaster *raster, const TwinBand *band)
{
  float reach = 4 * band->thickness * (1 + band->tail) + fabsf (band->bend) * 2;
  guint top = bound (band->y - reach, raster->height),
        bottom = bound (band->y + reach, raster->height);
  guint left = bound (band->x - 1.5f * band->half_width, raster->width);
  guint right = bound (band->x + 1.5f * band->half_width, raster->width);

  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      twin_raster_at (raster, x, y)[0] += band_at (band, x, y);
}

void
twin_band_smear (TwinRaster *raster, const TwinBand *band, float length)
{
  guint top = bound (MIN (band->y, band->y + length), raster->height);
  guint bottom = bound (MAX (band->y, band->y + length), raster->height);
  guint left = bound (band->x - 1.5f * band->half_width, raster->width);
  guint right = bound (band->x + 1.5f * band->half_width, raster->width);

  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      {
        float part = fabsf ((y - band->y) / length);
        float start = 1 - expf (-part * 8); /* no edge where it begins */
        float streaks = 1.0f + 0.5f * twin_noise_fractal (band->seed + 2, 3, x / 4.0f, y / 60.0f);

        twin_raster_at (raster, x, y)[0] += band->strength * start * (1 - part) * (1 - part) *
                                            streaks *
                                            across_lane (band, (x - band->x) / band->half_width);
      }
}

void
twin_lanes_speck (TwinRaster *raster, guint n, double strength, TwinRandom *random)
{
  for (guint i = 0; i < n; i++)
    {
      double x = twin_random_range (random, 0, raster->width);
      double y = twin_random_range (random, 0, raster->height);
      double radius = 0.6 + 2.2 * pow (twin_random_range (random, 0, 1), 4);
      float amount = (float) (strength * twin_random_range (random, 0.3, 1));
      TwinBlobBox box;
      TwinBlob blob;

      twin_blob_draw (&blob, x, y, radius, 1.6, 0.15, random);
      box = twin_blob_box (&blob, 1.5f, raster->width, raster->height);
      for (guint row = box.top; row < box.bottom; row++)
        for (guint column = box.left; column < box.right; column++)
          twin_raster_at (raster, column, row)[0] +=
            amount * twin_soft_edge (twin_blob_depth (&blob, column, row), 1.0f, 0.5f);
    }
}
