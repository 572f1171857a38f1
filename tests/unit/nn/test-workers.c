#include "drawing.h"
#include "nn/workers.h"

#include <cblas.h>

#define MAX_PARTS 100

typedef struct
{
  gint done[MAX_PARTS]; /* atomic */
  guint n_parts;
  gint at_work; /* atomic */
  gint most_at_work;
} Counts;

static void
count (guint part, guint n_parts, gpointer data)
{
  Counts *counts = data;
  gint now = g_atomic_int_add (&counts->at_work, 1) + 1, most;

  do
    most = g_atomic_int_get (&counts->most_at_work);
  while (now > most && !g_atomic_int_compare_and_exchange (&counts->most_at_work, most, now));
  g_assert_cmpuint (n_parts, ==, counts->n_parts);
  g_atomic_int_inc (&counts->done[part]);
  g_atomic_int_add (&counts->at_work, -1);
}

static void
check (TwinWorkers *workers, guint n_parts)
{
  Counts counts = { .n_parts = n_parts };

  twin_workers_run (workers, n_parts, count, &counts);
  for (guint part = 0; part < MAX_PARTS; part++)
    g_assert_cmpint (counts.done[part], ==, part < n_parts ? 1 : 0);
  g_assert_cmpint (counts.most_at_work, <=, twin_workers_get_jobs (workers));
}

static void
test_each_part_once (void)
{
  for (guint jobs = 1; jobs <= 8; jobs++)
    {
      g_autoptr (TwinWorkers) workers = twin_workers_new (jobs);

      g_assert_cmpuint (twin_workers_get_jobs (workers), ==, jobs);
      for (guint n_parts = 0; n_parts <= MAX_PARTS; n_parts++)
        check (workers, n_parts);
    }
}

/* Many short runs one after another: a thread that wakes late must not take the next run's parts twice. */
static void
test_many_runs (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (3);

  for (guint i = 0; i < 20000; i++)
    check (workers, 2 + i % 5);
}

static void
test_one_a_processor (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (0);

  g_assert_cmpuint (twin_workers_get_jobs (workers), ==, g_get_num_processors ());
}

static void
test_openblas_stays (void)
{
  g_autoptr (TwinWorkers) workers = NULL;

  openblas_set_num_threads (2);
  workers = twin_workers_new (2);
  g_assert_cmpint (openblas_get_num_threads (), ==, 1);
}

/* Shares follow one another without a gap, and start on a grain. */
static void
check_shares (gsize total, gsize grain, guint n_parts)
{
  gsize covered = 0, grains = (total + grain - 1) / grain;

  for (guint part = 0; part < n_parts; part++)
    {
      gsize first, end;

      twin_workers_share (total, grain, part, n_parts, &first, &end);
      g_assert_cmpuint (first, ==, covered);
      g_assert_cmpuint (end, >=, first);
      g_assert_true (first % grain == 0 || first == total);
      g_assert_cmpuint (end - first, <=, (grains + n_parts - 1) / n_parts * grain);
      covered = end;
    }
  g_assert_cmpuint (covered, ==, total);
}

static void
test_shares (void)
{
  for (gsize total = 0; total <= 70; total++)
    for (gsize grain = 1; grain <= 17; grain += 4)
      for (guint n_parts = 1; n_parts <= 9; n_parts++)
        check_shares (total, grain, n_parts);
  for (guint i = 0; i < 1000; i++)
    check_shares (twin_draw_between (0, 1000000), twin_draw_between (1, 64),
                  twin_draw_between (1, 64));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workers/each part is done once", test_each_part_once);
  g_test_add_func ("/workers/many short runs lose nothing", test_many_runs);
  g_test_add_func ("/workers/0 jobs are one a processor", test_one_a_processor);
  g_test_add_func ("/workers/OpenBLAS stays on the calling thread", test_openblas_stays);
  g_test_add_func ("/workers/shares cover everything once", test_shares);
  return g_test_run ();
}
