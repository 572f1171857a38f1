/* retouch.c: places patched with ground from elsewhere, as a clone stamp with a soft edge does: how
 * what disturbs is made to go away. */
#include "modify/operations.h"
#include "modify/trace.h"

#include <math.h>

/* Share of the picture's area. */
#define LEAST_AREA 0.005
#define MOST_AREA 0.02
/* Places looked at for the plainest one. */
#define TRIES 12
/* The outer part of the radius over which a patch fades. */
#define SOFT_EDGE 0.3f

/* An ellipse's box. */
typedef struct
{
  guint x, y, width, height;
} Box;

static guint
place_along (TwinRandom *random, guint whole, guint part)
{
  return twin_random_below (random, whole - part + 1);
}

static Box
draw_box (const TwinRaster *raster, TwinRandom *random)
{
  double area = twin_random_range (random, LEAST_AREA, MOST_AREA);
  double longer = twin_random_range (random, 0.8, 1.25);
  /* Of an ellipse pi / 4 of its box. */
  double side = sqrt (area * raster->width * raster->height * 4.0 / G_PI);
  Box box = { .width = (guint) CLAMP (side * longer + 0.5, 1.0, raster->width),
              .height = (guint) CLAMP (side / longer + 0.5, 1.0, raster->height) };

  box.x = place_along (random, raster->width, box.width);
  box.y = place_along (random, raster->height, box.height);
  return box;
}

/* Variance of the grey on a coarse grid of the box. */
static double
variance (const TwinRaster *raster, const Box *box)
{
  guint step = MAX (MIN (box->width, box->height) / 6, 1);
  double sum = 0, sum_of_squares = 0;
  guint n = 0;

  for (guint y = 0; y < box->height; y += step)
    for (guint x = 0; x < box->width; x += step, n++)
      {
        double grey = twin_grey_of (twin_raster_at (raster, box->x + x, box->y + y));

        sum += grey;
        sum_of_squares += grey * grey;
      }
  return sum_of_squares / n - (sum / n) * (sum / n);
}

/* Of some places at random the plainest that does not touch @target; where all touch, the last. */
static Box
find_ground (const TwinRaster *raster, const Box *target, TwinRandom *random)
{
  Box best = *target, candidate = *target;
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < TRIES; i++)
    {
      candidate.x = place_along (random, raster->width, target->width);
      candidate.y = place_along (random, raster->height, target->height);
      if (candidate.x < target->x + target->width && target->x < candidate.x + target->width &&
          candidate.y < target->y + target->height && target->y < candidate.y + target->height)
        continue;
      if (variance (raster, &candidate) < least)
        {
          best = candidate;
          least = variance (raster, &candidate);
        }
    }
  return least < G_MAXDOUBLE ? best : candidate;
}

/* 1 inside, 0 from the ellipse's edge on, a straight slope in between. */
static float
opacity (const Box *box, guint x, guint y)
{
  float across = (2.0f * x + 1.0f) / box->width - 1.0f;
  float down = (2.0f * y + 1.0f) / box->height - 1.0f;

  return twin_clamp_unit ((1.0f - sqrtf (across * across + down * down)) / SOFT_EDGE);
}

/* From @before, so that what one patch covers is never stamped by the next row of itself. */
static void
stamp (TwinRaster *raster, const TwinRaster *before, const Box *target, const Box *ground)
{
  for (guint y = 0; y < target->height; y++)
    for (guint x = 0; x < target->width; x++)
      {
        float *pixel = twin_raster_at (raster, target->x + x, target->y + y);
        const float *from = twin_raster_at (before, ground->x + x, ground->y + y);
        float part = opacity (target, x, y);

        for (guint channel = 0; channel < 3; channel++)
          pixel[channel] += part * (from[channel] - pixel[channel]);
      }
}

/* The outline is where a patch covers by half: that far lies what can be seen of it. */
static void
note (GArray *patches, const TwinRaster *before, const TwinRaster *after, const Box *box)
{
  TwinPatch patch = { .change = 0 };
  double reach = 0.5 * (1.0 - SOFT_EDGE / 2), inside = 0;

  for (guint i = 0; i < TWIN_PATCH_CORNERS; i++)
    {
      double angle = i * (2 * G_PI / TWIN_PATCH_CORNERS);

      patch.x[i] = box->x + box->width * (0.5 + reach * cos (angle));
      patch.y[i] = box->y + box->height * (0.5 + reach * sin (angle));
    }
  for (guint y = 0; y < box->height; y++)
    for (guint x = 0; x < box->width; x++)
      if (opacity (box, x, y) >= 0.5f)
        {
          patch.change += fabsf (twin_grey_of (twin_raster_at (after, box->x + x, box->y + y)) -
                                 twin_grey_of (twin_raster_at (before, box->x + x, box->y + y)));
          inside++;
        }
  patch.change *= 255.0 / MAX (inside, 1);
  g_array_append_val (patches, patch);
}

TwinRaster *
twin_modify_retouch (const TwinRaster *raster, guint places, TwinRandom *random, GArray *patches)
{
  TwinRaster *retouched = twin_raster_copy (raster);

  for (guint i = 0; retouched != NULL && i < places; i++)
    {
      Box target = draw_box (raster, random);
      Box ground = find_ground (raster, &target, random);

      stamp (retouched, raster, &target, &ground);
      if (patches != NULL)
        note (patches, raster, retouched, &target);
    }
  return retouched;
}
