/* Plain C, built once for every instruction set: the compiler makes vectors of these loops, and
 * TWIN_KERNELS_LEVEL names the table. */
#include "nn/kernels.h"

#include <math.h>
#include <string.h>

#define NAME_OF(level) G_PASTE (twin_kernels_, level)
#define LANES 16

/* Before a loop: its steps touch different values, though input and output may be one. */
#ifdef __clang__
#define INDEPENDENT _Pragma ("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma ("GCC ivdep")
#endif

static void
sums (gsize rows, gsize c, const float *restrict x, const float *restrict origin,
      float *restrict sum, float *restrict sum_of_squares)
{
  memset (sum, 0, c * sizeof (float));
  memset (sum_of_squares, 0, c * sizeof (float));
  for (gsize row = 0; row < rows; row++, x += c)
    for (gsize i = 0; i < c; i++)
      {
        float difference = x[i] - origin[i];

        sum[i] += difference;
        sum_of_squares[i] += difference * difference;
      }
}

static void
normalise (gsize rows, gsize c, const float *x, const float *restrict scale,
           const float *restrict shift, const float *residual, gboolean relu, float *y)
{
  float lowest = relu ? 0.0f : -G_MAXFLOAT;

  for (gsize row = 0; row < rows; row++, x += c, y += c)
    {
      if (residual != NULL)
        {
          INDEPENDENT
          for (gsize i = 0; i < c; i++)
            {
              float value = x[i] * scale[i] + shift[i] + residual[i];

              y[i] = value < lowest ? lowest : value; /* NaN stays */
            }
          residual += c;
        }
      else
        {
          INDEPENDENT
          for (gsize i = 0; i < c; i++)
            {
              float value = x[i] * scale[i] + shift[i];

              y[i] = value < lowest ? lowest : value; /* NaN stays */
            }
        }
    }
}

static void
gradient_sums (gsize rows, gsize c, const float *restrict x, const float *restrict y,
               const float *restrict mean, float *restrict d_y, float *restrict sum,
               float *restrict sum_with_x)
{
  memset (sum, 0, c * sizeof (float));
  memset (sum_with_x, 0, c * sizeof (float));
  for (gsize row = 0; row < rows; row++, x += c, d_y += c)
    {
      if (y != NULL)
        {
          for (gsize i = 0; i < c; i++)
            d_y[i] = y[i] > 0.0f ? d_y[i] : 0.0f;
          y += c;
        }
      for (gsize i = 0; i < c; i++)
        {
          sum[i] += d_y[i];
          sum_with_x[i] += d_y[i] * (x[i] - mean[i]);
        }
    }
}

static void
gradient_input (gsize rows, gsize c, const float *restrict x, const float *d_y,
                const float *restrict a, const float *restrict b, const float *restrict k,
                float *d_x)
{
  for (gsize row = 0; row < rows; row++, x += c, d_y += c, d_x += c)
    {
      INDEPENDENT
      for (gsize i = 0; i < c; i++)
        d_x[i] = a[i] * d_y[i] + b[i] * x[i] + k[i];
    }
}

/* u v first, so that swapping them changes nothing. */
static float
dot3 (gsize n, const float *restrict w, const float *u, const float *v)
{
  float lanes[LANES] = { 0 }, sum = 0.0f;
  gsize whole = n / LANES * LANES;

  for (gsize i = 0; i < whole; i += LANES)
    for (gsize lane = 0; lane < LANES; lane++)
      lanes[lane] += w[i + lane] * (u[i + lane] * v[i + lane]);
  for (gsize lane = 0; lane < LANES; lane++)
    sum += lanes[lane];
  for (gsize i = whole; i < n; i++)
    sum += w[i] * (u[i] * v[i]);
  return sum;
}

static void
adamw (gsize n, const TwinAdamWFactors *factors, const float *restrict g, float *restrict x,
       float *restrict m, float *restrict v, float *restrict average)
{
  const TwinAdamWFactors f = *factors;

  for (gsize i = 0; i < n; i++)
    {
      m[i] = f.beta1 * m[i] + f.share1 * g[i];
      v[i] = f.beta2 * v[i] + f.share2 * g[i] * g[i];
      x[i] = f.keep * x[i] - f.rate * m[i] / (sqrtf (v[i] * f.correction2) + f.epsilon);
      average[i] += f.average_share * (x[i] - average[i]);
    }
}

/* Comparing keeps the first of equals, and drops NaN. */
static inline void
largest_of_channel (gsize i, const float *const *from, float *best, gint32 *place)
{
  *best = -INFINITY;
  *place = TWIN_KERNELS_TAPS / 2;
  for (gint32 tap = 0; tap < TWIN_KERNELS_TAPS; tap++)
    {
      float value = from[tap][i];

      *place = value > *best ? tap : *place;
      *best = value > *best ? value : *best;
    }
}

static void
largest (gsize c, const float *const from[TWIN_KERNELS_TAPS], float *restrict y,
         guint8 *restrict places)
{
  const float *rows[TWIN_KERNELS_TAPS]; /* a copy: nothing that is written can change it */
  gint32 place;

  memcpy (rows, from, sizeof rows);
  if (places == NULL)
    {
      INDEPENDENT
      for (gsize i = 0; i < c; i++)
        largest_of_channel (i, rows, &y[i], &place);
      return;
    }
  INDEPENDENT
  for (gsize i = 0; i < c; i++)
    {
      largest_of_channel (i, rows, &y[i], &place);
      places[i] = place;
    }
}

static void
gather (gsize n, gsize c, const float *const *d_y, const guint8 *const *places, const guint8 *which,
        float *restrict d_x)
{
  for (gsize k = 0; k < n; k++)
    {
      const float *restrict from = d_y[k];
      const guint8 *restrict place = places[k];
      gint32 mine = which[k];

      /* Read in either case, and both of the comparison's sides as wide as a float: else SSE2 gets no vectors. */
      for (gsize i = 0; i < c; i++)
        {
          float value = from[i], before = k > 0 ? d_x[i] : 0.0f;

          d_x[i] = before + ((gint32) place[i] == mine ? value : 0.0f);
        }
    }
}

extern const TwinKernels NAME_OF (TWIN_KERNELS_LEVEL);

const TwinKernels NAME_OF (TWIN_KERNELS_LEVEL) = {
  G_STRINGIFY (TWIN_KERNELS_LEVEL),
  sums,
  normalise,
  gradient_sums,
  gradient_input,
  dot3,
  adamw,
  largest,
  gather,
};
