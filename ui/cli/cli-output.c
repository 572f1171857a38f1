/* cli-output.c: where results go. */
#include "cli.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

static gboolean
write_to_standard_output (TwinFileWriter writer, gpointer data, GError **error)
{
  g_autoptr (GOutputStream) plain = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (GOutputStream) stream = g_buffered_output_stream_new (plain);

  if (writer (stream, data, error) && g_output_stream_flush (stream, NULL, error))
    return TRUE;
  g_prefix_error (error, "%s", _ ("Standard output cannot be written: "));
  return FALSE;
}

gboolean
twin_cli_output (const char *path, TwinFileWriter writer, gpointer data, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return write_to_standard_output (writer, data, error);
  file = g_file_new_for_path (path);
  return twin_file_replace (file, writer, data, error);
}
