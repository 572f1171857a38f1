/* picture-pixbuf.c: gdk-pixbuf fed piece by piece, its errors made ours. */
#include "picture/picture-pixbuf.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BYTES_A_STEP (256 * 1024)

static gboolean
fail_for (const TwinSource *source, const GError *problem, GError **error)
{
  if (g_error_matches (problem, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    return twin_source_fail_memory (source, error);
  if (g_error_matches (problem, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE) ||
      g_error_matches (problem, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNSUPPORTED_OPERATION))
    return twin_source_fail (source, TWIN_PICTURE_ERROR_FORMAT, error, "%s", problem->message);
  return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error, "%s", problem->message);
}

static gboolean
feed (GdkPixbufLoader *loader, const TwinSource *source, GError **error)
{
  g_autoptr (GError) problem = NULL;

  for (gsize fed = 0; fed < source->n_bytes;)
    {
      gsize n = MIN (BYTES_A_STEP, source->n_bytes - fed);

      if (!twin_source_go_on (source, error))
        return FALSE;
      if (!gdk_pixbuf_loader_write (loader, source->bytes + fed, n, &problem))
        return fail_for (source, problem, error);
      fed += n;
    }
  return TRUE;
}

GdkPixbufAnimation *
twin_pixbuf_load (const TwinSource *source, const char *type, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (type, &problem);
  gboolean fed, closed;

  if (loader == NULL)
    {
      fail_for (source, problem, error);
      return NULL;
    }
  fed = feed (loader, source, error);
  /* A loader must be closed whatever happened. */
  closed = gdk_pixbuf_loader_close (loader, fed ? &problem : NULL);
  if (fed && !closed)
    fail_for (source, problem, error);
  if (!fed || !closed)
    return NULL;
  if (gdk_pixbuf_loader_get_animation (loader) != NULL)
    return g_object_ref (gdk_pixbuf_loader_get_animation (loader));
  twin_source_fail_truncated (source, error);
  return NULL;
}

gboolean
twin_pixbuf_take (const TwinSource *source, GdkPixbuf *pixbuf, TwinPixels *pixels, GError **error)
{
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);

  if (!twin_pixels_allocate (pixels, source, (guint64) gdk_pixbuf_get_width (pixbuf),
                             (guint64) gdk_pixbuf_get_height (pixbuf),
                             gdk_pixbuf_get_has_alpha (pixbuf) ? "R'G'B'A u8" : "R'G'B' u8", error))
    return FALSE;
  for (guint y = 0; y < pixels->height; y++)
    memcpy (twin_pixels_row (pixels, y), from + y * stride, twin_pixels_row_bytes (pixels));
  return TRUE;
}
