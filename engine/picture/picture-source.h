/* picture-source.h: what every decoder is given, what it gives back, and how it says no. */
#pragma once

#include "picture/picture.h"

G_BEGIN_DECLS

/**
 * TwinSource:
 * @bytes, @n_bytes: the whole file
 * @name: what messages call it
 * @page: which page is wanted
 * @deadline: g_get_monotonic_time() at which decoding is given up
 */
typedef struct
{
  const guint8 *bytes;
  gsize n_bytes;
  const char *name;
  guint page;
  const TwinPictureLimits *limits;
  gint64 deadline;
  GCancellable *cancellable;
} TwinSource;

/**
 * TwinPixels:
 * @n_pages: of the file
 * @orientation: 1 to 8 as in EXIF and TIFF, not yet applied; 0 is as 1
 * @format: of @data, whose rows follow each other
 */
typedef struct
{
  guint width;
  guint height;
  guint n_pages;
  guint orientation;
  const Babl *format;
  guint8 *data;
} TwinPixels;

/* Fills @pixels, which starts as zeros; on failure the caller clears what it holds. */
typedef gboolean (*TwinDecoder) (const TwinSource *source, TwinPixels *pixels, GError **error);

gboolean twin_decode_png (const TwinSource *source, TwinPixels *pixels, GError **error);
gboolean twin_decode_jpeg (const TwinSource *source, TwinPixels *pixels, GError **error);
gboolean twin_decode_webp (const TwinSource *source, TwinPixels *pixels, GError **error);
gboolean twin_decode_gif (const TwinSource *source, TwinPixels *pixels, GError **error);
gboolean twin_decode_bmp (const TwinSource *source, TwinPixels *pixels, GError **error);
gboolean twin_decode_tiff (const TwinSource *source, TwinPixels *pixels, GError **error);

/* Sets @error to a sentence that names the file and says what to do, around the detail given by
 * @format: half a sentence, without a full stop. Always FALSE. */
gboolean twin_source_fail (const TwinSource *source, TwinPictureError code, GError **error,
                           const char *format, ...) G_GNUC_PRINTF (4, 5);

/* The usual ends. Always FALSE. */
gboolean twin_source_fail_truncated (const TwinSource *source, GError **error);
gboolean twin_source_fail_memory (const TwinSource *source, GError **error);

/* FALSE when cancelled or late. Asked between rows, strips, passes. */
gboolean twin_source_go_on (const TwinSource *source, GError **error);
/* Zero is damage, too many pixels is the limit. */
gboolean twin_source_check_size (const TwinSource *source, guint64 width, guint64 height,
                                 GError **error);
/* That there are @n_pages at most as many as allowed, and the wanted one among them. */
gboolean twin_source_check_pages (const TwinSource *source, guint n_pages, GError **error);

/* Zeros for @width x @height pixels of a babl format, after the checks of twin_source_check_size(). */
gboolean twin_pixels_allocate (TwinPixels *pixels, const TwinSource *source, guint64 width,
                               guint64 height, const char *format, GError **error);
void twin_pixels_clear (TwinPixels *pixels);
/* Turns and mirrors @pixels as its orientation asks. */
gboolean twin_pixels_orient (TwinPixels *pixels, const TwinSource *source, GError **error);

static inline gsize
twin_pixels_row_bytes (const TwinPixels *pixels)
{
  return (gsize) pixels->width * babl_format_get_bytes_per_pixel (pixels->format);
}

static inline guint8 *
twin_pixels_row (const TwinPixels *pixels, guint y)
{
  return pixels->data + y * twin_pixels_row_bytes (pixels);
}

/* Orientation (tag 274) of an EXIF block, which is a small TIFF file; 1 where there is none. */
guint twin_exif_orientation (const guint8 *bytes, gsize n_bytes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinPixels, twin_pixels_clear)

G_END_DECLS
