/* pair-plan-positives.c: copies of every kind. */
#include "modify/recipe.h"
#include "pair-plan-private.h"
#include "pair-view.h"

#include <math.h>

/* What is altered before it becomes a panel is altered mildly: the panel is hard enough. */
#define PANEL_STRENGTH 0.5
/* Of what either shows of the original, that both must. */
#define LEAST_OF_SMALLER 0.5
#define LEAST_OF_LARGER 0.25
#define MOST_PANELS 9
#define LEAST_FIGURE 500
#define MOST_FIGURE 1200
/* A strip is worth looking at from here on. */
#define STRIP_WIDTH 150
#define STRIP_HEIGHT 25
#define TRIES 64

static void
append (GArray *list, TwinModificationKind kind, double amount)
{
  TwinModification modification = { .kind = kind, .amount = amount };

  g_array_append_val (list, modification);
}

static void
add_pair (TwinPairPlan *plan, const char *kind, TwinPairItem *a, TwinPairItem *b)
{
  TwinPair pair = { .positive = TRUE, .kind = kind };

  pair.a = twin_pair_set_add (plan->set, a);
  pair.b = twin_pair_set_add (plan->set, b);
  twin_pair_set_describe (plan->set, &pair);
  g_array_append_val (plan->set->pairs, pair);
}

static guint
next_original (TwinPairPlan *plan, guint *width, guint *height)
{
  guint original = g_array_index (plan->order, guint, plan->next++ % plan->order->len);

  twin_dataset_get_size (plan->set->dataset, original, width, height);
  return original;
}

static void
draw_recipe (TwinPairPlan *plan, TwinRecipe recipe)
{
  guint width, height, original = next_original (plan, &width, &height);
  GArray *a = twin_modification_list (), *b = twin_modification_list ();

  twin_recipe_draw_pair (recipe, 1.0, width, height, &plan->random, a, b);
  add_pair (plan, twin_recipe_get_name (recipe), twin_pair_plan_item (plan, original, a),
            twin_pair_plan_item (plan, original, b));
}

static void
draw_stretch (TwinPairPlan *plan)
{
  guint width, height, original = next_original (plan, &width, &height);
  GArray *a = twin_modification_list (), *b = twin_modification_list ();
  double factor = exp (twin_random_range (&plan->random, log (1.05), log (1.3)));

  append (b, TWIN_MODIFY_STRETCH, twin_random_chance (&plan->random, 0.5) ? factor : 1 / factor);
  add_pair (plan, "stretch", twin_pair_plan_item (plan, original, a),
            twin_pair_plan_item (plan, original, b));
}

/* A picture that differs from @original, or, where luck fails, any. */
static guint
draw_other (TwinPairPlan *plan, guint original)
{
  guint other = 0;

  for (guint i = 0; i < TRIES; i++)
    {
      other = twin_random_below (&plan->random, plan->order->len);
      if (twin_manifest_differ (plan->set->dataset->manifest, original, other))
        break;
    }
  return other;
}

/* The picture becomes one panel of a figure. */
static void
put_into_figure (TwinPairPlan *plan, TwinPairItem *item)
{
  guint n_panels = 2 + twin_random_below (&plan->random, MOST_PANELS - 1);

  item->figure_width = round (twin_random_range (&plan->random, LEAST_FIGURE, MOST_FIGURE));
  item->figure_seed = twin_random_next (&plan->random);
  item->panel = twin_random_below (&plan->random, n_panels);
  item->others = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 1; i < n_panels; i++)
    {
      guint other = draw_other (plan, item->original);

      g_array_append_val (item->others, other);
    }
}

/* Both pictures of a `panel` or `figures`, drawn once. */
static void
draw_panel_items (TwinPairPlan *plan, guint original, gboolean both, TwinPairItem **a,
                  TwinPairItem **b)
{
  GArray *list_a = twin_modification_list (), *list_b = twin_modification_list ();
  guint width, height;

  twin_dataset_get_size (plan->set->dataset, original, &width, &height);
  twin_recipe_draw_pair (TWIN_RECIPE_MIXED, PANEL_STRENGTH, width, height, &plan->random, list_a,
                         list_b);
  *a = twin_pair_plan_item (plan, original, list_a);
  *b = twin_pair_plan_item (plan, original, list_b);
  put_into_figure (plan, *b);
  if (both)
    put_into_figure (plan, *a);
}

/* A panel is filled, and what is over cut off: a picture in a panel of quite another shape would be a sliver of it. */
static gboolean
show_enough (TwinPairPlan *plan, const TwinPairItem *a, const TwinPairItem *b)
{
  TwinPairShare share = twin_pair_items_share (a, b, plan->set->dataset);

  return share.of_smaller >= LEAST_OF_SMALLER && share.of_larger >= LEAST_OF_LARGER;
}

static void
draw_panel (TwinPairPlan *plan, gboolean both)
{
  guint width, height, original = next_original (plan, &width, &height);
  TwinPairItem *a, *b;

  draw_panel_items (plan, original, both, &a, &b);
  for (guint i = 0; i < TRIES && !show_enough (plan, a, b); i++)
    {
      twin_pair_item_free (a);
      twin_pair_item_free (b);
      draw_panel_items (plan, original, both, &a, &b);
    }
  add_pair (plan, both ? "figures" : "panel", a, b);
}

/* From @least (or all there is) to @most of a length. */
static guint
draw_length (TwinPairPlan *plan, guint whole, guint least, double most)
{
  double low = MIN (least, whole), high = MAX (whole * most, low);
  double length = round (twin_random_range (&plan->random, low, high + 0.001));

  return (guint) CLAMP (length, 1, whole);
}

static TwinModification
draw_strip_box (TwinPairPlan *plan, guint width, guint height)
{
  TwinModification crop = { .kind = TWIN_MODIFY_CROP,
                            .width = draw_length (plan, width, MAX (STRIP_WIDTH, width / 2), 1.0),
                            .height = draw_length (plan, height, STRIP_HEIGHT, 0.4) };

  crop.x = twin_random_below (&plan->random, width - crop.width + 1);
  crop.y = twin_random_below (&plan->random, height - crop.height + 1);
  return crop;
}

/* What is done to a strip before it stands in another figure. */
static void
append_strip_changes (TwinPairPlan *plan, GArray *list)
{
  TwinRandom *random = &plan->random;

  if (twin_random_chance (random, 0.3))
    append (list, TWIN_MODIFY_FLIP, 0);
  if (twin_random_chance (random, 0.2))
    append (list, TWIN_MODIFY_ROTATE, 180);
  if (twin_random_chance (random, 0.3))
    append (list, TWIN_MODIFY_STRETCH, exp (twin_random_range (random, log (0.85), log (1.18))));
  if (twin_random_chance (random, 0.5))
    append (list, TWIN_MODIFY_SCALE, exp (twin_random_range (random, log (0.7), log (1.5))));
  if (twin_random_chance (random, 0.6))
    append (list, TWIN_MODIFY_CONTRAST, twin_random_range (random, 0.7, 1.4));
  if (twin_random_chance (random, 0.6))
    append (list, TWIN_MODIFY_GAMMA, exp (twin_random_range (random, log (0.6), log (1.7))));
  if (twin_random_chance (random, 0.3))
    append (list, TWIN_MODIFY_JPEG, round (twin_random_range (random, 50, 95)));
}

static void
draw_strip (TwinPairPlan *plan)
{
  guint original = g_array_index (plan->strips, guint, plan->next_strip++ % plan->strips->len);
  guint width, height;
  GArray *a = twin_modification_list (), *b = twin_modification_list ();
  TwinModification crop;

  twin_dataset_get_size (plan->set->dataset, original, &width, &height);
  crop = draw_strip_box (plan, width, height);
  g_array_append_val (b, crop);
  append_strip_changes (plan, b);
  add_pair (plan, "strip", twin_pair_plan_item (plan, original, a),
            twin_pair_plan_item (plan, original, b));
}

/* Beyond the recipes. */
enum
{
  STRETCH = TWIN_N_RECIPES,
  PANEL,
  FIGURES,
  STRIP,
  N_KINDS,
};

void
twin_pair_plan_add_positive (TwinPairPlan *plan, guint i)
{
  /* One turn: every kind once, and the mixture three times more. */
  guint kind = i % (N_KINDS + 3);

  if (kind == STRETCH)
    draw_stretch (plan);
  else if (kind == PANEL || kind == FIGURES)
    draw_panel (plan, kind == FIGURES);
  else if (kind == STRIP && plan->strips->len > 0)
    draw_strip (plan);
  else
    draw_recipe (plan, MIN (kind, TWIN_RECIPE_MIXED));
}
