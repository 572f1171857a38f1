#include "batch.h"
#include "drawn-set.h"
#include "loss/pair-cross-entropy.h"

#include <gegl.h>
#include <math.h>
#include <string.h>

#define N 8
#define SIZE 32

static const TwinCurriculum full = { 1.0, 0.75, 0.15 };

static gsize
view_size (const TwinBatch *batch)
{
  return (gsize) batch->views->size * batch->views->size * 3;
}

static gboolean
same_views (const TwinBatch *a, const TwinBatch *b)
{
  return memcmp (a->views->values, b->views->values, 2 * a->n * view_size (a) * sizeof (float)) ==
         0;
}

static void
assert_same (const TwinBatch *a, const TwinBatch *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_true (same_views (a, b));
  g_assert_cmpmem (a->labels, a->n * a->n, b->labels, b->n * b->n);
}

static void
test_same_numbers (gconstpointer data)
{
  const DrawnSet *set = data;
  g_autoptr (TwinBatch) first = twin_batch_new (set->dataset, N, SIZE, &full, 7, 3);
  g_autoptr (TwinBatch) again = twin_batch_new (set->dataset, N, SIZE, &full, 7, 3);
  g_autoptr (TwinBatch) next = twin_batch_new (set->dataset, N, SIZE, &full, 7, 4);
  g_autoptr (TwinBatch) other = twin_batch_new (set->dataset, N, SIZE, &full, 8, 3);

  assert_same (first, again);
  g_assert_false (same_views (first, next));
  g_assert_false (same_views (first, other));
}

/* Each view stands by itself: standardised, no two the same. */
static void
test_views (gconstpointer data)
{
  const DrawnSet *set = data;
  g_autoptr (TwinBatch) batch = twin_batch_new (set->dataset, N, SIZE, &full, 11, 0);
  gsize size = view_size (batch);

  g_assert_cmpuint (batch->views->n, ==, 2 * N);
  for (guint i = 0; i < 2 * N; i++)
    {
      const float *view = batch->views->values + i * size;
      double sum = 0.0, squares = 0.0;

      for (gsize at = 0; at < size; at++)
        {
          g_assert_true (isfinite (view[at]));
          sum += view[at];
          squares += view[at] * view[at];
        }
      g_assert_cmpfloat_with_epsilon (sum / size, 0.0, 1e-3);
      g_assert_cmpfloat (squares / size, <, 1.01);
      for (guint j = 0; j < i; j++)
        g_assert_cmpint (memcmp (view, batch->views->values + j * size, size * sizeof (float)), !=,
                         0);
    }
}

typedef struct
{
  const DrawnSet *set;
  guint64 step;
} ThreadJob;

static gpointer
make_in_thread (gpointer data)
{
  const ThreadJob *job = data;

  return twin_batch_new (job->set->dataset, N, SIZE, &full, 7, job->step);
}

static void
test_threads (gconstpointer data)
{
  ThreadJob jobs[4];
  GThread *threads[G_N_ELEMENTS (jobs)];

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      jobs[i] = (ThreadJob){ data, i };
      threads[i] = g_thread_new ("batch", make_in_thread, &jobs[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autoptr (TwinBatch) made = g_thread_join (threads[i]);
      g_autoptr (TwinBatch) here = make_in_thread (&jobs[i]);

      assert_same (made, here);
    }
}

static gint8
label_at (const TwinBatch *batch, guint i, guint j)
{
  return batch->labels[i * batch->n + j];
}

/* A batch of the whole set, none parted: each picture once. Row i shows the picture whose group decides. */
static void
test_labels (gconstpointer data)
{
  const DrawnSet *set = data;
  guint n = twin_dataset_get_n (set->dataset), open = 0;
  const TwinCurriculum whole = { 0.5, 0.0, 0.0 };

  for (guint64 step = 0; step < 3; step++)
    {
      g_autoptr (TwinBatch) batch = twin_batch_new (set->dataset, n, SIZE, &whole, 2, step);

      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
          {
            g_assert_cmpint (label_at (batch, i, j), ==, label_at (batch, j, i));
            g_assert_cmpint (label_at (batch, i, j) == TWIN_PAIR_POSITIVE, ==, i == j);
            open += label_at (batch, i, j) == TWIN_PAIR_OPEN;
          }
    }
  /* Every second group of two is open: one pair, both ways round, three times. */
  g_assert_cmpuint (open, ==, 3 * (n / DRAWN_GROUP / 2) * DRAWN_GROUP);
}

/* More places than pictures: a picture that comes twice is not its own negative. */
static void
test_repeated_picture (gconstpointer data)
{
  const DrawnSet *set = data;
  guint n = twin_dataset_get_n (set->dataset), open = 0;
  const TwinCurriculum whole = { 0.5, 0.0, 0.0 };
  g_autoptr (TwinBatch) batch = twin_batch_new (set->dataset, 2 * n, SIZE, &whole, 2, 0);

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (label_at (batch, i, i + n), ==, TWIN_PAIR_OPEN);
      g_assert_cmpint (label_at (batch, i + n, i), ==, TWIN_PAIR_OPEN);
    }
  for (guint i = 0; i < 4 * n * n; i++)
    open += batch->labels[i] == TWIN_PAIR_OPEN;
  g_assert_cmpuint (open, ==, 2 * n + 4 * (n / DRAWN_GROUP / 2) * DRAWN_GROUP);
}

/* All places in twos, each two parts of one picture that do not overlap. */
static void
test_partners (gconstpointer data)
{
  const DrawnSet *set = data;
  const TwinCurriculum parted = { 0.0, 0.0, 2.0 };

  for (guint64 step = 0; step < 4; step++)
    {
      g_autoptr (TwinBatch) batch = twin_batch_new (set->dataset, N, SIZE, &parted, 5, step);

      for (guint i = 0; i < N; i += 2)
        {
          g_assert_cmpint (label_at (batch, i, i + 1), ==, TWIN_PAIR_NEGATIVE);
          g_assert_cmpint (label_at (batch, i + 1, i), ==, TWIN_PAIR_NEGATIVE);
          g_assert_cmpint (label_at (batch, i, i), ==, TWIN_PAIR_POSITIVE);
        }
    }
}

static double
correlation (const float *a, const float *b, gsize n)
{
  double sum_a = 0.0, sum_b = 0.0, aa = 0.0, bb = 0.0, ab = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      sum_a += a[i];
      sum_b += b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
      ab += (double) a[i] * b[i];
    }
  return (ab - sum_a * sum_b / n) / sqrt ((aa - sum_a * sum_a / n) * (bb - sum_b * sum_b / n));
}

/* At strength 0 both views of a place are nearly the same, those of partners are not: they show different parts. */
static void
test_partners_show_other_parts (gconstpointer data)
{
  const DrawnSet *set = data;
  const TwinCurriculum parted = { 0.0, 0.0, 2.0 };
  double same = 0.0, other = 0.0;
  guint n = 0;

  for (guint64 step = 0; step < 4; step++)
    {
      g_autoptr (TwinBatch) batch = twin_batch_new (set->dataset, N, SIZE, &parted, 6, step);
      const float *views = batch->views->values;
      gsize size = view_size (batch);

      for (guint i = 0; i < N; i++, n++)
        {
          same += correlation (views + i * size, views + (N + i) * size, size);
          other += correlation (views + i * size, views + (N + (i ^ 1)) * size, size);
        }
    }
  g_test_message ("mean correlation of a place's views %.3f, of partners' %.3f", same / n,
                  other / n);
  g_assert_cmpfloat (same / n, >, 0.6);
  g_assert_cmpfloat (other / n, <, 0.5 * same / n);
}

/* A batch of six pictures from a source of six has all of its open pairs; six from anywhere have fewer. */
static void
test_one_source (gconstpointer data)
{
  const DrawnSet *set = data;
  const TwinCurriculum one = { 0.0, 1.0, 0.0 }, any = { 0.0, 0.0, 0.0 };
  guint open_in_one = 0, open_in_any = 0;

  for (guint64 step = 0; step < 6; step++)
    {
      g_autoptr (TwinBatch) first = twin_batch_new (set->dataset, DRAWN_SOURCE, SIZE, &one, 9,
                                                    step);
      g_autoptr (TwinBatch) second = twin_batch_new (set->dataset, DRAWN_SOURCE, SIZE, &any, 9,
                                                     step);

      for (guint i = 0; i < DRAWN_SOURCE * DRAWN_SOURCE; i++)
        {
          open_in_one += first->labels[i] == TWIN_PAIR_OPEN;
          open_in_any += second->labels[i] == TWIN_PAIR_OPEN;
        }
    }
  /* A source has three groups, one or two of them open: 2 or 4 of its 36 pairs. */
  g_assert_cmpuint (open_in_one, >=, 6 * 2);
  g_assert_cmpuint (open_in_one, <=, 6 * 4);
  g_assert_cmpuint (open_in_any, <, open_in_one);
}

static void
test_curriculum (void)
{
  TwinCurriculum begin = twin_curriculum_at (0.0, 0.5), middle = twin_curriculum_at (0.25, 0.5);
  TwinCurriculum end = twin_curriculum_at (0.5, 0.5), whole = twin_curriculum_at (0.0, 0.0);

  g_assert_cmpfloat_with_epsilon (begin.strength, 0.15, 1e-9);
  g_assert_cmpfloat_with_epsilon (middle.strength, 0.575, 1e-9);
  g_assert_cmpfloat (end.strength, ==, 1.0);
  g_assert_cmpfloat (twin_curriculum_at (3.0, 0.5).strength, ==, 1.0);
  g_assert_cmpfloat (whole.strength, ==, 1.0);
  g_assert_cmpfloat_with_epsilon (begin.one_source / end.one_source, 0.15, 1e-9);
  g_assert_cmpfloat_with_epsilon (begin.disjoint / end.disjoint, 0.15, 1e-9);
}

/* Whatever a folder holds: points, lines, strips. */
static void
test_odd_shapes (void)
{
  static const guint sides[][2] = { { 1, 1 },  { 1, 60 },  { 60, 1 }, { 2, 2 },
                                    { 2, 90 }, { 300, 7 }, { 64, 64 } };
  const TwinCurriculum hardest = { 1.0, 0.0, 2.0 };
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GString) table = g_string_new ("path\n");
  g_autoptr (TwinDataset) dataset = NULL;

  scratch_init (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);

      g_object_unref (draw_file (&scratch, name, sides[i][0], sides[i][1], i));
      g_string_append_printf (table, "%s\n", name);
    }
  dataset = load_table (&scratch, table->str);
  for (guint64 step = 0; step < 40; step++)
    {
      const TwinCurriculum *curriculum = step % 2 == 0 ? &hardest : &full;
      g_autoptr (TwinBatch) batch = twin_batch_new (dataset, G_N_ELEMENTS (sides), SIZE, curriculum,
                                                    3, step);

      for (gsize i = 0; i < batch->views->n * view_size (batch); i++)
        g_assert_true (isfinite (batch->views->values[i]));
    }
}

int
main (int argc, char **argv)
{
  DrawnSet set;
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  drawn_set_init (&set, 24, 1);
  g_test_add_data_func ("/batch/the same numbers give the same batch", &set, test_same_numbers);
  g_test_add_data_func ("/batch/views are standardised, no two the same", &set, test_views);
  g_test_add_data_func ("/batch/made by several threads it is the same", &set, test_threads);
  g_test_add_data_func ("/batch/the diagonal is positive, open pairs are masked", &set,
                        test_labels);
  g_test_add_data_func ("/batch/a repeated picture is open", &set, test_repeated_picture);
  g_test_add_data_func ("/batch/partners are negative", &set, test_partners);
  g_test_add_data_func ("/batch/partners show other parts", &set, test_partners_show_other_parts);
  g_test_add_data_func ("/batch/one source", &set, test_one_source);
  g_test_add_func ("/batch/from easy to full", test_curriculum);
  g_test_add_func ("/batch/points, lines and strips", test_odd_shapes);
  status = g_test_run ();
  drawn_set_clear (&set);
  gegl_exit ();
  return status;
}
