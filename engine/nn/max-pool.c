/* Memory-bound: 4 bytes read and 1 written a value; shared out by pictures. Benchmark: bench-layers. */
#include "nn/max-pool.h"

#include <math.h>
#include <string.h>

#define KERNEL 3
#define STRIDE 2
#define PADDING 1

typedef struct
{
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

/* The input pixel under a tap, or NULL outside. */
static const float *
pixel_under (const Pass *pass, guint image, guint y, guint x, guint tap, const float *of)
{
  gint row = (gint) (y * STRIDE + tap / KERNEL) - PADDING;
  gint column = (gint) (x * STRIDE + tap % KERNEL) - PADDING;

  if (row < 0 || row >= (gint) pass->in.height || column < 0 || column >= (gint) pass->in.width)
    return NULL;
  return of +
         (((gsize) image * pass->in.height + row) * pass->in.width + column) * pass->in.channels;
}

static void
maximum_of_pixel (const Pass *pass, guint image, guint y, guint x, float *best, guint8 *taps)
{
  guint channels = pass->in.channels;

  for (guint channel = 0; channel < channels; channel++)
    best[channel] = -INFINITY;
  for (guint tap = 0; tap < KERNEL * KERNEL; tap++)
    {
      const float *from = pixel_under (pass, image, y, x, tap, pass->x);

      if (from == NULL)
        continue;
      if (taps != NULL)
        for (guint channel = 0; channel < channels; channel++)
          taps[channel] = from[channel] > best[channel] ? tap : taps[channel];
      for (guint channel = 0; channel < channels; channel++)
        best[channel] = from[channel] > best[channel] ? from[channel] : best[channel];
    }
}

static void
forward_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  guint channels = pass->in.channels;
  gsize first, end;

  twin_workers_share ((gsize) pass->out.n * pass->out.height, 1, part, n_parts, &first, &end);
  for (gsize line = first; line < end; line++)
    for (guint x = 0; x < pass->out.width; x++)
      {
        gsize at = (line * pass->out.width + x) * channels;

        if (pass->taps != NULL)
          memset (pass->taps + at, KERNEL * KERNEL / 2, channels);
        maximum_of_pixel (pass, line / pass->out.height, line % pass->out.height, x, pass->y + at,
                          pass->taps != NULL ? pass->taps + at : NULL);
      }
}

void
twin_max_pool_forward (TwinWorkers *workers, TwinShape in, const float *x, float *y, guint8 *taps)
{
  Pass pass = { .in = in, .out = twin_max_pool_out_shape (in), .x = x, .y = y, .taps = taps };

  twin_workers_run (workers, twin_workers_get_jobs (workers), forward_part, &pass);
}

static void
scatter_pixel (const Pass *pass, guint image, guint y, guint x, const float *d_y,
               const guint8 *taps)
{
  guint channels = pass->in.channels;

  for (guint tap = 0; tap < KERNEL * KERNEL; tap++)
    {
      float *to = (float *) pixel_under (pass, image, y, x, tap, pass->d_x);

      if (to == NULL)
        continue;
      for (guint channel = 0; channel < channels; channel++)
        to[channel] += taps[channel] == tap ? d_y[channel] : 0.0f;
    }
}

/* Shared out by whole pictures: neighbouring lines add to the same pixels. */
static void
backward_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  gsize picture = (gsize) pass->in.height * pass->in.width * pass->in.channels, first, end;

  twin_workers_share (pass->out.n, 1, part, n_parts, &first, &end);
  memset (pass->d_x + first * picture, 0, (end - first) * picture * sizeof (float));
  for (gsize image = first; image < end; image++)
    for (guint y = 0; y < pass->out.height; y++)
      for (guint x = 0; x < pass->out.width; x++)
        {
          gsize at = ((image * pass->out.height + y) * pass->out.width + x) * pass->in.channels;

          scatter_pixel (pass, image, y, x, pass->d_y + at, pass->taps + at);
        }
}

void
twin_max_pool_backward (TwinWorkers *workers, TwinShape in, const float *d_y, const guint8 *taps,
                        float *d_x)
{
  Pass pass = {
    .in = in, .out = twin_max_pool_out_shape (in), .d_y = d_y, .taps = (guint8 *) taps, .d_x = d_x
  };

  twin_workers_run (workers, twin_workers_get_jobs (workers), backward_part, &pass);
}
