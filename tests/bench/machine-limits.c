#include "machine-limits.h"

#include "nn/memory.h"
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
  double *rates; /* [threads]: FLOPs or bytes a second */
} Work;

static float *
filled (gsize n)
{
  float *values = twin_memory_new (n * sizeof *values);

  g_assert_nonnull (values);
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

static void
add_part (guint part, guint n_parts, gpointer data)
{
  Work *work = data;
  float *restrict y = work->y;
  const float *restrict x = work->x;
  double start = thread_seconds ();
  gsize first, end;

  twin_workers_share (FLOATS, 16, part, n_parts, &first, &end);
  for (gsize i = first; i < end; i++)
    y[i] += x[i];
  work->rates[part] = MAX (work->rates[part],
                           3.0 * sizeof *x * (end - first) / (thread_seconds () - start));
}

/* The best of some times, of all threads together: a limit is what nothing disturbs. */
static double
best_rate (TwinWork work, guint threads, Work *data)
{
  double all = 0.0;

  data->workers = twin_workers_new (threads);
  data->rates = g_new0 (double, threads);
  for (guint i = 0; i < TIMES; i++)
    twin_workers_run (data->workers, threads, work, data);
  for (guint part = 0; part < threads; part++)
    all += data->rates[part];
  twin_workers_free (data->workers);
  g_free (data->rates);
  return all;
}

double
twin_limit_flops (guint threads, TwinPrecision precision)
{
  return best_rate (multiply_part, threads, &(Work){ .loop = twin_peak_loop (precision) });
}

double
twin_limit_bytes (guint threads)
{
  Work work = { .x = filled (FLOATS), .y = filled (FLOATS) };
  double rate = best_rate (add_part, threads, &work);

  twin_memory_free (work.x);
  twin_memory_free (work.y);
  return rate;
}
