#include "make-pairs.h"

#include "pair-truth.h"
#include "picture/file-replace.h"
#include "picture/picture-save.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Pictures made at a time: between them, progress is told and cancel asked for. */
#define BATCH 32

/* @truths: [n]; @errors: [BATCH] */
typedef struct
{
  const TwinPairSet *set;
  GFile *folder;
  guint first;
  TwinPairTruth *truths;
  GError *errors[BATCH];
} Making;

static char *
name_of (guint picture)
{
  return g_strdup_printf ("pictures/%05u.png", picture);
}

static void
make_one (guint part, guint n_parts, gpointer data)
{
  Making *making = data;
  TwinPairTruth *truth = &making->truths[making->first + part];
  g_autofree char *name = name_of (making->first + part);
  g_autoptr (GFile) file = g_file_resolve_relative_path (making->folder, name);
  g_autoptr (TwinRaster) raster = NULL;

  twin_trace_init (&truth->trace);
  raster = twin_pair_set_make (making->set, making->first + part, &truth->trace,
                               &making->errors[part]);
  if (raster == NULL)
    return;
  truth->width = raster->width;
  truth->height = raster->height;
  twin_raster_save (raster, file, &making->errors[part]);
}

/* The first failure of a batch counts; the others would say the same. */
static gboolean
take_errors (Making *making, GError **error)
{
  GError *first = NULL;

  for (guint i = 0; i < BATCH; i++)
    {
      if (first == NULL)
        first = g_steal_pointer (&making->errors[i]);
      g_clear_error (&making->errors[i]);
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}

static gboolean
make_all (Making *making, TwinWorkers *workers, TwinMakePairsProgress progress, gpointer data,
          GCancellable *cancellable, GError **error)
{
  guint n = making->set->n_pictures;

  for (making->first = 0; making->first < n; making->first += BATCH)
    {
      guint batch = MIN (BATCH, n - making->first);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      twin_workers_run (workers, batch, make_one, making);
      if (!take_errors (making, error))
        return FALSE;
      if (progress != NULL)
        progress (making->first + batch, n, data);
    }
  return TRUE;
}

static void
append_words (const TwinPair *pair, GString *table)
{
  const char *words[] = { pair->kind, pair->modality, pair->source, pair->group_a, pair->group_b };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_string_append_c (table, ',');
      twin_csv_append_field (table, words[i]);
    }
}

static char *
table_of (const Making *making)
{
  GString *table = g_string_new ("a,b,label,kind,modality,source,group_a,group_b,");

  g_string_append_printf (table, "%s\n", twin_pair_truth_columns);
  for (guint i = 0; i < making->set->pairs->len; i++)
    {
      const TwinPair *pair = &g_array_index (making->set->pairs, TwinPair, i);
      g_autofree char *a = name_of (pair->a), *b = name_of (pair->b);

      g_string_append_printf (table, "%s,%s,%d", a, b, pair->positive);
      append_words (pair, table);
      if (pair->positive)
        twin_pair_truth_append (&making->truths[pair->a], &making->truths[pair->b], table);
      else
        twin_pair_truth_append_none (table);
      g_string_append_c (table, '\n');
    }
  return g_string_free (table, FALSE);
}

static gboolean
write_text (GOutputStream *stream, gpointer text, GError **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, error);
}

static gboolean
is_empty (GFile *folder, GError **error)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
    folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, NULL, error);
  g_autofree char *name = NULL;
  GFileInfo *info;

  if (children == NULL || !g_file_enumerator_iterate (children, &info, NULL, NULL, error))
    return FALSE;
  if (info == NULL)
    return TRUE;
  name = g_file_get_parse_name (folder);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               _ ("There is something in “%s” already; name a folder that is empty or new"), name);
  return FALSE;
}

static gboolean
make_folders (GFile *folder, GError **error)
{
  g_autoptr (GFile) pictures = g_file_get_child (folder, "pictures");

  if (g_file_query_exists (folder, NULL) && !is_empty (folder, error))
    return FALSE;
  return g_file_make_directory_with_parents (pictures, NULL, error);
}

gboolean
twin_make_pairs (const TwinPairSet *set, GFile *folder, TwinWorkers *workers,
                 TwinMakePairsProgress progress, gpointer data, GCancellable *cancellable,
                 GError **error)
{
  Making making = { .set = set, .folder = folder };
  g_autoptr (GFile) table = g_file_get_child (folder, "PAIRS.csv");
  g_autofree TwinPairTruth *truths = g_new0 (TwinPairTruth, set->n_pictures);
  g_autofree char *text = NULL;
  gboolean made;

  if (!make_folders (folder, error))
    return FALSE;
  making.truths = truths;
  made = make_all (&making, workers, progress, data, cancellable, error);
  if (made)
    text = table_of (&making);
  for (guint i = 0; i < set->n_pictures; i++)
    twin_trace_clear (&truths[i].trace);
  return made && twin_file_replace (table, write_text, text, error);
}
