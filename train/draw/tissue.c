/* tissue.c: a section stained with haematoxylin and eosin (first and second channel): glands with
 * an open middle and a ring of nuclei, in fibrous ground with spindles and round cells. */
#include "draw/blob.h"
#include "draw/drawing-kinds.h"
#include "draw/noise-field.h"
#include "draw/optics.h"

#include <math.h>

#define MAX_GLANDS 60

/**
 * Section:
 * @open: depth at which a gland's open middle ends
 */
typedef struct
{
  TwinRaster *raster;
  TwinRandom *random;
  guint32 seed;
  float stain_h, stain_e;
  guint n_glands;
  TwinBlob glands[MAX_GLANDS];
  float open[MAX_GLANDS];
} Section;

static void
place_glands (Section *self)
{
  double largest = twin_random_range (self->random, 38, 62);
  guint tries = (guint) ((double) self->raster->width * self->raster->height / (largest * largest) *
                         3);

  self->n_glands = 0;
  for (guint i = 0; i < tries && self->n_glands < MAX_GLANDS; i++)
    {
      double x = twin_random_range (self->random, -30, self->raster->width + 30);
      double y = twin_random_range (self->random, -30, self->raster->height + 30);
      double radius = largest * twin_random_range (self->random, 0.5, 1);
      gboolean free = TRUE;

      for (guint j = 0; j < self->n_glands; j++)
        free = free && hypot (x - self->glands[j].x, y - self->glands[j].y) >
                         1.12 * (radius + self->glands[j].radius);
      if (!free)
        continue;
      twin_blob_draw (&self->glands[self->n_glands], x, y, radius, 1.5, 0.13, self->random);
      self->open[self->n_glands++] = (float) twin_random_range (self->random, 0.15, 0.5);
    }
}

/* Depth of the gland that is deepest here; above 2 there is none near. */
static float
find_gland (const Section *self, float x, float y, guint *gland)
{
  float least = 9;

  for (guint i = 0; i < self->n_glands; i++)
    {
      float dx = x - self->glands[i].x, dy = y - self->glands[i].y;
      float reach = 2.5f * self->glands[i].radius;

      if (dx * dx + dy * dy < reach * reach)
        {
          float depth = twin_blob_depth (&self->glands[i], x, y);

          if (depth < least)
            {
              least = depth;
              *gland = i;
            }
        }
    }
  return least;
}

/* Wavy fibres: ridges of a field stretched along one side and bent by another. */
static float
fibres_at (const Section *self, float x, float y)
{
  float bend_x = 3.0f * twin_noise_fractal (self->seed + 1, 2, x / 120, y / 120);
  float bend_y = 3.0f * twin_noise_fractal (self->seed + 2, 2, x / 120, y / 120);
  float ridge = 1 -
                fabsf (twin_noise_fractal (self->seed + 3, 4, x / 55 + bend_x, y / 16 + bend_y));
  float gaps = twin_noise_fractal (self->seed + 4, 3, x / 40 + bend_x, y / 12 + bend_y);

  return 0.62f * ridge * ridge * twin_soft_edge (-gaps, 0.45f, 0.35f);
}

static void
colour_ground (Section *self, guint x, guint y)
{
  float warp_x = x + 5 * twin_noise_fractal (self->seed + 5, 3, x / 25.0f, y / 25.0f);
  float warp_y = y + 5 * twin_noise_fractal (self->seed + 6, 3, x / 25.0f, y / 25.0f);
  float *pixel = twin_raster_at (self->raster, x, y);
  guint gland = 0;
  float depth = find_gland (self, warp_x, warp_y, &gland);
  float in_gland = twin_soft_edge (depth, 1.0f, 0.03f);
  float cleft = twin_soft_edge (fabsf (depth - 1.06f), 0.03f, 0.04f);
  float open = depth < 2 ? twin_soft_edge (depth, self->open[gland], 0.04f) : 0;
  float grain = twin_noise_fractal (self->seed + 7, 4, x / 7.0f, y / 7.0f);
  float cytoplasm = 0.42f + 0.12f * grain;
  float eosin = in_gland * cytoplasm + (1 - in_gland) * (1 - 0.8f * cleft) * fibres_at (self, x, y);

  pixel[0] = self->stain_h * (0.1f + 0.06f * grain) * (1 - open) * (0.4f + 0.6f * in_gland);
  pixel[1] = self->stain_e * (eosin * (1 - 0.95f * open) + 0.02f);
}

static void
add_nucleus (Section *self, double x, double y, double radius, double aspect, double angle)
{
  guint32 seed = (guint32) twin_random_next (self->random);
  float amount = (float) (self->stain_h * twin_random_range (self->random, 0.55, 1.15));
  TwinBlobBox box;
  TwinBlob blob;

  twin_blob_init (&blob, x, y, radius, aspect, angle, 0.09, self->random);
  box = twin_blob_box (&blob, 1.25f, self->raster->width, self->raster->height);
  for (guint row = box.top; row < box.bottom; row++)
    for (guint column = box.left; column < box.right; column++)
      {
        float depth = twin_blob_depth (&blob, column, row);
        float grain = 1 + 0.45f * twin_noise_fractal (seed, 3, column / 2.6f, row / 2.6f);

        twin_raster_at (self->raster, column, row)[0] += twin_soft_edge (depth, 1.0f, 0.2f) *
                                                         amount * grain *
                                                         (0.75f + 0.4f * depth * depth);
      }
}

/* A ring near the edge, each nucleus pointing to the middle. */
static void
add_ring (Section *self, guint gland)
{
  const TwinBlob *blob = &self->glands[gland];
  double place = twin_random_range (self->random, 0.72, 0.86);
  guint n = (guint) (2 * G_PI * blob->radius * place / twin_random_range (self->random, 6.5, 9));

  for (guint i = 0; i < n; i++)
    {
      double around = 2 * G_PI * (i + 0.35 * twin_random_range (self->random, -1, 1)) / n;
      double dx = cos (around), dy = sin (around);
      /* The depth one pixel from the middle tells how far the edge is. */
      double edge = 1 / twin_blob_depth (blob, (float) (blob->x + dx), (float) (blob->y + dy));
      double away = edge * (place + 0.045 * twin_random_normal (self->random));
      double radius = twin_random_range (self->random, 3.0, 4.3);
      double aspect = twin_random_range (self->random, 1.2, 2.1);

      add_nucleus (self, blob->x + away * dx, blob->y + away * dy, radius, aspect,
                   around + 0.2 * twin_random_normal (self->random));
    }
}

/* Spindles along the fibres, and round cells in crowds. */
static void
add_ground_cells (Section *self)
{
  guint n = self->raster->width * self->raster->height / 330;

  for (guint i = 0; i < n; i++)
    {
      double x = twin_random_range (self->random, 0, self->raster->width);
      double y = twin_random_range (self->random, 0, self->raster->height);
      double crowd = twin_noise_fractal (self->seed + 8, 2, (float) x / 90, (float) y / 90);
      double angle = 0.8 *
                       twin_noise_fractal (self->seed + 2, 2, (float) x / 120, (float) y / 120) +
                     0.3 * twin_random_normal (self->random);
      gboolean round_cell = crowd > twin_random_range (self->random, 0, 0.6);
      guint gland;

      if (find_gland (self, (float) x, (float) y, &gland) < 1.12f)
        continue;
      if (round_cell)
        add_nucleus (self, x, y, 3.4, 1.15, angle);
      else if (twin_random_chance (self->random, 0.5))
        add_nucleus (self, x, y, 2.9, twin_random_range (self->random, 2.5, 5), angle);
    }
}

gboolean
twin_draw_tissue (TwinRaster **raster, TwinRandom *random)
{
  g_autofree Section *section = g_new (Section, 1);

  section->raster = *raster;
  section->random = random;
  section->seed = (guint32) twin_random_next (random);
  section->stain_h = (float) twin_random_range (random, 0.9, 1.4);
  section->stain_e = (float) twin_random_range (random, 0.8, 1.3);
  place_glands (section);
  for (guint y = 0; y < (*raster)->height; y++)
    for (guint x = 0; x < (*raster)->width; x++)
      colour_ground (section, x, y);
  add_ground_cells (section);
  for (guint i = 0; i < section->n_glands; i++)
    add_ring (section, i);
  if (!twin_optics_blur (raster, 0.7))
    return FALSE;
  twin_optics_stain (*raster, (float) twin_random_range (random, 0.92, 0.98));
  twin_optics_expose (*raster, 0.004, 0.012, FALSE, random);
  return TRUE;
}
