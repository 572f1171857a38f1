/* test-make-pairs.c: what is written is what was drawn, and the table's truth is what the pixels show. */
#include "drawn-set.h"
#include "make-pairs.h"
#include "pair-plan.h"
#include "pair-truth.h"

#include <gegl.h>
#include <math.h>
#include <string.h>

#define PICTURES 24

/* A folder with the pairs in it; removed with all that it holds. */
typedef struct
{
  Scratch scratch;
  GFile *folder;
} Written;

static gboolean
write_pairs (Written *written, const DrawnSet *set, guint64 seed, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (TwinPairSet) pairs = twin_pair_plan_draw (set->dataset, 40, 20, seed);
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);

  return twin_make_pairs (pairs, written->folder, workers, NULL, NULL, cancellable, error);
}

static void
written_init (Written *written)
{
  scratch_init (&written->scratch);
  written->folder = scratch_file (&written->scratch, "pairs");
}

static void
remove_all (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
    file, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) &&
         child != NULL)
    remove_all (child);
  g_file_delete (file, NULL, NULL);
}

static void
written_clear (Written *written)
{
  remove_all (written->folder);
  g_clear_object (&written->folder);
  scratch_clear (&written->scratch);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Written, written_clear)

static TwinCsv *
load_pairs (const Written *written)
{
  g_autoptr (GFile) file = g_file_get_child (written->folder, "PAIRS.csv");
  g_autoptr (GError) error = NULL;
  TwinCsv *table = twin_csv_load (file, &error);

  g_assert_no_error (error);
  return table;
}

static TwinRaster *
load_picture (const Written *written, const char *name)
{
  g_autoptr (GFile) file = g_file_resolve_relative_path (written->folder, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = twin_picture_load (file, 0, NULL, &error);

  g_assert_no_error (error);
  return twin_picture_show (picture, 0);
}

static const char *
field (const TwinCsv *table, guint row, const char *name)
{
  return twin_csv_get (table, row, twin_csv_need_column (table, name, NULL));
}

static TwinAffine
read_matrix (const char *text)
{
  TwinAffine matrix;

  for (guint i = 0; i < 6; i++)
    {
      char *end;

      matrix.m[i / 3][i % 3] = g_ascii_strtod (text, &end);
      g_assert_true (end != text);
      text = end;
    }
  return matrix;
}

/* Correlation of a's greys with b's under @matrix, where both are; at least 60 pixels. */
static double
correlation (const TwinRaster *a, const TwinRaster *b, const TwinAffine *matrix)
{
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;

  for (guint row = 0; row < a->height; row++)
    for (guint column = 0; column < a->width; column++)
      {
        double u, v, p = twin_raster_at (a, column, row)[1], q;

        twin_affine_apply (matrix, column + 0.5, row + 0.5, &u, &v);
        if (u < 0 || v < 0 || u >= b->width || v >= b->height)
          continue;
        q = twin_raster_at (b, (guint) u, (guint) v)[1];
        n++;
        x += p;
        y += q;
        xx += p * p;
        yy += q * q;
        xy += p * q;
      }
  g_assert_cmpfloat (n, >=, 60);
  return (n * xy - x * y) / sqrt (MAX ((n * xx - x * x) * (n * yy - y * y), 1e-12));
}

/* Of kinds that leave tones and pixels what they are: under the truth the pictures are one. */
static void
test_matrix (gconstpointer data)
{
  static const char *const kinds[] = {
    "crop", "rotation", "stretch", "overlap", "gamma", "rescale"
  };
  g_auto (Written) written = { 0 };
  g_autoptr (TwinCsv) table = NULL;
  g_autoptr (GError) error = NULL;
  guint looked_at = 0;

  written_init (&written);
  g_assert_true (write_pairs (&written, data, 1, NULL, &error));
  g_assert_no_error (error);
  table = load_pairs (&written);
  for (guint row = 0; row < twin_csv_get_n_rows (table); row++)
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (strcmp (field (table, row, "kind"), kinds[i]) == 0)
        {
          g_autoptr (TwinRaster) a = load_picture (&written, field (table, row, "a"));
          g_autoptr (TwinRaster) b = load_picture (&written, field (table, row, "b"));
          TwinAffine matrix = read_matrix (field (table, row, "matrix")), off = matrix;

          off.m[0][2] += 5;
          g_test_message ("%s: %.3f, 5 pixels off %.3f", kinds[i], correlation (a, b, &matrix),
                          correlation (a, b, &off));
          g_assert_cmpfloat (correlation (a, b, &matrix), >, 0.85);
          g_assert_cmpfloat (correlation (a, b, &off), <, correlation (a, b, &matrix));
          looked_at++;
        }
  g_assert_cmpuint (looked_at, >=, 12);
}

static char *
digest_of (const Written *written, const char *name)
{
  g_autoptr (GFile) file = g_file_resolve_relative_path (written->folder, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes (file, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

static void
test_same_bytes (gconstpointer data)
{
  g_auto (Written) first = { 0 }, again = { 0 };
  g_autoptr (TwinCsv) table = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *one = NULL, *two = NULL;

  written_init (&first);
  written_init (&again);
  g_assert_true (write_pairs (&first, data, 7, NULL, &error));
  g_assert_true (write_pairs (&again, data, 7, NULL, &error));
  one = digest_of (&first, "PAIRS.csv");
  two = digest_of (&again, "PAIRS.csv");
  g_assert_cmpstr (one, ==, two);
  table = load_pairs (&first);
  for (guint row = 0; row < twin_csv_get_n_rows (table); row++)
    {
      g_autofree char *three = digest_of (&first, field (table, row, "b"));
      g_autofree char *four = digest_of (&again, field (table, row, "b"));

      g_assert_cmpstr (three, ==, four);
    }
}

/* What evaluate takes is what was meant. */
static void
test_read_again (gconstpointer data)
{
  g_auto (Written) written = { 0 };
  g_autoptr (TwinCsv) table = NULL;
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (GError) error = NULL;
  guint positives = 0;

  written_init (&written);
  g_assert_true (write_pairs (&written, data, 1, NULL, &error));
  table = load_pairs (&written);
  set = twin_pair_set_from_table (table, written.folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (set->pairs->len, ==, 60);
  for (guint row = 0; row < set->pairs->len; row++)
    {
      const TwinPair *pair = &g_array_index (set->pairs, TwinPair, row);

      positives += pair->positive;
      g_assert_cmpstr (pair->kind, !=, "");
      g_assert_cmpstr (pair->group_a, !=, "");
      g_assert_true ((field (table, row, "matrix")[0] != '\0') == pair->positive);
    }
  g_assert_cmpuint (positives, ==, 40);
}

static void
test_refusals (gconstpointer data)
{
  g_auto (Written) written = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GFile) table = NULL;
  g_autoptr (GError) error = NULL;

  written_init (&written);
  g_cancellable_cancel (cancellable);
  g_assert_false (write_pairs (&written, data, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  table = g_file_get_child (written.folder, "PAIRS.csv");
  g_assert_false (g_file_query_exists (table, NULL));
  g_clear_error (&error);
  /* Something is in it now. */
  g_assert_false (write_pairs (&written, data, 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

/* Two traces whose curves are known. */
static void
test_tones (void)
{
  g_autoptr (GString) line = g_string_new (NULL);
  TwinPairTruth a = { .width = 100, .height = 100 }, b = a;

  twin_trace_init (&a.trace);
  twin_trace_init (&b.trace);
  for (guint i = 0; i < TWIN_TONE_POINTS; i++)
    b.trace.tone[i] = 0.9f * powf (1 - a.trace.tone[i], 0.7f);
  b.trace.inverted = TRUE;
  twin_pair_truth_append (&a, &b, line);
  g_assert_nonnull (strstr (line->str, ",inverted+gain+gamma,0.9000,0.7000,"));
  g_string_truncate (line, 0);
  twin_pair_truth_append (&a, &a, line);
  g_assert_nonnull (strstr (line->str, ",none,1.0000,1.0000,"));
  g_string_truncate (line, 0);
  b.trace.false_colour = TRUE;
  twin_pair_truth_append (&a, &b, line);
  g_assert_nonnull (strstr (line->str, ",false-colour,,,"));
  twin_trace_clear (&a.trace);
  twin_trace_clear (&b.trace);
}

int
main (int argc, char **argv)
{
  DrawnSet set;
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  drawn_set_init (&set, PICTURES, 1);
  g_test_add_data_func ("/make-pairs/the matrix is true", &set, test_matrix);
  g_test_add_data_func ("/make-pairs/the same seed gives the same bytes", &set, test_same_bytes);
  g_test_add_data_func ("/make-pairs/what is written is read again", &set, test_read_again);
  g_test_add_data_func ("/make-pairs/cancelled, and a folder that is not empty", &set,
                        test_refusals);
  g_test_add_func ("/make-pairs/tones are named", test_tones);
  status = g_test_run ();
  drawn_set_clear (&set);
  gegl_exit ();
  return status;
}
