#include "drawn-set.h"
#include "producer.h"

#include <gegl.h>
#include <string.h>

#define N 4
#define SIZE 32
#define STEPS 12

static void
check_batches (const DrawnSet *set, guint64 first, guint jobs)
{
  g_autoptr (TwinProducer) producer = twin_producer_new (set->dataset, N, SIZE, 3, 0.5, first,
                                                         STEPS, jobs);

  for (guint64 step = first; step < STEPS; step++)
    {
      TwinCurriculum curriculum = twin_curriculum_at ((double) step / STEPS, 0.5);
      g_autoptr (TwinBatch) taken = twin_producer_take (producer);
      g_autoptr (TwinBatch) made = twin_batch_new (set->dataset, N, SIZE, &curriculum, 3, step);

      g_assert_cmpmem (taken->views->values, 2 * N * SIZE * SIZE * 3 * sizeof (float),
                       made->views->values, 2 * N * SIZE * SIZE * 3 * sizeof (float));
      g_assert_cmpmem (taken->labels, N * N, made->labels, N * N);
    }
  g_assert_cmpfloat (twin_producer_get_waited (producer), >=, 0.0);
}

static void
test_order (gconstpointer data)
{
  check_batches (data, 0, 1);
  check_batches (data, 0, 4);
  check_batches (data, 7, 3);
}

/* Given back while threads are at work and wait, and before one was taken. */
static void
test_free (gconstpointer data)
{
  const DrawnSet *set = data;

  for (guint taken = 0; taken < 6; taken++)
    {
      g_autoptr (TwinProducer) producer = twin_producer_new (set->dataset, N, SIZE, 3, 0.5, 0,
                                                             STEPS, 3);

      for (guint i = 0; i < taken; i++)
        twin_batch_free (twin_producer_take (producer));
    }
}

int
main (int argc, char **argv)
{
  DrawnSet set;
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  drawn_set_init (&set, 12, 1);
  g_test_add_data_func ("/producer/batches come in order, whatever the number of threads", &set,
                        test_order);
  g_test_add_data_func ("/producer/it may be given back at any time", &set, test_free);
  status = g_test_run ();
  drawn_set_clear (&set);
  gegl_exit ();
  return status;
}
