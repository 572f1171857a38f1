/* linear.h: a matrix without bias (batch normalisation follows it, or nothing does). */
#pragma once

#include "nn/parameters.h"
#include "nn/precision.h"
#include "nn/workers.h"

G_BEGIN_DECLS

/* @weight: offset of [out, in] in the flat memory. @precision: of the products; the plan begins with float32 */
typedef struct
{
  guint in;
  guint out;
  gsize weight;
  TwinPrecision precision;
} TwinLinear;

void twin_linear_plan (TwinLinear *linear, TwinParameters *parameters, const char *name, guint in,
                       guint out);
/* Floats of scratch memory that either of the two calls below needs for @n rows. */
gsize twin_linear_scratch_size (const TwinLinear *linear, gsize n);
/* y [n, out] = x [n, in] weight^T */
void twin_linear_forward (const TwinLinear *linear, TwinWorkers *workers, const float *values,
                          gsize n, const float *x, float *y, float *scratch);
/* The weight's gradient is written; d_x [n, in] = beta d_x + d_y weight, unless NULL. @beta is 0 or 1. */
void twin_linear_backward (const TwinLinear *linear, TwinWorkers *workers, const float *values,
                           gsize n, const float *x, const float *d_y, float *gradients, float beta,
                           float *d_x, float *scratch);

G_END_DECLS
