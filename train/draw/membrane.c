/* membrane.c: a sheet of cells in fluorescence, their outlines marked: the borders of the regions
 * nearest to scattered points (Voronoi 1908), evened out by moving each point to its region's
 * middle (Lloyd 1982). */
#include "draw/blob.h"
#include "draw/drawing-kinds.h"
#include "draw/noise-field.h"
#include "draw/optics.h"

#include <math.h>

#define MAX_CELLS 1500
/* Every so many pixels are asked, when a region's middle is looked for. */
#define EVENING_STEP 4
#define EVENING_ROUNDS 2

typedef struct
{
  guint n;
  float x[MAX_CELLS], y[MAX_CELLS];
  float mark[MAX_CELLS]; /* how strongly the cell is marked inside */
  guint32 seed;
  float bend; /* by how many pixels borders wander */
} Sheet;

/* The distances to the two nearest middles, squared, and whose they are. */
typedef struct
{
  float first, second;
  guint cell, neighbour;
} Nearest;

static Nearest
find_nearest (const Sheet *self, float x, float y)
{
  Nearest nearest = { G_MAXFLOAT, G_MAXFLOAT, 0, 0 };

  for (guint i = 0; i < self->n; i++)
    {
      float dx = x - self->x[i], dy = y - self->y[i], square = dx * dx + dy * dy;

      if (square < nearest.first)
        nearest = (Nearest){ square, nearest.first, i, nearest.cell };
      else if (square < nearest.second)
        {
          nearest.second = square;
          nearest.neighbour = i;
        }
    }
  return nearest;
}

static void
place_cells (Sheet *self, const TwinRaster *raster, double spacing, TwinRandom *random)
{
  double margin = spacing;
  double area = (raster->width + 2 * margin) * (raster->height + 2 * margin);

  self->n = (guint) CLAMP (area / (spacing * spacing), 8, MAX_CELLS);
  for (guint i = 0; i < self->n; i++)
    {
      self->x[i] = (float) twin_random_range (random, -margin, raster->width + margin);
      self->y[i] = (float) twin_random_range (random, -margin, raster->height + margin);
      self->mark[i] = (float) exp (0.4 * twin_random_normal (random));
    }
}

static void
even_out (Sheet *self, const TwinRaster *raster)
{
  g_autofree double *sums = g_new0 (double, 3 * (gsize) self->n);
  int margin = 40;

  for (int y = -margin; y < (int) raster->height + margin; y += EVENING_STEP)
    for (int x = -margin; x < (int) raster->width + margin; x += EVENING_STEP)
      {
        double *sum = sums + 3 * (gsize) find_nearest (self, (float) x, (float) y).cell;

        sum[0] += x;
        sum[1] += y;
        sum[2] += 1;
      }
  for (guint i = 0; i < self->n; i++)
    if (sums[3 * i + 2] > 0)
      {
        self->x[i] = (float) (sums[3 * i] / sums[3 * i + 2]);
        self->y[i] = (float) (sums[3 * i + 1] / sums[3 * i + 2]);
      }
}

/* Distance from the border between the two nearest. */
static float
border_distance (const Sheet *self, const Nearest *nearest)
{
  float dx = self->x[nearest->cell] - self->x[nearest->neighbour];
  float dy = self->y[nearest->cell] - self->y[nearest->neighbour];

  return (nearest->second - nearest->first) / (2 * sqrtf (dx * dx + dy * dy) + 1e-3f);
}

/* The same from both sides of a border; 0.4 to 1.6. */
static float
border_strength (const Sheet *self, const Nearest *nearest)
{
  guint low = MIN (nearest->cell, nearest->neighbour),
        high = MAX (nearest->cell, nearest->neighbour);

  return 1.0f + 0.6f * twin_noise_field (self->seed + 5, low * 1.37f, high * 2.71f);
}

static float
sheet_at (const Sheet *self, float x, float y)
{
  float bent_x = x + self->bend * twin_noise_fractal (self->seed, 3, x / 22, y / 22);
  float bent_y = y + self->bend * twin_noise_fractal (self->seed + 1, 3, x / 22, y / 22);
  Nearest nearest = find_nearest (self, bent_x, bent_y);
  float distance = border_distance (self, &nearest);
  float beads = 1.0f + 0.5f * twin_noise_fractal (self->seed + 2, 3, x / 5, y / 5);
  float line = border_strength (self, &nearest) * beads *
               expf (-0.5f * distance * distance / (1.3f * 1.3f));
  float haze = 0.16f * expf (-distance / 5);
  float inside = 0.07f * self->mark[nearest.cell] *
                 (1 + 0.5f * twin_noise_fractal (self->seed + 3, 4, x / 9, y / 9));
  float out_of_focus = 0.75f + 0.35f * twin_noise_fractal (self->seed + 4, 2, x / 130, y / 130);

  return 0.03f + out_of_focus * (0.55f * line + haze + inside);
}

/* Vesicles: bright points inside the cells. */
static void
add_points (TwinRaster *raster, TwinRandom *random)
{
  guint n = (guint) (raster->width * raster->height * twin_random_range (random, 0.0004, 0.002));

  for (guint i = 0; i < n; i++)
    {
      double x = twin_random_range (random, 0, raster->width);
      double y = twin_random_range (random, 0, raster->height);
      double radius = twin_random_range (random, 0.7, 1.8);
      float strength = (float) (0.25 * exp (0.6 * twin_random_normal (random)));
      TwinBlobBox box;
      TwinBlob blob;

      twin_blob_draw (&blob, x, y, radius, 1.4, 0.1, random);
      box = twin_blob_box (&blob, 1.6f, raster->width, raster->height);
      for (guint row = box.top; row < box.bottom; row++)
        for (guint column = box.left; column < box.right; column++)
          twin_raster_at (raster, column, row)[0] +=
            strength * twin_soft_edge (twin_blob_depth (&blob, column, row), 1.0f, 0.6f);
    }
}

gboolean
twin_draw_membrane (TwinRaster **raster, TwinRandom *random)
{
  static const TwinTint tints[] = { { 1, 1, 1 }, { 0.1f, 1, 0.2f }, { 1, 1, 1 } };
  g_autofree Sheet *sheet = g_new (Sheet, 1);
  TwinTint tint = tints[twin_random_below (random, G_N_ELEMENTS (tints))];

  sheet->seed = (guint32) twin_random_next (random);
  sheet->bend = (float) twin_random_range (random, 2, 6);
  place_cells (sheet, *raster, twin_random_range (random, 26, 48), random);
  for (guint i = 0; i < EVENING_ROUNDS; i++)
    even_out (sheet, *raster);
  for (guint y = 0; y < (*raster)->height; y++)
    for (guint x = 0; x < (*raster)->width; x++)
      twin_raster_at (*raster, x, y)[0] = sheet_at (sheet, x, y);
  add_points (*raster, random);
  if (!twin_optics_blur (raster, 0.8))
    return FALSE;
  twin_optics_expose (*raster, 0.012, 0.05, TRUE, random);
  twin_optics_tint (*raster, tint);
  return TRUE;
}
