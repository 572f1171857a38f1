/* changes.c: b less what the tone curve makes of a, over the deviation that is usual for ground of the same grey and
 * as steep; summed up over small windows; connected places that stand out. */
#include "evidence/changes.h"
#include "evidence/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The smallest place that is told of, as a share of the smaller picture, and as pixels of the frame. */
#define LEAST_SHARE 0.003
#define LEAST_PIXELS 40
/* Where more than this share of what is shared does not follow, nothing does. */
#define MOST_SHARE 0.4
/* Windows that the residual is summed up over. */
#define WINDOW 9
/* The sharper picture is blurred like the other: the standard deviations that are tried. */
static const double blurs[] = { 0.5, 0.8, 1.2, 1.8, 2.7 };
/* A blur must leave this much less to be taken. */
#define BLUR_GAIN 0.97
/* Ground is sorted by how steep it is, and by its grey. */
#define STEEPNESSES 8
#define GREYS 4
#define SORTED (STEEPNESSES * GREYS)
/* Values that quantiles are taken of, at most. */
#define SAMPLE 8192
#define LEAST_OF_A_SORT 40
/* No deviation is below this, in grey levels: rounding. */
#define LEAST_DEVIATION 0.6
/* The tone's curve is corrected at so many greys, by residuals up to so many grey levels, counted so finely. */
#define KNOTS 64
#define MOST_CORRECTION 64
#define STEPS_A_LEVEL 4
#define STEPS (2 * MOST_CORRECTION * STEPS_A_LEVEL)
#define LEAST_OF_A_KNOT 24
/* A single pixel counts for no more than so many deviations. */
#define MOST_DEVIATIONS 7.0f
/* A window stands out where its mean square is above both of these: so often the usual, and so much more than the
 * usual spread of the rest; or its mean above so many deviations of a mean. */
#define LEAST_ENERGY 3.0
#define ENERGY_SPREADS 8.0
#define LEAST_MEAN 6.0
#define MEAN_SPREADS 8.0
/* A place's mean energy, more for a large place than for a small one of 0.5 %, must be above this. */
#define LEAST_STRENGTH 5.0
#define SMALL_SHARE 0.005
#define MOST_FOR_SIZE 1.5
/* Texture in one picture is this much more than in the other where only one shows something. */
#define ONE_SIDED 2.5

/* Everything is of the frame's size. */
typedef struct
{
  const TwinAlignment *alignment;
  TwinGrey *a; /* as its tone became */
  TwinGrey *b;
  TwinGrey *inside; /* 1 where windows lie in what is shared */
  TwinGrey *residual;
  TwinGrey *steepness;
  TwinGrey *energy;
  TwinGrey *mean;
  guint8 *stands_out;
} Work;

static void
work_clear (Work *work)
{
  twin_grey_free (work->a);
  twin_grey_free (work->b);
  twin_grey_free (work->inside);
  twin_grey_free (work->residual);
  twin_grey_free (work->steepness);
  twin_grey_free (work->energy);
  twin_grey_free (work->mean);
  g_free (work->stands_out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gsize
n_values (const TwinGrey *grey)
{
  return (gsize) grey->width * grey->height;
}

/* Every so many-th value where @inside. Returns: how many. */
static guint
take_sample (const TwinGrey *grey, const TwinGrey *inside, float *sample)
{
  gsize n = n_values (grey), every = n / SAMPLE + 1;
  guint taken = 0;

  for (gsize i = every / 2; i < n; i += every)
    if (inside->values[i] > 0)
      sample[taken++] = grey->values[i];
  return taken;
}

static TwinGrey *
apply_tone (const TwinGrey *a, const TwinTone *tone)
{
  TwinGrey *toned = twin_grey_new (a->width, a->height);

  for (gsize i = 0; toned != NULL && i < n_values (a); i++)
    toned->values[i] = twin_tone_apply (tone, a->values[i]);
  return toned;
}

/* Mean size of what lies between, without what lies far apart. */
static double
mean_distance (const TwinGrey *a, const TwinGrey *b, const TwinGrey *inside)
{
  double sum = 0, n = 0;

  for (gsize i = 0; i < n_values (a); i++)
    {
      float off = fabsf (a->values[i] - b->values[i]);

      sum += inside->values[i] * MIN (off, 30);
      n += inside->values[i];
    }
  return sum / MAX (n, 1);
}

/* Blurs *@sharper as long as that brings it nearer to @other. FALSE without memory. */
static gboolean
blur_towards (TwinGrey **sharper, const TwinGrey *other, const TwinGrey *inside, double *best)
{
  g_autoptr (TwinGrey) chosen = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (blurs); i++)
    {
      g_autoptr (TwinGrey) blurred = twin_grey_blur (*sharper, blurs[i]);
      double distance;

      if (blurred == NULL)
        return FALSE;
      distance = mean_distance (blurred, other, inside);
      if (distance > BLUR_GAIN * *best)
        break;
      *best = distance;
      twin_grey_free (chosen);
      chosen = g_steal_pointer (&blurred);
    }
  if (chosen != NULL)
    {
      twin_grey_free (*sharper);
      *sharper = g_steal_pointer (&chosen);
    }
  return TRUE;
}

static gboolean
match_sharpness (Work *work)
{
  double best = mean_distance (work->a, work->b, work->inside);

  return blur_towards (&work->a, work->b, work->inside, &best) &&
         blur_towards (&work->b, work->a, work->inside, &best);
}

static TwinGrey *
find_inside (const TwinGrey *shared)
{
  TwinGrey *inside = twin_grey_box_mean (shared, 5);

  for (gsize i = 0; inside != NULL && i < n_values (inside); i++)
    inside->values[i] = inside->values[i] > 0.999f;
  return inside;
}

static float
slope_at (const TwinGrey *grey, gsize at)
{
  float across = grey->values[at + 1] - grey->values[at - 1];
  float down = grey->values[at + grey->width] - grey->values[at - grey->width];

  return sqrtf (across * across + down * down);
}

/* Where both are steep a small shift leaves much; where one is, something is new. */
static gboolean
find_steepness (Work *work)
{
  g_autoptr (TwinGrey) a = twin_grey_blur (work->a, 1);
  g_autoptr (TwinGrey) b = twin_grey_blur (work->b, 1);

  work->steepness = twin_grey_new (work->a->width, work->a->height);
  if (a == NULL || b == NULL || work->steepness == NULL)
    return FALSE;
  for (guint y = 1; y + 1 < a->height; y++)
    for (guint x = 1; x + 1 < a->width; x++)
      {
        gsize at = (gsize) y * a->width + x;

        work->steepness->values[at] = MIN (slope_at (a, at), slope_at (b, at));
      }
  return TRUE;
}

/* Limits between @n sorts of equally many values. */
static void
find_limits (const TwinGrey *grey, const TwinGrey *inside, float *limits, guint n)
{
  g_autofree float *sample = g_new (float, SAMPLE);
  guint taken = take_sample (grey, inside, sample);

  for (guint i = 1; i < n; i++)
    limits[i - 1] = twin_quantile (sample, taken, (double) i / n);
}

static guint
sort_of (float value, const float *limits, guint n)
{
  guint sort = 0;

  while (sort + 1 < n && value > limits[sort])
    sort++;
  return sort;
}

/* What is usual for each sort of ground: middle and deviation of the residual. */
typedef struct
{
  float steepnesses[STEEPNESSES - 1];
  float greys[GREYS - 1];
  float middles[SORTED];
  float deviations[SORTED];
} Usual;

static guint
sort_at (const Work *work, const Usual *usual, gsize at)
{
  return sort_of (work->steepness->values[at], usual->steepnesses, STEEPNESSES) * GREYS +
         sort_of (work->a->values[at], usual->greys, GREYS);
}

/* Of one sort's sampled residuals. */
static void
learn_sort (float *values, guint n, float *middle, float *deviation)
{
  *middle = twin_quantile (values, n, 0.5);
  for (guint i = 0; i < n; i++)
    values[i] = fabsf (values[i] - *middle);
  *deviation = MAX (twin_quantile (values, n, 0.5) / 0.6745f, (float) LEAST_DEVIATION);
}

static void
learn (const Work *work, Usual *usual)
{
  gsize n = n_values (work->residual), every = n / (8 * SAMPLE) + 1;
  g_autoptr (GPtrArray) sorts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  float middle, deviation;
  g_autofree float *all = g_new (float, SAMPLE);

  find_limits (work->steepness, work->inside, usual->steepnesses, STEEPNESSES);
  find_limits (work->a, work->inside, usual->greys, GREYS);
  for (guint i = 0; i < SORTED; i++)
    g_ptr_array_add (sorts, g_array_new (FALSE, FALSE, sizeof (float)));
  for (gsize i = every / 2; i < n; i += every)
    if (work->inside->values[i] > 0)
      g_array_append_val ((GArray *) sorts->pdata[sort_at (work, usual, i)],
                          work->residual->values[i]);
  learn_sort (all, take_sample (work->residual, work->inside, all), &middle, &deviation);
  for (guint i = 0; i < SORTED; i++)
    {
      GArray *values = sorts->pdata[i];

      usual->middles[i] = middle;
      usual->deviations[i] = deviation;
      if (values->len >= LEAST_OF_A_SORT)
        learn_sort ((float *) values->data, values->len, &usual->middles[i], &usual->deviations[i]);
    }
}

/* In deviations of what is usual, in place. */
static void
standardise (Work *work)
{
  Usual usual;

  learn (work, &usual);
  for (gsize i = 0; i < n_values (work->residual); i++)
    {
      guint sort = sort_at (work, &usual, i);
      float off = (work->residual->values[i] - usual.middles[sort]) / usual.deviations[sort];

      work->residual->values[i] = work->inside->values[i] *
                                  CLAMP (off, -MOST_DEVIATIONS, MOST_DEVIATIONS);
    }
}

/* How often each residual is met at each grey. */
typedef struct
{
  guint counts[KNOTS][STEPS];
  guint wholes[KNOTS];
  double sums[KNOTS]; /* of the greys */
} Offsets;

static void
count_offsets (const Work *work, Offsets *offsets)
{
  for (gsize i = 0; i < n_values (work->a); i++)
    {
      float grey = CLAMP (work->a->values[i], 0.0f, 255.0f);
      float off = work->b->values[i] - work->a->values[i] + MOST_CORRECTION;
      guint knot = (guint) grey * KNOTS / 256;

      if (work->inside->values[i] <= 0 || !(off >= 0 && off < 2 * MOST_CORRECTION))
        continue;
      offsets->counts[knot][(guint) (off * STEPS_A_LEVEL)]++;
      offsets->wholes[knot]++;
      offsets->sums[knot] += grey;
    }
}

static double
middle_offset (const guint counts[STEPS], guint whole)
{
  guint below = 0, step = 0;

  while (below + counts[step] <= whole / 2)
    below += counts[step++];
  return (step + (whole / 2.0 - below) / counts[step]) / STEPS_A_LEVEL - MOST_CORRECTION;
}

/* The corrections' greys and sizes. Returns: how many. */
static guint
find_corrections (const Offsets *offsets, float greys[KNOTS], float sizes[KNOTS])
{
  guint n = 0;

  for (guint knot = 0; knot < KNOTS; knot++)
    if (offsets->wholes[knot] >= LEAST_OF_A_KNOT)
      {
        greys[n] = (float) (offsets->sums[knot] / offsets->wholes[knot]);
        sizes[n++] = (float) middle_offset (offsets->counts[knot], offsets->wholes[knot]);
      }
  return n;
}

static float
correction_at (const float *greys, const float *sizes, guint n, float grey)
{
  guint i = 0;

  while (i < n && greys[i] < grey)
    i++;
  if (i == 0 || i == n)
    return n > 0 ? sizes[i == 0 ? 0 : n - 1] : 0;
  return sizes[i - 1] +
         (sizes[i] - sizes[i - 1]) * (grey - greys[i - 1]) / MAX (greys[i] - greys[i - 1], 1e-6f);
}

/* The tone was fitted on blurred pictures; here every pixel tells. */
static void
correct_tone (Work *work)
{
  g_autofree Offsets *offsets = g_new0 (Offsets, 1);
  float greys[KNOTS], sizes[KNOTS], table[4 * 256];
  guint n;

  count_offsets (work, offsets);
  n = find_corrections (offsets, greys, sizes);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    table[i] = correction_at (greys, sizes, n, (i + 0.5f) / 4);
  for (gsize i = 0; i < n_values (work->a); i++)
    work->a->values[i] += table[(guint) (CLAMP (work->a->values[i], 0.0f, 255.0f) * 4)];
}

static gboolean
find_residual (Work *work, const TwinTone *tone)
{
  work->inside = find_inside (work->alignment->shared);
  work->a = apply_tone (work->alignment->a, tone);
  work->b = twin_grey_copy (work->alignment->b);
  work->residual = twin_grey_new (work->alignment->a->width, work->alignment->a->height);
  if (work->inside == NULL || work->a == NULL || work->b == NULL || work->residual == NULL ||
      !match_sharpness (work) || !find_steepness (work))
    return FALSE;
  correct_tone (work);
  for (gsize i = 0; i < n_values (work->a); i++)
    work->residual->values[i] = work->b->values[i] - work->a->values[i];
  standardise (work);
  return TRUE;
}

static gboolean
sum_up (Work *work)
{
  g_autoptr (TwinGrey) squares = twin_grey_copy (work->residual);

  if (squares == NULL)
    return FALSE;
  for (gsize i = 0; i < n_values (squares); i++)
    squares->values[i] *= squares->values[i];
  work->energy = twin_grey_box_mean (squares, WINDOW);
  work->mean = twin_grey_box_mean (work->residual, WINDOW);
  if (work->energy == NULL || work->mean == NULL)
    return FALSE;
  for (gsize i = 0; i < n_values (squares); i++)
    work->mean->values[i] = fabsf (work->mean->values[i]) * WINDOW;
  return TRUE;
}

/* The middle, and so many times the spread above it. Sorts. */
static float
find_threshold (float *values, guint n, double spreads, double least)
{
  float middle = twin_quantile (values, n, 0.5),
        spread = (twin_quantile (values, n, 0.75) - middle) / 0.6745f;

  return n >= LEAST_OF_A_SORT ? (float) MAX (middle + spreads * spread, least) : G_MAXFLOAT;
}

/* Above what a window stands out, by how steep it is on the whole. */
typedef struct
{
  TwinGrey *steepness;
  float limits[STEEPNESSES - 1];
  float energies[STEEPNESSES];
  float means[STEEPNESSES];
} Thresholds;

static void
thresholds_clear (Thresholds *thresholds)
{
  twin_grey_free (thresholds->steepness);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Thresholds, thresholds_clear)

/* The values of one sort of window. */
static guint
take_sort (const Work *work, const Thresholds *thresholds, guint sort, const TwinGrey *grey,
           float *sample)
{
  gsize n = n_values (grey), every = n / (4 * SAMPLE) + 1;
  guint taken = 0;

  for (gsize i = every / 2; i < n && taken < SAMPLE; i += every)
    if (work->inside->values[i] > 0 &&
        sort_of (thresholds->steepness->values[i], thresholds->limits, STEEPNESSES) == sort)
      sample[taken++] = grey->values[i];
  return taken;
}

static gboolean
learn_thresholds (const Work *work, Thresholds *thresholds)
{
  g_autofree float *sample = g_new (float, SAMPLE);

  thresholds->steepness = twin_grey_box_mean (work->steepness, WINDOW);
  if (thresholds->steepness == NULL)
    return FALSE;
  find_limits (thresholds->steepness, work->inside, thresholds->limits, STEEPNESSES);
  for (guint sort = 0; sort < STEEPNESSES; sort++)
    {
      guint n = take_sort (work, thresholds, sort, work->energy, sample);

      thresholds->energies[sort] = find_threshold (sample, n, ENERGY_SPREADS, LEAST_ENERGY);
      n = take_sort (work, thresholds, sort, work->mean, sample);
      thresholds->means[sort] = find_threshold (sample, n, MEAN_SPREADS, LEAST_MEAN);
    }
  return TRUE;
}

static gboolean
find_standing_out (Work *work)
{
  g_auto (Thresholds) thresholds = { 0 };

  if (!learn_thresholds (work, &thresholds))
    return FALSE;
  work->stands_out = g_new (guint8, n_values (work->energy));
  for (gsize i = 0; i < n_values (work->energy); i++)
    {
      guint sort = sort_of (thresholds.steepness->values[i], thresholds.limits, STEEPNESSES);

      work->stands_out[i] = work->inside->values[i] > 0 &&
                            (work->energy->values[i] > thresholds.energies[sort] ||
                             work->mean->values[i] > thresholds.means[sort]);
    }
  return TRUE;
}

/* A connected place. */
typedef struct
{
  GArray *pixels; /* of gsize */
  double energy;
} Place;

/* All that stands out and is connected to @first, by sides; each is taken once. */
static void
gather (Work *work, gsize first, Place *place)
{
  guint width = work->a->width, height = work->a->height;

  g_array_set_size (place->pixels, 0);
  place->energy = 0;
  g_array_append_val (place->pixels, first);
  work->stands_out[first] = 0;
  for (guint i = 0; i < place->pixels->len; i++)
    {
      gsize at = g_array_index (place->pixels, gsize, i);
      guint x = at % width, y = at / width;
      gsize next[4] = { at - 1, at + 1, at - width, at + width };
      gboolean there[4] = { x > 0, x + 1 < width, y > 0, y + 1 < height };

      place->energy += work->energy->values[at];
      for (guint side = 0; side < 4; side++)
        if (there[side] && work->stands_out[next[side]])
          {
            work->stands_out[next[side]] = 0;
            g_array_append_val (place->pixels, next[side]);
          }
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  gsize x = *(const gsize *) a, y = *(const gsize *) b;

  return (x > y) - (x < y);
}

/* Around its pixels' corners. */
static TwinPolygon
outline (GArray *pixels, guint width)
{
  guint n = 0;
  g_autofree double *x = g_new (double, 4 * (gsize) pixels->len);
  g_autofree double *y = g_new (double, 4 * (gsize) pixels->len);

  g_array_sort (pixels, compare_places);
  /* Upper corners of a row come before its lower ones, which are the next row's upper ones: not quite sorted, so
   * each row's middle height is taken. */
  for (guint i = 0; i < pixels->len; i++)
    {
      gsize at = g_array_index (pixels, gsize, i);

      for (guint side = 0; side < 2; side++, n++)
        {
          x[n] = at % width + side;
          y[n] = at / width + 0.5;
        }
    }
  return twin_polygon_hull (x, y, n);
}

static double
variance_in (const TwinGrey *grey, const GArray *pixels)
{
  double sum = 0, squares = 0, n = pixels->len;

  for (guint i = 0; i < pixels->len; i++)
    {
      double value = grey->values[g_array_index (pixels, gsize, i)];

      sum += value;
      squares += value * value;
    }
  return MAX (squares / n - sum / n * (sum / n), 0.1);
}

static TwinChangeKind
kind_of (const Work *work, const GArray *pixels)
{
  double of_a = variance_in (work->a, pixels), of_b = variance_in (work->b, pixels);

  if (of_a > ONE_SIDED * ONE_SIDED * of_b)
    return TWIN_CHANGE_ONLY_A;
  return of_b > ONE_SIDED * ONE_SIDED * of_a ? TWIN_CHANGE_ONLY_B : TWIN_CHANGE_OTHER;
}

static void
add_change (const Work *work, const Place *place, double whole, GArray *changes)
{
  TwinPolygon in_frame = outline (place->pixels, work->a->width);
  TwinAffine to_a, to_b;
  TwinChange change = { .kind = kind_of (work, place->pixels) };

  if (!twin_affine_invert (&work->alignment->a_to_frame, &to_a) ||
      !twin_affine_invert (&work->alignment->b_to_frame, &to_b))
    return;
  change.a = twin_polygon_map (&in_frame, &to_a);
  change.b = twin_polygon_map (&in_frame, &to_b);
  change.share = place->pixels->len / whole;
  change.strength = place->energy / place->pixels->len;
  g_array_append_val (changes, change);
}

static gboolean
is_strong (const Place *place, double whole)
{
  double share = place->pixels->len / whole;

  return place->energy / place->pixels->len * MIN (sqrt (share / SMALL_SHARE), MOST_FOR_SIZE) >
         LEAST_STRENGTH;
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  double x = ((const TwinChange *) a)->share, y = ((const TwinChange *) b)->share;

  return (x < y) - (x > y);
}

static GArray *
collect (Work *work)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (TwinChange));
  Place place = { g_array_new (FALSE, FALSE, sizeof (gsize)), 0 };
  double whole = work->alignment->n_shared / MAX (work->alignment->overlap, 1e-6), sum = 0;
  double least = MAX (LEAST_SHARE * whole, LEAST_PIXELS);

  for (gsize i = 0; i < n_values (work->a); i++)
    {
      if (!work->stands_out[i])
        continue;
      gather (work, i, &place);
      sum += place.pixels->len;
      if (place.pixels->len >= least && is_strong (&place, whole))
        add_change (work, &place, whole, changes);
    }
  g_array_unref (place.pixels);
  g_array_sort (changes, compare_changes);
  if (sum > MOST_SHARE * work->alignment->n_shared)
    g_array_set_size (changes, 0);
  return changes;
}

GArray *
twin_changes_find (const TwinAlignment *alignment, const TwinTone *tone)
{
  g_auto (Work) work = { .alignment = alignment };

  if (!find_residual (&work, tone) || !sum_up (&work) || !find_standing_out (&work))
    return NULL;
  return collect (&work);
}
