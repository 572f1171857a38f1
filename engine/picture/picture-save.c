/* picture-save.c: the format chosen by suffix; picture-save-png.c and -jpeg.c write it. */
#include "picture/picture-save.h"

#include "picture/file-replace.h"
#include "picture/picture-save-private.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *suffix;
  TwinFileWriter write;
} formats[] = {
  { ".png", twin_write_png },
  { ".jpg", twin_write_jpeg },
  { ".jpeg", twin_write_jpeg },
};

static TwinFileWriter
find_writer (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  for (gsize i = 0; lower != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix))
      return formats[i].write;
  return NULL;
}

gboolean
twin_raster_can_save (GFile *file)
{
  return find_writer (file) != NULL;
}

gboolean
twin_raster_save (const TwinRaster *raster, GFile *file, GError **error)
{
  TwinFileWriter writer = find_writer (file);
  g_autofree char *name = NULL;

  if (writer != NULL)
    return twin_file_replace (file, writer, (gpointer) raster, error);
  name = g_file_get_parse_name (file);
  g_set_error (
    error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
    _ ("“%s” ends in no suffix that is written. Give it a name that ends in .png, .jpg or "
       ".jpeg."),
    name);
  return FALSE;
}

static guint8
to_byte (float value)
{
  return (guint8) (CLAMP (value, 0.0f, 1.0f) * 255.0f + 0.5f);
}

gboolean
twin_raster_is_grey (const TwinRaster *raster)
{
  const float *pixel = raster->pixels;
  gsize n = (gsize) raster->width * raster->height;

  for (gsize i = 0; i < n; i++, pixel += 3)
    if (to_byte (pixel[0]) != to_byte (pixel[1]) || to_byte (pixel[1]) != to_byte (pixel[2]))
      return FALSE;
  return TRUE;
}

void
twin_raster_row_to_bytes (const TwinRaster *raster, guint y, guint channels, guint8 *bytes)
{
  const float *values = twin_raster_at (raster, 0, y);
  gsize n = (gsize) raster->width * channels, step = channels == 1 ? 3 : 1;

  for (gsize i = 0; i < n; i++)
    bytes[i] = to_byte (values[i * step]);
}
