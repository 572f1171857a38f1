/* picture.c: what holds a page's pixels and its file's name; see picture-load.c for how it comes about. */
#include "picture/picture-private.h"

#include <string.h>

#define DIGEST_ROWS 64

/* clang-format off */
G_DEFINE_QUARK (twin-picture-error-quark, twin_picture_error)
/* clang-format on */

const TwinPictureLimits twin_picture_default_limits = {
  .pixels = G_GUINT64_CONSTANT (1) << 28, /* 16384 x 16384 */
  .bytes = G_GUINT64_CONSTANT (1) << 31,
  .pages = 10000,
  .seconds = 60,
};

TwinPicture *
twin_picture_new_empty (void)
{
  TwinPicture *picture = g_new0 (TwinPicture, 1);

  g_atomic_ref_count_init (&picture->references);
  picture->n_pages = 1;
  return picture;
}

TwinPicture *
twin_picture_ref (TwinPicture *picture)
{
  g_atomic_ref_count_inc (&picture->references);
  return picture;
}

void
twin_picture_unref (TwinPicture *picture)
{
  if (!g_atomic_ref_count_dec (&picture->references))
    return;
  g_clear_object (&picture->buffer);
  g_free (picture->name);
  g_free (picture->path);
  g_free (picture->sha256);
  g_free (picture);
}

/* Of the size, the format and the rows of a buffer. */
static char *
digest_buffer (GeglBuffer *buffer)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const GeglRectangle *extent = gegl_buffer_get_extent (buffer);
  const Babl *format = gegl_buffer_get_format (buffer);
  gsize row_bytes = (gsize) extent->width * babl_format_get_bytes_per_pixel (format);
  g_autofree guchar *rows = g_malloc_n (row_bytes, DIGEST_ROWS);
  g_autofree char *head = g_strdup_printf ("%dx%d %s\n", extent->width, extent->height,
                                           babl_get_name (format));

  g_checksum_update (checksum, (const guchar *) head, (gssize) strlen (head));
  for (int y = 0; y < extent->height; y += DIGEST_ROWS)
    {
      int n_rows = MIN (DIGEST_ROWS, extent->height - y);
      GeglRectangle part = { extent->x, extent->y + y, extent->width, n_rows };

      gegl_buffer_get (buffer, &part, 1.0, format, rows, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      g_checksum_update (checksum, rows, (gssize) (row_bytes * (gsize) n_rows));
    }
  return g_strdup (g_checksum_get_string (checksum));
}

TwinPicture *
twin_picture_from_buffer (GeglBuffer *buffer, const char *name)
{
  TwinPicture *picture;

  g_return_val_if_fail (GEGL_IS_BUFFER (buffer) && name != NULL, NULL);
  g_return_val_if_fail (!gegl_rectangle_is_empty (gegl_buffer_get_extent (buffer)), NULL);

  picture = twin_picture_new_empty ();
  picture->name = g_strdup (name);
  picture->path = g_strdup (name);
  picture->sha256 = digest_buffer (buffer);
  picture->width = (guint) gegl_buffer_get_width (buffer);
  picture->height = (guint) gegl_buffer_get_height (buffer);
  picture->buffer = g_object_ref (buffer);
  return picture;
}

const char *
twin_picture_get_name (const TwinPicture *picture)
{
  return picture->name;
}

const char *
twin_picture_get_path (const TwinPicture *picture)
{
  return picture->path;
}

const char *
twin_picture_get_sha256 (const TwinPicture *picture)
{
  return picture->sha256;
}

guint
twin_picture_get_width (const TwinPicture *picture)
{
  return picture->width;
}

guint
twin_picture_get_height (const TwinPicture *picture)
{
  return picture->height;
}

guint
twin_picture_get_page (const TwinPicture *picture)
{
  return picture->page;
}

guint
twin_picture_get_n_pages (const TwinPicture *picture)
{
  return picture->n_pages;
}

GeglBuffer *
twin_picture_get_buffer (const TwinPicture *picture)
{
  return picture->buffer;
}
