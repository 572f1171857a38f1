#include "peers.h"

#include <stdarg.h>

static char *
in_source (const char *name)
{
  return g_build_filename (BENCH_SOURCE, name, NULL);
}

static void
add_number (GStrvBuilder *builder, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  g_strv_builder_add (builder, text);
}

char **
twin_peer_onnxruntime (guint batch, guint size, guint threads)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *script = in_source ("peer-onnxruntime.js");
  const char *folder = g_getenv ("TWINSCOPE_ONNXRUNTIME");

  if (folder == NULL)
    return NULL;
  g_strv_builder_add_many (builder, "node", script, folder, NULL);
  add_number (builder, batch);
  add_number (builder, size);
  add_number (builder, threads);
  return g_strv_builder_end (builder);
}

static gboolean
system_has (const char *module)
{
  g_autofree char *path = g_build_filename ("/usr/lib/python3/dist-packages", module, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

char **
twin_peer_torch (guint threads, const char *work, ...)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *script = in_source ("peer-torch.py"),
                  *in_root = in_source ("../../tools/in-root");
  const char *root = g_getenv ("TWINSCOPE_TORCH_ROOT"), *argument;
  va_list arguments;

  if (root != NULL)
    g_strv_builder_add_many (builder, in_root, root, "--bind", BENCH_SOURCE, NULL);
  else if (!system_has ("torch"))
    return NULL;
  g_strv_builder_add_many (builder, "/usr/bin/python3", script, NULL);
  add_number (builder, threads);
  g_strv_builder_add (builder, work);
  va_start (arguments, work);
  while ((argument = va_arg (arguments, const char *)) != NULL)
    g_strv_builder_add (builder, argument);
  va_end (arguments);
  return g_strv_builder_end (builder);
}

/* Debian's python3-opencv puts cv2.….so there, for one version of Python. */
static gboolean
system_has_opencv (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/usr/lib/python3/dist-packages", 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "cv2."))
      return TRUE;
  return FALSE;
}

char **
twin_peer_opencv (const char *work, const char *first, const char *second)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *script = in_source ("peer-opencv.py");

  if (!system_has_opencv ())
    return NULL;
  g_strv_builder_add_many (builder, "/usr/bin/python3", script, work, first, second, NULL);
  return g_strv_builder_end (builder);
}
