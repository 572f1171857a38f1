#include "loss/barlow-twins.h"
#include "nn/gemm.h"

#include <math.h>

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
}

static void
normalise_column (const TwinBarlowTwins *loss, guint view, const float *z, gsize column)
{
  float *to = loss->normalised[view] + column;
  double mean = 0.0, squares = 0.0, inverse;

  for (gsize row = 0; row < loss->n; row++)
    mean += z[row * loss->width + column];
  mean /= loss->n;
  for (gsize row = 0; row < loss->n; row++)
    {
      double difference = z[row * loss->width + column] - mean;

      squares += difference * difference;
    }
  inverse = squares > 0.0 ? 1.0 / sqrt (squares) : 0.0;
  loss->inverse_length[view][column] = inverse;
  for (gsize row = 0; row < loss->n; row++)
    to[row * loss->width] = (z[row * loss->width + column] - mean) * inverse;
}

/* The loss of a row of C, whose place takes the gradient by it. */
static double
row_of_correlation (const TwinBarlowTwins *loss, gsize i, double lambda, double scale)
{
  float *row = loss->correlation + i * loss->width;
  double off_diagonal = 0.0, diagonal = 1.0 - row[i];

  for (gsize j = 0; j < loss->width; j++)
    {
      off_diagonal += j != i ? (double) row[j] * row[j] : 0.0;
      row[j] *= 2.0 * lambda * scale;
    }
  row[i] = -2.0 * diagonal * scale;
  return diagonal * diagonal + lambda * off_diagonal;
}

/* From the gradient by a normalised column to that by the column, in place:
 * d_z = (d - mean (d) - z (z . d)) / length */
static void
gradient_of_column (const TwinBarlowTwins *loss, guint view, gsize column, float *d)
{
  const float *z = loss->normalised[view] + column;
  double mean = 0.0, along = 0.0, inverse = loss->inverse_length[view][column];

  d += column;
  for (gsize row = 0; row < loss->n; row++)
    {
      mean += d[row * loss->width];
      along += (double) d[row * loss->width] * z[row * loss->width];
    }
  mean /= loss->n;
  for (gsize row = 0; row < loss->n; row++)
    d[row * loss->width] = (d[row * loss->width] - mean - z[row * loss->width] * along) * inverse;
}

double
twin_barlow_twins (TwinBarlowTwins *loss, TwinWorkers *workers, double lambda, double scale,
                   const float *z_a, const float *z_b, float *d_a, float *d_b)
{
  gsize n = loss->n, width = loss->width;
  double sum = 0.0;

  for (gsize column = 0; column < width; column++)
    {
      normalise_column (loss, 0, z_a, column);
      normalise_column (loss, 1, z_b, column);
    }
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
  for (gsize i = 0; i < width; i++)
    sum += row_of_correlation (loss, i, lambda, scale);
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
  for (gsize column = 0; column < width; column++)
    {
      gradient_of_column (loss, 0, column, d_a);
      gradient_of_column (loss, 1, column, d_b);
    }
  return sum;
}
