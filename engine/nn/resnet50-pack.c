#include "nn/max-pool.h"
#include "nn/resnet50.h"

/* What packing is going on with; NULL where there is no memory yet, and only sizes are added up. */
typedef struct
{
  TwinPrecision precision;
  TwinArena *arena;
  gsize scratch;
  TwinWorkers *workers;
  const float *values;
  float *for_scaling;
} Packing;

typedef void (*Visit) (Packing *packing, const TwinUnit *unit, const TwinConvolution *convolution,
                       TwinShape in, TwinPackedUnit *packed);

static TwinShape
visit_unit (Packing *packing, Visit visit, const TwinUnit *unit, TwinShape in,
            TwinPackedUnit *packed)
{
  TwinConvolution convolution = unit->convolution;

  convolution.precision = packing->precision;
  visit (packing, unit, &convolution, in, packed);
  return twin_convolution_out_shape (&convolution, in);
}

static void
visit_units (Packing *packing, Visit visit, const TwinResnet50 *resnet, TwinResnet50Packed *packed)
{
  TwinShape shape = { 1, packed->size, packed->size, 3 };

  shape = visit_unit (packing, visit, &resnet->stem, shape, &packed->stem);
  shape = twin_max_pool_out_shape (shape);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    {
      const TwinBottleneck *block = &resnet->blocks[i];

      if (block->has_shortcut)
        visit_unit (packing, visit, &block->shortcut, shape, &packed->blocks[i].shortcut);
      for (guint unit = 0; unit < 3; unit++)
        shape = visit_unit (packing, visit, &block->units[unit], shape,
                            &packed->blocks[i].units[unit]);
    }
}

static void
lay_out_unit (Packing *packing, const TwinUnit *unit, const TwinConvolution *convolution,
              TwinShape in, TwinPackedUnit *packed)
{
  packed->weights = twin_arena_take (packing->arena,
                                     twin_convolution_packed_size (convolution, in));
  packed->bias = twin_arena_take (packing->arena, convolution->out);
  packing->scratch = MAX (packing->scratch,
                          twin_convolution_n_weights (convolution) + convolution->out);
}

void
twin_resnet50_packed_lay_out (const TwinResnet50 *resnet, guint size, TwinPrecision precision,
                              TwinArena *arena, TwinResnet50Packed *packed)
{
  Packing packing = { .precision = precision, .arena = arena };

  packed->precision = precision;
  packed->size = size;
  visit_units (&packing, lay_out_unit, resnet, packed);
  packed->scratch = twin_arena_take (arena, packing.scratch);
}

static void
pack_unit (Packing *packing, const TwinUnit *unit, const TwinConvolution *convolution, TwinShape in,
           TwinPackedUnit *packed)
{
  float *factor = packing->for_scaling;

  twin_batch_norm_fold (&unit->norm, packing->values, factor, packed->bias);
  twin_convolution_pack (convolution, packing->workers, in, packing->values + convolution->weight,
                         factor, packed->weights, factor + convolution->out);
}

void
twin_resnet50_pack (const TwinResnet50 *resnet, TwinWorkers *workers, const float *values,
                    TwinResnet50Packed *packed)
{
  Packing packing = { .precision = packed->precision,
                      .workers = workers,
                      .values = values,
                      .for_scaling = packed->scratch };

  visit_units (&packing, pack_unit, resnet, packed);
}
