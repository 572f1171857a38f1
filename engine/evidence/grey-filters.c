/* grey-filters.c: blurring, means and resizing. All are bound by arithmetic on rows that lie in the first cache:
 * bench-compare. */
#include "evidence/grey.h"
#include "evidence/loops.h"

#include <math.h>
#include <string.h>

/* How many standard deviations a Gaussian reaches. */
#define GAUSSIAN_REACH 3.5
/* A running sum waits for itself: so many run along one row at a time. */
#define CHAINS 4
/* The histogram that a median is read from: bins a grey level, and as many as second differences can span. */
#define BINS_A_LEVEL 16
#define N_BINS (BINS_A_LEVEL * 8 * 255)

/* The place that place @i of a mirrored line of @n stands for. */
static guint
mirrored (gint i, guint n)
{
  gint period = 2 * (gint) n - 2;

  if (n == 1)
    return 0;
  i %= period;
  if (i < 0)
    i += period;
  return (guint) (i < (gint) n ? i : period - i);
}

/* [reach] + [n] + [reach]: the row has been put into its middle. */
static void
mirror_ends (float *row, guint n, guint reach)
{
  for (guint i = 1; i <= reach; i++)
    {
      row[reach - i] = row[reach + mirrored (-(gint) i, n)];
      row[reach + n - 1 + i] = row[reach + mirrored ((gint) (n - 1 + i), n)];
    }
}

/* weights[0] is the middle's. */
static float *
gaussian_weights (double sigma, guint *out_reach)
{
  guint reach = MAX ((guint) ceil (GAUSSIAN_REACH * sigma), 1);
  float *weights = g_new (float, reach + 1);
  double sum = 0;

  for (guint i = 0; i <= reach; i++)
    sum += (i > 0 ? 2 : 1) * exp (-0.5 * i * i / (sigma * sigma));
  for (guint i = 0; i <= reach; i++)
    weights[i] = (float) (exp (-0.5 * i * i / (sigma * sigma)) / sum);
  *out_reach = reach;
  return weights;
}

/* @row: room for the picture's width and twice the reach; @up, @down: for reach + 1 rows. */
static void
blur_row (const TwinLoops *loops, const TwinGrey *in, guint y, float *out, float *row,
          const float **up, const float **down, const float *weights, guint reach)
{
  for (guint k = 0; k <= reach; k++)
    {
      up[k] = twin_grey_at (in, 0, mirrored ((gint) y - (gint) k, in->height));
      down[k] = twin_grey_at (in, 0, mirrored ((gint) (y + k), in->height));
    }
  loops->fold (row + reach, in->width, up, down, weights, reach);
  mirror_ends (row, in->width, reach);
  for (guint k = 0; k <= reach; k++)
    {
      up[k] = row + reach - k;
      down[k] = row + reach + k;
    }
  loops->fold (out, in->width, up, down, weights, reach);
}

TwinGrey *
twin_grey_blur (const TwinGrey *grey, double sigma)
{
  const TwinLoops *loops = twin_loops_get ();
  g_autofree float *weights = NULL, *row = NULL;
  g_autofree const float **up = NULL, **down = NULL;
  g_autoptr (TwinGrey) blurred = NULL;
  guint reach;

  g_return_val_if_fail (sigma >= 0 && sigma < 1000, NULL);

  if (sigma <= 0)
    return twin_grey_copy (grey);
  weights = gaussian_weights (sigma, &reach);
  row = g_try_new (float, (gsize) grey->width + 2 * (gsize) reach);
  up = g_new (const float *, reach + 1);
  down = g_new (const float *, reach + 1);
  blurred = twin_grey_new (grey->width, grey->height);
  if (row == NULL || blurred == NULL)
    return NULL;
  for (guint y = 0; y < grey->height; y++)
    blur_row (loops, grey, y, twin_grey_at (blurred, 0, y), row, up, down, weights, reach);
  return g_steal_pointer (&blurred);
}

/* out[n] = sums of 2 @reach + 1 values from the place on. */
static void
slide_chains (float *out, const float *row, gsize n, guint reach)
{
  double sums[CHAINS] = { 0 };
  gsize length = n / CHAINS;

  for (guint chain = 0; chain < CHAINS; chain++)
    for (guint i = 0; i < 2 * reach; i++)
      sums[chain] += row[chain * length + i];
  for (gsize x = 0; x < length; x++)
    for (guint chain = 0; chain < CHAINS; chain++)
      {
        const float *place = row + chain * length + x;

        sums[chain] += place[2 * reach];
        out[chain * length + x] = (float) sums[chain];
        sums[chain] -= place[0];
      }
  for (gsize x = CHAINS * length; x < n; x++)
    {
      sums[CHAINS - 1] += row[x + 2 * reach];
      out[x] = (float) sums[CHAINS - 1];
      sums[CHAINS - 1] -= row[x];
    }
}

static void
add_row (double *restrict sums, const float *restrict row, guint n)
{
  for (guint x = 0; x < n; x++)
    sums[x] += row[x];
}

/* Sums in double: what is added to a running sum comes out of it again without a trace. */
TwinGrey *
twin_grey_box_mean (const TwinGrey *grey, guint side)
{
  const TwinLoops *loops = twin_loops_get ();
  gint reach = (gint) side / 2;
  guint w = grey->width, h = grey->height;
  g_autofree double *columns = g_try_new0 (double, w);
  g_autofree float *row = NULL;
  g_autoptr (TwinGrey) mean = twin_grey_new (w, h);

  g_return_val_if_fail (side % 2 == 1 && side < 10000, NULL);

  row = g_try_new (float, (gsize) w + 2 * (gsize) reach);
  if (columns == NULL || row == NULL || mean == NULL)
    return NULL;
  for (gint y = -reach - 1; y < reach; y++)
    add_row (columns, twin_grey_at (grey, 0, mirrored (y, h)), w);
  for (gint y = 0; y < (gint) h; y++)
    {
      loops->slide_down (columns, w, twin_grey_at (grey, 0, mirrored (y + reach, h)),
                         twin_grey_at (grey, 0, mirrored (y - 1 - reach, h)),
                         1.0 / ((double) side * side), row + reach);
      mirror_ends (row, w, (guint) reach);
      slide_chains (twin_grey_at (mean, 0, (guint) y), row, w, (guint) reach);
    }
  return g_steal_pointer (&mean);
}

static TwinGrey *
box_mean_twice (const TwinGrey *grey, guint side)
{
  g_autoptr (TwinGrey) once = twin_grey_box_mean (grey, side);

  return once != NULL ? twin_grey_box_mean (once, side) : NULL;
}

TwinGrey *
twin_grey_normalise_locally (const TwinGrey *grey, guint side, double floor)
{
  gsize n = (gsize) grey->width * grey->height;
  g_autoptr (TwinGrey) distance = box_mean_twice (grey, side);
  g_autoptr (TwinGrey) square = twin_grey_new (grey->width, grey->height);
  g_autoptr (TwinGrey) variance = NULL;
  float least = (float) (floor * floor);

  if (distance == NULL || square == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      float d = grey->values[i] - distance->values[i];

      distance->values[i] = d;
      square->values[i] = d * d;
    }
  variance = box_mean_twice (square, side);
  if (variance == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    distance->values[i] /= sqrtf (MAX (variance->values[i], 0) + least);
  return g_steal_pointer (&distance);
}

/* The value that half of the histogram's @n lie below, in grey levels; within a bin they are taken as even. */
static double
histogram_median (const guint32 *bins, gsize n)
{
  gsize below = 0;
  guint i = 0;

  while (i < N_BINS && (below + bins[i]) * 2 < n)
    below += bins[i++];
  if (i == N_BINS)
    return (double) N_BINS / BINS_A_LEVEL;
  return (i + (n / 2.0 - below) / MAX (bins[i], 1)) / BINS_A_LEVEL;
}

/* bins[n] = where the second differences along both sides belong, of a row but for its ends */
static void
find_bins (const float *restrict row, guint width, guint32 *restrict bins)
{
  const float *restrict up = row - width, *restrict down = row + width;

  for (guint x = 1; x + 1 < width; x++)
    {
      float across = (up[x - 1] - 2 * up[x] + up[x + 1]) -
                     2 * (row[x - 1] - 2 * row[x] + row[x + 1]) +
                     (down[x - 1] - 2 * down[x] + down[x + 1]);
      float bin = fabsf (across) * BINS_A_LEVEL;

      bins[x - 1] = (guint32) (gint32) (bin < N_BINS - 1 ? bin : N_BINS - 1);
    }
}

double
twin_grey_noise (const TwinGrey *grey)
{
  guint w = grey->width, h = grey->height;
  /* By turns, since neighbours often fall into one bin, and counting it twice at once waits for memory. */
  g_autofree guint32 *even = g_new0 (guint32, N_BINS), *odd = g_new0 (guint32, N_BINS);
  g_autofree guint32 *bins = g_new (guint32, w);

  if (w < 3 || h < 3)
    return 0;
  for (guint y = 1; y + 1 < h; y++)
    {
      guint x = 0;

      find_bins (twin_grey_at (grey, 0, y), w, bins);
      for (; x + 1 < w - 2; x += 2)
        {
          even[bins[x]]++;
          odd[bins[x + 1]]++;
        }
      if (x < w - 2)
        even[bins[x]]++;
    }
  for (guint i = 0; i < N_BINS; i++)
    even[i] += odd[i];
  return histogram_median (even, (gsize) (w - 2) * (h - 2)) / 0.6745 / 6;
}
