#include "nn/projector.h"

void
twin_projector_plan (TwinProjector *projector, TwinParameters *parameters, guint in, guint width)
{
  twin_linear_plan (&projector->linear[0], parameters, "projector.0.weight", in, width);
  twin_batch_norm_plan (&projector->norm[0], parameters, "projector.1", width);
  twin_linear_plan (&projector->linear[1], parameters, "projector.3.weight", width, width);
  twin_batch_norm_plan (&projector->norm[1], parameters, "projector.4", width);
  twin_linear_plan (&projector->linear[2], parameters, "projector.6.weight", width, width);
}

void
twin_projector_set_precision (TwinProjector *projector, TwinPrecision precision)
{
  for (guint i = 0; i < G_N_ELEMENTS (projector->linear); i++)
    projector->linear[i].precision = precision;
}

void
twin_projector_lay_out (const TwinProjector *projector, gsize n, TwinArena *arena,
                        TwinProjectorState *state)
{
  gsize width = projector->linear[0].out;
  gsize scratch = twin_batch_norm_scratch_size (width);

  state->n = n;
  for (guint i = 0; i < 2; i++)
    {
      state->product[i] = twin_arena_take (arena, n * width);
      state->activation[i] = twin_arena_take (arena, n * width);
      state->statistics[i].mean = twin_arena_take (arena, width);
      state->statistics[i].inverse_deviation = twin_arena_take (arena, width);
    }
  state->output = twin_arena_take (arena, n * width);
  state->d_hidden = twin_arena_take (arena, n * width);
  for (guint i = 0; i < G_N_ELEMENTS (projector->linear); i++)
    scratch = MAX (scratch, twin_linear_scratch_size (&projector->linear[i], n));
  state->scratch = twin_arena_take (arena, scratch);
}

void
twin_projector_forward (const TwinProjector *projector, TwinWorkers *workers, float *values,
                        const float *x, TwinProjectorState *state)
{
  for (guint i = 0; i < 2; i++)
    {
      twin_linear_forward (&projector->linear[i], workers, values, state->n, x, state->product[i],
                           state->scratch);
      twin_batch_norm_forward (&projector->norm[i], workers, values, state->n, state->product[i],
                               NULL, TRUE, &state->statistics[i], state->activation[i],
                               state->scratch);
      x = state->activation[i];
    }
  twin_linear_forward (&projector->linear[2], workers, values, state->n, x, state->output,
                       state->scratch);
}

void
twin_projector_backward (const TwinProjector *projector, TwinWorkers *workers, const float *values,
                         const float *x, TwinProjectorState *state, const float *d_output,
                         float *gradients, float beta, float *d_x)
{
  twin_linear_backward (&projector->linear[2], workers, values, state->n, state->activation[1],
                        d_output, gradients, 0.0f, state->d_hidden, state->scratch);
  for (gint i = 1; i >= 0; i--)
    {
      twin_batch_norm_backward (&projector->norm[i], workers, values, state->n, state->product[i],
                                state->activation[i], &state->statistics[i], state->d_hidden,
                                state->d_hidden, gradients, state->scratch);
      /* The product is not needed any more: its memory takes the gradient of the layer before. */
      twin_linear_backward (&projector->linear[i], workers, values, state->n,
                            i == 1 ? state->activation[0] : x, state->d_hidden, gradients,
                            i == 1 ? 0.0f : beta, i == 1 ? state->product[1] : d_x, state->scratch);
      if (i == 1)
        {
          float *swapped = state->d_hidden;

          state->d_hidden = state->product[1];
          state->product[1] = swapped;
        }
    }
}
