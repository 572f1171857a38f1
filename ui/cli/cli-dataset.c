#include "cli-dataset.h"

#include <glib/gi18n.h>

static void
tell (guint done, guint total, const GError *failure, gpointer progress)
{
  if (failure != NULL)
    twin_cli_fail (failure);
  twin_cli_progress_update (progress, (double) done / MAX (total, 1), done, total, _ ("reading"));
}

/* The manifest does not know what it was read from. */
static void
name_source (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_prefix_error (error, "“%s”: ", name);
}

TwinDataset *
twin_cli_load_dataset (const TwinManifest *manifest, const char *path, const char *split,
                       guint side, const TwinCliShared *shared, GError **error)
{
  g_autoptr (TwinCliProgress) progress = twin_cli_progress_new (_ ("pictures"), shared->quiet);
  g_autoptr (TwinManifest) selected = twin_manifest_select (manifest, split, error);
  TwinDataset *dataset = NULL;
  guint jobs = shared->jobs > 0 ? (guint) shared->jobs : g_get_num_processors ();

  if (selected != NULL)
    dataset = twin_dataset_load (selected, side, jobs, tell, progress, twin_cli_get_cancellable (),
                                 error);
  if (dataset == NULL)
    name_source (path, error);
  return dataset;
}
