/* pair-set-draw.c: the pairs of twin_pair_set_draw(): the four kinds and their mixtures, and hard negatives. */
#include "modify/recipe.h"
#include "pair-set.h"

#include <string.h>

#define HARD_SHARE 3 /* one negative in three */
#define HARD_TRIES 4096

/* What a set is drawn with. */
typedef struct
{
  TwinRandom random;
  TwinPairSet *set;
  guint *order;
  guint next;
} Drawing;

static void
add_altered (Drawing *drawing, guint original, GArray *modifications)
{
  twin_pair_set_add (drawing->set, twin_pair_item_new (original, modifications,
                                                       twin_random_next (&drawing->random)));
}

static gboolean
is_headline (TwinRecipe recipe)
{
  return recipe == TWIN_RECIPE_MIXED || recipe == TWIN_RECIPE_COLOUR ||
         recipe == TWIN_RECIPE_CROP || recipe == TWIN_RECIPE_ROTATION ||
         recipe == TWIN_RECIPE_NOISE;
}

static void
draw_positive (Drawing *drawing, TwinRecipe recipe)
{
  guint original = drawing->order[drawing->next++ % twin_dataset_get_n (drawing->set->dataset)],
        width, height;
  GArray *a = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  GArray *b = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  TwinPair pair = { .a = drawing->set->n_pictures,
                    .b = drawing->set->n_pictures + 1,
                    .positive = TRUE,
                    .kind = twin_recipe_get_name (recipe),
                    .beside = !is_headline (recipe) };

  twin_dataset_get_size (drawing->set->dataset, original, &width, &height);
  twin_recipe_draw_pair (recipe, 1.0, width, height, &drawing->random, a, b);
  add_altered (drawing, original, a);
  add_altered (drawing, original, b);
  twin_pair_set_describe (drawing->set, &pair);
  g_array_append_val (drawing->set->pairs, pair);
}

/* The four kinds and the mixture, as twin_pair_set_draw() says. */
static TwinRecipe
headline_recipe (guint i)
{
  static const TwinRecipe four[] = { TWIN_RECIPE_COLOUR, TWIN_RECIPE_CROP, TWIN_RECIPE_ROTATION,
                                     TWIN_RECIPE_NOISE };

  return i % 2 == 0 ? TWIN_RECIPE_MIXED : four[i / 2 % G_N_ELEMENTS (four)];
}

/* One group that is known to hold different images, or one source. */
static gboolean
is_hard (const TwinManifest *manifest, guint a, guint b)
{
  const TwinManifestEntry *first = twin_manifest_get (manifest, a),
                          *second = twin_manifest_get (manifest, b);

  if (first->within_group_differs && second->within_group_differs)
    return strcmp (first->group, second->group) == 0;
  return strcmp (first->source, second->source) == 0;
}

/* Rejects until two different originals are found; hard ones while there is hope for them. */
static void
draw_negative (Drawing *drawing, guint n_pictures, gboolean hard)
{
  const TwinManifest *manifest = drawing->set->dataset->manifest;
  TwinPair pair = { .kind = "negative" };

  for (guint tries = 0; tries < 2 * HARD_TRIES; tries++)
    {
      const TwinPairItem *a, *b;

      pair.a = twin_random_below (&drawing->random, n_pictures);
      pair.b = twin_random_below (&drawing->random, n_pictures);
      a = twin_pair_set_get_item (drawing->set, pair.a);
      b = twin_pair_set_get_item (drawing->set, pair.b);
      if (!twin_manifest_differ (manifest, a->original, b->original))
        continue;
      pair.hard = is_hard (manifest, a->original, b->original);
      if (hard && !pair.hard && tries < HARD_TRIES)
        continue;
      twin_pair_set_describe (drawing->set, &pair);
      g_array_append_val (drawing->set->pairs, pair);
      return;
    }
}

static guint *
random_order (guint n, TwinRandom *random)
{
  guint *order = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    {
      guint other = twin_random_below (random, i + 1);

      order[i] = order[other];
      order[other] = i;
    }
  return order;
}

TwinPairSet *
twin_pair_set_draw (const TwinDataset *dataset, guint positives, guint beside, guint negatives,
                    guint64 seed)
{
  TwinPairSet *set = twin_pair_set_new (dataset);
  Drawing drawing = { .set = set };
  g_autofree guint *order = NULL;
  guint headline_pictures;

  twin_random_init (&drawing.random, seed, 0);
  order = drawing.order = random_order (twin_dataset_get_n (dataset), &drawing.random);
  for (guint i = 0; i < positives; i++)
    draw_positive (&drawing, headline_recipe (i));
  headline_pictures = set->n_pictures;
  for (guint recipe = 0; recipe < TWIN_N_RECIPES; recipe++)
    for (guint i = 0; i < beside && !is_headline (recipe); i++)
      draw_positive (&drawing, recipe);
  for (guint i = 0; i < negatives && headline_pictures > 0; i++)
    draw_negative (&drawing, headline_pictures, i % HARD_SHARE == 0);
  return set;
}
