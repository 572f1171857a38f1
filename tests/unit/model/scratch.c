#include "scratch.h"

#include <glib/gstdio.h>
#include <string.h>

void
scratch_init (Scratch *scratch)
{
  g_autoptr (GError) error = NULL;

  scratch->path = g_dir_make_tmp ("twinscope-model-test-XXXXXX", &error);
  g_assert_no_error (error);
}

void
scratch_clear (Scratch *scratch)
{
  g_autoptr (GDir) folder = g_dir_open (scratch->path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (scratch->path, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (scratch->path), ==, 0);
  g_clear_pointer (&scratch->path, g_free);
}

GFile *
scratch_file (const Scratch *scratch, const char *name)
{
  return g_file_new_build_filename (scratch->path, name, NULL);
}

GFile *
scratch_write (const Scratch *scratch, const char *name, gconstpointer bytes, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  GFile *file = scratch_file (scratch, name);

  g_file_replace_contents (file, bytes, n_bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                           &error);
  g_assert_no_error (error);
  return file;
}

GByteArray *
spell_safetensors (const char *header, gsize n_data)
{
  g_autofree char *json = g_strdelimit (g_strdup (header), "'", '"');
  guint64 length = GUINT64_TO_LE ((guint64) strlen (json));
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) &length, sizeof length);
  g_byte_array_append (bytes, (const guint8 *) json, strlen (json));
  for (gsize i = 0; i < n_data; i++)
    g_byte_array_append (bytes, &(guint8){ i }, 1);
  return bytes;
}
