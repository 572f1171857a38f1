#include "drawn-set.h"
#include "pair-plan.h"
#include "pair-view.h"

#include <gegl.h>
#include <string.h>

#define PICTURES 24
#define POSITIVES 60
#define NEGATIVES 120

static TwinPairSet *
draw (const DrawnSet *set, guint64 seed)
{
  return twin_pair_plan_draw (set->dataset, POSITIVES, NEGATIVES, seed);
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
  g_auto (TwinTrace) trace = { 0 };
  g_autoptr (TwinRaster) raster = NULL;

  twin_trace_init (&trace);
  raster = twin_pair_set_make (set, index, &trace, &error);
  g_assert_no_error (error);
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

      g_assert_true (a->a == b->a && a->b == b->b && a->positive == b->positive);
      g_assert_cmpstr (a->kind, ==, b->kind);
      g_assert_cmpstr (a->group_a, ==, b->group_a);
    }
  for (guint i = 0; i < MIN (first->n_pictures, other->n_pictures); i += 5)
    {
      g_autofree char *one = digest_of (first, i), *two = digest_of (again, i);
      g_autofree char *three = digest_of (other, i);

      g_assert_cmpstr (one, ==, two);
      same += strcmp (one, three) == 0;
    }
  g_assert_cmpuint (same, <=, 1); /* a picture that is not altered may be the same */
}

static guint
count_kind (const TwinPairSet *set, const char *kind)
{
  guint count = 0;

  for (guint i = 0; i < set->pairs->len; i++)
    count += strcmp (pair_at (set, i)->kind, kind) == 0;
  return count;
}

static void
test_kinds (gconstpointer data)
{
  static const char *const copies[] = { "colour",  "crop",         "rotation", "noise",
                                        "blur",    "jpeg",         "gamma",    "rescale",
                                        "invert",  "false-colour", "overlap",  "mixed",
                                        "retouch", "stretch",      "panel",    "figures" };
  static const char *const others[] = { "same-specimen", "same-specimen-altered", "furniture",
                                        "one-source", "random" };
  g_autoptr (TwinPairSet) set = draw (data, 4);
  guint positives = 0;

  for (guint i = 0; i < set->pairs->len; i++)
    positives += pair_at (set, i)->positive;
  g_assert_cmpuint (positives, ==, POSITIVES);
  g_assert_cmpuint (set->pairs->len - positives, ==, NEGATIVES);
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    g_assert_cmpuint (count_kind (set, copies[i]), >=, POSITIVES / 20);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpuint (count_kind (set, others[i]), >, 0);
  /* Every second group, of two pictures each, is known to differ inside. */
  g_assert_cmpuint (count_kind (set, "same-specimen"), ==, PICTURES / 4);
  g_assert_cmpuint (count_kind (set, "same-specimen-altered"), ==, PICTURES / 4);
  g_assert_cmpuint (count_kind (set, "furniture"), ==, NEGATIVES / 10);
}

/* Neither an open label nor a picture with itself is a negative, whatever stands in a figure's panels. */
static void
test_open_labels (gconstpointer data)
{
  const DrawnSet *drawn = data;

  for (guint seed = 1; seed < 6; seed++)
    {
      g_autoptr (TwinPairSet) set = draw (drawn, seed);

      for (guint i = 0; i < set->pairs->len; i++)
        {
          const TwinPair *pair = pair_at (set, i);
          const TwinPairItem *a = twin_pair_set_get_item (set, pair->a);
          const TwinPairItem *b = twin_pair_set_get_item (set, pair->b);

          if (pair->positive)
            g_assert_cmpuint (a->original, ==, b->original);
          else
            g_assert_true (twin_pair_items_differ (drawn->dataset->manifest, a, b));
        }
    }
}

/* Panels are filled and cut off: what is called a copy still shows one thing. */
static void
test_shared (gconstpointer data)
{
  const DrawnSet *drawn = data;
  g_autoptr (TwinPairSet) set = draw (drawn, 2);

  for (guint i = 0; i < set->pairs->len; i++)
    {
      const TwinPair *pair = pair_at (set, i);
      double least = strcmp (pair->kind, "overlap") == 0 ? 0.15 : 0.45;

      if (pair->positive)
        g_assert_cmpfloat (twin_pair_items_share (twin_pair_set_get_item (set, pair->a),
                                                  twin_pair_set_get_item (set, pair->b),
                                                  drawn->dataset)
                             .of_smaller,
                           >=, least);
    }
}

/* All open: there is nothing to tell apart. */
static void
test_one_open_group (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GString) table = g_string_new ("path,group\n");
  g_autoptr (TwinDataset) dataset = NULL;
  g_autoptr (TwinPairSet) set = NULL;

  scratch_init (&scratch);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);

      g_object_unref (draw_file (&scratch, name, DRAWN_SIDE, DRAWN_SIDE, i));
      g_string_append_printf (table, "%s,g\n", name);
    }
  dataset = load_table (&scratch, table->str);
  set = twin_pair_plan_draw (dataset, 20, 20, 1);
  g_assert_cmpuint (set->pairs->len, ==, 20);
  for (guint i = 0; i < set->pairs->len; i++)
    g_assert_true (pair_at (set, i)->positive);
}

/* Strips come from blots and gels, as the manifest names them. */
static void
test_strips (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (TwinDataset) dataset = NULL;
  g_autoptr (TwinPairSet) set = NULL;

  scratch_init (&scratch);
  g_object_unref (draw_file (&scratch, "0.png", 200, 60, 2));
  g_object_unref (draw_file (&scratch, "1.png", 120, 20, 3));
  g_object_unref (draw_file (&scratch, "2.png", DRAWN_SIDE, DRAWN_SIDE, 4));
  dataset = load_table (&scratch, "path,modality\n0.png,western blot\n1.png,gel\n2.png,cells\n");
  set = twin_pair_plan_draw (dataset, 60, 0, 1);
  g_assert_cmpuint (count_kind (set, "strip"), ==, 3);
  for (guint i = 0; i < set->pairs->len; i++)
    if (strcmp (pair_at (set, i)->kind, "strip") == 0)
      {
        g_autofree char *digest = digest_of (set, pair_at (set, i)->b);

        g_assert_cmpuint (twin_pair_set_get_item (set, pair_at (set, i)->b)->original, !=, 2);
        g_assert_nonnull (digest);
      }
}

int
main (int argc, char **argv)
{
  DrawnSet set;
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  drawn_set_init (&set, PICTURES, 1);
  g_test_add_data_func ("/pair plan/the same seed draws the same", &set, test_same_seed);
  g_test_add_data_func ("/pair plan/every kind", &set, test_kinds);
  g_test_add_data_func ("/pair plan/open labels are never drawn", &set, test_open_labels);
  g_test_add_data_func ("/pair plan/copies show one thing", &set, test_shared);
  g_test_add_func ("/pair plan/one open group gives no negatives", test_one_open_group);
  g_test_add_func ("/pair plan/strips", test_strips);
  status = g_test_run ();
  drawn_set_clear (&set);
  gegl_exit ();
  return status;
}
