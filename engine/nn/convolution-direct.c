/* Forward, a convolution is one correlation; its gradient by the input is one for each phase of the stride: pixel y of
 * the input takes part in output pixel o by tap k where y = stride o + k - padding, so pixels of one remainder
 * (y + padding) mod stride share their taps, and these are neighbours in the output.
 *
 * The gradient by the weights sums over pixels, d_weight [out, K] += d_y^T [out, pixels] x columns [pixels, K]: each
 * thread has a share of the sums, and goes through all pixels in blocks that its cache holds. */
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
 * @columns: values of a gathered pixel, K
 * @pixels: of a block
 * @zeros: a row of them, for the pixel that the last one lacks as its neighbour
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
  gsize pixels;
  const float *zeros;
} Sum;

/* A thread's share of the sums, and its memory. */
typedef struct
{
  gsize first_row;
  gsize rows;
  gsize first_column;
  gsize columns;
  float *gathered; /* pixels as they are: two where an element is two pixels, else a block */
  float *a;        /* elements of d_y */
  float *b;        /* elements of the columns */
} Share;

/* One factor of a block, as twin_tiles_across() takes it. */
typedef struct
{
  gconstpointer elements;
  gsize stride;
} Factor;

static gboolean
is_pointwise (const TwinConvolution *convolution)
{
  return convolution->kernel == 1 && convolution->stride == 1;
}

static gsize
column_width (const TwinConvolution *convolution)
{
  return (gsize) convolution->kernel * convolution->kernel * convolution->in;
}

/* To whole tiles, which the micro-kernel reads. */
static gsize
padded_width (const TwinMicroKernel *kernel, gsize width)
{
  return twin_tiles_stride (twin_tiles_panels (kernel, width) * kernel->columns);
}

static gsize
pixels_of_a_block (const TwinConvolution *convolution, const TwinMicroKernel *kernel)
{
  gsize pixels = BLOCK_ELEMENTS * kernel->values /
                 (padded_width (kernel, column_width (convolution)) + convolution->out);

  return CLAMP (pixels, MIN_BLOCK_PIXELS, MAX_BLOCK_PIXELS) / 2 * 2;
}

/* Floats that a thread needs; a share of the whole is its most. */
static gsize
share_size (const TwinConvolution *convolution, const TwinMicroKernel *kernel)
{
  gsize rows = pixels_of_a_block (convolution, kernel) / kernel->values;
  gsize width = padded_width (kernel, column_width (convolution));

  return kernel->values == 1 ? rows * width
                             : 2 * width + rows * (width + padded_width (kernel, convolution->out));
}

/* Elements of two neighbouring pixels each; @row: [n] values of pixel i, at @values + i * @stride. */
static Factor
pair_rows (const Sum *sum, const float *values, gsize stride, gsize first, gsize pixels, gsize n,
           float *to)
{
  gsize width = padded_width (sum->kernel, n);

  for (gsize i = 0; i < pixels; i += 2)
    {
      const float *row = values + (first + i) * stride;

      sum->kernel->pack_pair (n, row, i + 1 < pixels ? row + stride : sum->zeros,
                              to + i / 2 * width);
    }
  return (Factor){ to, width };
}

/* The same of gathered pixels, two at a time. */
static Factor
pair_gathered (const Sum *sum, const Share *share, gsize first, gsize pixels)
{
  gsize width = padded_width (sum->kernel, share->columns);

  for (gsize i = 0; i < pixels; i += 2)
    {
      gsize n = MIN (2, pixels - i);
      const float *row = share->gathered + share->first_column;

      twin_gather_rows (&sum->gather, first + i, n, sum->columns, share->gathered);
      sum->kernel->pack_pair (share->columns, row, n == 2 ? row + sum->columns : sum->zeros,
                              share->b + i / 2 * width);
    }
  return (Factor){ share->b, width };
}

static Factor
columns_of_block (const Sum *sum, const Share *share, gsize first, gsize pixels)
{
  gsize width = padded_width (sum->kernel, sum->columns);
  gboolean is_whole = sum->columns % sum->kernel->columns == 0;

  if (sum->kernel->values > 1)
    return is_pointwise (sum->convolution)
             ? pair_rows (sum, sum->x + share->first_column, sum->columns, first, pixels,
                          share->columns, share->b)
             : pair_gathered (sum, share, first, pixels);
  if (is_pointwise (sum->convolution) && is_whole)
    return (Factor){ sum->x + first * sum->columns + share->first_column, sum->columns };
  twin_gather_rows (&sum->gather, first, pixels, width, share->gathered);
  return (Factor){ share->gathered + share->first_column, width };
}

static Factor
d_y_of_block (const Sum *sum, const Share *share, gsize first, gsize pixels)
{
  gsize out = sum->convolution->out;

  if (sum->kernel->values > 1)
    return pair_rows (sum, sum->d_y + share->first_row, out, first, pixels, share->rows, share->a);
  return (Factor){ sum->d_y + first * out + share->first_row, out };
}

/* Cut along the longer side; what both need of the other factor is packed by each: nobody waits. */
static Share
share_of (const Sum *sum, guint part, guint n_parts)
{
  gsize out = sum->convolution->out, width = padded_width (sum->kernel, sum->columns);
  gsize row = 0, end_row = out, column = 0, end_column = sum->columns;
  Share share = { .gathered = twin_workers_get_scratch (sum->workers, part) };

  if (sum->columns > out)
    twin_workers_share (sum->columns, sum->kernel->columns, part, n_parts, &column, &end_column);
  else
    twin_workers_share (out, sum->kernel->rows, part, n_parts, &row, &end_row);
  share.first_row = row;
  share.rows = end_row - row;
  share.first_column = column;
  share.columns = end_column - column;
  share.b = share.gathered + 2 * width;
  share.a = share.b + sum->pixels / 2 * width;
  return share;
}

static void
sum_part (guint part, guint n_parts, gpointer data)
{
  const Sum *sum = data;
  Share share = share_of (sum, part, n_parts);
  gsize end = share.rows > 0 && share.columns > 0 ? twin_shape_pixels (sum->out) : 0;

  for (gsize first = 0, pixels; first < end; first += pixels)
    {
      Factor a, b;

      pixels = MIN (sum->pixels, end - first);
      a = d_y_of_block (sum, &share, first, pixels);
      b = columns_of_block (sum, &share, first, pixels);
      twin_tiles_across (
        sum->kernel, share.rows, share.columns, twin_tiles_elements (sum->kernel, pixels),
        a.elements, a.stride, b.elements, b.stride, first > 0,
        sum->d_weight + share.first_row * sum->columns + share.first_column, sum->columns);
    }
}

static gsize
zeros_size (const TwinConvolution *convolution)
{
  return MAX (column_width (convolution), convolution->out);
}

gsize
twin_convolution_direct_scratch_size (const TwinConvolution *convolution,
                                      const TwinMicroKernel *kernel, TwinShape in)
{
  gsize forward = twin_correlation_scratch_size (kernel, in);
  gsize backward = turned_size (convolution, kernel) +
                   twin_correlation_scratch_size (kernel,
                                                  twin_convolution_out_shape (convolution, in));

  return MAX (MAX (forward, backward), zeros_size (convolution));
}

void
twin_convolution_direct_backward_weight (const TwinConvolution *convolution,
                                         const TwinMicroKernel *kernel, TwinWorkers *workers,
                                         TwinShape in, const float *x, const float *d_y,
                                         float *d_weight, float *scratch)
{
  TwinShape out = twin_convolution_out_shape (convolution, in);
  Sum sum = { .convolution = convolution,
              .kernel = kernel,
              .workers = workers,
              .gather = twin_convolution_gather (convolution, in, x),
              .out = out,
              .x = x,
              .d_y = d_y,
              .d_weight = d_weight,
              .columns = column_width (convolution),
              .pixels = pixels_of_a_block (convolution, kernel),
              .zeros = scratch };

  g_assert (share_size (convolution, kernel) * sizeof (float) <= TWIN_WORKERS_SCRATCH);
  memset (scratch, 0, zeros_size (convolution) * sizeof *scratch);
  twin_workers_run (workers, twin_workers_get_jobs (workers), sum_part, &sum);
}
