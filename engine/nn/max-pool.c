/* Memory-bound: 4 bytes read and 1 written a value, forward; as much, the other way round, backward. Shared out by
 * lines. Benchmark: bench-layers. */
#include "nn/max-pool.h"
#include "nn/kernels.h"

#include <math.h>

#define KERNEL 3
#define STRIDE 2
#define PADDING 1
#define MAX_WINDOWS 4 /* that an input pixel is in */

G_STATIC_ASSERT (KERNEL *KERNEL == TWIN_KERNELS_TAPS);

typedef struct
{
  TwinWorkers *workers;
  const TwinKernels *kernels;
  TwinShape in;
  TwinShape out;
  const float *x;
  float *y;
  guint8 *taps;
  const float *d_y;
  float *d_x;
} Pass;

TwinShape
twin_max_pool_out_shape (TwinShape in)
{
  return (TwinShape){ in.n, (in.height - 1) / STRIDE + 1, (in.width - 1) / STRIDE + 1,
                      in.channels };
}

/* The pixels under the window of output pixel (@y, @x), in reading order; @outside where there is none. */
static void
find_taps (const Pass *pass, gsize image, gint y, gint x, const float *outside,
           const float *from[TWIN_KERNELS_TAPS])
{
  gint height = pass->in.height, width = pass->in.width;

  for (gint tap = 0; tap < TWIN_KERNELS_TAPS; tap++)
    {
      gint row = y * STRIDE + tap / KERNEL - PADDING, column = x * STRIDE + tap % KERNEL - PADDING;
      gboolean inside = row >= 0 && row < height && column >= 0 && column < width;

      from[tap] = inside ? pass->x + ((image * height + row) * width + column) * pass->in.channels
                         : outside;
    }
}

static void
forward_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  guint channels = pass->in.channels;
  float *outside = twin_workers_get_scratch (pass->workers, part);
  const float *from[TWIN_KERNELS_TAPS];
  gsize first, end;

  g_assert (channels <= TWIN_WORKERS_SCRATCH / sizeof *outside);
  for (guint channel = 0; channel < channels; channel++)
    outside[channel] = -INFINITY;
  twin_workers_share ((gsize) pass->out.n * pass->out.height, 1, part, n_parts, &first, &end);
  for (gsize line = first; line < end; line++)
    for (guint x = 0; x < pass->out.width; x++)
      {
        gsize at = (line * pass->out.width + x) * channels;

        find_taps (pass, line / pass->out.height, line % pass->out.height, x, outside, from);
        pass->kernels->largest (channels, from, pass->y + at,
                                pass->taps != NULL ? pass->taps + at : NULL);
      }
}

void
twin_max_pool_forward (TwinWorkers *workers, TwinShape in, const float *x, float *y, guint8 *taps)
{
  Pass pass = { .workers = workers,
                .kernels = twin_kernels_get (),
                .in = in,
                .out = twin_max_pool_out_shape (in),
                .x = x,
                .y = y,
                .taps = taps };

  twin_workers_run (workers, twin_workers_get_jobs (workers), forward_part, &pass);
}

/* Windows along one side that hold input @position: the first, and how many; @taps: which tap of each it is. */
static guint
windows_over (guint position, guint n_out, guint *first, guint taps[2])
{
  guint n = 0;

  *first = position / STRIDE;
  for (guint window = *first; window < n_out && window * STRIDE <= position + PADDING; window++)
    taps[n++] = position + PADDING - window * STRIDE;
  return n;
}

/* Each input pixel collects from the windows that it is in: written once, and nobody else's. */
static void
collect_line (const Pass *pass, gsize image, guint row)
{
  const guint channels = pass->in.channels;
  float *d_x = pass->d_x + (image * pass->in.height + row) * pass->in.width * channels;
  const float *d_y[MAX_WINDOWS];
  const guint8 *taps[MAX_WINDOWS];
  guint8 which[MAX_WINDOWS];
  guint y, x, row_taps[2], column_taps[2];
  guint n_rows = windows_over (row, pass->out.height, &y, row_taps);

  for (guint column = 0; column < pass->in.width; column++, d_x += channels)
    {
      guint n_columns = windows_over (column, pass->out.width, &x, column_taps), n = 0;

      for (guint i = 0; i < n_rows; i++)
        for (guint j = 0; j < n_columns; j++, n++)
          {
            gsize at = ((image * pass->out.height + y + i) * pass->out.width + x + j) * channels;

            d_y[n] = pass->d_y + at;
            taps[n] = pass->taps + at;
            which[n] = row_taps[i] * KERNEL + column_taps[j];
          }
      pass->kernels->gather (n, channels, d_y, taps, which, d_x);
    }
}

static void
backward_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  gsize first, end;

  twin_workers_share ((gsize) pass->in.n * pass->in.height, 1, part, n_parts, &first, &end);
  for (gsize line = first; line < end; line++)
    collect_line (pass, line / pass->in.height, line % pass->in.height);
}

void
twin_max_pool_backward (TwinWorkers *workers, TwinShape in, const float *d_y, const guint8 *taps,
                        float *d_x)
{
  Pass pass = { .workers = workers,
                .kernels = twin_kernels_get (),
                .in = in,
                .out = twin_max_pool_out_shape (in),
                .d_y = d_y,
                .taps = (guint8 *) taps,
                .d_x = d_x };

  twin_workers_run (workers, twin_workers_get_jobs (workers), backward_part, &pass);
}
