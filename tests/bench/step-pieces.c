#include "step-pieces.h"

#include "adamw.h"
#include "loss/barlow-twins.h"
#include "loss/pair-cross-entropy.h"
#include "nn/average-pool.h"
#include "nn/max-pool.h"

#include <string.h>

#define MAX_UNITS (1 + 4 * TWIN_RESNET50_BLOCKS)
#define LAMBDA_PROJECTION 0.005
/* So that a piece may be run for ever without a value going anywhere. */
#define RATE 1e-12

typedef struct
{
  const TwinUnit *unit;
  TwinShape in;
  TwinShape out;
  gboolean has_residual;
} Unit;

/* @x … @d_x: as large as the largest unit needs; whichever piece runs uses them. */
struct _TwinPieces
{
  const TwinNetwork *network;
  TwinWorkers *workers;
  guint n; /* pictures: half of the views */
  Unit units[MAX_UNITS];
  guint n_units;
  TwinShape before_pool;
  TwinShape last;

  float *values;
  float *gradients;
  TwinAdamW adamw;
  guint64 steps;
  TwinArena arena;
  float *x;
  float *y;
  float *d_y;
  float *d_x;
  float *scratch;
  float *packed; /* weights of packed_unit */
  const Unit *packed_unit;
  float *norm_scratch;
  guint8 *taps;
  TwinBatchStatistics statistics;
  float *embedding;
  float *d_embedding;
  TwinProjectorState projector;
  TwinClassifierState classifier;
  TwinBarlowTwins barlow_twins;
  gint8 *labels;
};

typedef void (*RunPiece) (TwinPieces *pieces, const Unit *unit);

static TwinShape
add_unit (TwinPieces *pieces, const TwinUnit *unit, TwinShape in, gboolean has_residual)
{
  Unit *added = &pieces->units[pieces->n_units++];

  *added = (Unit){ unit, in, twin_convolution_out_shape (&unit->convolution, in), has_residual };
  return added->out;
}

static TwinShape
add_block (TwinPieces *pieces, const TwinBottleneck *block, TwinShape in)
{
  TwinShape shape = add_unit (pieces, &block->units[0], in, FALSE);

  shape = add_unit (pieces, &block->units[1], shape, FALSE);
  if (block->has_shortcut)
    add_unit (pieces, &block->shortcut, in, FALSE);
  return add_unit (pieces, &block->units[2], shape, TRUE);
}

static void
find_units (TwinPieces *pieces, guint views, guint size)
{
  const TwinResnet50 *encoder = &pieces->network->encoder;
  TwinShape shape = add_unit (pieces, &encoder->stem, (TwinShape){ views, size, size, 3 }, FALSE);

  pieces->before_pool = shape;
  shape = twin_max_pool_out_shape (shape);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    shape = add_block (pieces, &encoder->blocks[i], shape);
  pieces->last = shape;
}

static void
lay_out (TwinPieces *pieces)
{
  const TwinNetwork *network = pieces->network;
  TwinArena *arena = &pieces->arena;
  gsize largest = 0, scratch = 0, packed = 0, rows = 2 * (gsize) pieces->n,
        width = TWIN_RESNET50_WIDTH;

  for (guint i = 0; i < pieces->n_units; i++)
    {
      const Unit *unit = &pieces->units[i];

      largest = MAX (largest, MAX (twin_shape_size (unit->in), twin_shape_size (unit->out)));
      scratch = MAX (scratch, twin_convolution_scratch_size (&unit->unit->convolution, unit->in));
      packed = MAX (packed, twin_convolution_packed_size (&unit->unit->convolution, unit->in));
    }
  pieces->x = twin_arena_take (arena, largest);
  pieces->y = twin_arena_take (arena, largest);
  pieces->d_y = twin_arena_take (arena, largest);
  pieces->d_x = twin_arena_take (arena, largest);
  pieces->scratch = twin_arena_take (arena, scratch);
  pieces->packed = twin_arena_take (arena, packed);
  pieces->norm_scratch = twin_arena_take (arena, twin_batch_norm_scratch_size (width));
  pieces->taps = (guint8 *) twin_arena_take (arena, twin_shape_size (pieces->before_pool));
  pieces->statistics.mean = twin_arena_take (arena, width);
  pieces->statistics.inverse_deviation = twin_arena_take (arena, width);
  pieces->embedding = twin_arena_take (arena, rows * width);
  pieces->d_embedding = twin_arena_take (arena, rows * width);
  twin_projector_lay_out (&network->projector, rows, arena, &pieces->projector);
  twin_classifier_lay_out (&network->classifier, pieces->n, arena, &pieces->classifier);
  twin_barlow_twins_lay_out (&pieces->barlow_twins, pieces->n, network->projector_width, arena);
}

TwinPieces *
twin_pieces_new (const TwinNetwork *network, TwinWorkers *workers, guint views, guint size)
{
  TwinPieces *pieces = g_new0 (TwinPieces, 1);
  g_autoptr (GError) error = NULL;

  pieces->network = network;
  pieces->workers = workers;
  pieces->n = views / 2;
  find_units (pieces, views, size);
  lay_out (pieces);
  if (!twin_arena_allocate (&pieces->arena, &error))
    g_error ("%s", error->message);
  lay_out (pieces);
  for (gsize i = 0; i < pieces->arena.capacity; i++)
    pieces->arena.memory[i] = g_random_double_range (-1.0, 1.0);
  pieces->values = twin_parameters_new_values (network->parameters);
  pieces->gradients = twin_parameters_new_values (network->parameters);
  twin_network_initialise (network, pieces->values, 1);
  twin_adamw_init (&pieces->adamw, network->parameters, pieces->values);
  pieces->labels = g_new0 (gint8, (gsize) pieces->n * pieces->n);
  return pieces;
}

void
twin_pieces_free (TwinPieces *pieces)
{
  twin_arena_clear (&pieces->arena);
  twin_values_free (pieces->values);
  twin_values_free (pieces->gradients);
  twin_adamw_clear (&pieces->adamw);
  g_free (pieces->labels);
  g_free (pieces);
}

guint
twin_pieces_get_n_units (const TwinPieces *pieces)
{
  return pieces->n_units;
}

static const char *
name_of_weight (const TwinPieces *pieces, const Unit *unit)
{
  const TwinParameters *parameters = pieces->network->parameters;

  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    if (twin_parameters_get (parameters, i)->offset == unit->unit->convolution.weight)
      return twin_parameters_get (parameters, i)->name;
  g_return_val_if_reached ("");
}

char *
twin_pieces_name_unit (const TwinPieces *pieces, guint index)
{
  const Unit *unit = &pieces->units[index];
  const TwinConvolution *convolution = &unit->unit->convolution;
  const char *name = name_of_weight (pieces, unit) + strlen ("encoder.");

  return g_strdup_printf ("%.*s, %ux%u/%u, %u to %u, [%u, %u, %u]",
                          (int) (strlen (name) - strlen (".weight")), name, convolution->kernel,
                          convolution->kernel, convolution->stride, convolution->in,
                          convolution->out, unit->in.n, unit->in.height, unit->in.width);
}

static void
apply (TwinPieces *p, const Unit *unit)
{
  const TwinConvolution *convolution = &unit->unit->convolution;
  const TwinConvolutionTail tail = { p->embedding, unit->has_residual ? p->d_x : NULL, TRUE };

  if (p->packed_unit != unit)
    twin_convolution_pack (convolution, p->workers, unit->in, p->values + convolution->weight, NULL,
                           p->packed, NULL);
  p->packed_unit = unit;
  twin_convolution_apply (convolution, p->workers, unit->in, p->x, p->packed, &tail, p->y,
                          p->scratch);
}

static void
forward (TwinPieces *p, const Unit *unit)
{
  twin_convolution_forward (&unit->unit->convolution, p->workers, unit->in, p->x,
                            p->values + unit->unit->convolution.weight, p->y, p->scratch);
}

static void
backward_input (TwinPieces *p, const Unit *unit)
{
  twin_convolution_backward_input (&unit->unit->convolution, p->workers, unit->in, p->d_y,
                                   p->values + unit->unit->convolution.weight, 0.0f, p->d_x,
                                   p->scratch);
}

static void
backward_weight (TwinPieces *p, const Unit *unit)
{
  twin_convolution_backward_weight (&unit->unit->convolution, p->workers, unit->in, p->x, p->d_y,
                                    p->gradients + unit->unit->convolution.weight, p->scratch);
}

static void
norm_forward (TwinPieces *p, const Unit *unit)
{
  twin_batch_norm_forward (&unit->unit->norm, p->workers, p->values, twin_shape_pixels (unit->out),
                           p->x, unit->has_residual ? p->d_x : NULL, TRUE, &p->statistics, p->y,
                           p->norm_scratch);
}

static void
norm_backward (TwinPieces *p, const Unit *unit)
{
  twin_batch_norm_backward (&unit->unit->norm, p->workers, p->values, twin_shape_pixels (unit->out),
                            p->x, p->y, &p->statistics, p->d_y, p->d_x, p->gradients,
                            p->norm_scratch);
}

static void
max_pool_forward (TwinPieces *p, const Unit *unit)
{
  twin_max_pool_forward (p->workers, p->before_pool, p->x, p->y, p->taps);
}

static void
max_pool_backward (TwinPieces *p, const Unit *unit)
{
  twin_max_pool_backward (p->workers, p->before_pool, p->d_y, p->taps, p->d_x);
}

static void
average_pool_forward (TwinPieces *p, const Unit *unit)
{
  twin_average_pool_forward (p->last, p->x, p->embedding);
}

static void
average_pool_backward (TwinPieces *p, const Unit *unit)
{
  twin_average_pool_backward (p->last, p->d_embedding, p->d_x);
}

static void
projector_forward (TwinPieces *p, const Unit *unit)
{
  twin_projector_forward (&p->network->projector, p->workers, p->values, p->embedding,
                          &p->projector);
}

static void
projector_backward (TwinPieces *p, const Unit *unit)
{
  twin_projector_backward (&p->network->projector, p->workers, p->values, p->embedding,
                           &p->projector, p->d_y, p->gradients, 0.0f, p->d_embedding);
}

static void
classifier_forward (TwinPieces *p, const Unit *unit)
{
  twin_classifier_forward (&p->network->classifier, p->workers, p->values, p->embedding,
                           &p->classifier);
}

static void
classifier_backward (TwinPieces *p, const Unit *unit)
{
  twin_classifier_backward (&p->network->classifier, p->workers, p->values, &p->classifier,
                            p->gradients, p->d_embedding);
}

static void
pair_cross_entropy (TwinPieces *p, const Unit *unit)
{
  twin_pair_cross_entropy ((gsize) p->n * p->n, p->classifier.logits, p->labels,
                           p->classifier.d_logits);
}

static void
barlow_twins (TwinPieces *p, const Unit *unit)
{
  gsize half = (gsize) p->n * p->network->projector_width;

  twin_barlow_twins (&p->barlow_twins, p->workers, LAMBDA_PROJECTION, 0.1, p->projector.output,
                     p->projector.output + half, p->d_x, p->d_x + half);
}

static void
adamw (TwinPieces *p, const Unit *unit)
{
  twin_adamw_step (&p->adamw, p->workers, p->network->parameters, ++p->steps, RATE, NULL, p->values,
                   p->gradients);
}

static const struct
{
  const char *name;
  RunPiece run;
} table[TWIN_N_PIECES] = {
  [TWIN_PIECE_APPLY] = { "convolutions in use", apply },
  [TWIN_PIECE_FORWARD] = { "convolutions, forward", forward },
  [TWIN_PIECE_BACKWARD_INPUT] = { "convolutions, by the input", backward_input },
  [TWIN_PIECE_BACKWARD_WEIGHT] = { "convolutions, by the weights", backward_weight },
  [TWIN_PIECE_NORM_FORWARD] = { "norms, forward", norm_forward },
  [TWIN_PIECE_NORM_BACKWARD] = { "norms, backward", norm_backward },
  [TWIN_PIECE_MAX_POOL_FORWARD] = { "maximum pool, forward", max_pool_forward },
  [TWIN_PIECE_MAX_POOL_BACKWARD] = { "maximum pool, backward", max_pool_backward },
  [TWIN_PIECE_AVERAGE_POOL_FORWARD] = { "average pool, forward", average_pool_forward },
  [TWIN_PIECE_AVERAGE_POOL_BACKWARD] = { "average pool, backward", average_pool_backward },
  [TWIN_PIECE_PROJECTOR_FORWARD] = { "projector, forward", projector_forward },
  [TWIN_PIECE_PROJECTOR_BACKWARD] = { "projector, backward", projector_backward },
  [TWIN_PIECE_CLASSIFIER_FORWARD] = { "classifier, forward", classifier_forward },
  [TWIN_PIECE_CLASSIFIER_BACKWARD] = { "classifier, backward", classifier_backward },
  [TWIN_PIECE_PAIR_CROSS_ENTROPY] = { "L_sim", pair_cross_entropy },
  [TWIN_PIECE_BARLOW_TWINS] = { "L_proj", barlow_twins },
  [TWIN_PIECE_ADAMW] = { "AdamW", adamw },
};

const char *
twin_piece_get_name (TwinPiece piece)
{
  return table[piece].name;
}

gboolean
twin_piece_is_of_use (TwinPiece piece)
{
  return piece == TWIN_PIECE_APPLY || piece == TWIN_PIECE_MAX_POOL_FORWARD ||
         piece == TWIN_PIECE_AVERAGE_POOL_FORWARD;
}

gboolean
twin_piece_is_of_training (TwinPiece piece)
{
  return piece != TWIN_PIECE_APPLY;
}

gboolean
twin_pieces_has (const TwinPieces *pieces, guint unit, TwinPiece piece)
{
  return piece == TWIN_PIECE_BACKWARD_INPUT ? unit > 0
                                            : unit == 0 || piece < TWIN_PIECE_FIRST_ALONE;
}

void
twin_pieces_run (TwinPieces *pieces, guint unit, TwinPiece piece)
{
  table[piece].run (pieces, &pieces->units[unit]);
}

static void
measure_convolution (const Unit *unit, double *flops, double *bytes)
{
  const TwinConvolution *convolution = &unit->unit->convolution;
  double weights = (double) convolution->out * convolution->in * convolution->kernel *
                   convolution->kernel;

  *flops = 2.0 * twin_shape_pixels (unit->out) * weights;
  *bytes = 4.0 * (twin_shape_size (unit->in) + twin_shape_size (unit->out) + weights);
}

/* Bytes a value as batch-norm.c and max-pool.c count them. */
static double
bytes_of_rest (const TwinPieces *pieces, const Unit *unit, TwinPiece piece)
{
  double values = twin_shape_size (unit->out);

  switch (piece)
    {
    case TWIN_PIECE_NORM_FORWARD:
      return values * (unit->has_residual ? 16.0 : 12.0);
    case TWIN_PIECE_NORM_BACKWARD:
      return values * 28.0;
    case TWIN_PIECE_MAX_POOL_FORWARD:
    case TWIN_PIECE_MAX_POOL_BACKWARD:
      return twin_shape_size (pieces->before_pool) * 5.25;
    case TWIN_PIECE_AVERAGE_POOL_FORWARD:
    case TWIN_PIECE_AVERAGE_POOL_BACKWARD:
      return twin_shape_size (pieces->last) * 4.0;
    case TWIN_PIECE_ADAMW:
      return twin_parameters_get_size (pieces->network->parameters) * 36.0;
    default:
      return 0.0;
    }
}

static double
flops_of_rest (const TwinPieces *pieces, TwinPiece piece)
{
  double n = pieces->n, width = pieces->network->projector_width, in = TWIN_RESNET50_WIDTH;
  double projector = 2.0 * 2.0 * n * (in * width + 2.0 * width * width);

  switch (piece)
    {
    case TWIN_PIECE_PROJECTOR_FORWARD:
      return projector;
    case TWIN_PIECE_PROJECTOR_BACKWARD:
      return 2.0 * projector;
    case TWIN_PIECE_CLASSIFIER_FORWARD:
      return 2.0 * n * n * in;
    case TWIN_PIECE_CLASSIFIER_BACKWARD:
      return 4.0 * n * n * in;
    case TWIN_PIECE_BARLOW_TWINS:
      return 4.0 * 2.0 * n * n * width;
    default:
      return 0.0;
    }
}

void
twin_pieces_measure (const TwinPieces *pieces, guint index, TwinPiece piece, double *chosen_flops,
                     double *flops, double *bytes)
{
  const Unit *unit = &pieces->units[index];

  *chosen_flops = *flops = *bytes = 0.0;
  if (piece <= TWIN_PIECE_BACKWARD_WEIGHT)
    {
      measure_convolution (unit, chosen_flops, bytes);
      if (piece == TWIN_PIECE_APPLY && unit->has_residual)
        *bytes += 4.0 * twin_shape_size (unit->out);
    }
  else
    {
      gboolean is_projector = piece == TWIN_PIECE_PROJECTOR_FORWARD ||
                              piece == TWIN_PIECE_PROJECTOR_BACKWARD;

      *(is_projector ? chosen_flops : flops) = flops_of_rest (pieces, piece);
      *bytes = bytes_of_rest (pieces, unit, piece);
    }
}
