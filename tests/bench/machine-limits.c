#include "machine-limits.h"

#include "nn/workers.h"
#include "peak-flops.h"

#include <time.h>

#define ROUNDS (1u << 22)
#define FLOATS (64u << 20)
#define TIMES 5

typedef struct
{
  TwinWorkers *workers;
  float *x;
  float *y;
  TwinPeakLoop loop;
  double *rates; /* [threads]: FLOPs a second */
} Work;

/* The best of some times: a limit is what nothing disturbs. */
static double
best_seconds (void (*work) (Work *), Work *data)
{
  double best = G_MAXDOUBLE;

  work (data);
  for (guint i = 0; i < TIMES; i++)
    {
      gint64 start = g_get_monotonic_time ();

      work (data);
      best = MIN (best, (g_get_monotonic_time () - start) / 1e6);
    }
  return best;
}

static float *
filled (gsize n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = 1.0f;
  return values;
}

static double
thread_seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

/* By the thread's own time: whoever else uses the processor is no part of its limit. */
static void
multiply_part (guint part, guint n_parts, gpointer data)
{
  Work *work = data;
  double start = thread_seconds (), flops = work->loop (ROUNDS);

  work->rates[part] = MAX (work->rates[part], flops / (thread_seconds () - start));
}

double
twin_limit_flops (guint threads, TwinPrecision precision)
{
  Work work = { .workers = twin_workers_new (threads),
                .loop = twin_peak_loop (precision),
                .rates = g_new0 (double, threads) };
  double all = 0.0;

  for (guint i = 0; i < TIMES; i++)
    twin_workers_run (work.workers, threads, multiply_part, &work);
  for (guint part = 0; part < threads; part++)
    all += work.rates[part];
  twin_workers_free (work.workers);
  g_free (work.rates);
  return all;
}

static void
add_part (guint part, guint n_parts, gpointer data)
{
  const Work *work = data;
  float *restrict y = work->y;
  const float *restrict x = work->x;
  gsize first, end;

  twin_workers_share (FLOATS, 16, part, n_parts, &first, &end);
  for (gsize i = first; i < end; i++)
    y[i] += x[i];
}

static void
add (Work *work)
{
  twin_workers_run (work->workers, twin_workers_get_jobs (work->workers), add_part, work);
}

double
twin_limit_bytes (guint threads)
{
  Work work = { .workers = twin_workers_new (threads), .x = filled (FLOATS), .y = filled (FLOATS) };
  double seconds = best_seconds (add, &work);

  twin_workers_free (work.workers);
  g_free (work.x);
  g_free (work.y);
  return 3.0 * sizeof (float) * FLOATS / seconds;
}
