#include "producer.h"

/* Batches that are ready or being made. */
#define AHEAD 4

/* Slot s % AHEAD holds step s, from when a thread begins it until it is taken. */
struct _TwinProducer
{
  const TwinDataset *dataset;
  guint n;
  guint size;
  guint64 seed;
  double easy_share;
  guint64 n_steps;

  guint jobs;
  GThread **threads;
  GMutex mutex;
  GCond made;
  GCond taken;
  guint64 next_to_make;
  guint64 next_to_take;
  TwinBatch *slots[AHEAD];
  gboolean ready[AHEAD];
  gboolean quit;
  gint64 waited; /* microseconds */
};

/* The number of a step to make; FALSE when there is no more to do. */
static gboolean
claim_step (TwinProducer *producer, guint64 *step)
{
  while (!producer->quit && producer->next_to_make >= producer->next_to_take + AHEAD)
    g_cond_wait (&producer->taken, &producer->mutex);
  *step = producer->next_to_make++;
  return !producer->quit;
}

static gpointer
producer_main (gpointer data)
{
  TwinProducer *producer = data;
  guint64 step;

  g_mutex_lock (&producer->mutex);
  while (claim_step (producer, &step))
    {
      TwinCurriculum curriculum = twin_curriculum_at ((double) step / producer->n_steps,
                                                      producer->easy_share);
      TwinBatch *batch;

      g_mutex_unlock (&producer->mutex);
      batch = twin_batch_new (producer->dataset, producer->n, producer->size, &curriculum,
                              producer->seed, step);
      g_mutex_lock (&producer->mutex);
      producer->slots[step % AHEAD] = batch;
      producer->ready[step % AHEAD] = TRUE;
      g_cond_broadcast (&producer->made);
    }
  g_mutex_unlock (&producer->mutex);
  return NULL;
}

TwinProducer *
twin_producer_new (const TwinDataset *dataset, guint n, guint size, guint64 seed, double easy_share,
                   guint64 first_step, guint64 n_steps, guint jobs)
{
  TwinProducer *producer = g_new0 (TwinProducer, 1);

  producer->dataset = dataset;
  producer->n = n;
  producer->size = size;
  producer->seed = seed;
  producer->easy_share = easy_share;
  producer->n_steps = MAX (n_steps, 1);
  producer->next_to_make = producer->next_to_take = first_step;
  producer->jobs = MAX (jobs, 1);
  g_mutex_init (&producer->mutex);
  g_cond_init (&producer->made);
  g_cond_init (&producer->taken);
  producer->threads = g_new (GThread *, producer->jobs);
  for (guint i = 0; i < producer->jobs; i++)
    producer->threads[i] = g_thread_new ("twin-views", producer_main, producer);
  return producer;
}

void
twin_producer_free (TwinProducer *producer)
{
  if (producer == NULL)
    return;
  g_mutex_lock (&producer->mutex);
  producer->quit = TRUE;
  g_cond_broadcast (&producer->taken);
  g_mutex_unlock (&producer->mutex);
  for (guint i = 0; i < producer->jobs; i++)
    g_thread_join (producer->threads[i]);
  for (guint i = 0; i < AHEAD; i++)
    twin_batch_free (producer->slots[i]);
  g_mutex_clear (&producer->mutex);
  g_cond_clear (&producer->made);
  g_cond_clear (&producer->taken);
  g_free (producer->threads);
  g_free (producer);
}

TwinBatch *
twin_producer_take (TwinProducer *producer)
{
  guint slot = producer->next_to_take % AHEAD;
  gint64 start = g_get_monotonic_time ();
  TwinBatch *batch;

  g_mutex_lock (&producer->mutex);
  while (!producer->ready[slot])
    g_cond_wait (&producer->made, &producer->mutex);
  batch = g_steal_pointer (&producer->slots[slot]);
  producer->ready[slot] = FALSE;
  producer->next_to_take++;
  g_cond_broadcast (&producer->taken);
  g_mutex_unlock (&producer->mutex);
  producer->waited += g_get_monotonic_time () - start;
  return batch;
}

double
twin_producer_get_waited (const TwinProducer *producer)
{
  return producer->waited / (double) G_USEC_PER_SEC;
}
