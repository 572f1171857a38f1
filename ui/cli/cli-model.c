/* cli-model.c: the model to judge by. */
#include "cli.h"
#include "config.h"

#include <glib/gi18n.h>

#define MODEL_NAME "twinscope.safetensors"

/* `run` and the tests name the source tree's data folder. */
static char *
find_own_model (void)
{
  const char *folder = g_getenv ("TWINSCOPE_DATA_DIR");

  if (folder == NULL || *folder == '\0')
    folder = TWINSCOPE_DATA_DIR;
  return g_build_filename (folder, MODEL_NAME, NULL);
}

TwinModel *
twin_cli_load_model (const char *option, GError **error)
{
  g_autofree char *path = option != NULL ? g_strdup (option) : find_own_model ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (option == NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("No model was found at “%s”; give one with --model FILE."), name);
      return NULL;
    }
  return twin_model_load (file, error);
}

TwinSession *
twin_cli_new_session (TwinModel *model, TwinWorkers *workers, const TwinCliShared *shared)
{
  TwinSession *session = twin_session_new (model, workers);

  twin_session_set_precision (session, shared->precision);
  return session;
}
