#include "machine-limits.h"

#include "nn/gemm.h"

#define SIDE 1536
#define FLOATS (64u << 20)
#define TIMES 5

typedef struct
{
  TwinWorkers *workers;
  float *x;
  float *y;
  float *z;
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

static void
multiply (Work *work)
{
  twin_gemm (work->workers, &(TwinGemm){ .m = SIDE,
                                         .n = SIDE,
                                         .k = SIDE,
                                         .a = work->x,
                                         .stride_a = SIDE,
                                         .b = work->y,
                                         .stride_b = SIDE,
                                         .c = work->z,
                                         .stride_c = SIDE });
}

double
twin_limit_flops (guint threads)
{
  Work work = { twin_workers_new (threads), filled (SIDE * SIDE), filled (SIDE * SIDE),
                filled (SIDE * SIDE) };
  double seconds = best_seconds (multiply, &work);

  twin_workers_free (work.workers);
  g_free (work.x);
  g_free (work.y);
  g_free (work.z);
  return 2.0 * SIDE * SIDE * SIDE / seconds;
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
  Work work = { twin_workers_new (threads), filled (FLOATS), filled (FLOATS), NULL };
  double seconds = best_seconds (add, &work);

  twin_workers_free (work.workers);
  g_free (work.x);
  g_free (work.y);
  return 3.0 * sizeof (float) * FLOATS / seconds;
}
