#include "pair-set.h"
#include "modify/recipe.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define HARD_SHARE 3 /* one negative in three */
#define HARD_TRIES 4096

/* How a picture is come by: loaded from a file, or an original altered. */
typedef struct
{
  GFile *file;
  guint original;
  GArray *modifications;
  guint64 seed;
} Item;

/* What a set is drawn with. */
typedef struct
{
  TwinRandom random;
  TwinPairSet *set;
  guint *order;
  guint next;
} Drawing;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_clear_object (&item->file);
  g_clear_pointer (&item->modifications, g_array_unref);
  g_free (item);
}

static TwinPairSet *
pair_set_new (const TwinDataset *dataset)
{
  TwinPairSet *set = g_new0 (TwinPairSet, 1);

  set->dataset = dataset;
  set->items = g_ptr_array_new_with_free_func (item_free);
  set->pairs = g_array_new (FALSE, FALSE, sizeof (TwinPair));
  set->kinds = g_string_chunk_new (256);
  return set;
}

void
twin_pair_set_free (TwinPairSet *set)
{
  if (set == NULL)
    return;
  g_ptr_array_unref (set->items);
  g_array_unref (set->pairs);
  g_string_chunk_free (set->kinds);
  g_free (set);
}

/* As if it had been saved with 8 bits and loaded again. */
static TwinPicture *
picture_from_raster (const TwinRaster *raster, const char *name)
{
  gsize n = (gsize) raster->width * raster->height * 3;
  g_autofree guint8 *pixels = g_try_malloc (n);
  g_autoptr (GeglBuffer) buffer = NULL;

  if (pixels == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    pixels[i] = lrintf (CLAMP (raster->pixels[i], 0.0f, 1.0f) * 255.0f);
  buffer = gegl_buffer_new (GEGL_RECTANGLE (0, 0, raster->width, raster->height),
                            babl_format ("R'G'B' u8"));
  gegl_buffer_set (buffer, NULL, 0, NULL, pixels, GEGL_AUTO_ROWSTRIDE);
  return twin_picture_from_buffer (buffer, name);
}

static TwinPicture *
alter (const TwinPairSet *set, const Item *item, GError **error)
{
  g_autoptr (TwinRaster) raster = twin_dataset_get (set->dataset, item->original);
  g_autofree char *name = g_file_get_basename (
    twin_manifest_get (set->dataset->manifest, item->original)->file);
  TwinPicture *picture = NULL;
  TwinRandom random;

  twin_random_init (&random, item->seed, 0);
  if (raster != NULL)
    {
      raster = twin_modifications_apply (item->modifications, g_steal_pointer (&raster), &random,
                                         error);
      if (raster == NULL)
        return NULL;
      picture = picture_from_raster (raster, name);
    }
  if (picture == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                 _ ("There is not enough memory to alter “%s”"), name);
  return picture;
}

TwinPicture *
twin_pair_set_get_picture (const TwinPairSet *set, guint index, GCancellable *cancellable,
                           GError **error)
{
  const Item *item = g_ptr_array_index (set->items, index);

  return item->file != NULL ? twin_picture_load (item->file, 0, cancellable, error)
                            : alter (set, item, error);
}

static void
add_altered (Drawing *drawing, guint original, GArray *modifications)
{
  Item *item = g_new0 (Item, 1);

  item->original = original;
  item->modifications = modifications;
  item->seed = twin_random_next (&drawing->random);
  g_ptr_array_add (drawing->set->items, item);
  drawing->set->n_pictures++;
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
      const Item *a, *b;

      pair.a = twin_random_below (&drawing->random, n_pictures);
      pair.b = twin_random_below (&drawing->random, n_pictures);
      a = g_ptr_array_index (drawing->set->items, pair.a);
      b = g_ptr_array_index (drawing->set->items, pair.b);
      if (!twin_manifest_differ (manifest, a->original, b->original))
        continue;
      pair.hard = is_hard (manifest, a->original, b->original);
      if (hard && !pair.hard && tries < HARD_TRIES)
        continue;
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
  TwinPairSet *set = pair_set_new (dataset);
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

/* The picture of a path, new or known. */
static guint
item_for (TwinPairSet *set, GHashTable *known, GFile *folder, const char *path)
{
  gpointer found;
  Item *item;

  if (g_hash_table_lookup_extended (known, path, NULL, &found))
    return GPOINTER_TO_UINT (found);
  item = g_new0 (Item, 1);
  item->file = g_path_is_absolute (path) ? g_file_new_for_path (path)
                                         : g_file_resolve_relative_path (folder, path);
  g_ptr_array_add (set->items, item);
  g_hash_table_insert (known, (gpointer) path, GUINT_TO_POINTER (set->n_pictures));
  return set->n_pictures++;
}

static gboolean
read_label (const TwinCsv *table, guint row, const char *text, gboolean *positive, GError **error)
{
  if (strcmp (text, "0") == 0 || strcmp (text, "1") == 0)
    {
      *positive = text[0] == '1';
      return TRUE;
    }
  g_set_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_VALUE,
               _ ("“%s”, row %u: the label is “%s”; it must be 1 (altered copy) or 0 (different)"),
               twin_csv_get_name (table), row + 1, text);
  return FALSE;
}

TwinPairSet *
twin_pair_set_from_table (const TwinCsv *table, GFile *folder, GError **error)
{
  gint a = twin_csv_need_column (table, "a", error),
       b = a >= 0 ? twin_csv_need_column (table, "b", error) : -1;
  gint label = b >= 0 ? twin_csv_need_column (table, "label", error) : -1;
  gint kind = twin_csv_find_column (table, "kind");
  g_autoptr (TwinPairSet) set = pair_set_new (NULL);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  if (label < 0)
    return NULL;
  for (guint row = 0; row < twin_csv_get_n_rows (table); row++)
    {
      TwinPair pair = { 0 };

      if (!read_label (table, row, twin_csv_get (table, row, label), &pair.positive, error))
        return NULL;
      pair.a = item_for (set, known, folder, twin_csv_get (table, row, a));
      pair.b = item_for (set, known, folder, twin_csv_get (table, row, b));
      if (kind >= 0)
        pair.kind = g_string_chunk_insert_const (set->kinds, twin_csv_get (table, row, kind));
      g_array_append_val (set->pairs, pair);
    }
  return g_steal_pointer (&set);
}
