/* batch-norm.h: batch normalisation (Ioffe and Szegedy 2015) with the residual sum and the ReLU that follow it.
 *
 *   y = relu (scale (x - mean) / sqrt (variance + epsilon) + bias + residual)
 *
 * Mean and (biased) variance are of the batch in training, running ones in use. */
#pragma once

#include "nn/parameters.h"
#include "nn/workers.h"

G_BEGIN_DECLS

#define TWIN_BATCH_NORM_EPSILON 1e-5f
/* Weight of the newest batch in the running statistics. */
#define TWIN_BATCH_NORM_MOMENTUM 0.1f
/* Rows are summed in this many shares, whatever the number of threads, so that sums come out the same. */
#define TWIN_BATCH_NORM_SHARES 32

/* Offsets in the flat memory; each [channels]. */
typedef struct
{
  guint channels;
  gsize scale;
  gsize bias;
  gsize mean;
  gsize variance;
} TwinBatchNorm;

/* Of one batch: [channels] each, kept from forward to backward. */
typedef struct
{
  float *mean;
  float *inverse_deviation;
} TwinBatchStatistics;

/* Adds `NAME.weight`, `.bias`, `.running_mean`, `.running_var` to the plan. */
void twin_batch_norm_plan (TwinBatchNorm *norm, TwinParameters *parameters, const char *name,
                           guint channels);
/* Floats of scratch memory that the training calls need. */
gsize twin_batch_norm_scratch_size (guint channels);

/* Training: x, y [rows, channels]; @residual NULL or as x; @values: running statistics are moved on. */
void twin_batch_norm_forward (const TwinBatchNorm *norm, TwinWorkers *workers, float *values,
                              gsize rows, const float *x, const float *residual, gboolean relu,
                              TwinBatchStatistics *statistics, float *y, float *scratch);
/**
 * twin_batch_norm_backward:
 * @y: what forward gave where it had a ReLU, or NULL
 * @d_y: becomes the gradient before the ReLU, which is the residual's too
 * @d_x: may be @d_y; @gradients: flat memory, scale's and bias's are written
 */
void twin_batch_norm_backward (const TwinBatchNorm *norm, TwinWorkers *workers, const float *values,
                               gsize rows, const float *x, const float *y,
                               const TwinBatchStatistics *statistics, float *d_y, float *d_x,
                               float *gradients, float *scratch);
/* Use: the running statistics as one factor and one summand: y = x * factor + summand, [channels]. */
void twin_batch_norm_fold (const TwinBatchNorm *norm, const float *values, float *factor,
                           float *summand);
/* y = relu (x * factor + summand + residual); y may be x. */
void twin_batch_norm_apply (TwinWorkers *workers, gsize rows, gsize channels, const float *x,
                            const float *factor, const float *summand, const float *residual,
                            gboolean relu, float *y);

G_END_DECLS
