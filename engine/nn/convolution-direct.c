/* Forward, a convolution is one correlation; its gradient by the input is one for each phase of the stride: pixel y of
 * the input takes part in output pixel o by tap k where y = stride o + k - padding, so pixels of one remainder
 * (y + padding) mod stride share their taps, and these are neighbours in the output.
 *
 * The gradient by the weights sums over pixels, d_weight [out, K] += d_y^T [out, pixels] x columns [pixels, K]: a block
 * of columns is gathered by all threads, which then share the sums. */
#include "nn/convolution-private.h"
#include "nn/correlation.h"
#include "nn/tiles.h"

#include <string.h>

/* Elements of a block of pixels, both factors, and its pixels: in the second cache. */
#define BLOCK_ELEMENTS (192u << 10)
#define MIN_BLOCK_PIXELS 64u
#define MAX_BLOCK_PIXELS 512u

static TwinTaps
all_taps (const TwinConvolution *convolution)
{
  gint first = -(gint) convolution->padding;

  return (TwinTaps){ first, convolution->kernel, first, convolution->kernel };
}

gsize
twin_convolution_direct_packed_size (const TwinConvolution *convolution,
                                     const TwinMicroKernel *kernel)
{
  TwinTaps taps = all_taps (convolution);

  return twin_correlation_packed_size (kernel, &taps, convolution->in, convolution->out);
}

void
twin_convolution_direct_pack (const TwinConvolution *convolution, const TwinMicroKernel *kernel,
                              TwinWorkers *workers, const float *weight, float *packed)
{
  TwinTaps taps = all_taps (convolution);
  gssize line = (gssize) convolution->kernel * convolution->in;

  twin_correlation_pack (kernel, workers, &taps, convolution->in, convolution->out,
                         &(TwinTapWeights){ .values = weight,
                                            .stride_y = line,
                                            .stride_x = convolution->in,
                                            .stride_source = 1,
                                            .stride_grid = convolution->kernel * line },
                         packed);
}

void
twin_convolution_direct_forward (const TwinConvolution *convolution, const TwinMicroKernel *kernel,
                                 TwinWorkers *workers, TwinShape in, const float *x,
                                 const float *packed, const TwinConvolutionTail *tail, float *y,
                                 float *scratch)
{
  TwinShape out = twin_convolution_out_shape (convolution, in);
  TwinCorrelation correlation = { .kernel = kernel,
                                  .grid = out,
                                  .taps = all_taps (convolution),
                                  .source = x,
                                  .source_shape = in,
                                  .step = convolution->stride,
                                  .packed = packed,
                                  .target = y,
                                  .target_shape = out,
                                  .target_step = 1,
                                  .bias = tail->bias,
                                  .addend = tail->addend,
                                  .relu = tail->relu };

  twin_correlation_run (&correlation, workers, scratch);
}

/* The taps of one axis for input pixels stride i + phase: output pixels i + first … + n - 1, the last by tap
 * @first_tap, those before it by taps each a stride further. */
typedef struct
{
  gint first;
  guint n;
  guint first_tap;
  guint last_tap;
} Axis;

static Axis
axis_of_phase (const TwinConvolution *convolution, guint phase)
{
  guint stride = convolution->stride, first_tap = (phase + convolution->padding) % stride;
  Axis axis = { .first_tap = first_tap };

  if (first_tap >= convolution->kernel)
    return axis;
  axis.n = (convolution->kernel - 1 - first_tap) / stride + 1;
  axis.last_tap = first_tap + (axis.n - 1) * stride;
  axis.first = ((gint) (phase + convolution->padding) - (gint) axis.last_tap) / (gint) stride;
  return axis;
}

static guint
pixels_of_phase (guint pixels, guint phase, guint stride)
{
  return pixels > phase ? (pixels - phase - 1) / stride + 1 : 0;
}

/* Taps that phases have at most, on one axis. */
static guint
most_taps (const TwinConvolution *convolution)
{
  return (convolution->kernel + convolution->stride - 1) / convolution->stride;
}

static gsize
turned_size (const TwinConvolution *convolution, const TwinMicroKernel *kernel)
{
  TwinTaps taps = { 0, most_taps (convolution), 0, most_taps (convolution) };

  return twin_correlation_packed_size (kernel, &taps, convolution->out, convolution->in);
}

static void
pack_phase (const TwinConvolution *convolution, const TwinMicroKernel *kernel, TwinWorkers *workers,
            const float *weight, const Axis *y, const Axis *x, const TwinTaps *taps, float *packed)
{
  gsize in = convolution->in, line = convolution->kernel * in;

  /* Ascending in the output is descending in the taps. */
  twin_correlation_pack (
    kernel, workers, taps, convolution->out, convolution->in,
    &(TwinTapWeights){ .values = weight + y->last_tap * line + x->last_tap * in,
                       .stride_y = -(gssize) (convolution->stride * line),
                       .stride_x = -(gssize) (convolution->stride * in),
                       .stride_source = convolution->kernel * line,
                       .stride_grid = 1 },
    packed);
}

void
twin_convolution_direct_backward_input (const TwinConvolution *convolution,
                                        const TwinMicroKernel *kernel, TwinWorkers *workers,
                                        TwinShape in, const float *d_y, const float *weight,
                                        gboolean add, float *d_x, float *scratch)
{
  guint stride = convolution->stride;
  TwinCorrelation correlation = { .kernel = kernel,
                                  .source = d_y,
                                  .source_shape = twin_convolution_out_shape (convolution, in),
                                  .step = 1,
                                  .packed = scratch,
                                  .target = d_x,
                                  .target_shape = in,
                                  .target_step = stride,
                                  .addend = add ? d_x : NULL };

  if (!add && convolution->kernel < stride)
    memset (d_x, 0, twin_shape_size (in) * sizeof *d_x);
  for (guint phase = 0; phase < stride * stride; phase++)
    {
      guint phase_y = phase / stride, phase_x = phase % stride;
      Axis y = axis_of_phase (convolution, phase_y), x = axis_of_phase (convolution, phase_x);

      correlation.grid = (TwinShape){ in.n, pixels_of_phase (in.height, phase_y, stride),
                                      pixels_of_phase (in.width, phase_x, stride), in.channels };
      correlation.taps = (TwinTaps){ y.first, y.n, x.first, x.n };
      correlation.target_y = phase_y;
      correlation.target_x = phase_x;
      if (y.n == 0 || x.n == 0 || twin_shape_pixels (correlation.grid) == 0)
        continue;
      pack_phase (convolution, kernel, workers, weight, &y, &x, &correlation.taps, scratch);
      twin_correlation_run (&correlation, workers, scratch + turned_size (convolution, kernel));
    }
}

/**
 * Sum: the gradient by the weights
 * @columns: values of a gathered pixel, K; @width: elements from row to row, to whole tiles
 * @rows: elements of the depth of the block, each of @kernel->values pixels
 */
typedef struct
{
  const TwinConvolution *convolution;
  const TwinMicroKernel *kernel;
  TwinWorkers *workers;
  TwinGather gather;
  TwinShape out;
  const float *x;
  const float *d_y;
  float *d_weight;
  gsize columns;
  gsize width;
  gsize stride_d_y;
  gsize first; /* pixel */
  gsize pixels;
  gsize rows;
  guint32 *gathered;
  guint32 *paired; /* d_y */
  const float *zeros;
} Sum;

static gboolean
needs_gathering (const TwinConvolution *convolution, const TwinMicroKernel *kernel)
{
  return kernel->values > 1 || convolution->kernel > 1 || convolution->stride > 1 ||
         convolution->in % kernel->columns != 0;
}

static gsize
column_width (const TwinConvolution *convolution)
{
  return (gsize) convolution->kernel * convolution->kernel * convolution->in;
}

static gsize
padded_width (const TwinConvolution *convolution, const TwinMicroKernel *kernel)
{
  gsize width = column_width (convolution);

  return needs_gathering (convolution, kernel)
           ? twin_tiles_stride (twin_tiles_panels (kernel, width) * kernel->columns)
           : width;
}

static gsize
pixels_of_a_block (const TwinConvolution *convolution, const TwinMicroKernel *kernel)
{
  gsize pixels = BLOCK_ELEMENTS * kernel->values /
                 (padded_width (convolution, kernel) + convolution->out);

  return CLAMP (pixels, MIN_BLOCK_PIXELS, MAX_BLOCK_PIXELS) / 2 * 2;
}

/* Rows of the depth of a share of the block; where an element is two pixels, by way of two rows. */
static void
gather_rows (const Sum *sum, gsize first, gsize rows)
{
  guint32 *to = sum->gathered + first * sum->width;

  twin_gather_rows (&sum->gather, sum->first + first, rows, sum->width, to);
  for (gsize row = 0; row < rows; row++)
    memset (to + row * sum->width + sum->columns, 0, (sum->width - sum->columns) * sizeof *to);
}

static void
pair_rows (const Sum *sum, gsize first, gsize rows, float *scratch)
{
  gsize out = sum->convolution->out, last = sum->first + sum->pixels - 1;

  for (gsize row = first; row < first + rows; row++)
    {
      gsize pixel = sum->first + 2 * row, n = pixel < last ? 2 : 1;
      const float *d_y = sum->d_y + pixel * out;

      memset (scratch, 0, 2 * sum->width * sizeof *scratch);
      twin_gather_rows (&sum->gather, pixel, n, sum->width, scratch);
      sum->kernel->pack_pair (sum->width, scratch, scratch + sum->width,
                              sum->gathered + row * sum->width);
      sum->kernel->pack_pair (out, d_y, n == 2 ? d_y + out : sum->zeros,
                              sum->paired + row * sum->stride_d_y);
    }
}

static void
gather_part (guint part, guint n_parts, gpointer data)
{
  const Sum *sum = data;
  gsize first, end;

  twin_workers_share (sum->rows, 1, part, n_parts, &first, &end);
  if (sum->kernel->values == 1)
    gather_rows (sum, first, end - first);
  else
    pair_rows (sum, first, end - first, twin_workers_get_scratch (sum->workers, part));
}

/* A share of the sums over the block, cut along their longer side. */
static void
sum_part (guint part, guint n_parts, gpointer data)
{
  const Sum *sum = data;
  const TwinMicroKernel *kernel = sum->kernel;
  gsize out = sum->convolution->out, row = 0, end_row = out, column = 0, end_column = sum->columns;
  const float *d_y = sum->d_y + sum->first * out, *x = sum->x + sum->first * sum->columns;
  const guint32 *a = sum->paired != NULL ? sum->paired : (const guint32 *) d_y;
  const guint32 *b = sum->gathered != NULL ? sum->gathered : (const guint32 *) x;

  if (sum->columns > out)
    twin_workers_share (sum->columns, kernel->columns, part, n_parts, &column, &end_column);
  else
    twin_workers_share (out, kernel->rows, part, n_parts, &row, &end_row);
  twin_tiles_across (kernel, end_row - row, end_column - column, sum->rows, a + row,
                     sum->stride_d_y, b + column, sum->width, sum->first > 0,
                     sum->d_weight + row * sum->columns + column, sum->columns);
}

/* In this order: zeros, gathered, paired. */
static gsize
gradient_scratch_size (const TwinConvolution *convolution, const TwinMicroKernel *kernel)
{
  gsize rows = pixels_of_a_block (convolution, kernel) / kernel->values;

  if (!needs_gathering (convolution, kernel))
    return 0;
  return convolution->out + rows * padded_width (convolution, kernel) +
         (kernel->values > 1 ? rows * twin_tiles_stride (convolution->out) : 0);
}

gsize
twin_convolution_direct_scratch_size (const TwinConvolution *convolution,
                                      const TwinMicroKernel *kernel, TwinShape in)
{
  gsize forward = twin_correlation_scratch_size (kernel, in);
  gsize backward = turned_size (convolution, kernel) +
                   twin_correlation_scratch_size (kernel,
                                                  twin_convolution_out_shape (convolution, in));

  return MAX (MAX (forward, backward), gradient_scratch_size (convolution, kernel));
}

void
twin_convolution_direct_backward_weight (const TwinConvolution *convolution,
                                         const TwinMicroKernel *kernel, TwinWorkers *workers,
                                         TwinShape in, const float *x, const float *d_y,
                                         float *d_weight, float *scratch)
{
  guint jobs = twin_workers_get_jobs (workers);
  gsize most = pixels_of_a_block (convolution, kernel);
  gboolean is_gathered = needs_gathering (convolution, kernel);
  Sum sum = { .convolution = convolution,
              .kernel = kernel,
              .workers = workers,
              .gather = { .elements = x,
                          .pixel = in.channels,
                          .height = in.height,
                          .width = in.width,
                          .grid = twin_convolution_out_shape (convolution, in),
                          .step = convolution->stride,
                          .taps = all_taps (convolution) },
              .out = twin_convolution_out_shape (convolution, in),
              .x = x,
              .d_y = d_y,
              .d_weight = d_weight,
              .columns = column_width (convolution),
              .width = padded_width (convolution, kernel),
              .stride_d_y = kernel->values > 1 ? twin_tiles_stride (convolution->out)
                                               : convolution->out };

  if (is_gathered)
    {
      memset (scratch, 0, convolution->out * sizeof *scratch);
      sum.zeros = scratch;
      sum.gathered = (guint32 *) scratch + convolution->out;
      if (kernel->values > 1)
        sum.paired = sum.gathered + most / kernel->values * sum.width;
    }
  for (; sum.first < twin_shape_pixels (sum.out); sum.first += sum.pixels)
    {
      sum.pixels = MIN (most, twin_shape_pixels (sum.out) - sum.first);
      sum.rows = twin_tiles_elements (kernel, sum.pixels);
      if (is_gathered)
        twin_workers_run (workers, jobs, gather_part, &sum);
      twin_workers_run (workers, jobs, sum_part, &sum);
    }
}
