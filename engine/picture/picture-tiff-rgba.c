/* picture-tiff-rgba.c: colour spaces that only libtiff's own conversion knows: YCbCr without JPEG,
 * CIE L*a*b*, SGI LogLuv. They become 8-bit colour. */
#include "picture/picture-tiff.h"

#include <glib/gi18n-lib.h>

/* YCbCr with JPEG is not among them: libjpeg converts it on the way. */
gboolean
twin_tiff_needs_rgba (const TwinTiffReading *reading)
{
  switch (reading->photometric)
    {
    case PHOTOMETRIC_YCBCR:
      return reading->compression != COMPRESSION_JPEG;
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_LOGL:
    case PHOTOMETRIC_LOGLUV:
      return TRUE;
    default:
      return reading->compression == COMPRESSION_OJPEG;
    }
}

static gboolean
check_places (const TwinTiffReading *reading, GError **error)
{
  guint32 n = TIFFIsTiled (reading->tiff) ? TIFFNumberOfTiles (reading->tiff)
                                          : TIFFNumberOfStrips (reading->tiff);

  for (guint32 i = 0; i < n; i++)
    if (!twin_tiff_check_place (reading, i, error))
      return FALSE;
  return TRUE;
}

/* A block at (x, y); the rows of @block lie bottom up, @stride pixels apart. */
static void
copy_block (const guint32 *block, guint32 stride, guint32 rows_held, TwinPixels *pixels, guint32 x,
            guint32 y)
{
  guint32 width = MIN (stride, pixels->width - x), rows = MIN (rows_held, pixels->height - y);

  for (guint32 row = 0; row < rows; row++)
    {
      const guint32 *from = block + (gsize) (rows_held - 1 - row) * stride;
      guint8 *to = twin_pixels_row (pixels, y + row) + (gsize) x * 3;

      for (guint32 i = 0; i < width; i++, to += 3)
        {
          to[0] = (guint8) TIFFGetR (from[i]);
          to[1] = (guint8) TIFFGetG (from[i]);
          to[2] = (guint8) TIFFGetB (from[i]);
        }
    }
}

static gboolean
read_blocks (TwinTiffReading *reading, TwinPixels *pixels, guint32 *block, guint32 width,
             guint32 height, GError **error)
{
  gboolean tiled = TIFFIsTiled (reading->tiff) != 0;

  for (guint64 y = 0; y < reading->height; y += height)
    for (guint64 x = 0; x < reading->width; x += width)
      {
        guint32 rows = tiled ? height : (guint32) MIN (height, reading->height - y);
        int read = tiled ? TIFFReadRGBATileExt (reading->tiff, (guint32) x, (guint32) y, block, 1)
                         : TIFFReadRGBAStripExt (reading->tiff, (guint32) y, block, 1);

        if (read != 1)
          return twin_tiff_fail (reading, error);
        if (!twin_source_go_on (reading->source, error))
          return FALSE;
        copy_block (block, width, rows, pixels, (guint32) x, (guint32) y);
      }
  return TRUE;
}

gboolean
twin_tiff_read_rgba (TwinTiffReading *reading, TwinPixels *pixels, GError **error)
{
  guint32 width = reading->width, height = reading->height;
  g_autofree guint32 *block = NULL;
  char reason[1024] = "";
  gsize n;

  /* We turn the picture ourselves, at the end. */
  TIFFSetField (reading->tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  if (TIFFRGBAImageOK (reading->tiff, reason) != 1)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_FORMAT, error, "libtiff: %s",
                             reason);
  if (TIFFIsTiled (reading->tiff))
    {
      TIFFGetField (reading->tiff, TIFFTAG_TILEWIDTH, &width);
      TIFFGetField (reading->tiff, TIFFTAG_TILELENGTH, &height);
    }
  else
    {
      TIFFGetFieldDefaulted (reading->tiff, TIFFTAG_ROWSPERSTRIP, &height);
      height = MIN (height, reading->height);
    }
  if (!check_places (reading, error) ||
      !twin_source_check_size (reading->source, width, height, error) ||
      !twin_pixels_allocate (pixels, reading->source, reading->width, reading->height, "R'G'B' u8",
                             error))
    return FALSE;
  if (!g_size_checked_mul (&n, width, height) || (block = g_try_new0 (guint32, n)) == NULL)
    return twin_source_fail_memory (reading->source, error);
  return read_blocks (reading, pixels, block, width, height, error);
}
