/* nuclei.c: nuclei in fluorescence: some out of focus, most sharp, with chromatin and nucleoli. */
#include "draw/blob.h"
#include "draw/drawing-kinds.h"
#include "draw/noise-field.h"
#include "draw/optics.h"

#include <math.h>

#define MAX_NUCLEI 4000
#define MAX_NUCLEOLI 4

/**
 * Field: what all nuclei of a picture have in common
 * @radius: their mean, in pixels
 */
typedef struct
{
  TwinRandom *random;
  guint32 seed;
  double radius;
  guint n;
  TwinBlob nuclei[MAX_NUCLEI];
} Field;

/* Nuclei stand in groups: where the slow field is high. Few lie on each other. */
static gboolean
has_room (const Field *self, double x, double y, double radius)
{
  float crowd = twin_noise_fractal (self->seed, 2, (float) (x / (9 * self->radius)),
                                    (float) (y / (9 * self->radius)));

  if (crowd < twin_random_range (self->random, -0.6, 0.5))
    return FALSE;
  if (twin_random_chance (self->random, 0.06))
    return TRUE;
  for (guint i = 0; i < self->n; i++)
    {
      const TwinBlob *other = &self->nuclei[i];

      if (hypot (x - other->x, y - other->y) < 1.02 * (radius + other->radius))
        return FALSE;
    }
  return TRUE;
}

static void
place_nuclei (Field *self, const TwinRaster *raster, double density)
{
  double area = (double) raster->width * raster->height;
  guint tries = (guint) (area * density / (G_PI * self->radius * self->radius) * 4);

  self->n = 0;
  for (guint i = 0; i < tries && self->n < MAX_NUCLEI; i++)
    {
      double x = twin_random_range (self->random, -self->radius, raster->width + self->radius);
      double y = twin_random_range (self->random, -self->radius, raster->height + self->radius);
      double radius = self->radius * exp (0.18 * twin_random_normal (self->random));

      if (has_room (self, x, y, radius))
        twin_blob_draw (&self->nuclei[self->n++], x, y, radius, 1.65, 0.05, self->random);
    }
}

/* What sets one nucleus apart. */
typedef struct
{
  guint32 seed;
  float brightness;
  float grain;
  guint n_nucleoli;
  float nucleolus_x[MAX_NUCLEOLI], nucleolus_y[MAX_NUCLEOLI];
  float nucleolus_size;
} Chromatin;

static void
draw_chromatin (Chromatin *self, const TwinBlob *blob, TwinRandom *random)
{
  self->seed = (guint32) twin_random_next (random);
  self->brightness = (float) (0.42 * exp (0.28 * twin_random_normal (random)));
  self->grain = (float) twin_random_range (random, 0.2, 0.5);
  self->nucleolus_size = (float) (blob->radius * twin_random_range (random, 0.12, 0.22));
  self->n_nucleoli = twin_random_below (random, MAX_NUCLEOLI + 1);
  for (guint i = 0; i < self->n_nucleoli; i++)
    {
      self->nucleolus_x[i] = (float) (blob->x +
                                      0.45 * blob->radius * twin_random_range (random, -1, 1));
      self->nucleolus_y[i] = (float) (blob->y +
                                      0.45 * blob->radius * twin_random_range (random, -1, 1));
    }
}

static float
chromatin_at (const Chromatin *self, const TwinBlob *blob, float x, float y, float depth)
{
  float size = blob->radius / 3.2f;
  float value = self->brightness * (1.0f - 0.35f * depth * depth) *
                (1.0f + self->grain * twin_noise_fractal (self->seed, 3, x / size, y / size));

  for (guint i = 0; i < self->n_nucleoli; i++)
    {
      float dx = (x - self->nucleolus_x[i]) / self->nucleolus_size;
      float dy = (y - self->nucleolus_y[i]) / self->nucleolus_size;

      value *= 1.0f - 0.5f * expf (-0.5f * (dx * dx + dy * dy));
    }
  return value;
}

static void
draw_nucleus (TwinRaster *raster, const TwinBlob *blob, const Chromatin *chromatin)
{
  TwinBlobBox box = twin_blob_box (blob, 1.2f, raster->width, raster->height);
  float softness = 1.2f / blob->radius;

  for (guint y = box.top; y < box.bottom; y++)
    for (guint x = box.left; x < box.right; x++)
      {
        float depth = twin_blob_depth (blob, x, y);
        float inside = twin_soft_edge (depth, 1.0f, softness);

        if (inside > 0)
          twin_raster_at (raster, x, y)[0] += inside * chromatin_at (chromatin, blob, x, y, depth);
      }
}

/* One in thirty divides: its chromosomes lie in a bright bar. */
static void
draw_layer (Field *self, TwinRaster *raster, double brightness)
{
  for (guint i = 0; i < self->n; i++)
    {
      TwinBlob blob = self->nuclei[i];
      Chromatin chromatin;

      draw_chromatin (&chromatin, &blob, self->random);
      chromatin.brightness *= (float) brightness;
      if (twin_random_chance (self->random, 0.03))
        {
          blob.aspect = 3.0f;
          blob.radius *= 0.6f;
          chromatin.brightness *= 2.0f;
          chromatin.n_nucleoli = 0;
        }
      draw_nucleus (raster, &blob, &chromatin);
    }
}

/* Stray light around the nuclei, uneven lighting, and the camera's dark level. */
static gboolean
add_haze (TwinRaster *raster, guint32 seed, TwinRandom *random)
{
  g_autoptr (TwinRaster) haze = twin_raster_copy (raster);
  double strength = twin_random_range (random, 0.1, 0.3);
  double offset_x = twin_random_range (random, -0.3, 0.3),
         offset_y = twin_random_range (random, -0.3, 0.3);

  if (haze == NULL || !twin_optics_blur (&haze, 14))
    return FALSE;
  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++)
      {
        float *pixel = twin_raster_at (raster, x, y);
        double across = 2.0 * x / raster->width - 1 - offset_x,
               down = 2.0 * y / raster->height - 1 - offset_y;
        double light = 1.0 - 0.18 * (across * across + down * down);
        double dark = 0.035 + 0.008 * twin_noise_fractal (seed, 3, x / 70.0f, y / 70.0f);

        pixel[0] = (float) (dark + light * (pixel[0] + strength * twin_raster_at (haze, x, y)[0]));
      }
  return TRUE;
}

gboolean
twin_draw_nuclei (TwinRaster **raster, TwinRandom *random)
{
  static const TwinTint tints[] = { { 1, 1, 1 }, { 1, 1, 1 }, { 0.12f, 0.3f, 1.0f } };
  g_autofree Field *field = g_new (Field, 1);
  TwinTint tint = tints[twin_random_below (random, G_N_ELEMENTS (tints))];

  field->random = random;
  field->seed = (guint32) twin_random_next (random);
  field->radius = twin_random_range (random, 10, 17);
  place_nuclei (field, *raster, 0.12);
  draw_layer (field, *raster, 0.5);
  if (!twin_optics_blur (raster, field->radius / 4))
    return FALSE;
  place_nuclei (field, *raster, twin_random_range (random, 0.45, 0.8));
  draw_layer (field, *raster, 1.0);
  if (!twin_optics_blur (raster, 0.8) || !add_haze (*raster, field->seed + 1, random))
    return FALSE;
  twin_optics_expose (*raster, 0.008, 0.035, TRUE, random);
  twin_optics_tint (*raster, tint);
  return TRUE;
}
