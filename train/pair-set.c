#include "pair-set.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

TwinPairSet *
twin_pair_set_new (const TwinDataset *dataset)
{
  TwinPairSet *set = g_new0 (TwinPairSet, 1);

  set->dataset = dataset;
  set->items = g_ptr_array_new_with_free_func ((GDestroyNotify) twin_pair_item_free);
  set->pairs = g_array_new (FALSE, FALSE, sizeof (TwinPair));
  set->words = g_string_chunk_new (256);
  return set;
}

void
twin_pair_set_free (TwinPairSet *set)
{
  if (set == NULL)
    return;
  g_ptr_array_unref (set->items);
  g_array_unref (set->pairs);
  g_string_chunk_free (set->words);
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

TwinRaster *
twin_pair_set_make (const TwinPairSet *set, guint index, TwinTrace *trace, GError **error)
{
  return twin_pair_item_make (twin_pair_set_get_item (set, index), set->dataset, trace, error);
}

static TwinPicture *
alter (const TwinPairSet *set, guint index, GError **error)
{
  const TwinPairItem *item = twin_pair_set_get_item (set, index);
  g_autofree char *name = g_file_get_basename (
    twin_manifest_get (set->dataset->manifest, item->original)->file);
  g_auto (TwinTrace) trace = { 0 };
  g_autoptr (TwinRaster) raster = NULL;
  TwinPicture *picture;

  twin_trace_init (&trace);
  raster = twin_pair_set_make (set, index, &trace, error);
  if (raster == NULL)
    return NULL;
  picture = picture_from_raster (raster, name);
  if (picture == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                 _ ("There is not enough memory to alter “%s”"), name);
  return picture;
}

TwinPicture *
twin_pair_set_get_picture (const TwinPairSet *set, guint index, GCancellable *cancellable,
                           GError **error)
{
  const TwinPairItem *item = twin_pair_set_get_item (set, index);

  return item->file != NULL ? twin_picture_load (item->file, 0, cancellable, error)
                            : alter (set, index, error);
}

guint
twin_pair_set_add (TwinPairSet *set, TwinPairItem *item)
{
  g_ptr_array_add (set->items, item);
  return set->n_pictures++;
}

void
twin_pair_set_describe (TwinPairSet *set, TwinPair *pair)
{
  const TwinManifestEntry *a = twin_manifest_get (set->dataset->manifest,
                                                  twin_pair_set_get_item (set, pair->a)->original),
                          *b = twin_manifest_get (set->dataset->manifest,
                                                  twin_pair_set_get_item (set, pair->b)->original);

  pair->group_a = g_string_chunk_insert_const (set->words, a->group);
  pair->group_b = g_string_chunk_insert_const (set->words, b->group);
  pair->modality = g_string_chunk_insert_const (
    set->words, strcmp (a->modality, b->modality) == 0 ? a->modality : TWIN_PAIR_VARIOUS);
  pair->source = g_string_chunk_insert_const (
    set->words, strcmp (a->source, b->source) == 0 ? a->source : TWIN_PAIR_VARIOUS);
}

/* The picture of a path, new or known. */
static guint
item_for (TwinPairSet *set, GHashTable *known, GFile *folder, const char *path)
{
  gpointer found;
  TwinPairItem *item;

  if (g_hash_table_lookup_extended (known, path, NULL, &found))
    return GPOINTER_TO_UINT (found);
  item = g_new0 (TwinPairItem, 1);
  item->file = g_path_is_absolute (path) ? g_file_new_for_path (path)
                                         : g_file_resolve_relative_path (folder, path);
  g_hash_table_insert (known, (gpointer) path, GUINT_TO_POINTER (set->n_pictures));
  return twin_pair_set_add (set, item);
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

/* Where a table says more of a pair; -1: it does not. */
typedef struct
{
  gint kind, group_a, group_b, modality, source;
} Columns;

static const char *
word_of (TwinPairSet *set, const TwinCsv *table, guint row, gint column)
{
  return column >= 0 ? g_string_chunk_insert_const (set->words, twin_csv_get (table, row, column))
                     : NULL;
}

static void
read_words (TwinPairSet *set, const TwinCsv *table, guint row, const Columns *columns,
            TwinPair *pair)
{
  pair->kind = word_of (set, table, row, columns->kind);
  pair->group_a = word_of (set, table, row, columns->group_a);
  pair->group_b = word_of (set, table, row, columns->group_b);
  pair->modality = word_of (set, table, row, columns->modality);
  pair->source = word_of (set, table, row, columns->source);
}

TwinPairSet *
twin_pair_set_from_table (const TwinCsv *table, GFile *folder, GError **error)
{
  gint a = twin_csv_need_column (table, "a", error),
       b = a >= 0 ? twin_csv_need_column (table, "b", error) : -1;
  gint label = b >= 0 ? twin_csv_need_column (table, "label", error) : -1;
  Columns columns = { twin_csv_find_column (table, "kind"), twin_csv_find_column (table, "group_a"),
                      twin_csv_find_column (table, "group_b"),
                      twin_csv_find_column (table, "modality"),
                      twin_csv_find_column (table, "source") };
  g_autoptr (TwinPairSet) set = twin_pair_set_new (NULL);
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
      read_words (set, table, row, &columns, &pair);
      g_array_append_val (set->pairs, pair);
    }
  return g_steal_pointer (&set);
}
