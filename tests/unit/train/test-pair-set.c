#include "drawn-set.h"
#include "modify/recipe.h"
#include "pair-set.h"

#include <gegl.h>
#include <string.h>

#define POSITIVES 48
#define BESIDE 3
#define NEGATIVES 90
/* Colour, crop, rotation, noise and the mixture. */
#define HEADLINE_KINDS 5

static TwinPairSet *
draw (const DrawnSet *set, guint64 seed)
{
  return twin_pair_set_draw (set->dataset, POSITIVES, BESIDE, NEGATIVES, seed);
}

static const TwinPair *
pair_at (const TwinPairSet *set, guint i)
{
  return &g_array_index (set->pairs, TwinPair, i);
}

static char *
digest_of (const TwinPairSet *set, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = twin_pair_set_get_picture (set, index, NULL, &error);
  g_autoptr (TwinRaster) raster = NULL;

  g_assert_no_error (error);
  raster = twin_picture_show (picture, 4096);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) raster->pixels,
                                      (gsize) raster->width * raster->height * 3 * sizeof (float));
}

static void
test_same_seed (gconstpointer data)
{
  g_autoptr (TwinPairSet) first = draw (data, 4), again = draw (data, 4), other = draw (data, 5);
  guint same = 0;

  g_assert_cmpuint (first->pairs->len, ==, again->pairs->len);
  g_assert_cmpuint (first->n_pictures, ==, again->n_pictures);
  for (guint i = 0; i < first->pairs->len; i++)
    {
      const TwinPair *a = pair_at (first, i), *b = pair_at (again, i);

      g_assert_true (a->a == b->a && a->b == b->b && a->positive == b->positive &&
                     a->hard == b->hard);
      g_assert_cmpstr (a->kind, ==, b->kind);
    }
  /* The pictures too, however often they are asked for; another seed's are others. */
  for (guint i = 0; i < first->n_pictures; i += 7)
    {
      g_autofree char *one = digest_of (first, i), *once_more = digest_of (first, i);
      g_autofree char *two = digest_of (again, i), *three = digest_of (other, i);

      g_assert_cmpstr (one, ==, once_more);
      g_assert_cmpstr (one, ==, two);
      same += strcmp (one, three) == 0;
    }
  g_assert_cmpuint (same, ==, 0);
}

static void
test_kinds (gconstpointer data)
{
  g_autoptr (TwinPairSet) set = draw (data, 4);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  guint positives = 0, negatives = 0, beside = 0;

  for (guint i = 0; i < set->pairs->len; i++)
    {
      const TwinPair *pair = pair_at (set, i);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, pair->kind));

      g_hash_table_insert (counts, (gpointer) pair->kind, GUINT_TO_POINTER (count + 1));
      positives += pair->positive && !pair->beside;
      negatives += !pair->positive;
      beside += pair->beside;
      g_assert_false (pair->beside && !pair->positive);
    }
  g_assert_cmpuint (positives, ==, POSITIVES);
  g_assert_cmpuint (negatives, ==, NEGATIVES);
  g_assert_cmpuint (beside, ==, BESIDE * (TWIN_N_RECIPES - HEADLINE_KINDS));
  for (guint recipe = 0; recipe < TWIN_N_RECIPES; recipe++)
    {
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, twin_recipe_get_name (recipe)));
      gboolean method = recipe <= TWIN_RECIPE_NOISE;

      g_test_message ("%s: %u", twin_recipe_get_name (recipe), count);
      g_assert_cmpuint (count, ==,
                        recipe == TWIN_RECIPE_MIXED ? POSITIVES / 2
                        : method                    ? POSITIVES / 8
                                                    : BESIDE);
    }
}

/* The place in the data set of the picture that one of the pair set was made from: it has its name. */
static guint
original_of (const TwinPairSet *set, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = twin_pair_set_get_picture (set, index, NULL, &error);

  g_assert_no_error (error);
  return g_ascii_strtoull (twin_picture_get_name (picture), NULL, 10);
}

static guint *
originals_of (const TwinPairSet *set)
{
  guint *originals = g_new (guint, set->n_pictures);

  for (guint i = 0; i < set->n_pictures; i++)
    originals[i] = original_of (set, i);
  return originals;
}

/* By the plan in drawn-set.h: open groups of two, and hard ones of one group or one source. */
static gboolean
is_open (guint a, guint b)
{
  return a / DRAWN_GROUP == b / DRAWN_GROUP && a / DRAWN_GROUP % 2 == 0;
}

static gboolean
is_hard (guint a, guint b)
{
  gboolean both_differ = a / DRAWN_GROUP % 2 == 1 && b / DRAWN_GROUP % 2 == 1;

  return both_differ ? a / DRAWN_GROUP == b / DRAWN_GROUP : a / DRAWN_SOURCE == b / DRAWN_SOURCE;
}

static void
test_negatives (gconstpointer data)
{
  g_autoptr (TwinPairSet) set = draw (data, 4);
  g_autofree guint *originals = originals_of (set);
  guint hard = 0;

  for (guint i = 0; i < set->pairs->len; i++)
    {
      const TwinPair *pair = pair_at (set, i);
      guint a = originals[pair->a], b = originals[pair->b];

      if (pair->positive)
        {
          g_assert_cmpuint (a, ==, b);
          continue;
        }
      g_assert_cmpuint (a, !=, b);
      g_assert_false (is_open (a, b));
      g_assert_cmpint (pair->hard, ==, is_hard (a, b));
      hard += pair->hard;
    }
  g_test_message ("%u of %u negatives are hard", hard, NEGATIVES);
  g_assert_cmpuint (hard, >=, NEGATIVES / 3);
  /* Of the rest, one in five or so by chance. */
  g_assert_cmpuint (hard, <, NEGATIVES * 2 / 3);
}

/* Positives go round all pictures before one comes again. */
static void
test_spread (gconstpointer data)
{
  const DrawnSet *drawn = data;
  g_autoptr (TwinPairSet) set = draw (data, 4);
  g_autofree guint *originals = originals_of (set);
  guint n = twin_dataset_get_n (drawn->dataset);
  g_autofree guint *times = g_new0 (guint, n);

  for (guint i = 0; i < POSITIVES; i++)
    times[originals[2 * i]]++;
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (times[i], ==, POSITIVES / n);
}

/* Where no two are known to be different there are no negatives, and no endless search for them. */
static void
test_nothing_known (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinDataset) dataset = NULL;
  g_autoptr (TwinPairSet) set = NULL;

  scratch_init (&scratch);
  g_object_unref (draw_file (&scratch, "0.png", 64, 64, 0));
  g_object_unref (draw_file (&scratch, "1.png", 64, 64, 1));
  dataset = load_table (&scratch, "path,group\n0.png,a\n1.png,a\n");
  set = twin_pair_set_draw (dataset, 4, 0, 4, 1);
  g_assert_cmpuint (set->pairs->len, ==, 4);
}

static TwinPairSet *
from_table (const Scratch *scratch, const char *text, GError **error)
{
  g_autoptr (GFile) file = scratch_write (scratch, "pairs.csv", text, strlen (text));
  g_autoptr (GFile) folder = g_file_new_for_path (scratch->path);
  g_autoptr (TwinCsv) table = twin_csv_load (file, error);

  g_assert_nonnull (table);
  return twin_pair_set_from_table (table, folder, error);
}

static void
test_table (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (TwinPicture) picture = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  g_object_unref (draw_file (&scratch, "one.png", 70, 80, 0));
  set = from_table (
    &scratch,
    "label,a,kind,b\n1,one.png,crop,two.png\n0,two.png,,/x/three.png\n1,one.png,crop,one.png\n",
    &error);
  g_assert_no_error (error);
  /* A picture once, in the order in which they come. */
  g_assert_cmpuint (set->n_pictures, ==, 3);
  g_assert_cmpuint (set->pairs->len, ==, 3);
  g_assert_true (pair_at (set, 0)->positive && pair_at (set, 0)->a == 0 &&
                 pair_at (set, 0)->b == 1);
  g_assert_true (!pair_at (set, 1)->positive && pair_at (set, 1)->a == 1 &&
                 pair_at (set, 1)->b == 2);
  g_assert_true (pair_at (set, 2)->a == 0 && pair_at (set, 2)->b == 0);
  g_assert_cmpstr (pair_at (set, 0)->kind, ==, "crop");
  g_assert_cmpstr (pair_at (set, 1)->kind, ==, "");
  picture = twin_pair_set_get_picture (set, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (twin_picture_get_width (picture), ==, 70);
  g_assert_cmpuint (twin_picture_get_height (picture), ==, 80);
  g_assert_null (twin_pair_set_get_picture (set, 2, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "three.png"));
}

static void
test_table_without_kind (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  set = from_table (&scratch, "a,b,label\nx.png,y.png,1\n", &error);
  g_assert_no_error (error);
  g_assert_null (pair_at (set, 0)->kind);
}

static void
test_broken_tables (void)
{
  static const struct
  {
    const char *text;
    TwinCsvError code;
    const char *named;
  } cases[] = {
    { "a,label\nx,1\n", TWIN_CSV_ERROR_COLUMN, "“b”" },
    { "b,label\nx,1\n", TWIN_CSV_ERROR_COLUMN, "“a”" },
    { "a,b\nx,y\n", TWIN_CSV_ERROR_COLUMN, "“label”" },
    { "a,b,label\nx,y,1\nx,z,yes\n", TWIN_CSV_ERROR_VALUE, "row 2" },
    { "a,b,label\nx,y,yes\n", TWIN_CSV_ERROR_VALUE, "“yes”" },
    { "a,b,label\nx,y,\n", TWIN_CSV_ERROR_VALUE, "row 1" },
    { "a,b,label\nx,y,10\n", TWIN_CSV_ERROR_VALUE, "“10”" },
  };
  g_auto (Scratch) scratch = { NULL };

  scratch_init (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinPairSet) set = from_table (&scratch, cases[i].text, &error);

      g_assert_null (set);
      g_assert_error (error, TWIN_CSV_ERROR, (gint) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].named));
      g_assert_nonnull (strstr (error->message, "pairs.csv"));
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
  g_test_add_data_func ("/pair set/the same seed draws the same", &set, test_same_seed);
  g_test_add_data_func ("/pair set/half mixed, the rest of the four kinds, others beside", &set,
                        test_kinds);
  g_test_add_data_func ("/pair set/negatives are known to be different, a third of them hard", &set,
                        test_negatives);
  g_test_add_data_func ("/pair set/positives go round all pictures", &set, test_spread);
  g_test_add_func ("/pair set/no two that are known to be different", test_nothing_known);
  g_test_add_func ("/pair set/a table", test_table);
  g_test_add_func ("/pair set/a table without kinds", test_table_without_kind);
  g_test_add_func ("/pair set/broken tables", test_broken_tables);
  status = g_test_run ();
  drawn_set_clear (&set);
  gegl_exit ();
  return status;
}
