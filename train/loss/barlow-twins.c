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
    }
  loss->correlation = twin_arena_take (arena, width * width);
  loss->row_loss = twin_arena_take (arena, width);
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

typedef struct
{
  const TwinBarlowTwins *loss;
  double lambda;
  double scale;
} Pass;

/* A row of C, whose place takes the gradient by it. 8 bytes a value: memory-bound. */
static void
row_of_correlation (const Pass *pass, gsize i)
{
  const TwinBarlowTwins *loss = pass->loss;
  float *row = loss->correlation + i * loss->width;
  double diagonal = 1.0 - row[i], off_diagonal;

  row[i] = 0.0f;
  off_diagonal = twin_kernels_get ()->scale_squares (loss->width, 2.0 * pass->lambda * pass->scale,
                                                     row);
  row[i] = -2.0 * diagonal * pass->scale;
  loss->row_loss[i] = diagonal * diagonal + pass->lambda * off_diagonal;
}

static void
correlation_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  gsize first, end;

  twin_workers_share (pass->loss->width, 1, part, n_parts, &first, &end);
  for (gsize i = first; i < end; i++)
    row_of_correlation (pass, i);
}

static double
loss_of_correlation (const TwinBarlowTwins *loss, TwinWorkers *workers, double lambda, double scale)
{
  Pass pass = { loss, lambda, scale };
  double sum = 0.0;

  twin_workers_run (workers, twin_workers_get_jobs (workers), correlation_part, &pass);
  for (gsize i = 0; i < loss->width; i++)
    sum += loss->row_loss[i];
  return sum;
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
  gsize n = loss->n, width = loss->width;
  double sum;

  normalise_columns (loss, 0, z_a);
  normalise_columns (loss, 1, z_b);
  twin_gemm (workers, &(TwinGemm){ .transpose_a = TRUE,
                                   .m = width,
                                   .n = width,
                                   .k = n,
                                   .a = loss->normalised[0],
                                   .stride_a = width,
                                   .b = loss->normalised[1],
                                   .stride_b = width,
                                   .c = loss->correlation,
                                   .stride_c = width });
  sum = loss_of_correlation (loss, workers, lambda, scale);
  twin_gemm (workers, &(TwinGemm){ .transpose_b = TRUE,
                                   .m = n,
                                   .n = width,
                                   .k = width,
                                   .a = loss->normalised[1],
                                   .stride_a = width,
                                   .b = loss->correlation,
                                   .stride_b = width,
                                   .c = d_a,
                                   .stride_c = width });
  twin_gemm (workers, &(TwinGemm){ .m = n,
                                   .n = width,
                                   .k = width,
                                   .a = loss->normalised[0],
                                   .stride_a = width,
                                   .b = loss->correlation,
                                   .stride_b = width,
                                   .c = d_b,
                                   .stride_c = width });
  gradient_of_columns (loss, 0, d_a);
  gradient_of_columns (loss, 1, d_b);
  return sum;
}
