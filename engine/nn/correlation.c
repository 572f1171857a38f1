/* Each thread takes a share of the grid's pixels (or, where these are few, of the channels) and goes through it in
 * blocks that its cache holds:
 *
 *   block of pixels:   A [pixels][taps * channels], gathered from the source; or the source itself, where there is one
 *                      tap and no step
 *     panels of the weights, tiles of the block: twin_tiles_along()
 *
 * A step in BF16 rounds the source first, whole, so that gathering copies half as much. */
#include "nn/correlation.h"

#include "nn/tiles.h"

#include <string.h>

/* Elements of a block: half of a second cache of 1 MB. */
#define BLOCK_ELEMENTS (128u << 10)

G_STATIC_ASSERT (TWIN_WORKERS_SCRATCH >= 4 * (BLOCK_ELEMENTS + TWIN_TILE_ROWS * 8192));

/**
 * Run:
 * @depth: elements of a gathered pixel, @stride apart
 * @by_channels: threads share the channels, not the pixels
 */
typedef struct
{
  const TwinCorrelation *correlation;
  TwinWorkers *workers;
  TwinGather gather;
  gsize depth;
  gsize stride;
  gboolean is_gathered;
  gboolean by_channels;
} Run;

gsize
twin_correlation_packed_size (const TwinMicroKernel *kernel, const TwinTaps *taps,
                              guint source_channels, guint grid_channels)
{
  return twin_tiles_panels (kernel, grid_channels) * kernel->columns * twin_taps_count (taps) *
         twin_tiles_elements (kernel, source_channels);
}

typedef struct
{
  const TwinMicroKernel *kernel;
  const TwinTaps *taps;
  const TwinTapWeights *weights;
  guint source_channels;
  guint grid_channels;
  guint32 *packed;
} Pack;

static void
pack_one_panel (const Pack *pack, gsize panel)
{
  const TwinMicroKernel *kernel = pack->kernel;
  const TwinTapWeights *weights = pack->weights;
  gsize run = twin_tiles_elements (kernel, pack->source_channels) * kernel->columns;
  gsize column = panel * kernel->columns;
  gsize width = MIN (kernel->columns, pack->grid_channels - column);
  guint32 *to = pack->packed + panel * twin_taps_count (pack->taps) * run;

  for (guint y = 0; y < pack->taps->n_y; y++)
    for (guint x = 0; x < pack->taps->n_x; x++, to += run)
      kernel->pack_panel (width, pack->source_channels,
                          weights->values + (gssize) y * weights->stride_y +
                            (gssize) x * weights->stride_x + column * weights->stride_grid,
                          weights->stride_grid, weights->stride_source, to);
}

static void
pack_part (guint part, guint n_parts, gpointer data)
{
  const Pack *pack = data;
  gsize first, end;

  twin_workers_share (twin_tiles_panels (pack->kernel, pack->grid_channels), 1, part, n_parts,
                      &first, &end);
  for (gsize panel = first; panel < end; panel++)
    pack_one_panel (pack, panel);
}

void
twin_correlation_pack (const TwinMicroKernel *kernel, TwinWorkers *workers, const TwinTaps *taps,
                       guint source_channels, guint grid_channels, const TwinTapWeights *weights,
                       gpointer packed)
{
  Pack pack = { kernel, taps, weights, source_channels, grid_channels, packed };

  twin_workers_run (workers, twin_workers_get_jobs (workers), pack_part, &pack);
}

gsize
twin_correlation_scratch_size (const TwinMicroKernel *kernel, TwinShape source)
{
  return kernel->values == 1
           ? 0
           : twin_shape_pixels (source) * twin_tiles_elements (kernel, source.channels);
}

/* Where the grid's pixels do not follow each other in the target: a tile's rows by way of memory of our own. */
static void
spread (const TwinCorrelation *correlation, gsize first, gsize rows, gsize column, gsize columns,
        const float *tile)
{
  const TwinShape *shape = &correlation->target_shape;
  guint width = correlation->grid.width, height = correlation->grid.height;

  for (gsize row = first; row < first + rows; row++, tile += TWIN_TILE_COLUMNS)
    {
      gsize y = row / width % height * correlation->target_step + correlation->target_y;
      gsize x = row % width * correlation->target_step + correlation->target_x;
      gsize place = (row / ((gsize) width * height) * shape->height + y) * shape->width + x;
      float *to = correlation->target + place * shape->channels + column;

      if (correlation->addend != NULL)
        for (gsize i = 0; i < columns; i++)
          to[i] = tile[i] + correlation->addend[place * shape->channels + column + i];
      else
        memcpy (to, tile, columns * sizeof *to);
    }
}

static void
multiply_spread (const Run *run, gsize first, gsize rows, const guint32 *a, gsize first_panel,
                 gsize end_panel)
{
  const TwinCorrelation *correlation = run->correlation;
  const TwinMicroKernel *kernel = correlation->kernel;
  const TwinEpilogue none = { 0 };
  float tile[TWIN_TILE_ROWS * TWIN_TILE_COLUMNS];

  for (gsize panel = first_panel; panel < end_panel; panel++)
    for (gsize row = 0; row < rows; row += kernel->rows)
      {
        guint height = MIN (kernel->rows, rows - row);
        gsize column = panel * kernel->columns;

        kernel->along (height, run->depth, a + row * run->stride, run->stride,
                       (const guint32 *) correlation->packed + column * run->depth, &none, tile,
                       TWIN_TILE_COLUMNS);
        spread (correlation, first + row, height, column,
                MIN (kernel->columns, correlation->grid.channels - column), tile);
      }
}

/* Do the grid's pixels follow each other in the target? */
static gboolean
is_whole (const TwinCorrelation *correlation)
{
  return correlation->target_step == 1;
}

/* Is a pixel of the grid the one tap's pixel of the source? */
static gboolean
is_pointwise (const TwinCorrelation *correlation)
{
  const TwinTaps *taps = &correlation->taps;

  return twin_taps_count (taps) == 1 && taps->first_y == 0 && taps->first_x == 0 &&
         correlation->step == 1 && correlation->grid.height == correlation->source_shape.height &&
         correlation->grid.width == correlation->source_shape.width;
}

static void
multiply (const Run *run, gsize first, gsize rows, const guint32 *a, gsize first_panel,
          gsize end_panel)
{
  const TwinCorrelation *correlation = run->correlation;
  gsize channels = correlation->grid.channels;
  TwinEpilogue epilogue = { correlation->bias,
                            correlation->addend != NULL ? correlation->addend + first * channels
                                                        : NULL,
                            channels, correlation->relu };

  if (is_whole (correlation))
    twin_tiles_along (correlation->kernel, rows, run->depth, a, run->stride, correlation->packed,
                      first_panel, end_panel, channels, &epilogue,
                      correlation->target + first * channels, channels);
  else
    multiply_spread (run, first, rows, a, first_panel, end_panel);
}

static gsize
rows_of_a_block (const Run *run)
{
  guint rows = run->correlation->kernel->rows;

  return MAX (1, BLOCK_ELEMENTS / run->stride / rows) * rows;
}

static void
run_part (guint part, guint n_parts, gpointer data)
{
  const Run *run = data;
  const TwinCorrelation *correlation = run->correlation;
  guint32 *gathered = twin_workers_get_scratch (run->workers, part);
  gsize first = 0, end = twin_shape_pixels (correlation->grid), first_panel = 0,
        end_panel = twin_tiles_panels (correlation->kernel, correlation->grid.channels);

  if (run->by_channels)
    twin_workers_share (end_panel, 1, part, n_parts, &first_panel, &end_panel);
  else
    twin_workers_share (end, correlation->kernel->rows, part, n_parts, &first, &end);
  for (gsize rows, most = rows_of_a_block (run); first < end; first += rows)
    {
      rows = MIN (most, end - first);
      if (run->is_gathered)
        twin_gather_rows (&run->gather, first, rows, run->stride, gathered);
      multiply (run, first, rows,
                run->is_gathered ? gathered
                                 : (const guint32 *) run->gather.elements + first * run->stride,
                first_panel, end_panel);
    }
}

static void
round_part (guint part, guint n_parts, gpointer data)
{
  const Run *run = data;
  const TwinCorrelation *correlation = run->correlation;
  gsize channels = correlation->source_shape.channels, first, end;

  twin_workers_share (twin_shape_pixels (correlation->source_shape), 1, part, n_parts, &first,
                      &end);
  for (gsize pixel = first; pixel < end; pixel++)
    correlation->kernel->pack_row (channels, correlation->source + pixel * channels,
                                   (guint32 *) run->gather.elements + pixel * run->gather.pixel);
}

/* Few pixels and many channels: each thread then reads only its own share of the weights. */
static gboolean
has_few_pixels (const TwinCorrelation *correlation, guint jobs)
{
  return twin_shape_pixels (correlation->grid) < correlation->grid.channels &&
         twin_tiles_panels (correlation->kernel, correlation->grid.channels) >= jobs;
}

void
twin_correlation_run (const TwinCorrelation *correlation, TwinWorkers *workers, gpointer scratch)
{
  const TwinMicroKernel *kernel = correlation->kernel;
  guint jobs = twin_workers_get_jobs (workers);
  Run run = { .correlation = correlation, .workers = workers };

  run.gather =
    (TwinGather){ .elements = kernel->values == 1 ? (gconstpointer) correlation->source : scratch,
                  .pixel = twin_tiles_elements (kernel, correlation->source_shape.channels),
                  .height = correlation->source_shape.height,
                  .width = correlation->source_shape.width,
                  .grid = correlation->grid,
                  .step = correlation->step,
                  .taps = correlation->taps };
  run.depth = twin_taps_count (&correlation->taps) * run.gather.pixel;
  run.is_gathered = !is_pointwise (correlation) || twin_tiles_collide (run.gather.pixel);
  run.stride = run.is_gathered ? twin_tiles_stride (run.depth) : run.gather.pixel;
  run.by_channels = has_few_pixels (correlation, jobs);
  if (kernel->values != 1)
    twin_workers_run (workers, jobs, round_part, &run);
  twin_workers_run (workers, jobs, run_part, &run);
}
