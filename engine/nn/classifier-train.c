#include "nn/batch-norm.h"
#include "nn/classifier.h"
#include "nn/gemm.h"

#include <math.h>

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
}

static void
standardise_column (const TwinClassifier *classifier, float *values, const float *embeddings,
                    gsize column, TwinClassifierState *state)
{
  gsize rows = 2 * state->n, width = classifier->width;
  float *running_mean = values + classifier->mean + column;
  float *running_variance = values + classifier->variance + column;
  double mean = 0.0, squares = 0.0, inverse;

  for (gsize row = 0; row < rows; row++)
    mean += embeddings[row * width + column];
  mean /= rows;
  for (gsize row = 0; row < rows; row++)
    {
      double difference = embeddings[row * width + column] - mean;

      squares += difference * difference;
    }
  inverse = 1.0 / sqrt (squares / rows + TWIN_CLASSIFIER_EPSILON);
  state->inverse_deviation[column] = inverse;
  for (gsize row = 0; row < rows; row++)
    state->standardised[row * width + column] = (embeddings[row * width + column] - mean) * inverse;
  *running_mean += TWIN_BATCH_NORM_MOMENTUM * ((float) mean - *running_mean);
  *running_variance += TWIN_BATCH_NORM_MOMENTUM * ((float) (squares / rows) - *running_variance);
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

  for (gsize column = 0; column < width; column++)
    standardise_column (classifier, values, embeddings, column, state);
  for (gsize row = 0; row < 2 * n; row++)
    normalise_row (classifier, row, state);
  for (gsize i = 0; i < n * width; i++)
    state->weighted[i] = weight[i % width] * state->units[i];
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
  float *d_weight = gradients + classifier->weight;

  for (gsize i = 0; i < width; i++)
    d_weight[i] = 0.0f;
  for (gsize i = 0; i < n * width; i++)
    {
      d_weight[i % width] += state->units[i] * state->d_units[i];
      state->d_units[i] *= values[classifier->weight + i % width];
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
gradient_of_column (const TwinClassifier *classifier, gsize column,
                    const TwinClassifierState *state, float *d_embeddings)
{
  gsize rows = 2 * state->n, width = classifier->width;
  double mean = 0.0, along = 0.0;

  for (gsize at = column; at < rows * width; at += width)
    {
      mean += state->d_units[at];
      along += (double) state->d_units[at] * state->standardised[at];
    }
  mean /= rows;
  along /= rows;
  for (gsize at = column; at < rows * width; at += width)
    d_embeddings[at] = (state->d_units[at] - mean - state->standardised[at] * along) *
                       state->inverse_deviation[column];
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
  for (gsize column = 0; column < width; column++)
    gradient_of_column (classifier, column, state, d_embeddings);
}
