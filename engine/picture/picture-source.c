/* picture-source.c: the limits and the messages that all decoders share. */
#include "picture/picture-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The sentence for each cause; the first %s is the file, the second the detail. */
static const char *
sentence_for (TwinPictureError code)
{
  switch (code)
    {
    case TWIN_PICTURE_ERROR_FORMAT:
      return _ ("“%s” cannot be read as a picture: %s. Save it as PNG, JPEG or TIFF.");
    case TWIN_PICTURE_ERROR_TRUNCATED:
      return _ ("“%s” is cut short: %s. Copy or save it again.");
    case TWIN_PICTURE_ERROR_CORRUPT:
      return _ ("“%s” is damaged: %s. Save it again from the program that made it.");
    case TWIN_PICTURE_ERROR_LIMIT:
      return _ ("“%s” is too large: %s. Save a smaller copy, or the part that matters.");
    case TWIN_PICTURE_ERROR_PAGE:
      return _ ("“%s” does not have the page asked for: %s. Choose another page.");
    }
  g_return_val_if_reached ("“%s”: %s");
}

gboolean
twin_source_fail (const TwinSource *source, TwinPictureError code, GError **error,
                  const char *format, ...)
{
  g_autofree char *said = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  said = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Libraries say whole sentences, in which they may quote the file. */
  detail = g_utf8_make_valid (said, -1);
  if (g_str_has_suffix (detail, "."))
    detail[strlen (detail) - 1] = '\0';
  message = g_strdup_printf (sentence_for (code), source->name, detail);
  g_set_error_literal (error, TWIN_PICTURE_ERROR, code, message);
  return FALSE;
}

gboolean
twin_source_fail_truncated (const TwinSource *source, GError **error)
{
  return twin_source_fail (source, TWIN_PICTURE_ERROR_TRUNCATED, error,
                           _ ("it ends before its pixels do"));
}

gboolean
twin_source_fail_memory (const TwinSource *source, GError **error)
{
  return twin_source_fail (source, TWIN_PICTURE_ERROR_LIMIT, error,
                           _ ("there is not enough memory for it"));
}

gboolean
twin_source_go_on (const TwinSource *source, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (source->cancellable, error))
    return FALSE;
  if (g_get_monotonic_time () < source->deadline)
    return TRUE;
  return twin_source_fail (source, TWIN_PICTURE_ERROR_LIMIT, error,
                           ngettext ("reading it takes longer than %u second",
                                     "reading it takes longer than %u seconds",
                                     source->limits->seconds),
                           source->limits->seconds);
}

gboolean
twin_source_check_size (const TwinSource *source, guint64 width, guint64 height, GError **error)
{
  guint64 n;

  if (width == 0 || height == 0)
    return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error,
                             _ ("it says that it has no width or no height"));
  if (g_uint64_checked_mul (&n, width, height) && n <= source->limits->pixels &&
      width <= G_MAXINT && height <= G_MAXINT)
    return TRUE;
  return twin_source_fail (source, TWIN_PICTURE_ERROR_LIMIT, error,
                           _ ("it has %llu × %llu pixels, and the limit is %llu in all"),
                           (unsigned long long) width, (unsigned long long) height,
                           (unsigned long long) source->limits->pixels);
}

gboolean
twin_source_check_pages (const TwinSource *source, guint n_pages, GError **error)
{
  if (n_pages > source->limits->pages)
    return twin_source_fail (source, TWIN_PICTURE_ERROR_LIMIT, error,
                             _ ("it has more than %u pages, which is the limit"),
                             source->limits->pages);
  if (source->page < n_pages)
    return TRUE;
  return twin_source_fail (source, TWIN_PICTURE_ERROR_PAGE, error,
                           _ ("page %u was asked for, and the last is page %u (the first is 0)"),
                           source->page, n_pages - 1);
}

gboolean
twin_pixels_allocate (TwinPixels *pixels, const TwinSource *source, guint64 width, guint64 height,
                      const char *format, GError **error)
{
  gsize n;

  if (!twin_source_check_size (source, width, height, error))
    return FALSE;
  pixels->width = (guint) width;
  pixels->height = (guint) height;
  pixels->format = babl_format (format);
  if (!g_size_checked_mul (&n, (gsize) width, (gsize) height) ||
      !g_size_checked_mul (&n, n, babl_format_get_bytes_per_pixel (pixels->format)) ||
      (pixels->data = g_try_malloc0 (n)) == NULL)
    return twin_source_fail_memory (source, error);
  return TRUE;
}

void
twin_pixels_clear (TwinPixels *pixels)
{
  g_clear_pointer (&pixels->data, g_free);
}
