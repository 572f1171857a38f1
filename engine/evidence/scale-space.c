#include "evidence/scale-space.h"

#include "evidence/loops.h"

#include <math.h>

/* What a camera's or a screen's pixel has blurred already. */
#define PICTURE_SIGMA 0.5
/* An enlarged picture is smoothed by this at least, lest its pixels' corners be blobs. */
#define LEAST_SIGMA 0.8
/* An octave's shorter side. */
#define LEAST_SIDE 12

/* Pixel centres at +0.5: an output pixel lies a quarter from the nearer input pixel. */
static TwinGrey *
doubled (const TwinGrey *grey)
{
  const TwinLoops *loops = twin_loops_get ();
  guint h = grey->height;
  TwinGrey *larger = NULL;

  if (grey->width <= G_MAXUINT / 2 && h <= G_MAXUINT / 2)
    larger = twin_grey_new (2 * grey->width, 2 * h);
  for (guint y = 0; larger != NULL && y < h; y++)
    {
      const float *near = twin_grey_at (grey, 0, y);

      loops->double_row (twin_grey_at (larger, 0, 2 * y), grey->width, near,
                         twin_grey_at (grey, 0, y > 0 ? y - 1 : 0));
      loops->double_row (twin_grey_at (larger, 0, 2 * y + 1), grey->width, near,
                         twin_grey_at (grey, 0, MIN (y + 1, h - 1)));
    }
  return larger;
}

static TwinGrey *
every_second (const TwinGrey *grey)
{
  TwinGrey *smaller = twin_grey_new (grey->width / 2, grey->height / 2);

  for (guint y = 0; smaller != NULL && y < smaller->height; y++)
    {
      const float *in = twin_grey_at (grey, 0, 2 * y);
      float *out = twin_grey_at (smaller, 0, y);

      for (guint x = 0; x < smaller->width; x++)
        out[x] = in[2 * x];
    }
  return smaller;
}

/* The picture that the first octave begins with. */
static TwinGrey *
first_level (const TwinGrey *picture, guint doublings)
{
  g_autoptr (TwinGrey) base = NULL;
  double sigma = PICTURE_SIGMA * (1u << doublings);
  double missing = TWIN_OCTAVE_SIGMA * TWIN_OCTAVE_SIGMA - sigma * sigma;

  for (guint i = 0; i < doublings; i++)
    {
      TwinGrey *larger = doubled (base != NULL ? base : picture);

      twin_grey_free (base);
      base = larger;
      if (base == NULL)
        return NULL;
    }
  return twin_grey_blur (base != NULL ? base : picture,
                         sqrt (MAX (missing, LEAST_SIGMA * LEAST_SIGMA)));
}

/* Level 0 is there; the others follow. */
static gboolean
fill_octave (TwinOctave *octave)
{
  for (guint i = 1; i < TWIN_OCTAVE_LEVELS; i++)
    {
      double before = TWIN_OCTAVE_SIGMA * exp2 ((i - 1.0) / TWIN_OCTAVE_LAYERS);
      double after = TWIN_OCTAVE_SIGMA * exp2 ((double) i / TWIN_OCTAVE_LAYERS);

      octave->levels[i] = twin_grey_blur (octave->levels[i - 1],
                                          sqrt (after * after - before * before));
      if (octave->levels[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static guint
count_octaves (const TwinGrey *picture, guint doublings)
{
  guint side = MIN (picture->width, picture->height), n = doublings + 1;

  while (side / 2 >= LEAST_SIDE)
    {
      side /= 2;
      n++;
    }
  return n;
}

TwinScaleSpace *
twin_scale_space_new (const TwinGrey *picture, guint doublings)
{
  g_autoptr (TwinScaleSpace) space = g_new0 (TwinScaleSpace, 1);
  double step = 1.0 / (1u << doublings);

  g_return_val_if_fail (doublings <= 4, NULL);

  space->n = count_octaves (picture, doublings);
  space->octaves = g_new0 (TwinOctave, space->n);
  for (guint i = 0; i < space->n; i++)
    {
      TwinOctave *octave = &space->octaves[i];

      octave->step = step * (1u << i);
      octave->origin = step / 2;
      octave->levels[0] = i == 0 ? first_level (picture, doublings)
                                 : every_second (octave[-1].levels[TWIN_OCTAVE_LAYERS]);
      if (octave->levels[0] == NULL || !fill_octave (octave))
        return NULL;
    }
  return g_steal_pointer (&space);
}

void
twin_scale_space_free (TwinScaleSpace *space)
{
  if (space == NULL)
    return;
  for (guint i = 0; i < space->n; i++)
    for (guint level = 0; level < TWIN_OCTAVE_LEVELS; level++)
      twin_grey_free (space->octaves[i].levels[level]);
  g_free (space->octaves);
  g_free (space);
}
