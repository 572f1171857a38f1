#include "nn/average-pool.h"
#include "nn/max-pool.h"
#include "nn/resnet50.h"

/* What every step of a pass needs. */
typedef struct
{
  TwinWorkers *workers;
  float *values;
  float *gradients;
  float *scratch;
  float *norm_scratch;
} Step;

/* The largest that was asked of each shared buffer. */
typedef struct
{
  gsize outside;
  gsize inside;
  gsize scratch;
  gsize norm_scratch;
} Largest;

static TwinShape
lay_out_unit (const TwinUnit *unit, TwinShape in, gboolean has_output, TwinArena *arena,
              TwinUnitState *state, Largest *largest)
{
  gsize channels = unit->convolution.out;

  state->in = in;
  state->out = twin_convolution_out_shape (&unit->convolution, in);
  state->product = twin_arena_take (arena, twin_shape_size (state->out));
  state->output = has_output ? twin_arena_take (arena, twin_shape_size (state->out)) : NULL;
  state->statistics.mean = twin_arena_take (arena, channels);
  state->statistics.inverse_deviation = twin_arena_take (arena, channels);
  largest->scratch = MAX (largest->scratch, twin_convolution_scratch_size (&unit->convolution, in));
  largest->norm_scratch = MAX (largest->norm_scratch, twin_batch_norm_scratch_size (channels));
  return state->out;
}

static TwinShape
lay_out_block (const TwinBottleneck *block, TwinShape in, TwinArena *arena,
               TwinBottleneckState *state, Largest *largest)
{
  TwinShape shape = in;

  for (guint i = 0; i < 3; i++)
    {
      shape = lay_out_unit (&block->units[i], shape, TRUE, arena, &state->units[i], largest);
      if (i < 2)
        largest->inside = MAX (largest->inside, twin_shape_size (shape));
    }
  if (block->has_shortcut)
    lay_out_unit (&block->shortcut, in, FALSE, arena, &state->shortcut, largest);
  largest->outside = MAX (largest->outside, MAX (twin_shape_size (in), twin_shape_size (shape)));
  return shape;
}

void
twin_resnet50_lay_out (const TwinResnet50 *resnet, guint n, guint size, TwinArena *arena,
                       TwinResnet50State *state)
{
  Largest largest = { 0 };
  TwinShape shape;

  state->in = (TwinShape){ n, size, size, 3 };
  shape = lay_out_unit (&resnet->stem, state->in, TRUE, arena, &state->stem, &largest);
  largest.outside = twin_shape_size (shape);
  shape = twin_max_pool_out_shape (shape);
  state->pooled = twin_arena_take (arena, twin_shape_size (shape));
  state->taps = (guint8 *) twin_arena_take (arena, twin_shape_size (shape) / sizeof (float) + 1);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    shape = lay_out_block (&resnet->blocks[i], shape, arena, &state->blocks[i], &largest);
  state->embedding = twin_arena_take (arena, (gsize) n * TWIN_RESNET50_WIDTH);
  for (guint i = 0; i < 4; i++)
    state->gradients[i] = twin_arena_take (arena, i < 2 ? largest.outside : largest.inside);
  state->scratch = twin_arena_take (arena, largest.scratch);
  state->norm_scratch = twin_arena_take (arena, largest.norm_scratch);
}

static void
forward_unit (const Step *step, const TwinUnit *unit, const float *x, const float *residual,
              gboolean relu, TwinUnitState *state, float *output)
{
  twin_convolution_forward (&unit->convolution, step->workers, state->in, x,
                            step->values + unit->convolution.weight, state->product, step->scratch);
  twin_batch_norm_forward (&unit->norm, step->workers, step->values, twin_shape_pixels (state->out),
                           state->product, residual, relu, &state->statistics, output,
                           step->norm_scratch);
}

static const float *
forward_block (const Step *step, const TwinBottleneck *block, const float *x,
               TwinBottleneckState *state, float *shortcut_output)
{
  TwinUnitState *units = state->units;
  const float *shortcut = x;

  if (block->has_shortcut)
    {
      forward_unit (step, &block->shortcut, x, NULL, FALSE, &state->shortcut, shortcut_output);
      shortcut = shortcut_output;
    }
  forward_unit (step, &block->units[0], x, NULL, TRUE, &units[0], units[0].output);
  forward_unit (step, &block->units[1], units[0].output, NULL, TRUE, &units[1], units[1].output);
  forward_unit (step, &block->units[2], units[1].output, shortcut, TRUE, &units[2],
                units[2].output);
  return units[2].output;
}

void
twin_resnet50_forward (const TwinResnet50 *resnet, TwinWorkers *workers, float *values,
                       const float *pictures, TwinResnet50State *state)
{
  Step step = { workers, values, NULL, state->scratch, state->norm_scratch };
  const float *x = state->pooled;

  forward_unit (&step, &resnet->stem, pictures, NULL, TRUE, &state->stem, state->stem.output);
  twin_max_pool_forward (workers, state->stem.out, state->stem.output, state->pooled, state->taps);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    x = forward_block (&step, &resnet->blocks[i], x, &state->blocks[i], state->gradients[0]);
  twin_average_pool_forward (state->blocks[TWIN_RESNET50_BLOCKS - 1].units[2].out, x,
                             state->embedding);
}

/* Batch norm's backward (d_output becomes the residual's gradient, d_product the product's; they
 * may be one), and the weights' gradient. */
static void
backward_unit (const Step *step, const TwinUnit *unit, const float *x, const TwinUnitState *state,
               float *d_output, float *d_product)
{
  twin_batch_norm_backward (
    &unit->norm, step->workers, step->values, twin_shape_pixels (state->out), state->product,
    state->output, &state->statistics, d_output, d_product, step->gradients, step->norm_scratch);
  twin_convolution_backward_weight (&unit->convolution, step->workers, state->in, x, d_product,
                                    step->gradients + unit->convolution.weight, step->scratch);
}

static void
backward_input (const Step *step, const TwinUnit *unit, const TwinUnitState *state,
                const float *d_product, float beta, float *d_x)
{
  twin_convolution_backward_input (&unit->convolution, step->workers, state->in, d_product,
                                   step->values + unit->convolution.weight, beta, d_x,
                                   step->scratch);
}

/**
 * backward_block:
 * @x: the block's input
 * @outside: [0] holds d_output; afterwards [0] holds d_x: the two are swapped where sizes differ
 */
static void
backward_block (const Step *step, const TwinBottleneck *block, const float *x,
                const TwinBottleneckState *state, float *outside[2], float *const inside[2])
{
  const TwinUnitState *units = state->units;

  backward_unit (step, &block->units[2], units[1].output, &units[2], outside[0], outside[1]);
  backward_input (step, &block->units[2], &units[2], outside[1], 0.0f, inside[0]);
  backward_unit (step, &block->units[1], units[0].output, &units[1], inside[0], inside[0]);
  backward_input (step, &block->units[1], &units[1], inside[0], 0.0f, inside[1]);
  backward_unit (step, &block->units[0], x, &units[0], inside[1], inside[1]);
  if (block->has_shortcut)
    {
      float *d_output = outside[0];

      backward_unit (step, &block->shortcut, x, &state->shortcut, d_output, d_output);
      backward_input (step, &block->shortcut, &state->shortcut, d_output, 0.0f, outside[1]);
      outside[0] = outside[1];
      outside[1] = d_output;
    }
  backward_input (step, &block->units[0], &units[0], inside[1], 1.0f, outside[0]);
}

void
twin_resnet50_backward (const TwinResnet50 *resnet, TwinWorkers *workers, const float *values,
                        const float *pictures, TwinResnet50State *state, const float *d_embedding,
                        float *gradients)
{
  Step step = { workers, (float *) values, gradients, state->scratch, state->norm_scratch };
  float *outside[2] = { state->gradients[0], state->gradients[1] };

  twin_average_pool_backward (state->blocks[TWIN_RESNET50_BLOCKS - 1].units[2].out, d_embedding,
                              outside[0]);
  for (gint i = TWIN_RESNET50_BLOCKS - 1; i >= 0; i--)
    backward_block (&step, &resnet->blocks[i],
                    i > 0 ? state->blocks[i - 1].units[2].output : state->pooled, &state->blocks[i],
                    outside, state->gradients + 2);
  twin_max_pool_backward (workers, state->stem.out, outside[0], state->taps, outside[1]);
  backward_unit (&step, &resnet->stem, pictures, &state->stem, outside[1], outside[1]);
}
