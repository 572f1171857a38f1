#include "nn/average-pool.h"
#include "nn/max-pool.h"
#include "nn/resnet50.h"

typedef struct
{
  TwinWorkers *workers;
  TwinPrecision precision;
  float *scratch;
} Step;

typedef struct
{
  TwinPrecision precision;
  gsize outside;
  gsize inside;
  gsize scratch;
} Largest;

static TwinShape
measure_unit (const TwinUnit *unit, TwinShape in, Largest *largest)
{
  TwinConvolution convolution = unit->convolution;

  convolution.precision = largest->precision;
  largest->scratch = MAX (largest->scratch, twin_convolution_scratch_size (&convolution, in));
  return twin_convolution_out_shape (&convolution, in);
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
twin_resnet50_inference_lay_out (const TwinResnet50 *resnet, const TwinResnet50Packed *packed,
                                 guint n, TwinArena *arena, TwinResnet50Inference *inference)
{
  Largest largest = { .precision = packed->precision };
  TwinShape shape;

  inference->in = (TwinShape){ n, packed->size, packed->size, 3 };
  shape = measure_unit (&resnet->stem, inference->in, &largest);
  largest.outside = twin_shape_size (shape);
  shape = twin_max_pool_out_shape (shape);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    shape = measure_block (&resnet->blocks[i], shape, &largest);
  inference->scratch = twin_arena_take (arena, largest.scratch);
  for (guint i = 0; i < 2; i++)
    {
      inference->outside[i] = twin_arena_take (arena, largest.outside);
      inference->inside[i] = twin_arena_take (arena, largest.inside);
    }
}

static TwinShape
infer_unit (const Step *step, const TwinUnit *unit, const TwinPackedUnit *packed, TwinShape in,
            const float *x, const float *residual, gboolean relu, float *y)
{
  TwinConvolution convolution = unit->convolution;
  TwinConvolutionTail tail = { packed->bias, residual, relu };

  convolution.precision = step->precision;
  twin_convolution_apply (&convolution, step->workers, in, x, packed->weights, &tail, y,
                          step->scratch);
  return twin_convolution_out_shape (&convolution, in);
}

/* outside[0] holds x and, afterwards, y. */
static TwinShape
infer_block (const Step *step, const TwinBottleneck *block, const TwinPackedUnit units[3],
             const TwinPackedUnit *shortcut, TwinShape in, float *outside[2],
             float *const inside[2])
{
  TwinShape shape = infer_unit (step, &block->units[0], &units[0], in, outside[0], NULL, TRUE,
                                inside[0]);
  float *x = outside[0];

  shape = infer_unit (step, &block->units[1], &units[1], shape, inside[0], NULL, TRUE, inside[1]);
  if (block->has_shortcut)
    {
      /* The shortcut takes the other buffer; x is done with then, and takes the output. */
      infer_unit (step, &block->shortcut, shortcut, in, x, NULL, FALSE, outside[1]);
      return infer_unit (step, &block->units[2], &units[2], shape, inside[1], outside[1], TRUE, x);
    }
  shape = infer_unit (step, &block->units[2], &units[2], shape, inside[1], x, TRUE, outside[1]);
  outside[0] = outside[1];
  outside[1] = x;
  return shape;
}

void
twin_resnet50_infer (const TwinResnet50 *resnet, const TwinResnet50Packed *packed,
                     TwinWorkers *workers, guint n, const float *pictures,
                     TwinResnet50Inference *inference, float *embeddings)
{
  Step step = { workers, packed->precision, inference->scratch };
  float *outside[2] = { inference->outside[1], inference->outside[0] };
  TwinShape shape = inference->in;

  shape.n = n;
  shape = infer_unit (&step, &resnet->stem, &packed->stem, shape, pictures, NULL, TRUE, outside[1]);
  twin_max_pool_forward (workers, shape, outside[1], outside[0], NULL);
  shape = twin_max_pool_out_shape (shape);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    shape = infer_block (&step, &resnet->blocks[i], packed->blocks[i].units,
                         &packed->blocks[i].shortcut, shape, outside, inference->inside);
  twin_average_pool_forward (shape, outside[0], embeddings);
}
