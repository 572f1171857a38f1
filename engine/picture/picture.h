/* picture.h: one decoded page of an image file, in memory as the file holds it; immutable, so
 * threads may share it. */
#pragma once

#include "picture/raster.h"
#include <gegl.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define TWIN_PICTURE_ERROR (twin_picture_error_quark ())

/**
 * TwinPictureError:
 * @TWIN_PICTURE_ERROR_FORMAT: not an image, or one of a kind that is not read
 * @TWIN_PICTURE_ERROR_TRUNCATED: the file ends before its pixels do
 * @TWIN_PICTURE_ERROR_CORRUPT: the file contradicts itself
 * @TWIN_PICTURE_ERROR_LIMIT: larger (pixels, bytes, pages, seconds) than the limits allow
 * @TWIN_PICTURE_ERROR_PAGE: it has no such page
 *
 * A file that cannot be opened or read is #G_IO_ERROR. Every message names the file.
 */
typedef enum
{
  TWIN_PICTURE_ERROR_FORMAT,
  TWIN_PICTURE_ERROR_TRUNCATED,
  TWIN_PICTURE_ERROR_CORRUPT,
  TWIN_PICTURE_ERROR_LIMIT,
  TWIN_PICTURE_ERROR_PAGE,
} TwinPictureError;

GQuark twin_picture_error_quark (void);

/**
 * TwinPictureLimits:
 * @pixels: of one page, width times height
 * @bytes: of the file
 * @pages: of a file
 * @seconds: that decoding may take
 */
typedef struct
{
  guint64 pixels;
  guint64 bytes;
  guint pages;
  guint seconds;
} TwinPictureLimits;

/* What twin_picture_load() allows. */
extern const TwinPictureLimits twin_picture_default_limits;

typedef struct _TwinPicture TwinPicture;

/* Has the file name the suffix of a kind that is read (png, jpg, jpeg, tif, tiff, webp, bmp, gif; upper or lower case)?
 * For looking through folders: twin_picture_load() itself goes by what a file holds. */
gboolean twin_picture_has_suffix (const char *name);

/**
 * twin_picture_load:
 * @page: from 0; above 0 only for files of several pages (TIFF, GIF)
 * @error: #TWIN_PICTURE_ERROR, #G_IO_ERROR
 *
 * Reads the file once: its bytes are digested and decoded from the same memory. EXIF and TIFF
 * orientation is applied. Any thread; gegl_init() must have been called.
 *
 * Returns: (transfer full) (nullable): the picture, or NULL with @error set
 */
TwinPicture *twin_picture_load (GFile *file, guint page, GCancellable *cancellable, GError **error);

/* The same with limits of the caller's. */
TwinPicture *twin_picture_load_limited (GFile *file, guint page, const TwinPictureLimits *limits,
                                        GCancellable *cancellable, GError **error);

/* A picture of pixels already at hand (a GIMP layer); the buffer is kept, not copied, and must not
 * change any more. The digest is that of its pixels. @name: what messages call it. */
TwinPicture *twin_picture_from_buffer (GeglBuffer *buffer, const char *name);

TwinPicture *twin_picture_ref (TwinPicture *picture);
void twin_picture_unref (TwinPicture *picture);

const char *twin_picture_get_name (const TwinPicture *picture);
/* Path as the caller gave it (g_file_peek_path), or the name where there is no file. */
const char *twin_picture_get_path (const TwinPicture *picture);
/* SHA-256 of the file's bytes, 64 hexadecimal digits. */
const char *twin_picture_get_sha256 (const TwinPicture *picture);
guint twin_picture_get_width (const TwinPicture *picture);
guint twin_picture_get_height (const TwinPicture *picture);
guint twin_picture_get_page (const TwinPicture *picture);
guint twin_picture_get_n_pages (const TwinPicture *picture);
/* Pixels in the file's own numbers; its babl format tells which. Up to 8 bits are u8 (fewer are spread
 * over 0 to 255), 9 to 16 bits u16 with their value as it is; signed numbers, those of more than 16
 * bits, and floating point are float (24 bits are kept). Grey is "Y'", colour "R'G'B'", each with A where
 * the file says alpha; palettes, inks and YCbCr have become colour, two or more channels without a
 * colour red, green, blue in their order. (transfer none) */
GeglBuffer *twin_picture_get_buffer (const TwinPicture *picture);

/**
 * twin_picture_show:
 * @longest_side: shrink to this (area mean), or 0 for full size
 *
 * The picture as a screen would show it, and as every later step sees it. 8-bit pictures as they
 * are; of higher precision, the 0.1st to the 99.9th percentile of the finite values is stretched
 * to 0..1, one range for all channels, wholly transparent pixels left out. Where both are one value,
 * the smallest to the largest is; a constant picture becomes 0.5. NaN becomes the lower end, plus and
 * minus infinity the ends. Alpha lies over white.
 *
 * Returns: (transfer full) (nullable): NULL where memory does not suffice
 */
TwinRaster *twin_picture_show (const TwinPicture *picture, guint longest_side);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinPicture, twin_picture_unref)

G_END_DECLS
