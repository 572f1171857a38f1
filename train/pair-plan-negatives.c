/* pair-plan-negatives.c: pairs of different originals, the hard ones first. */
#include "modify/recipe.h"
#include "pair-plan-private.h"

#include <math.h>
#include <string.h>

#define SPECIMEN_SHARE 0.4
#define FURNITURE_SHARE 0.1
/* Figures of one layout: ten pairs. */
#define FILLINGS 5
#define MOST_PANELS 8
#define LEAST_FIGURE 400
#define MOST_FIGURE 900
#define TRIES 512

static gboolean
add_pair (TwinPairPlan *plan, const char *kind, guint a, guint b)
{
  TwinPair pair = { .a = a, .b = b, .hard = strcmp (kind, "random") != 0, .kind = kind };

  if (!twin_pair_items_differ (plan->set->dataset->manifest, twin_pair_set_get_item (plan->set, a),
                               twin_pair_set_get_item (plan->set, b)))
    return FALSE;
  twin_pair_set_describe (plan->set, &pair);
  g_array_append_val (plan->set->pairs, pair);
  return TRUE;
}

/* Two of one group that are known to differ. */
typedef struct
{
  guint a, b;
} Couple;

static GArray *
find_couples (TwinPairPlan *plan)
{
  const TwinManifest *manifest = plan->set->dataset->manifest;
  GArray *couples = g_array_new (FALSE, FALSE, sizeof (Couple));

  for (guint i = 0; i < plan->order->len; i++)
    for (guint j = 0; j < i; j++)
      {
        Couple couple = { g_array_index (plan->order, guint, i),
                          g_array_index (plan->order, guint, j) };

        if (twin_manifest_differ (manifest, couple.a, couple.b) &&
            strcmp (twin_manifest_get (manifest, couple.a)->group,
                    twin_manifest_get (manifest, couple.b)->group) == 0)
          g_array_append_val (couples, couple);
      }
  return couples;
}

/* The picture of an original, plain or altered, made at the first call; @known: [n], G_MAXUINT where there is none */
static guint
picture_of (TwinPairPlan *plan, guint original, gboolean altered, guint *known)
{
  GArray *list;
  guint width, height;

  if (known[original] != G_MAXUINT)
    return known[original];
  list = twin_modification_list ();
  twin_dataset_get_size (plan->set->dataset, original, &width, &height);
  if (altered)
    twin_recipe_draw_inside (1.0, 0, 0, width, height, &plan->random, list);
  known[original] = twin_pair_set_add (plan->set, twin_pair_plan_item (plan, original, list));
  return known[original];
}

/* Plain ones first: where there is not room for all, these are the ones that are left. */
static void
add_couples (TwinPairPlan *plan, const GArray *couples, gboolean altered, guint most)
{
  g_autofree guint *known = g_new (guint, plan->order->len);

  for (guint i = 0; i < plan->order->len; i++)
    known[i] = G_MAXUINT;
  for (guint i = 0; i < MIN (couples->len, most); i++)
    {
      const Couple *couple = &g_array_index (couples, Couple, i);
      guint a = picture_of (plan, couple->a, altered, known);
      guint b = picture_of (plan, couple->b, altered, known);

      add_pair (plan, altered ? "same-specimen-altered" : "same-specimen", a, b);
    }
}

/* A picture that differs from all that the figures of this layout show so far, of @source unless that is NULL. */
static gboolean
draw_stranger (TwinPairPlan *plan, const GArray *shown, const char *source, guint *out_stranger)
{
  const TwinManifest *manifest = plan->set->dataset->manifest;

  for (guint i = 0; i < TRIES; i++)
    {
      guint stranger = twin_random_below (&plan->random, plan->order->len);
      gboolean differs = source == NULL ||
                         strcmp (twin_manifest_get (manifest, stranger)->source, source) == 0;

      for (guint j = 0; differs && j < shown->len; j++)
        differs = twin_manifest_differ (manifest, stranger, g_array_index (shown, guint, j));
      if (differs)
        {
          *out_stranger = stranger;
          return TRUE;
        }
    }
  return FALSE;
}

/* What figures around different pictures have in common. */
typedef struct
{
  guint n_panels;
  guint width;
  guint64 seed;
} Layout;

/* One figure of a layout; NULL where the data set has not pictures enough. @shown: (element-type guint): goes on */
static TwinPairItem *
fill_layout (TwinPairPlan *plan, const Layout *layout, const char *source, GArray *shown)
{
  GArray *panels = g_array_new (FALSE, FALSE, sizeof (guint));
  TwinPairItem *item;
  guint stranger;

  while (panels->len < layout->n_panels && draw_stranger (plan, shown, source, &stranger))
    {
      g_array_append_val (panels, stranger);
      g_array_append_val (shown, stranger);
    }
  if (panels->len < layout->n_panels)
    {
      g_array_unref (panels);
      return NULL;
    }
  item = twin_pair_plan_item (plan, g_array_index (panels, guint, 0), twin_modification_list ());
  g_array_remove_index (panels, 0);
  item->others = panels;
  item->figure_width = layout->width;
  item->figure_seed = layout->seed;
  return item;
}

static Layout
draw_layout (TwinPairPlan *plan)
{
  guint most = CLAMP (plan->order->len / (FILLINGS + 1), 1, MOST_PANELS);
  Layout layout = { .n_panels = 1 + twin_random_below (&plan->random, most) };

  layout.width = round (twin_random_range (&plan->random, LEAST_FIGURE, MOST_FIGURE));
  layout.seed = twin_random_next (&plan->random);
  return layout;
}

/* Every two of the figures, @most of them. */
static guint
add_fillings (TwinPairPlan *plan, const guint *pictures, guint n_pictures, const char *group,
              guint most)
{
  guint added = 0;

  for (guint n = 1; n < n_pictures; n++)
    for (guint i = 0; i < n && added < most; i++)
      if (add_pair (plan, "furniture", pictures[i], pictures[n]))
        {
          TwinPair *pair = &g_array_index (plan->set->pairs, TwinPair, plan->set->pairs->len - 1);

          pair->group_a = pair->group_b = group;
          added++;
        }
  return added;
}

/* Pairs of figures of one layout; half of the layouts hold pictures of one source, as those of one lab do. A single
 * figure joins no pair, so it is no picture of the set. */
static guint
add_layout (TwinPairPlan *plan, guint number, guint most)
{
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *group = g_strdup_printf ("furniture/%u", number);
  guint seen = twin_random_below (&plan->random, plan->order->len), n_figures = 0;
  const char *source = twin_random_chance (&plan->random, 0.5)
                         ? twin_manifest_get (plan->set->dataset->manifest, seen)->source
                         : NULL;
  TwinPairItem *figures[FILLINGS];
  guint pictures[FILLINGS];
  Layout layout = draw_layout (plan);

  while (n_figures < FILLINGS && n_figures * (n_figures - 1) / 2 < most &&
         (figures[n_figures] = fill_layout (plan, &layout, source, shown)) != NULL)
    n_figures++;
  if (n_figures == 1)
    {
      twin_pair_item_free (figures[0]);
      return 0;
    }
  for (guint n = 0; n < n_figures; n++)
    pictures[n] = twin_pair_set_add (plan->set, figures[n]);
  return add_fillings (plan, pictures, n_figures,
                       g_string_chunk_insert_const (plan->set->words, group), most);
}

/* Layouts that come to nothing are given up after a while: the data set is too small. */
static void
add_furniture (TwinPairPlan *plan, guint n)
{
  for (guint number = 0, added = 0, failed = 0; added < n && failed < TRIES; number++)
    {
      guint more = add_layout (plan, number, n - added);

      added += more;
      failed = more > 0 ? 0 : failed + 1;
    }
}

/* Pictures that there are, paired as chance has it. */
static gboolean
add_chance (TwinPairPlan *plan, guint n_pictures, gboolean one_source, GHashTable *taken)
{
  const TwinManifest *manifest = plan->set->dataset->manifest;

  for (guint i = 0; i < TRIES; i++)
    {
      guint a = twin_random_below (&plan->random, n_pictures);
      guint b = twin_random_below (&plan->random, n_pictures);
      const TwinPairItem *of_a = twin_pair_set_get_item (plan->set, a);
      const TwinPairItem *of_b = twin_pair_set_get_item (plan->set, b);
      guint64 key = (guint64) MIN (a, b) << 32 | MAX (a, b);
      gboolean same = strcmp (twin_manifest_get (manifest, of_a->original)->source,
                              twin_manifest_get (manifest, of_b->original)->source) == 0;

      if (same != one_source || g_hash_table_contains (taken, &key))
        continue;
      if (!add_pair (plan, one_source ? "one-source" : "random", a, b))
        continue;
      g_hash_table_add (taken, g_memdup2 (&key, sizeof key));
      return TRUE;
    }
  return FALSE;
}

void
twin_pair_plan_add_negatives (TwinPairPlan *plan, guint n)
{
  guint before = plan->set->pairs->len, specimens = SPECIMEN_SHARE * n, n_pictures;
  g_autoptr (GArray) couples = find_couples (plan);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  add_couples (plan, couples, FALSE, specimens);
  add_couples (plan, couples, TRUE, specimens - MIN (couples->len, specimens));
  n_pictures = plan->set->n_pictures;
  add_furniture (plan, FURNITURE_SHARE * n);
  for (guint i = 0; n_pictures > 1 && plan->set->pairs->len - before < n; i++)
    if (!add_chance (plan, n_pictures, i % 2 == 0, taken) &&
        !add_chance (plan, n_pictures, i % 2 != 0, taken))
      return;
}
