#include "step.h"
#include "loss/pair-cross-entropy.h"

struct _TwinStep
{
  const TwinNetwork *network;
  TwinWorkers *workers;
  guint n;
  guint size;
  TwinPhase phase;
  double lambda;
  double lambda_projection;

  TwinArena arena;
  float *gradients; /* flat, beside the arena */
  TwinResnet50State encoder;
  TwinResnet50Packed packed; /* TWIN_PHASE_CLASSIFIER: the encoder does not change any more */
  gboolean is_packed;
  TwinResnet50Inference frozen;
  float *frozen_embedding;
  TwinProjectorState projector;
  TwinBarlowTwins barlow_twins;
  TwinClassifierState classifier;
  float *d_embedding;
  float *d_projection;
};

/* The same calls measure, then hand out. */
static void
lay_out (TwinStep *step)
{
  const TwinNetwork *network = step->network;
  gsize rows = 2 * (gsize) step->n, width = network->projector_width;

  if (step->phase == TWIN_PHASE_CLASSIFIER)
    {
      twin_resnet50_packed_lay_out (&network->encoder, step->size, TWIN_PRECISION_FLOAT32,
                                    &step->arena, &step->packed);
      twin_resnet50_inference_lay_out (&network->encoder, &step->packed, rows, &step->arena,
                                       &step->frozen);
      step->frozen_embedding = twin_arena_take (&step->arena, rows * TWIN_RESNET50_WIDTH);
    }
  else
    {
      twin_resnet50_lay_out (&network->encoder, rows, step->size, &step->arena, &step->encoder);
      twin_projector_lay_out (&network->projector, rows, &step->arena, &step->projector);
      twin_barlow_twins_lay_out (&step->barlow_twins, step->n, width, &step->arena);
      step->d_projection = twin_arena_take (&step->arena, rows * width);
      step->d_embedding = twin_arena_take (&step->arena, rows * TWIN_RESNET50_WIDTH);
    }
  if (step->phase != TWIN_PHASE_PROJECTION)
    twin_classifier_lay_out (&network->classifier, step->n, &step->arena, &step->classifier);
}

TwinStep *
twin_step_new (const TwinNetwork *network, TwinWorkers *workers, guint n, guint size,
               TwinPhase phase, double lambda, double lambda_projection, GError **error)
{
  g_autoptr (TwinStep) step = g_new0 (TwinStep, 1);

  g_return_val_if_fail (network->projector_width > 0 && n > 1, NULL);
  step->network = network;
  step->workers = workers;
  step->n = n;
  step->size = size;
  step->phase = phase;
  step->lambda = phase == TWIN_PHASE_PROJECTION ? 1.0 : lambda;
  step->lambda_projection = lambda_projection;
  lay_out (step);
  if (!twin_arena_allocate (&step->arena, error))
    return NULL;
  lay_out (step);
  step->gradients = twin_parameters_new_values (network->parameters);
  return g_steal_pointer (&step);
}

void
twin_step_free (TwinStep *step)
{
  if (step == NULL)
    return;
  twin_arena_clear (&step->arena);
  twin_values_free (step->gradients);
  g_free (step);
}

gsize
twin_step_get_memory (const TwinStep *step)
{
  return step->arena.capacity * sizeof (float);
}

/* L_sim, and its gradient by the embedding into d_embedding (NULL: not wanted). */
static double
similarity (TwinStep *step, float *values, const TwinBatch *batch, const float *embedding,
            float *d_embedding)
{
  const TwinClassifier *classifier = &step->network->classifier;
  double loss;

  twin_classifier_forward (classifier, step->workers, values, embedding, &step->classifier);
  loss = twin_pair_cross_entropy ((gsize) step->n * step->n, step->classifier.logits, batch->labels,
                                  step->classifier.d_logits);
  twin_classifier_backward (classifier, step->workers, values, &step->classifier, step->gradients,
                            d_embedding);
  return loss;
}

/* L_proj, and its gradient times lambda onto beta d_embedding. */
static double
projection (TwinStep *step, float *values, float beta)
{
  const TwinProjector *projector = &step->network->projector;
  gsize half = (gsize) step->n * step->network->projector_width;
  double loss;

  twin_projector_forward (projector, step->workers, values, step->encoder.embedding,
                          &step->projector);
  loss = twin_barlow_twins (&step->barlow_twins, step->workers, step->lambda_projection,
                            step->lambda, step->projector.output, step->projector.output + half,
                            step->d_projection, step->d_projection + half);
  twin_projector_backward (projector, step->workers, values, step->encoder.embedding,
                           &step->projector, step->d_projection, step->gradients, beta,
                           step->d_embedding);
  return loss;
}

static void
run_classifier (TwinStep *step, float *values, const TwinBatch *batch, TwinLosses *losses)
{
  const TwinResnet50 *encoder = &step->network->encoder;

  if (!step->is_packed)
    twin_resnet50_pack (encoder, step->workers, values, &step->packed);
  step->is_packed = TRUE;
  twin_resnet50_infer (encoder, &step->packed, step->workers, batch->views->n, batch->views->values,
                       &step->frozen, step->frozen_embedding);
  losses->similarity = similarity (step, values, batch, step->frozen_embedding, NULL);
}

const float *
twin_step_run (TwinStep *step, float *values, const TwinBatch *batch, TwinLosses *losses)
{
  const TwinResnet50 *encoder = &step->network->encoder;

  g_return_val_if_fail (batch->n == step->n && batch->views->size == step->size, NULL);
  *losses = (TwinLosses){ 0.0, 0.0 };
  if (step->phase == TWIN_PHASE_CLASSIFIER)
    {
      run_classifier (step, values, batch, losses);
      return step->gradients;
    }
  twin_resnet50_forward (encoder, step->workers, values, batch->views->values, &step->encoder);
  if (step->phase == TWIN_PHASE_PARALLEL)
    losses->similarity = similarity (step, values, batch, step->encoder.embedding,
                                     step->d_embedding);
  losses->projection = projection (step, values, step->phase == TWIN_PHASE_PARALLEL ? 1.0f : 0.0f);
  twin_resnet50_backward (encoder, step->workers, values, batch->views->values, &step->encoder,
                          step->d_embedding, step->gradients);
  return step->gradients;
}
