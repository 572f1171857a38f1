/* step.h: one training step over planned memory: forward, losses, backward. */
#pragma once

#include "batch.h"
#include "loss/barlow-twins.h"
#include "nn/network.h"

G_BEGIN_DECLS

/**
 * TwinPhase: what is trained
 * @TWIN_PHASE_PARALLEL: all at once: L = L_sim + lambda L_proj
 * @TWIN_PHASE_PROJECTION: encoder and projector: L = L_proj
 * @TWIN_PHASE_CLASSIFIER: the classifier on the frozen rest: L = L_sim
 */
typedef enum
{
  TWIN_PHASE_PARALLEL,
  TWIN_PHASE_PROJECTION,
  TWIN_PHASE_CLASSIFIER,
} TwinPhase;

/* @similarity, @projection: L_sim, and L_proj before lambda; 0 where a phase has none */
typedef struct
{
  double similarity;
  double projection;
} TwinLosses;

typedef struct _TwinStep TwinStep;

/**
 * twin_step_new:
 * @network: with a projector; kept, not owned, as @workers is
 * @n: pictures a batch, each seen twice
 * @error: G_IO_ERROR_NO_SPACE
 */
TwinStep *twin_step_new (const TwinNetwork *network, TwinWorkers *workers, guint n, guint size,
                         TwinPhase phase, double lambda, double lambda_projection, GError **error);
void twin_step_free (TwinStep *step);
/* Bytes of the arena. */
gsize twin_step_get_memory (const TwinStep *step);

/* The gradients of the batch's loss, flat as @values, whose running statistics are moved on. Parameters that the
 * phase does not train keep a gradient of 0. (transfer none): until the next call */
const float *twin_step_run (TwinStep *step, float *values, const TwinBatch *batch,
                            TwinLosses *losses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinStep, twin_step_free)

G_END_DECLS
