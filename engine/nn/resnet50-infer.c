#include "nn/average-pool.h"
#include "nn/max-pool.h"
#include "nn/resnet50.h"

typedef struct
{
  TwinWorkers *workers;
  const float *values;
  const float *factors; /* of the unit that comes next */
  float *scratch;
} Step;

typedef struct
{
  gsize outside;
  gsize inside;
  gsize scratch;
  gsize factors;
} Largest;

static TwinShape
measure_unit (const TwinUnit *unit, TwinShape in, Largest *largest)
{
  largest->scratch = MAX (largest->scratch, twin_convolution_scratch_size (&unit->convolution, in));
  largest->factors += 2 * unit->norm.channels;
  return twin_convolution_out_shape (&unit->convolution, in);
}

static TwinShape
measure_block (const TwinBottleneck *block, TwinShape in, Largest *largest)
{
  TwinShape shape = in;

  for (guint i = 0; i < 3; i++)
    {
      shape = measure_unit (&block->units[i], shape, largest);
      if (i < 2)
        largest->inside = MAX (largest->inside, twin_shape_size (shape));
    }
  if (block->has_shortcut)
    measure_unit (&block->shortcut, in, largest);
  largest->outside = MAX (largest->outside, MAX (twin_shape_size (in), twin_shape_size (shape)));
  return shape;
}

void
twin_resnet50_inference_lay_out (const TwinResnet50 *resnet, guint n, guint size, TwinArena *arena,
                                 TwinResnet50Inference *inference)
{
  Largest largest = { 0 };
  TwinShape shape;

  inference->in = (TwinShape){ n, size, size, 3 };
  shape = measure_unit (&resnet->stem, inference->in, &largest);
  largest.outside = twin_shape_size (shape);
  shape = twin_max_pool_out_shape (shape);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    shape = measure_block (&resnet->blocks[i], shape, &largest);
  inference->factors = twin_arena_take (arena, largest.factors);
  inference->scratch = twin_arena_take (arena, largest.scratch);
  for (guint i = 0; i < 2; i++)
    {
      inference->outside[i] = twin_arena_take (arena, largest.outside);
      inference->inside[i] = twin_arena_take (arena, largest.inside);
    }
}

static float *
fold_unit (const TwinUnit *unit, const float *values, float *factors)
{
  twin_batch_norm_fold (&unit->norm, values, factors, factors + unit->norm.channels);
  return factors + 2 * unit->norm.channels;
}

/* In the order in which infer_block() uses them. */
void
twin_resnet50_inference_fold (const TwinResnet50 *resnet, const float *values,
                              TwinResnet50Inference *inference)
{
  float *factors = fold_unit (&resnet->stem, values, inference->factors);

  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    {
      const TwinBottleneck *block = &resnet->blocks[i];

      factors = fold_unit (&block->units[0], values, factors);
      factors = fold_unit (&block->units[1], values, factors);
      if (block->has_shortcut)
        factors = fold_unit (&block->shortcut, values, factors);
      factors = fold_unit (&block->units[2], values, factors);
    }
}

static TwinShape
infer_unit (Step *step, const TwinUnit *unit, TwinShape in, const float *x, const float *residual,
            gboolean relu, float *y)
{
  TwinShape out = twin_convolution_out_shape (&unit->convolution, in);

  twin_convolution_forward (&unit->convolution, step->workers, in, x,
                            step->values + unit->convolution.weight, y, step->scratch);
  twin_batch_norm_apply (step->workers, twin_shape_pixels (out), out.channels, y, step->factors,
                         step->factors + out.channels, residual, relu, y);
  step->factors += 2 * out.channels;
  return out;
}

/* outside[0] holds x and, afterwards, y. */
static TwinShape
infer_block (Step *step, const TwinBottleneck *block, TwinShape in, float *outside[2],
             float *const inside[2])
{
  TwinShape shape = infer_unit (step, &block->units[0], in, outside[0], NULL, TRUE, inside[0]);
  float *x = outside[0];

  shape = infer_unit (step, &block->units[1], shape, inside[0], NULL, TRUE, inside[1]);
  if (block->has_shortcut)
    {
      /* The shortcut takes the other buffer; x is done with then, and takes the output. */
      infer_unit (step, &block->shortcut, in, x, NULL, FALSE, outside[1]);
      return infer_unit (step, &block->units[2], shape, inside[1], outside[1], TRUE, x);
    }
  shape = infer_unit (step, &block->units[2], shape, inside[1], x, TRUE, outside[1]);
  outside[0] = outside[1];
  outside[1] = x;
  return shape;
}

void
twin_resnet50_infer (const TwinResnet50 *resnet, TwinWorkers *workers, const float *values, guint n,
                     const float *pictures, TwinResnet50Inference *inference, float *embeddings)
{
  Step step = { workers, values, inference->factors, inference->scratch };
  float *outside[2] = { inference->outside[1], inference->outside[0] };
  TwinShape shape = inference->in;

  shape.n = n;
  shape = infer_unit (&step, &resnet->stem, shape, pictures, NULL, TRUE, outside[1]);
  twin_max_pool_forward (workers, shape, outside[1], outside[0], NULL);
  shape = twin_max_pool_out_shape (shape);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    shape = infer_block (&step, &resnet->blocks[i], shape, outside, inference->inside);
  twin_average_pool_forward (shape, outside[0], embeddings);
}
