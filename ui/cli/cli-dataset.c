#include "cli-dataset.h"

#include <glib/gi18n.h>

static void
tell (guint done, guint total, const GError *failure, gpointer progress)
{
  if (failure != NULL)
    twin_cli_fail (failure);
  twin_cli_progress_update (progress, (double) done / MAX (total, 1), done, total, _ ("reading"));
}

TwinDataset *
twin_cli_load_dataset (const TwinManifest *manifest, const char *split, guint side,
                       const TwinCliShared *shared, GError **error)
{
  g_autoptr (TwinCliProgress) progress = twin_cli_progress_new (_ ("pictures"), shared->quiet);
  g_autoptr (TwinManifest) selected = twin_manifest_select (manifest, split, error);
  guint jobs = shared->jobs > 0 ? (guint) shared->jobs : g_get_num_processors ();

  if (selected == NULL)
    return NULL;
  return twin_dataset_load (selected, side, jobs, tell, progress, twin_cli_get_cancellable (),
                            error);
}
