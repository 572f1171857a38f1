#include "loss/barlow-twins.h"
#include "nn/gemm.h"
#include "nn/kernels.h"

#include <math.h>
#include <string.h>

void
twin_barlow_twins_lay_out (TwinBarlowTwins *loss, gsize n, gsize width, TwinArena *arena)
{
  loss->n = n;
  loss->width = width;
  for (guint view = 0; view < 2; view++)
    {
      loss->normalised[view] = twin_arena_take (arena, n * width);
      loss->inverse_length[view] = twin_arena_take (arena, width);
      loss->products[view] = twin_arena_take (arena, n * n);
    }
  loss->columns = twin_arena_take (arena, 4 * width);
}

/* Centred before it is scaled: a column that hardly varies keeps its digits. */
static void
normalise_columns (const TwinBarlowTwins *loss, guint view, const float *z)
{
  const TwinKernels *kernels = twin_kernels_get ();
  gsize n = loss->n, width = loss->width;
  float *one = loss->columns, *shift = one + width, *sum = shift + width, *squares = sum + width;
  float *inverse = loss->inverse_length[view], *centred = loss->normalised[view];

  kernels->sums (n, width, z, z, sum, squares);
  for (gsize column = 0; column < width; column++)
    {
      one[column] = 1.0f;
      shift[column] = -(z[column] + sum[column] / n);
    }
  kernels->normalise (n, width, z, one, shift, NULL, FALSE, centred);
  memset (shift, 0, width * sizeof *shift);
  kernels->sums (n, width, centred, shift, sum, squares);
  for (gsize column = 0; column < width; column++)
    {
      double rest = sum[column] / n, length = squares[column] - sum[column] * rest;

      inverse[column] = length > 0.0 ? 1.0 / sqrt (length) : 0.0;
      shift[column] = -rest * inverse[column];
    }
  kernels->normalise (n, width, centred, inverse, shift, NULL, FALSE, centred);
}

static void
multiply_rows (const TwinBarlowTwins *loss, TwinWorkers *workers, guint view)
{
  gsize n = loss->n, width = loss->width;
  const float *rows = loss->normalised[view];

  twin_gemm (workers, &(TwinGemm){ .transpose_b = TRUE,
                                   .m = n,
                                   .n = n,
                                   .k = width,
                                   .a = rows,
                                   .stride_a = width,
                                   .b = rows,
                                   .stride_b = width,
                                   .c = loss->products[view],
                                   .stride_c = n });
}

/* L; and into @factor the other view's factor in dL/dA and dL/dB. */
static double
sum_up (const TwinBarlowTwins *loss, double lambda, double scale, float *factor)
{
  gsize n = loss->n, width = loss->width;
  float *zero = factor + width, *sum = zero + width, *diagonal = sum + width;
  double all = 0.0, of_diagonal = 0.0, squares = 0.0;

  memset (zero, 0, width * sizeof *zero);
  twin_kernels_get ()->gradient_sums (n, width, loss->normalised[1], NULL, zero,
                                      loss->normalised[0], sum, diagonal);
  for (gsize i = 0; i < n * n; i++)
    all += (double) loss->products[0][i] * loss->products[1][i];
  for (gsize i = 0; i < width; i++)
    {
      double c = diagonal[i];

      of_diagonal += (1.0 - c) * (1.0 - c);
      squares += c * c;
      factor[i] = -2.0 * scale * (1.0 - c + lambda * c);
    }
  return of_diagonal + lambda * MAX (all - squares, 0.0);
}

/* d = 2 lambda scale (products of the other view) z + factor (the other view) */
static void
gradient_of_normalised (const TwinBarlowTwins *loss, TwinWorkers *workers, guint view,
                        double two_lambda_scale, const float *factor, float *d)
{
  gsize n = loss->n, width = loss->width;
  float *same = loss->columns + width, *zero = same + width;

  twin_gemm (workers, &(TwinGemm){ .m = n,
                                   .n = width,
                                   .k = n,
                                   .a = loss->products[1 - view],
                                   .stride_a = n,
                                   .b = loss->normalised[view],
                                   .stride_b = width,
                                   .c = d,
                                   .stride_c = width });
  for (gsize i = 0; i < width; i++)
    {
      same[i] = two_lambda_scale;
      zero[i] = 0.0f;
    }
  twin_kernels_get ()->gradient_input (n, width, loss->normalised[1 - view], d, same, factor, zero,
                                       d);
}

/* From the gradients by normalised columns to those by the columns, in place:
 * d_z = (d - mean (d) - z (z . d)) / length */
static void
gradient_of_columns (const TwinBarlowTwins *loss, guint view, float *d)
{
  const TwinKernels *kernels = twin_kernels_get ();
  gsize n = loss->n, width = loss->width;
  const float *inverse = loss->inverse_length[view], *z = loss->normalised[view];
  float *sum = loss->columns, *along = sum + width, *of_z = along + width, *rest = of_z + width;

  memset (rest, 0, width * sizeof *rest);
  kernels->gradient_sums (n, width, z, NULL, rest, d, sum, along);
  for (gsize column = 0; column < width; column++)
    {
      of_z[column] = -along[column] * inverse[column];
      rest[column] = -sum[column] / n * inverse[column];
    }
  kernels->gradient_input (n, width, z, d, inverse, of_z, rest, d);
}

double
twin_barlow_twins (TwinBarlowTwins *loss, TwinWorkers *workers, double lambda, double scale,
                   const float *z_a, const float *z_b, float *d_a, float *d_b)
{
  float *factor = loss->columns; /* stays until both gradients have it */
  double sum;

  normalise_columns (loss, 0, z_a);
  normalise_columns (loss, 1, z_b);
  multiply_rows (loss, workers, 0);
  multiply_rows (loss, workers, 1);
  sum = sum_up (loss, lambda, scale, factor);
  gradient_of_normalised (loss, workers, 0, 2.0 * lambda * scale, factor, d_a);
  gradient_of_normalised (loss, workers, 1, 2.0 * lambda * scale, factor, d_b);
  gradient_of_columns (loss, 0, d_a);
  gradient_of_columns (loss, 1, d_b);
  return sum;
}
