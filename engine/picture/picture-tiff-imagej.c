/* picture-tiff-imagej.c: stacks as ImageJ (and others in its name) write them when they are large:
 * one directory, whose description says "images=N", and after the first plane all others, unpacked
 * and without gaps. */
#include "picture/picture-tiff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static guint64
plane_bytes (const TwinTiffReading *reading)
{
  return (guint64) reading->width * reading->height * reading->samples * (reading->kind.bits / 8);
}

/* N of "images=N", 1 where it is not said. */
static guint64
images_described (const TwinTiffReading *reading)
{
  const char *description = NULL, *images;

  if (TIFFGetField (reading->tiff, TIFFTAG_IMAGEDESCRIPTION, &description) != 1 ||
      !g_str_has_prefix (description, "ImageJ="))
    return 1;
  images = strstr (description, "\nimages=");
  return images != NULL ? g_ascii_strtoull (images + strlen ("\nimages="), NULL, 10) : 1;
}

static gboolean
is_plain (const TwinTiffReading *reading)
{
  return reading->directories->len == 1 && reading->compression == COMPRESSION_NONE &&
         !TIFFIsTiled (reading->tiff) && reading->kind.bits % 8 == 0 &&
         (reading->samples == 1 || reading->planar == PLANARCONFIG_CONTIG);
}

/* A file with no second plane was saved anew by a program that kept the description only. */
gboolean
twin_tiff_imagej_planes (TwinTiffReading *reading, guint *out_planes, GError **error)
{
  const TwinSource *source = reading->source;
  guint64 n = is_plain (reading) ? images_described (reading) : 1;
  guint64 at = n > 1 ? TIFFGetStrileOffset (reading->tiff, 0) : 0, held;

  *out_planes = 0;
  if (n <= 1 || at == 0 || at > source->n_bytes)
    return TRUE;
  held = (source->n_bytes - at) / plane_bytes (reading);
  if (held < 2)
    return TRUE;
  if (held < n)
    return twin_source_fail_truncated (source, error);
  *out_planes = (guint) MIN (n, G_MAXUINT);
  return TRUE;
}

static void
swap_bytes (const TwinTiffReading *reading, guint8 *row, guint64 bytes)
{
  if (!TIFFIsByteSwapped (reading->tiff))
    return;
  if (reading->kind.bits == 16)
    TIFFSwabArrayOfShort ((guint16 *) (gpointer) row, (tmsize_t) (bytes / 2));
  else if (reading->kind.bits == 24)
    TIFFSwabArrayOfTriples (row, (tmsize_t) (bytes / 3));
  else if (reading->kind.bits == 32)
    TIFFSwabArrayOfLong ((guint32 *) (gpointer) row, (tmsize_t) (bytes / 4));
  else if (reading->kind.bits == 64)
    TIFFSwabArrayOfLong8 ((guint64 *) (gpointer) row, (tmsize_t) (bytes / 8));
}

gboolean
twin_tiff_read_imagej_plane (TwinTiffReading *reading, guint plane, GError **error)
{
  guint64 row_bytes = plane_bytes (reading) / reading->height;
  const guint8 *from = reading->source->bytes + TIFFGetStrileOffset (reading->tiff, 0) +
                       plane * plane_bytes (reading);
  g_autofree guint8 *row = g_try_malloc (row_bytes);
  g_autofree guint8 *unpacked = g_try_malloc_n ((gsize) reading->width * reading->samples, 4);

  if (row == NULL || unpacked == NULL)
    return twin_source_fail_memory (reading->source, error);
  for (guint32 y = 0; y < reading->height; y++)
    {
      memcpy (row, from + y * row_bytes, row_bytes);
      swap_bytes (reading, row, row_bytes);
      twin_tiff_place_row (reading, row, 0, reading->samples, 0, y, reading->width, unpacked);
    }
  return TRUE;
}
