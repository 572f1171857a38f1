/* gel.c: an agarose gel under ultraviolet light: wells on top, a ladder or two, samples with bands
 * and smears, all glowing on a dark ground. */
#include "draw/drawing-kinds.h"
#include "draw/lanes.h"
#include "draw/noise-field.h"
#include "draw/optics.h"

#include <math.h>

/* The rungs of the ladder, in thousands of bases: distance run falls with the logarithm. */
static const double rungs[] = { 10, 8, 6, 5, 4, 3, 2.5, 2, 1.5, 1, 0.75, 0.5, 0.25 };

typedef struct
{
  TwinRaster *raster;
  TwinRandom *random;
  guint n_lanes;
  double first_lane, pitch;
  double top, bottom;
  double smile;
} Gel;

static double
place_of (const Gel *self, double size)
{
  double part = (log (rungs[0] * 1.3) - log (size)) / (log (rungs[0] * 1.3) - log (0.2));

  return self->top + (self->bottom - self->top) * pow (part, 0.9);
}

static void
add_band (Gel *self, guint lane, double size, double strength)
{
  double x = self->first_lane + lane * self->pitch;
  double along = 2 * x / self->raster->width - 1;
  double y = place_of (self, size);
  /* Small pieces spread more as they run. */
  double thickness = 1.1 + 1.6 * (y - self->top) / (self->bottom - self->top);
  TwinBand band = { .x = (float) x, .half_width = (float) (0.37 * self->pitch) };

  band.y = (float) (y + self->smile * along * along * (y / self->raster->height));
  band.thickness = (float) (thickness * (1 + 0.35 * MIN (strength, 2)));
  band.tail = (float) twin_random_range (self->random, 0, 0.4);
  band.bend = (float) twin_random_range (self->random, -1.8, 0.8);
  band.strength = (float) strength;
  band.seed = (guint32) twin_random_next (self->random);
  twin_band_add (self->raster, &band);
}

static void
add_ladder (Gel *self, guint lane)
{
  for (guint i = 0; i < G_N_ELEMENTS (rungs); i++)
    {
      /* Two rungs are made strong, to count by. */
      double strength = rungs[i] == 3 || rungs[i] == 1 ? 0.9 : 0.45;

      add_band (self, lane, rungs[i], strength * exp (0.12 * twin_random_normal (self->random)));
    }
}

static void
add_smear (Gel *self, guint lane, double strength)
{
  double from = twin_random_range (self->random, 0.05, 0.5);
  double length = twin_random_range (self->random, 0.2, 0.6) * (self->bottom - self->top);
  TwinBand band = { .x = (float) (self->first_lane + lane * self->pitch),
                    .y = (float) (self->top + from * (self->bottom - self->top)),
                    .half_width = (float) (0.36 * self->pitch),
                    .strength = (float) strength };

  band.seed = (guint32) twin_random_next (self->random);
  twin_band_smear (self->raster, &band, (float) length);
}

/* A digest or a product: a few bands, some shared by neighbouring lanes. */
static void
add_sample (Gel *self, guint lane, double *shared)
{
  guint n = 1 + twin_random_below (self->random, 5);
  double load = exp (0.4 * twin_random_normal (self->random));

  if (twin_random_chance (self->random, 0.25))
    *shared = exp (twin_random_range (self->random, log (0.3), log (8)));
  add_band (self, lane, *shared, 0.8 * load);
  for (guint i = 1; i < n; i++)
    {
      double size = exp (twin_random_range (self->random, log (0.25), log (10)));

      add_band (self, lane, size, load * twin_random_range (self->random, 0.12, 0.8));
    }
  if (twin_random_chance (self->random, 0.5))
    add_smear (self, lane, 0.18 * load);
  if (twin_random_chance (self->random, 0.4))
    add_band (self, lane, 0.215, 0.25 * load);
}

/* Dark slots with a bright front, where what did not run in still sits. */
static void
add_well (Gel *self, guint lane)
{
  TwinBand band = { .x = (float) (self->first_lane + lane * self->pitch),
                    .y = (float) (self->top * 0.6),
                    .half_width = (float) (0.38 * self->pitch),
                    .thickness = 2.2f,
                    .strength = -0.08f };

  band.seed = (guint32) twin_random_next (self->random);
  twin_band_add (self->raster, &band);
  band.y += 4;
  band.thickness = 0.9f;
  band.strength = (float) twin_random_range (self->random, 0.03, 0.35);
  twin_band_add (self->raster, &band);
}

/* The ground glows too, brightest over the lamp. */
static void
show_light (Gel *self)
{
  TwinRaster *raster = self->raster;
  guint32 seed = (guint32) twin_random_next (self->random);
  double ground = twin_random_range (self->random, 0.06, 0.16);
  double lamp_x = twin_random_range (self->random, 0.3, 0.7);
  double lamp_y = twin_random_range (self->random, 0.3, 0.7);

  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++)
      {
        float *pixel = twin_raster_at (raster, x, y);
        double across = (double) x / raster->width - lamp_x,
               down = (double) y / raster->height - lamp_y;
        double light = 1.15 - 0.9 * (across * across + down * down);
        double cloud = 1 + 0.12 * twin_noise_fractal (seed, 4, x / 90.0f, y / 90.0f);
        double value = light * (ground * cloud + pixel[0]);

        /* A camera saturates. */
        pixel[0] = (float) (1 - exp (-1.25 * MAX (value, 0.0)));
      }
}

gboolean
twin_draw_gel (TwinRaster **raster, TwinRandom *random)
{
  Gel gel = { .raster = *raster, .random = random };
  double shared = 2;

  gel.n_lanes = 8 + twin_random_below (random, 8);
  gel.pitch = (*raster)->width / (gel.n_lanes + 0.6);
  gel.first_lane = 0.8 * gel.pitch;
  gel.top = 0.11 * (*raster)->height;
  gel.bottom = twin_random_range (random, 0.85, 0.97) * (*raster)->height;
  gel.smile = twin_random_range (random, -10, 10);
  for (guint lane = 0; lane < gel.n_lanes; lane++)
    {
      add_well (&gel, lane);
      if (lane == 0 || (lane == gel.n_lanes - 1 && twin_random_chance (random, 0.5)))
        add_ladder (&gel, lane);
      else if (!twin_random_chance (random, 0.08))
        add_sample (&gel, lane, &shared);
    }
  twin_lanes_speck (*raster, 15 + twin_random_below (random, 30), 0.4, random);
  if (!twin_optics_blur (raster, 0.9))
    return FALSE;
  gel.raster = *raster;
  show_light (&gel);
  twin_optics_expose (*raster, 0.012, 0.02, TRUE, random);
  twin_optics_tint (*raster, (TwinTint){ 1, 1, 1 });
  return TRUE;
}
