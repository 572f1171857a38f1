/* By OpenBLAS, for processors that no micro-kernel was written for, and to check these by. Every output pixel's
 * receptive field is laid out as a row of columns [rows, kernel * kernel * in] (gather.h), a piece at a time; then all
 * three passes are matrix products:
 *
 *   y        [rows, out] = columns [rows, K] x weight^T [K, out]
 *   d_weight [out, K]   += d_y^T [out, rows] x columns [rows, K]
 *   columns  [rows, K]   = d_y [rows, out] x weight [out, K], then added up where they came from
 *
 * A 1x1 convolution of stride 1 needs no columns: x is them. FLOP-bound; benchmark: bench-layers. */
#include "nn/convolution-private.h"
#include "nn/gemm.h"

#include <string.h>

/* Floats of columns made at a time: large enough that packing the weights anew costs little,
 * small enough for the last-level cache. */
#define SCRATCH_FLOATS (2u << 20)
#define MIN_ROWS 512
/* The same of a forward pass, a thread: 1 MB, the second-level cache (measured: 8 % of the time of an embedding at
 * 224 px, 25 % at 128). */
#define BLOCK_FLOATS (256u << 10)
#define BLOCK_MIN_ROWS 384

typedef struct
{
  const TwinConvolution *convolution;
  TwinShape in;
  TwinShape out;
  gsize first_row; /* of the piece, in output pixels */
  gsize rows;
  const float *x;
  float *d_x;
  float *columns;
} Piece;

static gboolean
needs_columns (const TwinConvolution *convolution)
{
  return convolution->kernel != 1 || convolution->stride != 1;
}

static gsize
column_width (const TwinConvolution *convolution)
{
  return (gsize) convolution->kernel * convolution->kernel * convolution->in;
}

static gsize
rows_at_a_time (const TwinConvolution *convolution, TwinShape out)
{
  gsize rows = MAX (MIN_ROWS, SCRATCH_FLOATS / column_width (convolution));

  return MIN (rows, twin_shape_pixels (out));
}

gsize
twin_convolution_blas_scratch_size (const TwinConvolution *convolution, TwinShape in)
{
  if (!needs_columns (convolution))
    return 0;
  return rows_at_a_time (convolution, twin_convolution_out_shape (convolution, in)) *
         column_width (convolution);
}

/* One line of the kernel over one output pixel: which of its taps lie inside the picture, and where. */
typedef struct
{
  guint first; /* tap */
  guint end;
  gsize pixel; /* of the first tap, in x */
} Line;

static Line
line_of (const Piece *piece, gsize row, guint kernel_y)
{
  const TwinConvolution *convolution = piece->convolution;
  gsize area = (gsize) piece->out.height * piece->out.width;
  gsize image = row / area;
  gint y = (gint) (row % area / piece->out.width * convolution->stride + kernel_y) -
           (gint) convolution->padding;
  gint x = (gint) (row % piece->out.width * convolution->stride) - (gint) convolution->padding;
  Line line = { 0, 0, 0 };

  if (y < 0 || y >= (gint) piece->in.height)
    return line;
  line.first = MAX (0, -x);
  line.end = MIN ((gint) convolution->kernel, (gint) piece->in.width - x);
  line.pixel = (image * piece->in.height + y) * piece->in.width + x + line.first;
  return line;
}

static void
gather_part (guint part, guint n_parts, gpointer data)
{
  const Piece *piece = data;
  TwinGather gather = twin_convolution_gather (piece->convolution, piece->in, piece->x);
  gsize width = column_width (piece->convolution);
  gsize first, end;

  twin_workers_share (piece->rows, 1, part, n_parts, &first, &end);
  twin_gather_rows (&gather, piece->first_row + first, end - first, width,
                    piece->columns + first * width);
}

/* Adds the columns' channels first … end - 1 of one output pixel to where they were gathered. */
static void
scatter_row (const Piece *piece, gsize row, const float *columns, gsize first, gsize end)
{
  const TwinConvolution *convolution = piece->convolution;
  gsize in = convolution->in;

  for (guint kernel_y = 0; kernel_y < convolution->kernel; kernel_y++)
    {
      Line line = line_of (piece, row, kernel_y);

      for (guint tap = line.first; tap < line.end; tap++)
        {
          float *to = piece->d_x + (line.pixel + tap - line.first) * in;
          const float *from = columns + tap * in;

          for (gsize channel = first; channel < end; channel++)
            to[channel] += from[channel];
        }
      columns += convolution->kernel * in;
    }
}

/* Shared out by channels: neighbouring rows add to the same pixels. */
static void
scatter_part (guint part, guint n_parts, gpointer data)
{
  const Piece *piece = data;
  gsize width = column_width (piece->convolution);
  gsize first, end;

  twin_workers_share (piece->convolution->in, 16, part, n_parts, &first, &end);
  for (gsize row = 0; row < piece->rows; row++)
    scatter_row (piece, piece->first_row + row, piece->columns + row * width, first, end);
}

static Piece
first_piece (const TwinConvolution *convolution, TwinShape in, const float *x, float *d_x,
             float *columns)
{
  Piece piece = { convolution, in,     twin_convolution_out_shape (convolution, in), 0, 0, x,
                  d_x,         columns };

  piece.rows = needs_columns (convolution) ? rows_at_a_time (convolution, piece.out)
                                           : twin_shape_pixels (piece.out);
  return piece;
}

/* Steps on; FALSE past the end. */
static gboolean
next_piece (Piece *piece)
{
  piece->first_row += piece->rows;
  piece->rows = MIN (piece->rows, twin_shape_pixels (piece->out) - piece->first_row);
  return piece->rows > 0;
}

/* The piece's columns: gathered, or x itself. */
static const float *
piece_columns (const Piece *piece, TwinWorkers *workers)
{
  if (!needs_columns (piece->convolution))
    return piece->x + piece->first_row * piece->convolution->in;
  twin_workers_run (workers, twin_workers_get_jobs (workers), gather_part, (gpointer) piece);
  return piece->columns;
}

/* A worker's share of the output, a block of rows at a time: the columns are multiplied while they are in its cache,
 * and nobody waits for anybody in between. */
typedef struct
{
  TwinWorkers *workers;
  Piece piece;    /* all of the output; the columns of all workers */
  gsize max_rows; /* of a block */
  const float *weight;
  float beta; /* of what is in y */
  float *y;
} Forward;

static void
forward_part (guint part, guint n_parts, gpointer data)
{
  const Forward *forward = data;
  const Piece *piece = &forward->piece;
  gsize out = piece->convolution->out, width = column_width (piece->convolution), first, end;
  TwinGather gather = twin_convolution_gather (piece->convolution, piece->in, piece->x);
  float *columns = piece->columns + part * forward->max_rows * width;

  twin_workers_share (piece->rows, 1, part, n_parts, &first, &end);
  for (gsize rows; first < end; first += rows)
    {
      rows = MIN (forward->max_rows, end - first);
      twin_gather_rows (&gather, first, rows, width, columns);
      twin_gemm_alone (&(TwinGemm){ .transpose_b = TRUE,
                                    .m = rows,
                                    .n = out,
                                    .k = width,
                                    .a = columns,
                                    .stride_a = width,
                                    .b = forward->weight,
                                    .stride_b = width,
                                    .beta = forward->beta,
                                    .c = forward->y + first * out,
                                    .stride_c = out });
    }
}

static void
forward_by_blocks (Forward *forward)
{
  Piece *piece = &forward->piece;
  gsize room = rows_at_a_time (piece->convolution, piece->out);
  guint n_parts = MIN (room, twin_workers_get_jobs (forward->workers));

  piece->rows = twin_shape_pixels (piece->out);
  forward->max_rows = MAX (BLOCK_MIN_ROWS, BLOCK_FLOATS / column_width (piece->convolution));
  forward->max_rows = MIN (forward->max_rows, room / n_parts);
  twin_workers_run (forward->workers, n_parts, forward_part, forward);
}

/* Where there are fewer pixels than channels, shares of the channels are better: each thread then packs only its own
 * share of the weights. */
static gboolean
by_blocks (const Piece *piece)
{
  gsize pixels = twin_shape_pixels (piece->out);

  return needs_columns (piece->convolution) &&
         (pixels >= piece->convolution->out || pixels > piece->rows);
}

void
twin_convolution_blas_forward (const TwinConvolution *convolution, TwinWorkers *workers,
                               TwinShape in, const float *x, const float *weight, gboolean add,
                               float *y, float *scratch)
{
  gsize out = convolution->out, width = column_width (convolution);
  Piece piece = first_piece (convolution, in, x, NULL, scratch);

  if (by_blocks (&piece))
    forward_by_blocks (&(Forward){ workers, piece, 0, weight, add, y });
  else
    twin_gemm (workers, &(TwinGemm){ .transpose_b = TRUE,
                                     .m = piece.rows,
                                     .n = out,
                                     .k = width,
                                     .a = piece_columns (&piece, workers),
                                     .stride_a = width,
                                     .b = weight,
                                     .stride_b = width,
                                     .beta = add,
                                     .c = y,
                                     .stride_c = out });
}

void
twin_convolution_blas_backward_weight (const TwinConvolution *convolution, TwinWorkers *workers,
                                       TwinShape in, const float *x, const float *d_y,
                                       float *d_weight, float *scratch)
{
  gsize out = convolution->out, width = column_width (convolution);
  Piece piece = first_piece (convolution, in, x, NULL, scratch);

  do
    twin_gemm (workers, &(TwinGemm){ .transpose_a = TRUE,
                                     .m = out,
                                     .n = width,
                                     .k = piece.rows,
                                     .a = d_y + piece.first_row * out,
                                     .stride_a = out,
                                     .b = piece_columns (&piece, workers),
                                     .stride_b = width,
                                     .beta = piece.first_row == 0 ? 0.0f : 1.0f,
                                     .c = d_weight,
                                     .stride_c = width });
  while (next_piece (&piece));
}

void
twin_convolution_blas_backward_input (const TwinConvolution *convolution, TwinWorkers *workers,
                                      TwinShape in, const float *d_y, const float *weight,
                                      float beta, float *d_x, float *scratch)
{
  gsize out = convolution->out, width = column_width (convolution);
  gboolean scatter = needs_columns (convolution);
  Piece piece = first_piece (convolution, in, NULL, d_x, scratch);

  if (scatter && beta == 0.0f)
    memset (d_x, 0, twin_shape_size (in) * sizeof (float));
  do
    {
      twin_gemm (workers, &(TwinGemm){ .m = piece.rows,
                                       .n = width,
                                       .k = out,
                                       .a = d_y + piece.first_row * out,
                                       .stride_a = out,
                                       .b = weight,
                                       .stride_b = width,
                                       .beta = scatter ? 0.0f : beta,
                                       .c = scatter ? scratch : d_x,
                                       .stride_c = width });
      if (scatter)
        twin_workers_run (workers, twin_workers_get_jobs (workers), scatter_part, &piece);
    }
  while (next_piece (&piece));
}
