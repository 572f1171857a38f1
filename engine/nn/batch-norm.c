/* Forward reads x twice and writes y: 12 bytes a value (16 with a residual); backward reads x, y and d_y, writes
 * d_y, reads x and d_y, writes d_x: 28 bytes a value. Memory-bound; benchmark: bench-layers. */
#include "nn/batch-norm.h"
#include "nn/kernels.h"

#include <math.h>

typedef struct
{
  gsize rows;
  gsize channels;
  const float *x;
  const float *residual;
  gboolean relu;
  const float *origin;
  const float *factor;
  const float *summand;
  const float *factor_of_x;
  float *y;
  float *d_y;
  float *d_x;
  float *partial; /* [shares][2][channels] */
} Pass;

void
twin_batch_norm_plan (TwinBatchNorm *norm, TwinParameters *parameters, const char *name,
                      guint channels)
{
  static const struct
  {
    const char *suffix;
    TwinParameterKind kind;
    gsize place;
  } parts[] = {
    { "weight", TWIN_PARAMETER_VECTOR, G_STRUCT_OFFSET (TwinBatchNorm, scale) },
    { "bias", TWIN_PARAMETER_VECTOR, G_STRUCT_OFFSET (TwinBatchNorm, bias) },
    { "running_mean", TWIN_PARAMETER_STATISTIC, G_STRUCT_OFFSET (TwinBatchNorm, mean) },
    { "running_var", TWIN_PARAMETER_STATISTIC, G_STRUCT_OFFSET (TwinBatchNorm, variance) },
  };

  norm->channels = channels;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *full = g_strdup_printf ("%s.%s", name, parts[i].suffix);

      G_STRUCT_MEMBER (gsize, norm, parts[i].place) = twin_parameters_add (
        parameters, full, parts[i].kind, 1, (gsize[]){ channels });
    }
}

gsize
twin_batch_norm_scratch_size (guint channels)
{
  return (2 * TWIN_BATCH_NORM_SHARES + 3) * (gsize) channels;
}

static void
share_of (const Pass *pass, guint part, guint n_parts, gsize *first, gsize *rows)
{
  gsize end;

  twin_workers_share (pass->rows, 1, part, n_parts, first, &end);
  *rows = end - *first;
}

static void
sums_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  float *partial = pass->partial + part * 2 * pass->channels;
  gsize first, rows;

  share_of (pass, part, n_parts, &first, &rows);
  twin_kernels_get ()->sums (rows, pass->channels, pass->x + first * pass->channels, pass->origin,
                             partial, partial + pass->channels);
}

static void
normalise_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  gsize first, rows, at;

  share_of (pass, part, n_parts, &first, &rows);
  at = first * pass->channels;
  twin_kernels_get ()->normalise (rows, pass->channels, pass->x + at, pass->factor, pass->summand,
                                  pass->residual != NULL ? pass->residual + at : NULL, pass->relu,
                                  pass->y + at);
}

static void
gradient_sums_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  float *partial = pass->partial + part * 2 * pass->channels;
  gsize first, rows, at;

  share_of (pass, part, n_parts, &first, &rows);
  at = first * pass->channels;
  twin_kernels_get ()->gradient_sums (rows, pass->channels, pass->x + at,
                                      pass->y != NULL ? pass->y + at : NULL, pass->origin,
                                      pass->d_y + at, partial, partial + pass->channels);
}

static void
gradient_input_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  gsize first, rows, at;

  share_of (pass, part, n_parts, &first, &rows);
  at = first * pass->channels;
  twin_kernels_get ()->gradient_input (rows, pass->channels, pass->x + at, pass->d_y + at,
                                       pass->factor, pass->factor_of_x, pass->summand,
                                       pass->d_x + at);
}

/* The shares' partial sums of one channel, added in their order. */
static void
add_shares (const Pass *pass, gsize channel, double *first, double *second)
{
  *first = *second = 0.0;
  for (guint share = 0; share < TWIN_BATCH_NORM_SHARES; share++)
    {
      const float *partial = pass->partial + share * 2 * pass->channels;

      *first += partial[channel];
      *second += partial[pass->channels + channel];
    }
}

static void
run_shares (TwinWorkers *workers, TwinWork work, Pass *pass)
{
  twin_workers_run (workers, TWIN_BATCH_NORM_SHARES, work, pass);
}

static void
move_on (float *running, double newest)
{
  *running += TWIN_BATCH_NORM_MOMENTUM * ((float) newest - *running);
}

/* Mean and deviation from the sums around the first row, which keeps large means from eating the digits. */
static void
finish_statistics (const TwinBatchNorm *norm, const Pass *pass, float *values, gsize channel,
                   TwinBatchStatistics *statistics)
{
  double n = pass->rows, sum, sum_of_squares, mean, variance;

  add_shares (pass, channel, &sum, &sum_of_squares);
  mean = sum / n;
  variance = MAX (sum_of_squares / n - mean * mean, 0.0);
  mean += pass->origin[channel];
  statistics->mean[channel] = mean;
  statistics->inverse_deviation[channel] = 1.0 / sqrt (variance + TWIN_BATCH_NORM_EPSILON);
  move_on (values + norm->mean + channel, mean);
  move_on (values + norm->variance + channel, variance * n / MAX (n - 1.0, 1.0));
}

void
twin_batch_norm_forward (const TwinBatchNorm *norm, TwinWorkers *workers, float *values, gsize rows,
                         const float *x, const float *residual, gboolean relu,
                         TwinBatchStatistics *statistics, float *y, float *scratch)
{
  gsize channels = norm->channels;
  float *factor = scratch, *summand = scratch + channels;
  Pass pass = { .rows = rows,
                .channels = channels,
                .x = x,
                .residual = residual,
                .relu = relu,
                .origin = x,
                .factor = factor,
                .summand = summand,
                .y = y,
                .partial = scratch + 3 * channels };

  run_shares (workers, sums_part, &pass);
  for (gsize channel = 0; channel < channels; channel++)
    {
      finish_statistics (norm, &pass, values, channel, statistics);
      factor[channel] = values[norm->scale + channel] * statistics->inverse_deviation[channel];
      summand[channel] = values[norm->bias + channel] - factor[channel] * statistics->mean[channel];
    }
  run_shares (workers, normalise_part, &pass);
}

/* With xhat = (x - mean) / deviation, S1 = sum d_y and S2 = sum d_y xhat:
 * d_x = scale / deviation (d_y - S1 / n - xhat S2 / n), written as factor d_y + factor_of_x x + summand. */
void
twin_batch_norm_backward (const TwinBatchNorm *norm, TwinWorkers *workers, const float *values,
                          gsize rows, const float *x, const float *y,
                          const TwinBatchStatistics *statistics, float *d_y, float *d_x,
                          float *gradients, float *scratch)
{
  gsize channels = norm->channels;
  float *factor = scratch, *factor_of_x = scratch + channels, *summand = scratch + 2 * channels;
  Pass pass = { .rows = rows,
                .channels = channels,
                .x = x,
                .y = (float *) y,
                .origin = statistics->mean,
                .factor = factor,
                .factor_of_x = factor_of_x,
                .summand = summand,
                .d_y = d_y,
                .d_x = d_x,
                .partial = scratch + 3 * channels };

  run_shares (workers, gradient_sums_part, &pass);
  for (gsize channel = 0; channel < channels; channel++)
    {
      double inverse = statistics->inverse_deviation[channel], sum, sum_with_x;

      add_shares (&pass, channel, &sum, &sum_with_x);
      sum_with_x *= inverse;
      gradients[norm->bias + channel] = sum;
      gradients[norm->scale + channel] = sum_with_x;
      factor[channel] = values[norm->scale + channel] * inverse;
      factor_of_x[channel] = -factor[channel] * inverse * sum_with_x / rows;
      summand[channel] = -factor[channel] * sum / rows -
                         factor_of_x[channel] * statistics->mean[channel];
    }
  run_shares (workers, gradient_input_part, &pass);
}

void
twin_batch_norm_fold (const TwinBatchNorm *norm, const float *values, float *factor, float *summand)
{
  for (gsize channel = 0; channel < norm->channels; channel++)
    {
      factor[channel] = values[norm->scale + channel] /
                        sqrtf (values[norm->variance + channel] + TWIN_BATCH_NORM_EPSILON);
      summand[channel] = values[norm->bias + channel] -
                         factor[channel] * values[norm->mean + channel];
    }
}

void
twin_batch_norm_apply (TwinWorkers *workers, gsize rows, gsize channels, const float *x,
                       const float *factor, const float *summand, const float *residual,
                       gboolean relu, float *y)
{
  Pass pass = { .rows = rows,
                .channels = channels,
                .x = x,
                .residual = residual,
                .relu = relu,
                .factor = factor,
                .summand = summand,
                .y = y };

  run_shares (workers, normalise_part, &pass);
}
