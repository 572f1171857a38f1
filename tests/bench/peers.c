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
system_has_torch (void)
{
  g_autofree char *path = g_build_filename ("/usr/lib/python3/dist-packages", "torch", NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR);
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
  else if (!system_has_torch ())
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
