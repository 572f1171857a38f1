/* adamw.h: AdamW (Loshchilov and Hutter 2019): decay apart from the gradient.
 *
 *   m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2
 *   x = x - rate (m / (1 - b1^t) / (sqrt (v / (1 - b2^t)) + e) + decay x)
 *
 * Vectors (scales, biases) are not decayed, statistics not touched. */
#pragma once

#include "nn/parameters.h"
#include "nn/workers.h"

G_BEGIN_DECLS

/**
 * TwinAdamW:
 * @average_decay: of the running average of the weights, a step; 0 keeps the average equal to them
 * @first, @second: m and v, flat
 * @average: running average of the values, flat: the model that is kept
 */
typedef struct
{
  double beta1;
  double beta2;
  double epsilon;
  double weight_decay;
  double average_decay;
  float *first;
  float *second;
  float *average;
} TwinAdamW;

void twin_adamw_init (TwinAdamW *adamw, const TwinParameters *parameters, const float *values);
void twin_adamw_clear (TwinAdamW *adamw);

/**
 * twin_adamw_step:
 * @step: from 1
 * @rate: of this step, before each parameter's own factor
 * @prefix: only parameters whose names begin so; NULL for all
 *
 * One pass over flat memory: 36 bytes a value; benchmark: bench-profile.
 */
void twin_adamw_step (TwinAdamW *adamw, TwinWorkers *workers, const TwinParameters *parameters,
                      guint64 step, double rate, const char *prefix, float *values,
                      const float *gradients);

G_END_DECLS
