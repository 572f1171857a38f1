/* A 3x3 convolution of stride 1 by Winograd's minimal filtering (winograd.h). Forward, each thread takes a share of the
 * tiles, in blocks that its cache holds:
 *
 *   block of tiles:  V [position][tile][in] = B^T d B
 *     position:      M [position][tile][out] = V [tile][in] U [in][out]      twin_tiles_along()
 *   Y = A^T M A, with the epilogue
 *
 * The gradient by the input is the same with the taps turned round. That by the weights sums over tiles: all threads
 * transform a block, then share its positions, so that each sum is taken in the same order whatever their number. */
#include "nn/convolution-private.h"
#include "nn/tiles.h"

/* Tiles of a forward block at most: V and M of 64 channels then fill half of a second cache of 1 MB. */
#define BLOCK_TILES 28u
/* Floats of a block of the gradient by the weights: a part of the last cache. */
#define GRADIENT_FLOATS (2u << 20)
#define GRADIENT_TILES 384u
/* Positions lie a cache line further apart than they are long: a tile's must not fall on one place of the cache. */
#define LINE 16u

/* Channels in that are packed at a time: a cache line. */
#define PACK_CHANNELS 16u

G_STATIC_ASSERT (TWIN_WINOGRAD_CHANNELS % PACK_CHANNELS == 0);

/* What is outside the picture. */
static const float zeros[1024];

/* A pass over tiles of [in], whose outputs are [out] channels. */
typedef struct
{
  const TwinWinograd *winograd;
  const TwinMicroKernel *kernel;
  TwinWorkers *workers;
  TwinShape in;
  guint out;
  guint tiles_y;
  guint tiles_x;
  const float *x;
  const float *packed;
  const TwinConvolutionTail *tail;
  gboolean add;
  float *y;
} Pass;

static guint
tiles_along (guint pixels, guint tile)
{
  return (pixels + tile - 1) / tile;
}

static gsize
products (TwinShape in, guint tile)
{
  return (gsize) tiles_along (in.height, tile) * tiles_along (in.width, tile) * (tile + 2) *
         (tile + 2);
}

static gboolean
is_suited (const TwinConvolution *convolution)
{
  return convolution->kernel == 3 && convolution->stride == 1 &&
         convolution->in % TWIN_WINOGRAD_CHANNELS == 0 &&
         convolution->out % TWIN_WINOGRAD_CHANNELS == 0 &&
         MAX (convolution->in, convolution->out) <= G_N_ELEMENTS (zeros);
}

const TwinWinograd *
twin_convolution_winograd_choose (const TwinConvolution *convolution, TwinShape in)
{
  gsize direct = 9 * (gsize) in.height * in.width, two = products (in, 2), four = products (in, 4);

  if (convolution->precision == TWIN_PRECISION_BFLOAT16 && twin_precision_has_bfloat16 ())
    direct = direct * 2 / 5; /* twice as fast; the transforms take the rest */
  if (!is_suited (convolution) || MIN (two, four) >= direct)
    return NULL;
  return twin_winograd_get (four < two ? 4 : 2);
}

static guint
n_positions (const TwinWinograd *winograd)
{
  return winograd->side * winograd->side;
}

static Pass
pass_new (const TwinWinograd *winograd, TwinWorkers *workers, TwinShape in, guint out)
{
  return (Pass){ .winograd = winograd,
                 .kernel = twin_micro_kernel_get (TWIN_PRECISION_FLOAT32),
                 .workers = workers,
                 .in = in,
                 .out = out,
                 .tiles_y = tiles_along (in.height, winograd->tile),
                 .tiles_x = tiles_along (in.width, winograd->tile) };
}

static gsize
n_tiles (const Pass *pass)
{
  return (gsize) pass->in.n * pass->tiles_y * pass->tiles_x;
}

/* Where the corner of a tile's outputs lies; the picture's first pixel. */
static gsize
tile_place (const Pass *pass, gsize tile, gint *y, gint *x)
{
  gsize image = tile / ((gsize) pass->tiles_y * pass->tiles_x);

  *y = tile / pass->tiles_x % pass->tiles_y * pass->winograd->tile;
  *x = tile % pass->tiles_x * pass->winograd->tile;
  return image * pass->in.height * pass->in.width;
}

/* The @side x @side pixels from (y, x) on; @outside stands for those that are not there. */
static void
tile_pixels (const Pass *pass, gsize first, gint y, gint x, guint side, const float *pixels,
             guint channels, const float *outside, const float **to)
{
  for (gint row = y; row < y + (gint) side; row++)
    for (gint column = x; column < x + (gint) side; column++)
      {
        gboolean is_inside = row >= 0 && row < (gint) pass->in.height && column >= 0 &&
                             column < (gint) pass->in.width;

        *to++ = is_inside ? pixels + (first + (gsize) row * pass->in.width + column) * channels
                          : outside;
      }
}

static void
transform_input (const Pass *pass, gsize tile, float *to, gsize stride)
{
  const float *pixels[TWIN_WINOGRAD_POSITIONS];
  gint y, x;
  gsize first = tile_place (pass, tile, &y, &x);

  tile_pixels (pass, first, y - 1, x - 1, pass->winograd->side, pass->x, pass->in.channels, zeros,
               pixels);
  pass->winograd->input (pass->in.channels, pixels, to, stride);
}

static void
transform_output (const Pass *pass, gsize tile, const float *from, gsize stride)
{
  const float *pixels[TWIN_WINOGRAD_POSITIONS];
  gint y, x;
  gsize first = tile_place (pass, tile, &y, &x);

  tile_pixels (pass, first, y, x, pass->winograd->tile, pass->y, pass->out, NULL, pixels);
  pass->winograd->output (pass->out, from, stride, pass->tail->bias, pass->add, pass->tail->relu,
                          (float *const *) pixels);
}

/* V and M of some tiles, from tile @first on. */
typedef struct
{
  const Pass *pass;
  gsize first;
  gsize tiles;
  gsize stride_v; /* from position to position */
  gsize stride_m;
  float *v;
  float *m;
} Block;

static Block
block_new (const Pass *pass, gsize first, gsize tiles, float *scratch)
{
  Block block = { pass,    first, tiles, tiles * pass->in.channels + LINE, tiles * pass->out + LINE,
                  scratch, NULL };

  block.m = block.v + n_positions (pass->winograd) * block.stride_v;
  return block;
}

static void
transform_inputs (const Block *block, gsize first, gsize end)
{
  for (gsize tile = first; tile < end; tile++)
    transform_input (block->pass, block->first + tile, block->v + tile * block->pass->in.channels,
                     block->stride_v);
}

static void
multiply_positions (const Block *block, gsize first, gsize end)
{
  const TwinEpilogue none = { 0 };
  const Pass *pass = block->pass;
  gsize in = pass->in.channels, out = pass->out;

  for (gsize position = first; position < end; position++)
    twin_tiles_along (pass->kernel, block->tiles, in, block->v + position * block->stride_v, in,
                      pass->packed + position * in * out, 0, twin_tiles_panels (pass->kernel, out),
                      out, &none, block->m + position * block->stride_m, out);
}

static void
transform_outputs (const Block *block, gsize first, gsize end)
{
  for (gsize tile = first; tile < end; tile++)
    transform_output (block->pass, block->first + tile, block->m + tile * block->pass->out,
                      block->stride_m);
}

static gsize
tiles_of_a_block (const Pass *pass)
{
  gsize floats = n_positions (pass->winograd) * (pass->in.channels + pass->out);
  gsize room = TWIN_WORKERS_SCRATCH / sizeof (float) - 2 * n_positions (pass->winograd) * LINE;
  gsize tiles = MIN (BLOCK_TILES, room / floats);

  return MAX (1, tiles);
}

static void
forward_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  float *scratch = twin_workers_get_scratch (pass->workers, part);
  gsize most = tiles_of_a_block (pass), first, end;

  twin_workers_share (n_tiles (pass), 1, part, n_parts, &first, &end);
  for (gsize tiles; first < end; first += tiles)
    {
      Block block;
      gsize blocks = (end - first + most - 1) /
                     most; /* of one size: each reads all of the weights */

      tiles = (end - first + blocks - 1) / blocks;
      block = block_new (pass, first, tiles, scratch);
      transform_inputs (&block, 0, tiles);
      multiply_positions (&block, 0, n_positions (pass->winograd));
      transform_outputs (&block, 0, tiles);
    }
}

static void
inputs_part (guint part, guint n_parts, gpointer data)
{
  const Block *block = data;
  gsize first, end;

  twin_workers_share (block->tiles, 1, part, n_parts, &first, &end);
  transform_inputs (block, first, end);
}

static void
positions_part (guint part, guint n_parts, gpointer data)
{
  const Block *block = data;
  gsize first, end;

  twin_workers_share (n_positions (block->pass->winograd), 1, part, n_parts, &first, &end);
  multiply_positions (block, first, end);
}

static void
outputs_part (guint part, guint n_parts, gpointer data)
{
  const Block *block = data;
  gsize first, end;

  twin_workers_share (block->tiles, 1, part, n_parts, &first, &end);
  transform_outputs (block, first, end);
}

/* So few tiles that they are one block: all threads share its positions, and each reads its own weights alone. */
static void
forward_one_block (const Pass *pass)
{
  guint jobs = twin_workers_get_jobs (pass->workers);
  Block block = block_new (pass, 0, n_tiles (pass), twin_workers_get_scratch (pass->workers, 0));

  twin_workers_run (pass->workers, jobs, inputs_part, &block);
  twin_workers_run (pass->workers, jobs, positions_part, &block);
  twin_workers_run (pass->workers, jobs, outputs_part, &block);
}

static void
forward (const Pass *pass)
{
  if (n_tiles (pass) <= tiles_of_a_block (pass))
    forward_one_block (pass);
  else
    twin_workers_run (pass->workers, twin_workers_get_jobs (pass->workers), forward_part,
                      (gpointer) pass);
}

/* U [position][panel][in][column] of a share of the panels. */
typedef struct
{
  const TwinWinograd *winograd;
  const TwinMicroKernel *kernel;
  const float *weight; /* [out][3][3][in] */
  guint in;            /* as the pass sees it: turned round, the convolution's out */
  guint out;
  gboolean turned;
  float *packed;
} Pack;

/* The taps between a few channels in and a panel of channels out, [tap][channel][column]. */
static void
read_taps (const Pack *pack, gsize in, gsize first_out, gsize columns, float *taps)
{
  gsize size = PACK_CHANNELS * columns;

  for (guint tap = 0; tap < 9; tap++)
    if (pack->turned)
      pack->kernel->pack_panel (columns, PACK_CHANNELS,
                                pack->weight + (in * 9 + 8 - tap) * pack->out + first_out, 1,
                                9 * (gsize) pack->out, taps + tap * size);
    else
      pack->kernel->pack_panel (columns, PACK_CHANNELS,
                                pack->weight + (first_out * 9 + tap) * pack->in + in,
                                9 * (gsize) pack->in, 1, taps + tap * size);
}

static void
pack_channels (const Pack *pack, gsize in, gsize first_out, gsize columns, float *packed)
{
  float taps[9 * PACK_CHANNELS * TWIN_TILE_COLUMNS];

  read_taps (pack, in, first_out, columns, taps);
  for (guint channel = 0; channel < PACK_CHANNELS; channel++)
    {
      const float *rows[9];

      for (guint tap = 0; tap < 9; tap++)
        rows[tap] = taps + (tap * PACK_CHANNELS + channel) * columns;
      pack->winograd->weights (columns, rows, packed + channel * columns,
                               (gsize) pack->in * pack->out);
    }
}

static void
pack_part (guint part, guint n_parts, gpointer data)
{
  const Pack *pack = data;
  gsize columns = pack->kernel->columns, first, end;

  twin_workers_share (pack->out / columns, 1, part, n_parts, &first, &end);
  for (gsize panel = first; panel < end; panel++)
    for (gsize in = 0; in < pack->in; in += PACK_CHANNELS)
      pack_channels (pack, in, panel * columns, columns,
                     pack->packed + (panel * pack->in + in) * columns);
}

static void
pack (TwinWorkers *workers, Pack *packing)
{
  packing->kernel = twin_micro_kernel_get (TWIN_PRECISION_FLOAT32);
  twin_workers_run (workers, twin_workers_get_jobs (workers), pack_part, packing);
}

gsize
twin_convolution_winograd_packed_size (const TwinConvolution *convolution,
                                       const TwinWinograd *winograd)
{
  return (gsize) n_positions (winograd) * convolution->in * convolution->out;
}

void
twin_convolution_winograd_pack (const TwinConvolution *convolution, const TwinWinograd *winograd,
                                TwinWorkers *workers, const float *weight, float *packed)
{
  pack (workers, &(Pack){ .winograd = winograd,
                          .weight = weight,
                          .in = convolution->in,
                          .out = convolution->out,
                          .packed = packed });
}

void
twin_convolution_winograd_forward (const TwinConvolution *convolution, const TwinWinograd *winograd,
                                   TwinWorkers *workers, TwinShape in, const float *x,
                                   const float *packed, const TwinConvolutionTail *tail, float *y)
{
  Pass pass = pass_new (winograd, workers, in, convolution->out);

  pass.x = x;
  pass.packed = packed;
  pass.tail = tail;
  pass.y = y;
  forward (&pass);
}

void
twin_convolution_winograd_backward_input (const TwinConvolution *convolution,
                                          const TwinWinograd *winograd, TwinWorkers *workers,
                                          TwinShape in, const float *d_y, const float *weight,
                                          gboolean add, float *d_x, float *scratch)
{
  const TwinConvolutionTail none = { 0 };
  TwinShape d_shape = { in.n, in.height, in.width, convolution->out };
  Pass pass = pass_new (winograd, workers, d_shape, convolution->in);

  pack (workers, &(Pack){ .winograd = winograd,
                          .weight = weight,
                          .in = convolution->out,
                          .out = convolution->in,
                          .turned = TRUE,
                          .packed = scratch });
  pass.x = d_y;
  pass.packed = scratch;
  pass.tail = &none;
  pass.add = add;
  pass.y = d_x;
  forward (&pass);
}

/* A block of tiles of the gradient by the weights: V [position][tile][in] and N [position][tile][out] = A d_y A^T;
 * sums [position][out][in]. */
typedef struct
{
  Pass pass; /* x; y is d_y */
  gsize first;
  gsize tiles;
  gsize stride_v; /* from tile to tile */
  gsize stride_n;
  float *v;
  float *n;
  float *sums;
  float *d_weight;
} Gradient;

static gsize
tiles_of_a_gradient_block (const Pass *pass)
{
  gsize floats = n_positions (pass->winograd) *
                 (twin_tiles_stride (pass->in.channels) + twin_tiles_stride (pass->out));
  gsize tiles = CLAMP (GRADIENT_FLOATS / floats, 32, GRADIENT_TILES);

  return MIN (tiles, n_tiles (pass));
}

gsize
twin_convolution_winograd_scratch_size (const TwinConvolution *convolution,
                                        const TwinWinograd *winograd, TwinShape in)
{
  Pass pass = pass_new (winograd, NULL, in, convolution->out);
  gsize block = tiles_of_a_gradient_block (&pass) * n_positions (winograd) *
                (twin_tiles_stride (convolution->in) + twin_tiles_stride (convolution->out));

  return twin_convolution_winograd_packed_size (convolution, winograd) + block;
}

static void
transform_part (guint part, guint n_parts, gpointer data)
{
  const Gradient *gradient = data;
  const Pass *pass = &gradient->pass;
  const float *pixels[TWIN_WINOGRAD_POSITIONS];
  gsize first, end;

  twin_workers_share (gradient->tiles, 1, part, n_parts, &first, &end);
  for (gsize tile = first; tile < end; tile++)
    {
      gint y, x;
      gsize image = tile_place (pass, gradient->first + tile, &y, &x);

      transform_input (pass, gradient->first + tile, gradient->v + tile * gradient->stride_v,
                       gradient->tiles * gradient->stride_v);
      tile_pixels (pass, image, y, x, pass->winograd->tile, pass->y, pass->out, zeros, pixels);
      pass->winograd->output_gradient (pass->out, pixels, gradient->n + tile * gradient->stride_n,
                                       gradient->tiles * gradient->stride_n);
    }
}

static void
sum_part (guint part, guint n_parts, gpointer data)
{
  const Gradient *gradient = data;
  const Pass *pass = &gradient->pass;
  gsize in = pass->in.channels, out = pass->out, first, end;

  twin_workers_share (n_positions (pass->winograd), 1, part, n_parts, &first, &end);
  for (gsize position = first; position < end; position++)
    twin_tiles_across (
      pass->kernel, out, in, gradient->tiles,
      gradient->n + position * gradient->tiles * gradient->stride_n, gradient->stride_n,
      gradient->v + position * gradient->tiles * gradient->stride_v, gradient->stride_v,
      gradient->first > 0, gradient->sums + position * out * in, in);
}

static void
finish_part (guint part, guint n_parts, gpointer data)
{
  const Gradient *gradient = data;
  const Pass *pass = &gradient->pass;
  gsize in = pass->in.channels, first, end;
  float *taps[9];

  twin_workers_share (pass->out, 1, part, n_parts, &first, &end);
  for (gsize out = first; out < end; out++)
    {
      for (guint tap = 0; tap < 9; tap++)
        taps[tap] = gradient->d_weight + (out * 9 + tap) * in;
      pass->winograd->weights_gradient (in, gradient->sums + out * in, pass->out * in, NULL, FALSE,
                                        FALSE, taps);
    }
}

void
twin_convolution_winograd_backward_weight (const TwinConvolution *convolution,
                                           const TwinWinograd *winograd, TwinWorkers *workers,
                                           TwinShape in, const float *x, const float *d_y,
                                           float *d_weight, float *scratch)
{
  guint jobs = twin_workers_get_jobs (workers);
  Gradient gradient = { .pass = pass_new (winograd, workers, in, convolution->out),
                        .stride_v = twin_tiles_stride (convolution->in),
                        .stride_n = twin_tiles_stride (convolution->out),
                        .sums = scratch,
                        .d_weight = d_weight };
  gsize most = tiles_of_a_gradient_block (&gradient.pass);

  gradient.pass.x = x;
  gradient.pass.y = (float *) d_y;
  gradient.v = scratch + twin_convolution_winograd_packed_size (convolution, winograd);
  gradient.n = gradient.v + most * n_positions (winograd) * gradient.stride_v;
  for (; gradient.first < n_tiles (&gradient.pass); gradient.first += gradient.tiles)
    {
      gradient.tiles = MIN (most, n_tiles (&gradient.pass) - gradient.first);
      twin_workers_run (workers, jobs, transform_part, &gradient);
      twin_workers_run (workers, jobs, sum_part, &gradient);
    }
  twin_workers_run (workers, jobs, finish_part, &gradient);
}
