/* projector.h: the Barlow Twins MLP (Zbontar et al. 2021): linear, batch norm, ReLU, twice; then
 * linear. Used in training only. */
#pragma once

#include "nn/arena.h"
#include "nn/batch-norm.h"
#include "nn/linear.h"

G_BEGIN_DECLS

typedef struct
{
  TwinLinear linear[3];
  TwinBatchNorm norm[2];
} TwinProjector;

/* What one forward pass leaves for backward; each [n, width]. */
typedef struct
{
  gsize n;
  float *product[2];    /* of the linear layer */
  float *activation[2]; /* after batch norm and ReLU */
  float *output;
  TwinBatchStatistics statistics[2];
  float *d_hidden;
  float *scratch;
} TwinProjectorState;

void twin_projector_plan (TwinProjector *projector, TwinParameters *parameters, guint in,
                          guint width);
/* For all of its products; the plan begins with float32. */
void twin_projector_set_precision (TwinProjector *projector, TwinPrecision precision);
void twin_projector_lay_out (const TwinProjector *projector, gsize n, TwinArena *arena,
                             TwinProjectorState *state);
/* state->output [n, width] from x [n, in]. */
void twin_projector_forward (const TwinProjector *projector, TwinWorkers *workers, float *values,
                             const float *x, TwinProjectorState *state);
/* d_x = beta d_x + the gradient by x. */
void twin_projector_backward (const TwinProjector *projector, TwinWorkers *workers,
                              const float *values, const float *x, TwinProjectorState *state,
                              const float *d_output, float *gradients, float beta, float *d_x);

G_END_DECLS
