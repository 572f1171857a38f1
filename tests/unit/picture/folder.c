/* folder.c: files for a test, and what they must become. */
#include "folder.h"

#include <glib/gstdio.h>
#include <string.h>

void
folder_init (Folder *folder)
{
  GError *error = NULL;

  folder->path = g_dir_make_tmp ("picture-XXXXXX", &error);
  g_assert_no_error (error);
}

void
folder_clear (Folder *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder->path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = folder_path (folder, name);

      g_remove (path);
    }
  g_rmdir (folder->path);
  g_clear_pointer (&folder->path, g_free);
}

char *
folder_path (const Folder *folder, const char *name)
{
  return g_build_filename (folder->path, name, NULL);
}

GFile *
folder_file (const Folder *folder, const char *name)
{
  return g_file_new_build_filename (folder->path, name, NULL);
}

guint
folder_count (const Folder *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder->path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (names) != NULL)
    n++;
  return n;
}

void
folder_write (const Folder *folder, const char *name, gconstpointer bytes, gsize n_bytes)
{
  g_autofree char *path = folder_path (folder, name);
  GError *error = NULL;

  g_file_set_contents_full (path, bytes, (gssize) n_bytes, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

TwinPicture *
folder_load (const Folder *folder, const char *name, guint page)
{
  g_autoptr (GFile) file = folder_file (folder, name);
  GError *error = NULL;
  TwinPicture *picture = twin_picture_load (file, page, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (picture);
  return picture;
}

void
folder_must_not_load (const Folder *folder, const char *name, guint page, GQuark domain, int code)
{
  g_autoptr (GFile) file = folder_file (folder, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = twin_picture_load (file, page, NULL, &error);

  g_assert_null (picture);
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, name));
}

void
assert_format (const TwinPicture *picture, const char *babl_name)
{
  g_assert_cmpstr (babl_get_name (gegl_buffer_get_format (twin_picture_get_buffer (picture))), ==,
                   babl_name);
}

double
picture_value (const TwinPicture *picture, guint x, guint y, guint c)
{
  GeglBuffer *buffer = twin_picture_get_buffer (picture);
  const Babl *format = gegl_buffer_get_format (buffer);
  const Babl *type = babl_format_get_type (format, 0);
  GeglRectangle pixel = { (int) x, (int) y, 1, 1 };
  union
  {
    guint8 u8[4];
    guint16 u16[4];
    float f[4];
  } values;

  gegl_buffer_get (buffer, &pixel, 1.0, format, &values, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  g_assert_cmpuint (c, <, (guint) babl_format_get_n_components (format));
  if (type == babl_type ("u8"))
    return values.u8[c];
  if (type == babl_type ("u16"))
    return values.u16[c];
  g_assert_true (type == babl_type ("float"));
  return values.f[c];
}
