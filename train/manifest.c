#include "manifest.h"
#include "csv.h"
#include "picture/picture.h"
#include "random.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
G_DEFINE_QUARK (twin-manifest-error-quark, twin_manifest_error)
/* clang-format on */

#define HELD_BACK 0.2
#define MAX_DEPTH 64

static void
entry_clear (gpointer data)
{
  TwinManifestEntry *entry = data;

  g_clear_object (&entry->file);
  g_free (entry->split);
  g_free (entry->group);
  g_free (entry->source);
  g_free (entry->modality);
}

static void
entry_unref (gpointer data)
{
  g_rc_box_release_full (data, entry_clear);
}

static TwinManifest *
manifest_new (void)
{
  TwinManifest *manifest = g_new0 (TwinManifest, 1);

  manifest->entries = g_ptr_array_new_with_free_func (entry_unref);
  return manifest;
}

void
twin_manifest_free (TwinManifest *manifest)
{
  if (manifest == NULL)
    return;
  g_ptr_array_unref (manifest->entries);
  g_free (manifest);
}

/* Groups fall on one side or the other by their own name and the seed, whatever else there is. */
static char *
draw_split (const char *group, guint64 seed)
{
  TwinRandom random;

  twin_random_init (&random, seed, g_str_hash (group));
  return g_strdup (twin_random_chance (&random, HELD_BACK) ? "validation" : "train");
}

typedef struct
{
  gint path, split, group, within_group, source, modality;
} Columns;

static const char *
field (const TwinCsv *csv, guint row, gint column, const char *otherwise)
{
  const char *text = column >= 0 ? twin_csv_get (csv, row, column) : "";

  return *text != '\0' ? text : otherwise;
}

static TwinManifestEntry *
entry_from_row (const TwinCsv *csv, guint row, const Columns *columns, GFile *folder, guint64 seed)
{
  TwinManifestEntry *entry = g_rc_box_new0 (TwinManifestEntry);
  const char *path = twin_csv_get (csv, row, columns->path);

  entry->file = g_path_is_absolute (path) ? g_file_new_for_path (path)
                                          : g_file_resolve_relative_path (folder, path);
  entry->group = g_strdup (field (csv, row, columns->group, path));
  entry->split = g_strdup (field (csv, row, columns->split, NULL));
  if (entry->split == NULL)
    entry->split = draw_split (entry->group, seed);
  entry->within_group_differs = strcmp (field (csv, row, columns->within_group, "open"),
                                        "different") == 0;
  entry->source = g_strdup (field (csv, row, columns->source, ""));
  entry->modality = g_strdup (field (csv, row, columns->modality, ""));
  return entry;
}

static gboolean
load_table (TwinManifest *manifest, GFile *path, guint64 seed, GError **error)
{
  g_autoptr (TwinCsv) csv = twin_csv_load (path, error);
  g_autoptr (GFile) folder = g_file_get_parent (path);
  Columns columns;

  if (csv == NULL)
    return FALSE;
  columns = (Columns){
    twin_csv_need_column (csv, "path", error), twin_csv_find_column (csv, "split"),
    twin_csv_find_column (csv, "group"),       twin_csv_find_column (csv, "within_group"),
    twin_csv_find_column (csv, "source"),      twin_csv_find_column (csv, "modality")
  };
  if (columns.path < 0)
    return FALSE;
  for (guint row = 0; row < twin_csv_get_n_rows (csv); row++)
    g_ptr_array_add (manifest->entries, entry_from_row (csv, row, &columns, folder, seed));
  return TRUE;
}

static void
add_file (TwinManifest *manifest, GFile *file, const char *source, guint64 seed)
{
  TwinManifestEntry *entry = g_rc_box_new0 (TwinManifestEntry);

  entry->file = g_object_ref (file);
  entry->group = g_file_get_parse_name (file);
  entry->split = draw_split (entry->group, seed);
  entry->source = g_strdup (source);
  entry->modality = g_strdup ("");
  g_ptr_array_add (manifest->entries, entry);
}

/* Links to folders are not followed, so that no way leads round. */
static gboolean
load_folder (TwinManifest *manifest, GFile *folder, guint64 seed, guint depth, GError **error)
{
  g_autoptr (GFileEnumerator) children = NULL;
  g_autofree char *source = g_file_get_basename (folder);
  GFileInfo *info;
  GFile *child;

  children = g_file_enumerate_children (
    folder, "standard::name,standard::type,standard::is-symlink,standard::is-hidden",
    G_FILE_QUERY_INFO_NONE, NULL, error);
  if (children == NULL)
    return FALSE;
  for (;;)
    {
      if (!g_file_enumerator_iterate (children, &info, &child, NULL, error))
        return FALSE;
      if (info == NULL)
        return TRUE;
      if (g_file_info_get_attribute_boolean (info, "standard::is-hidden"))
        continue;
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        {
          if (!g_file_info_get_attribute_boolean (info, "standard::is-symlink") &&
              depth < MAX_DEPTH && !load_folder (manifest, child, seed, depth + 1, error))
            return FALSE;
        }
      else if (twin_picture_has_suffix (g_file_info_get_name (info)))
        add_file (manifest, child, source, seed);
    }
}

/* Of several ways to one file, links, only the first is taken: as two images they would pass for different ones. */
static void
drop_repeated (TwinManifest *manifest)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, free, NULL);

  for (guint i = 0; i < manifest->entries->len;)
    {
      const char *path = g_file_peek_path (twin_manifest_get (manifest, i)->file);
      char *real = path != NULL ? realpath (path, NULL) : NULL;

      if (real != NULL && !g_hash_table_add (seen, real))
        g_ptr_array_remove_index (manifest->entries, i);
      else
        i++;
    }
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const TwinManifestEntry *first = *(const TwinManifestEntry *const *) a;
  const TwinManifestEntry *second = *(const TwinManifestEntry *const *) b;

  return strcmp (first->group, second->group);
}

TwinManifest *
twin_manifest_load (GFile *path, guint64 seed, GError **error)
{
  g_autoptr (TwinManifest) manifest = manifest_new ();

  if (g_file_query_file_type (path, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY)
    {
      if (!load_folder (manifest, path, seed, 0, error))
        return NULL;
      g_ptr_array_sort (manifest->entries, compare_entries);
      drop_repeated (manifest);
    }
  else if (!load_table (manifest, path, seed, error))
    return NULL;
  if (manifest->entries->len == 0)
    {
      g_autofree char *name = g_file_get_parse_name (path);

      g_set_error (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY,
                   _ ("There are no images in “%s”"), name);
      return NULL;
    }
  return g_steal_pointer (&manifest);
}

TwinManifest *
twin_manifest_keep (const TwinManifest *manifest, const gboolean *keep)
{
  TwinManifest *kept = manifest_new ();

  for (guint i = 0; i < manifest->entries->len; i++)
    if (keep[i])
      g_ptr_array_add (kept->entries, g_rc_box_acquire (g_ptr_array_index (manifest->entries, i)));
  return kept;
}

/* @list: (nullable): words with commas between; NULL holds all. */
static gboolean
is_listed (const char *text, const char *list, gboolean whole)
{
  g_auto (GStrv) words = g_strsplit (list != NULL ? list : "", ",", -1);

  for (char **word = words; *word != NULL; word++)
    if (whole ? strcmp (text, *word) == 0 : strstr (text, *word) != NULL)
      return TRUE;
  return list == NULL;
}

TwinManifest *
twin_manifest_choose (const TwinManifest *manifest, const char *splits, const char *modalities,
                      GError **error)
{
  g_autofree gboolean *keep = g_new (gboolean, manifest->entries->len);
  g_autoptr (TwinManifest) chosen = NULL;

  for (guint i = 0; i < manifest->entries->len; i++)
    {
      const TwinManifestEntry *entry = twin_manifest_get (manifest, i);

      keep[i] = is_listed (entry->split, splits, TRUE) &&
                is_listed (entry->modality, modalities, FALSE);
    }
  chosen = twin_manifest_keep (manifest, keep);
  if (chosen->entries->len > 0)
    return g_steal_pointer (&chosen);
  if (modalities == NULL)
    g_set_error (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY,
                 _ ("No image belongs to the split “%s”"), splits != NULL ? splits : "");
  else
    g_set_error (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY,
                 _ ("No image of the modality “%s” belongs to the split “%s”"), modalities,
                 splits != NULL ? splits : "");
  return NULL;
}

TwinManifest *
twin_manifest_select (const TwinManifest *manifest, const char *split, GError **error)
{
  return twin_manifest_choose (manifest, split, NULL, error);
}

gboolean
twin_manifest_differ (const TwinManifest *manifest, guint a, guint b)
{
  const TwinManifestEntry *first = twin_manifest_get (manifest, a),
                          *second = twin_manifest_get (manifest, b);

  if (a == b)
    return FALSE;
  return strcmp (first->group, second->group) != 0 ||
         (first->within_group_differs && second->within_group_differs);
}
