/* stained.c: a smear of stained cells: pale bodies that lie on each other, dark nuclei in them. */
#include "draw/blob.h"
#include "draw/drawing-kinds.h"
#include "draw/noise-field.h"
#include "draw/optics.h"

#include <math.h>

/* Adds @amount of a stain inside @blob, uneven by @grain at @size pixels, darker towards the edge
 * by @rim. */
static void
add_stain (TwinRaster *raster, guint channel, const TwinBlob *blob, float amount, float rim,
           float grain, float size, guint32 seed)
{
  TwinBlobBox box = twin_blob_box (blob, 1.15f, raster->width, raster->height);
  float softness = 1.3f / blob->radius;

  for (guint y = box.top; y < box.bottom; y++)
    for (guint x = box.left; x < box.right; x++)
      {
        float depth = twin_blob_depth (blob, x, y);
        float inside = twin_soft_edge (depth, 1.0f, softness);

        if (inside > 0)
          twin_raster_at (raster, x, y)[channel] +=
            inside * amount * (1 + rim * depth * depth * depth) *
            (1 + grain * twin_noise_fractal (seed, 3, x / size, y / size));
      }
}

static void
draw_cell (TwinRaster *raster, double x, double y, double radius, TwinRandom *random)
{
  guint32 seed = (guint32) twin_random_next (random);
  double angle = twin_random_range (random, 0, 2 * G_PI);
  double share = twin_random_range (random, 0.32, 0.62);
  double away = twin_random_range (random, 0, 0.25) * radius;
  float body = (float) twin_random_range (random, 0.12, 0.45);
  float nucleus = (float) twin_random_range (random, 0.7, 1.5);
  TwinBlob blob;

  twin_blob_draw (&blob, x, y, radius, 1.4, 0.09, random);
  add_stain (raster, 1, &blob, body, 0.25f, 0.35f, 7, seed);
  add_stain (raster, 0, &blob, 0.25f * body, 0.0f, 0.5f, 4, seed + 9);
  twin_blob_draw (&blob, x + away * cos (angle), y + away * sin (angle), radius * share, 1.5, 0.1,
                  random);
  add_stain (raster, 0, &blob, nucleus, 0.2f, 0.45f, 3.2f, seed + 1);
  add_stain (raster, 1, &blob, 0.2f, 0.0f, 0.2f, 3.2f, seed + 2);
  if (twin_random_chance (random, 0.6))
    {
      double turn = twin_random_range (random, 0, 2 * G_PI);

      twin_blob_draw (&blob, blob.x + 0.3 * blob.radius * cos (turn),
                      blob.y + 0.3 * blob.radius * sin (turn), 0.25 * blob.radius, 1.3, 0.05,
                      random);
      add_stain (raster, 0, &blob, 0.6f, 0.0f, 0.1f, 3, seed + 3);
    }
}

/* The slide itself: mucus in faint strands, and dirt. */
static void
draw_ground (TwinRaster *raster, TwinRandom *random)
{
  guint32 seed = (guint32) twin_random_next (random);
  float strength = (float) twin_random_range (random, 0.03, 0.09);

  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++)
      {
        float *pixel = twin_raster_at (raster, x, y);
        float bend = 2 * twin_noise_fractal (seed + 1, 2, x / 90.0f, y / 90.0f);
        float strand = 1 - fabsf (twin_noise_fractal (seed, 4, x / 60.0f + bend, y / 25.0f - bend));

        pixel[1] += strength * (1 + 1.5f * strand * strand * strand);
        pixel[0] += 0.3f * strength * strand;
      }
}

static void
draw_granules (TwinRaster *raster, TwinRandom *random)
{
  guint n = raster->width * raster->height / 3000;

  for (guint i = 0; i < n; i++)
    {
      double x = twin_random_range (random, 0, raster->width);
      double y = twin_random_range (random, 0, raster->height);
      double radius = twin_random_range (random, 0.8, 2.2);
      TwinBlob blob;

      twin_blob_draw (&blob, x, y, radius, 1.3, 0.1, random);
      add_stain (raster, 0, &blob, (float) twin_random_range (random, 0.2, 0.9), 0, 0.1f, 2, i);
    }
}

gboolean
twin_draw_stained (TwinRaster **raster, TwinRandom *random)
{
  double radius = twin_random_range (random, 20, 34);
  guint32 crowd_seed = (guint32) twin_random_next (random);
  guint tries = (guint) ((double) (*raster)->width * (*raster)->height / (radius * radius * 2.2));

  draw_ground (*raster, random);
  for (guint i = 0; i < tries; i++)
    {
      double x = twin_random_range (random, -radius, (*raster)->width + radius);
      double y = twin_random_range (random, -radius, (*raster)->height + radius);
      double crowd = twin_noise_fractal (crowd_seed, 2, (float) x / 130, (float) y / 130);

      if (crowd > twin_random_range (random, -0.7, 0.5))
        draw_cell (*raster, x, y, radius * exp (0.2 * twin_random_normal (random)), random);
    }
  draw_granules (*raster, random);
  if (!twin_optics_blur (raster, 0.8))
    return FALSE;
  twin_optics_stain (*raster, (float) twin_random_range (random, 0.88, 0.97));
  twin_optics_expose (*raster, 0.004, 0.014, FALSE, random);
  return TRUE;
}
