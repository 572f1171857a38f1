#include "nn/workers.h"

#include <cblas.h>
#include <stdlib.h>

/* A thread that has nothing to do sleeps after so long (measured, with the cut along channels of small layers: an
 * embedding of one picture takes a sixth less time on two threads; 200 gain nothing more). */
#define AWAKE_MICROSECONDS 100

/* A generation of work: its number wakes the threads, its parts are taken by counting up. */
struct _TwinWorkers
{
  guint jobs;
  GThread **threads; /* jobs - 1 */
  char *scratch;     /* [jobs][TWIN_WORKERS_SCRATCH] */
  GMutex mutex;
  GCond wake;
  GCond done;
  guint generation; /* atomic, changed under the mutex */
  guint working;    /* atomic: threads that have not yet finished this generation */
  gboolean quit;

  TwinWork work;
  gpointer data;
  guint n_parts;
  guint next; /* atomic */
};

static void
take_parts (TwinWorkers *workers)
{
  guint part;

  while ((part = (guint) g_atomic_int_add (&workers->next, 1)) < workers->n_parts)
    workers->work (part, workers->n_parts, workers->data);
}

/* Stays awake a little while @value is @reference, or, with @until, until it is: the next run most often follows at
 * once, and to wake a sleeping thread takes as long as a small layer does. Yields, so that others are not kept out. */
static void
linger (guint *value, guint reference, gboolean until)
{
  gint64 end = g_get_monotonic_time () + AWAKE_MICROSECONDS;

  while (((guint) g_atomic_int_get (value) == reference) != until && g_get_monotonic_time () < end)
    g_thread_yield ();
}

/* FALSE: there will be none. */
static gboolean
await_generation (TwinWorkers *workers, guint *seen)
{
  gboolean more;

  linger (&workers->generation, *seen, FALSE);
  g_mutex_lock (&workers->mutex);
  while (workers->generation == *seen && !workers->quit)
    g_cond_wait (&workers->wake, &workers->mutex);
  *seen = workers->generation;
  more = !workers->quit;
  g_mutex_unlock (&workers->mutex);
  return more;
}

static gpointer
worker_main (gpointer data)
{
  TwinWorkers *workers = data;
  guint seen = 0;

  while (await_generation (workers, &seen))
    {
      take_parts (workers);
      if (!g_atomic_int_dec_and_test (&workers->working))
        continue;
      g_mutex_lock (&workers->mutex);
      g_cond_signal (&workers->done);
      g_mutex_unlock (&workers->mutex);
    }
  return NULL;
}

TwinWorkers *
twin_workers_new (guint jobs)
{
  TwinWorkers *workers = g_new0 (TwinWorkers, 1);

  openblas_set_num_threads (1);
  workers->jobs = jobs != 0 ? jobs : g_get_num_processors ();
  workers->scratch = aligned_alloc (64, (gsize) workers->jobs * TWIN_WORKERS_SCRATCH);
  if (workers->scratch == NULL)
    g_error ("no memory for %u threads", workers->jobs);
  workers->threads = g_new0 (GThread *, workers->jobs);
  g_mutex_init (&workers->mutex);
  g_cond_init (&workers->wake);
  g_cond_init (&workers->done);
  for (guint i = 0; i + 1 < workers->jobs; i++)
    workers->threads[i] = g_thread_new ("twin-worker", worker_main, workers);
  return workers;
}

void
twin_workers_free (TwinWorkers *workers)
{
  if (workers == NULL)
    return;
  g_mutex_lock (&workers->mutex);
  workers->quit = TRUE;
  g_cond_broadcast (&workers->wake);
  g_mutex_unlock (&workers->mutex);
  for (guint i = 0; i + 1 < workers->jobs; i++)
    g_thread_join (workers->threads[i]);
  g_mutex_clear (&workers->mutex);
  g_cond_clear (&workers->wake);
  g_cond_clear (&workers->done);
  free (workers->scratch);
  g_free (workers->threads);
  g_free (workers);
}

gpointer
twin_workers_get_scratch (const TwinWorkers *workers, guint part)
{
  return workers->scratch + (gsize) part * TWIN_WORKERS_SCRATCH;
}

guint
twin_workers_get_jobs (const TwinWorkers *workers)
{
  return workers->jobs;
}

void
twin_workers_run (TwinWorkers *workers, guint n_parts, TwinWork work, gpointer data)
{
  if (workers->jobs == 1 || n_parts <= 1)
    {
      for (guint part = 0; part < n_parts; part++)
        work (part, n_parts, data);
      return;
    }

  g_mutex_lock (&workers->mutex);
  workers->work = work;
  workers->data = data;
  workers->n_parts = n_parts;
  g_atomic_int_set (&workers->next, 0);
  g_atomic_int_set (&workers->working, workers->jobs - 1);
  g_atomic_int_inc (&workers->generation);
  g_cond_broadcast (&workers->wake);
  g_mutex_unlock (&workers->mutex);

  take_parts (workers);
  linger (&workers->working, 0, TRUE);

  g_mutex_lock (&workers->mutex);
  while (g_atomic_int_get (&workers->working) > 0)
    g_cond_wait (&workers->done, &workers->mutex);
  g_mutex_unlock (&workers->mutex);
}

void
twin_workers_share (gsize total, gsize grain, guint part, guint n_parts, gsize *first, gsize *end)
{
  gsize grains = (total + grain - 1) / grain;

  *first = MIN (total, grains * part / n_parts * grain);
  *end = MIN (total, grains * (part + 1) / n_parts * grain);
}
