#include "nn/batch-norm.h"
#include "nn/classifier.h"
#include "nn/gemm.h"
#include "nn/kernels.h"

#include <math.h>
#include <string.h>

void
twin_classifier_lay_out (const TwinClassifier *classifier, gsize n, TwinArena *arena,
                         TwinClassifierState *state)
{
  gsize width = classifier->width;

  state->n = n;
  state->standardised = twin_arena_take (arena, 2 * n * width);
  state->units = twin_arena_take (arena, 2 * n * width);
  state->weighted = twin_arena_take (arena, n * width);
  state->inverse_deviation = twin_arena_take (arena, width);
  state->inverse_length = twin_arena_take (arena, 2 * n);
  state->logits = twin_arena_take (arena, n * n);
  state->d_logits = twin_arena_take (arena, n * n);
  state->d_units = twin_arena_take (arena, 2 * n * width);
  state->columns = twin_arena_take (arena, 4 * width);
}

static void
move_on (float *running, double newest)
{
  *running += TWIN_BATCH_NORM_MOMENTUM * ((float) newest - *running);
}

/* Centred before it is scaled: a column that hardly varies keeps its digits. */
static void
standardise_columns (const TwinClassifier *classifier, float *values, const float *embeddings,
                     TwinClassifierState *state)
{
  const TwinKernels *kernels = twin_kernels_get ();
  gsize rows = 2 * state->n, width = classifier->width;
  float *one = state->columns, *shift = one + width, *sum = shift + width, *squares = sum + width;
  float *inverse = state->inverse_deviation, *centred = state->standardised;

  kernels->sums (rows, width, embeddings, embeddings, sum, squares);
  for (gsize column = 0; column < width; column++)
    {
      one[column] = 1.0f;
      shift[column] = -(embeddings[column] + sum[column] / rows);
      move_on (values + classifier->mean + column, -shift[column]);
    }
  kernels->normalise (rows, width, embeddings, one, shift, NULL, FALSE, centred);
  memset (shift, 0, width * sizeof *shift);
  kernels->sums (rows, width, centred, shift, sum, squares);
  for (gsize column = 0; column < width; column++)
    {
      double rest = sum[column] / rows, variance = MAX (squares[column] / rows - rest * rest, 0.0);

      inverse[column] = 1.0 / sqrt (variance + TWIN_CLASSIFIER_EPSILON);
      shift[column] = -rest * inverse[column];
      move_on (values + classifier->variance + column, variance);
    }
  kernels->normalise (rows, width, centred, inverse, shift, NULL, FALSE, centred);
}

static void
normalise_row (const TwinClassifier *classifier, gsize row, TwinClassifierState *state)
{
  const float *from = state->standardised + row * classifier->width;
  float *unit = state->units + row * classifier->width;
  double squares = 0.0;

  for (gsize i = 0; i < classifier->width; i++)
    squares += (double) from[i] * from[i];
  state->inverse_length[row] = 1.0 / sqrt (squares + TWIN_CLASSIFIER_EPSILON);
  for (gsize i = 0; i < classifier->width; i++)
    unit[i] = from[i] * state->inverse_length[row];
}

void
twin_classifier_forward (const TwinClassifier *classifier, TwinWorkers *workers, float *values,
                         const float *embeddings, TwinClassifierState *state)
{
  gsize n = state->n, width = classifier->width;
  const float *weight = values + classifier->weight;

  standardise_columns (classifier, values, embeddings, state);
  for (gsize row = 0; row < 2 * n; row++)
    normalise_row (classifier, row, state);
  for (gsize row = 0; row < n * width; row += width)
    for (gsize i = 0; i < width; i++)
      state->weighted[row + i] = weight[i] * state->units[row + i];
  twin_gemm (workers, &(TwinGemm){ .transpose_b = TRUE,
                                   .m = n,
                                   .n = n,
                                   .k = width,
                                   .a = state->weighted,
                                   .stride_a = width,
                                   .b = state->units + n * width,
                                   .stride_b = width,
                                   .c = state->logits,
                                   .stride_c = n });
  for (gsize i = 0; i < n * n; i++)
    state->logits[i] += values[classifier->bias];
}

/* d_u before the weight lies in d_units' first half: d (w u) = d_logits v. */
static void
gradient_of_weight (const TwinClassifier *classifier, const float *values,
                    TwinClassifierState *state, float *gradients)
{
  gsize n = state->n, width = classifier->width;
  const float *weight = values + classifier->weight;
  float *d_weight = gradients + classifier->weight;

  memset (d_weight, 0, width * sizeof *d_weight);
  for (gsize row = 0; row < n * width; row += width)
    for (gsize i = 0; i < width; i++)
      {
        d_weight[i] += state->units[row + i] * state->d_units[row + i];
        state->d_units[row + i] *= weight[i];
      }
  gradients[classifier->bias] = 0.0f;
  for (gsize i = 0; i < n * n; i++)
    gradients[classifier->bias] += state->d_logits[i];
}

/* Through the normalisation, in place: d = (d - u (u . d)) / length */
static void
gradient_of_row (const TwinClassifier *classifier, gsize row, TwinClassifierState *state)
{
  const float *unit = state->units + row * classifier->width;
  float *d = state->d_units + row * classifier->width;
  double along = 0.0;

  for (gsize i = 0; i < classifier->width; i++)
    along += (double) unit[i] * d[i];
  for (gsize i = 0; i < classifier->width; i++)
    d[i] = (d[i] - unit[i] * along) * state->inverse_length[row];
}

/* Through the standardisation: d_x = (d - mean (d) - s mean (d s)) / deviation */
static void
gradient_of_columns (const TwinClassifier *classifier, TwinClassifierState *state,
                     float *d_embeddings)
{
  const TwinKernels *kernels = twin_kernels_get ();
  gsize rows = 2 * state->n, width = classifier->width;
  const float *inverse = state->inverse_deviation;
  float *sum = state->columns, *along = sum + width, *of_standardised = along + width,
        *rest = of_standardised + width;

  memset (rest, 0, width * sizeof *rest);
  kernels->gradient_sums (rows, width, state->standardised, NULL, rest, state->d_units, sum, along);
  for (gsize column = 0; column < width; column++)
    {
      of_standardised[column] = -along[column] / rows * inverse[column];
      rest[column] = -sum[column] / rows * inverse[column];
    }
  kernels->gradient_input (rows, width, state->standardised, state->d_units, inverse,
                           of_standardised, rest, d_embeddings);
}

void
twin_classifier_backward (const TwinClassifier *classifier, TwinWorkers *workers,
                          const float *values, TwinClassifierState *state, float *gradients,
                          float *d_embeddings)
{
  gsize n = state->n, width = classifier->width;

  twin_gemm (workers, &(TwinGemm){ .m = n,
                                   .n = width,
                                   .k = n,
                                   .a = state->d_logits,
                                   .stride_a = n,
                                   .b = state->units + n * width,
                                   .stride_b = width,
                                   .c = state->d_units,
                                   .stride_c = width });
  gradient_of_weight (classifier, values, state, gradients);
  if (d_embeddings == NULL)
    return;
  twin_gemm (workers, &(TwinGemm){ .transpose_a = TRUE,
                                   .m = n,
                                   .n = width,
                                   .k = n,
                                   .a = state->d_logits,
                                   .stride_a = n,
                                   .b = state->weighted,
                                   .stride_b = width,
                                   .c = state->d_units + n * width,
                                   .stride_c = width });
  for (gsize row = 0; row < 2 * n; row++)
    gradient_of_row (classifier, row, state);
  gradient_of_columns (classifier, state, d_embeddings);
}
