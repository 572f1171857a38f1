/* blot.c: a western blot on film: rows of bands, each row one protein, dark on a blotchy ground. */
#include "draw/drawing-kinds.h"
#include "draw/lanes.h"
#include "draw/noise-field.h"
#include "draw/optics.h"

#include <math.h>

#define MAX_ROWS 5

/* How the membrane lay: rows smile, and slope. */
typedef struct
{
  guint n_lanes;
  double first_lane, pitch;
  double smile, slope;
} Membrane;

static void
draw_membrane (Membrane *self, const TwinRaster *raster, TwinRandom *random)
{
  double margin = twin_random_range (random, 0.02, 0.08) * raster->width;

  self->n_lanes = 6 + twin_random_below (random, 8);
  self->pitch = (raster->width - 2 * margin) / self->n_lanes;
  self->first_lane = margin + self->pitch / 2;
  self->smile = twin_random_range (random, -0.035, 0.035) * raster->height;
  self->slope = twin_random_range (random, -0.025, 0.025) * raster->height;
}

/**
 * Row: what the bands of one protein have in common
 * @trend: how the strength goes along the lanes
 * @missing: share of lanes without
 */
typedef struct
{
  double y;
  double thickness;
  double strength;
  double trend;
  double missing;
  double tail;
} Row;

static void
draw_row (Row *self, double y, double room, TwinRandom *random)
{
  self->y = y;
  self->thickness = room * twin_random_range (random, 0.035, 0.085);
  self->strength = exp (twin_random_range (random, -1.0, 1.0));
  self->trend = twin_random_range (random, -2.2, 2.2);
  self->missing = twin_random_chance (random, 0.5) ? 0.0 : twin_random_range (random, 0.1, 0.4);
  self->tail = twin_random_range (random, 0, 0.8);
}

static void
add_band (TwinRaster *raster, const Membrane *membrane, const Row *row, guint lane,
          TwinRandom *random)
{
  double x = membrane->first_lane + lane * membrane->pitch +
             0.04 * membrane->pitch * twin_random_normal (random);
  double along = 2 * x / raster->width - 1;
  double strength = row->strength *
                    exp (row->trend * along / 2 + 0.45 * twin_random_normal (random));
  TwinBand band = { .x = (float) x, .tail = (float) row->tail };

  if (twin_random_chance (random, row->missing))
    strength *= 0.04;
  band.y = (float) (row->y + membrane->smile * along * along + membrane->slope * along +
                    0.15 * row->thickness * twin_random_normal (random));
  band.half_width = (float) (membrane->pitch * twin_random_range (random, 0.34, 0.43));
  /* More protein spreads wider. */
  band.thickness = (float) (row->thickness * (0.8 + 0.2 * MIN (strength, 2.5)));
  band.bend = (float) (row->thickness * twin_random_range (random, -0.8, 0.5));
  band.strength = (float) MIN (strength, 3.5);
  band.seed = (guint32) twin_random_next (random);
  twin_band_add (raster, &band);
  band.strength *= 0.04f;
  twin_band_smear (raster, &band, (float) (-row->thickness * twin_random_range (random, 3, 14)));
}

/* Density becomes the light that passes the film: blotches and grain are the film's own. */
static void
show_film (TwinRaster *raster, TwinRandom *random)
{
  guint32 seed = (guint32) twin_random_next (random);
  double base = twin_random_range (random, 0.74, 0.9),
         depth = twin_random_range (random, 0.03, 0.1);
  double side = twin_random_range (random, -0.06, 0.06);

  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++)
      {
        float *pixel = twin_raster_at (raster, x, y);
        double blotch = twin_noise_fractal (seed, 4, x / 110.0f, y / 80.0f);
        double grain = twin_noise_fractal (seed + 9, 2, x / 1.7f, y / 1.7f);
        double ground = base + depth * blotch + side * (2.0 * x / raster->width - 1) +
                        0.012 * grain;

        pixel[0] = (float) (0.03 + ground * exp (-1.3 * pixel[0]));
      }
}

gboolean
twin_draw_blot (TwinRaster **raster, TwinRandom *random)
{
  Membrane membrane;
  guint n_rows = 2 + twin_random_below (random, MAX_ROWS - 2);
  double room = (double) (*raster)->height / n_rows;

  draw_membrane (&membrane, *raster, random);
  for (guint i = 0; i < n_rows; i++)
    {
      double y = (i + 0.5 + twin_random_range (random, -0.2, 0.2)) * room;
      Row row;

      draw_row (&row, y, MIN (room, 110), random);
      for (guint lane = 0; lane < membrane.n_lanes; lane++)
        add_band (*raster, &membrane, &row, lane, random);
    }
  twin_lanes_speck (*raster, 12 + twin_random_below (random, 40), 0.7, random);
  if (!twin_optics_blur (raster, 0.7))
    return FALSE;
  show_film (*raster, random);
  twin_optics_expose (*raster, 0.008, 0.008, TRUE, random);
  twin_optics_tint (*raster, (TwinTint){ 1, 1, 1 });
  return TRUE;
}
