/* Plain C, built once for every instruction set: the compiler makes vectors of these loops, and
 * TWIN_KERNELS_LEVEL names the table. */
#include "nn/kernels.h"

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

extern const TwinKernels NAME_OF (TWIN_KERNELS_LEVEL);

const TwinKernels NAME_OF (TWIN_KERNELS_LEVEL) = {
  G_STRINGIFY (TWIN_KERNELS_LEVEL), sums, normalise, gradient_sums, gradient_input, dot3,
};
