/* picture-tiff-blocks.c: strips and tiles, contiguous or a plane a channel, into the channels kept. */
#include "picture/picture-tiff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Decoded bytes that a pixel may have on average: a large picture of many channels is refused, so
 * that a small file cannot unpack to any size. */
#define MOST_BYTES_A_PIXEL 16

/* How the page is cut up. A strip is as wide as the picture. */
typedef struct
{
  gboolean tiled;
  guint32 width;
  guint32 height;
  guint64 row_bytes;
  guint64 bytes;
  guint samples; /* of a pixel in one block */
  guint planes;
} Blocks;

static Blocks
describe_blocks (const TwinTiffReading *reading)
{
  gboolean separate = reading->planar == PLANARCONFIG_SEPARATE && reading->samples > 1;
  Blocks blocks = { .tiled = TIFFIsTiled (reading->tiff) != 0,
                    .width = reading->width,
                    .samples = separate ? 1 : reading->samples,
                    .planes = separate ? reading->samples : 1 };

  if (blocks.tiled)
    {
      TIFFGetField (reading->tiff, TIFFTAG_TILEWIDTH, &blocks.width);
      TIFFGetField (reading->tiff, TIFFTAG_TILELENGTH, &blocks.height);
      blocks.row_bytes = TIFFTileRowSize64 (reading->tiff);
      blocks.bytes = TIFFTileSize64 (reading->tiff);
    }
  else
    {
      TIFFGetFieldDefaulted (reading->tiff, TIFFTAG_ROWSPERSTRIP, &blocks.height);
      blocks.height = MIN (blocks.height, reading->height);
      blocks.row_bytes = TIFFScanlineSize64 (reading->tiff);
      blocks.bytes = TIFFStripSize64 (reading->tiff);
    }
  return blocks;
}

gboolean
twin_tiff_check_memory (const TwinTiffReading *reading, GError **error)
{
  guint64 most = reading->source->limits->pixels * MOST_BYTES_A_PIXEL;
  guint64 page = (guint64) reading->width * reading->height;
  Blocks blocks = describe_blocks (reading);
  guint64 row_needs = ((guint64) blocks.width * blocks.samples * reading->kind.bits + 7) / 8;

  if (!g_uint64_checked_mul (&page, page, (guint64) reading->samples * reading->kind.bits) ||
      page / 8 > most || blocks.bytes > most)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_LIMIT, error,
                             _ ("its pixels or one of its tiles take more than %llu bytes"),
                             (unsigned long long) most);
  /* Where libtiff does not understand a size, it says 0. */
  if (blocks.height > 0 && blocks.row_bytes >= row_needs &&
      blocks.bytes / blocks.height >= blocks.row_bytes)
    return TRUE;
  return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_CORRUPT, error,
                           _ ("the size of its strips or tiles makes no sense"));
}

gboolean
twin_tiff_allocate (TwinTiffReading *reading, GError **error)
{
  gsize n;

  if (g_size_checked_mul (&n, reading->width, reading->height) &&
      g_size_checked_mul (&n, n, reading->n_channels))
    reading->data = g_try_malloc0_n (n, twin_tiff_element_size (reading->kind.element));
  return reading->data != NULL || twin_source_fail_memory (reading->source, error);
}

/* Whether the samples of a row are the channels kept, in the same order. */
static gboolean
is_kept_whole (const TwinTiffReading *reading, guint first, guint samples)
{
  if (first != 0 || samples != reading->n_channels)
    return FALSE;
  for (guint i = 0; i < samples; i++)
    if (reading->channels[i] != (int) i)
      return FALSE;
  return TRUE;
}

static void
copy_channel (const guint8 *from, gsize from_step, guint8 *to, gsize to_step, guint32 n, gsize size)
{
  for (guint32 i = 0; i < n; i++)
    memcpy (to + i * to_step, from + i * from_step, size);
}

void
twin_tiff_place_row (TwinTiffReading *reading, const guint8 *raw, guint first, guint samples,
                     guint32 x, guint32 y, guint32 width, void *unpacked)
{
  gsize size = twin_tiff_element_size (reading->kind.element);
  gsize pixel = size * reading->n_channels;
  guint8 *to = reading->data + ((gsize) y * reading->width + x) * pixel;

  if (is_kept_whole (reading, first, samples))
    {
      twin_tiff_unpack (&reading->kind, raw, (gsize) width * samples, to);
      return;
    }
  twin_tiff_unpack (&reading->kind, raw, (gsize) width * samples, unpacked);
  for (guint channel = 0; channel < reading->n_channels; channel++)
    {
      int sample = reading->channels[channel] - (int) first;

      if (reading->channels[channel] >= 0 && sample >= 0 && sample < (int) samples)
        copy_channel ((guint8 *) unpacked + (gsize) sample * size, size * samples,
                      to + channel * size, pixel, width, size);
    }
}

gboolean
twin_tiff_check_place (const TwinTiffReading *reading, guint32 index, GError **error)
{
  guint64 at = TIFFGetStrileOffset (reading->tiff, index);
  guint64 n = TIFFGetStrileByteCount (reading->tiff, index);

  if (at == 0 || n == 0)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_CORRUPT, error,
                             _ ("one of its strips or tiles is missing"));
  if (at <= reading->source->n_bytes && n <= reading->source->n_bytes - at)
    return TRUE;
  return twin_source_fail_truncated (reading->source, error);
}

/* Reads @n bytes of block @index: all that is needed of it. */
static gboolean
read_block (TwinTiffReading *reading, const Blocks *blocks, guint32 index, guint8 *raw, guint64 n,
            GError **error)
{
  tmsize_t got;

  if (!twin_source_go_on (reading->source, error) || !twin_tiff_check_place (reading, index, error))
    return FALSE;
  got = blocks->tiled ? TIFFReadEncodedTile (reading->tiff, index, raw, (tmsize_t) blocks->bytes)
                      : TIFFReadEncodedStrip (reading->tiff, index, raw, (tmsize_t) n);
  return (got >= 0 && (guint64) got >= n) || twin_tiff_fail (reading, error);
}

static gboolean
read_block_at (TwinTiffReading *reading, const Blocks *blocks, guint plane, guint32 x, guint32 y,
               guint8 *raw, void *unpacked, GError **error)
{
  guint32 rows = MIN (blocks->height, reading->height - y);
  guint32 width = MIN (blocks->width, reading->width - x);
  guint32 index = blocks->tiled ? TIFFComputeTile (reading->tiff, x, y, 0, (guint16) plane)
                                : TIFFComputeStrip (reading->tiff, y, (guint16) plane);

  if (!read_block (reading, blocks, index, raw, rows * blocks->row_bytes, error))
    return FALSE;
  for (guint32 row = 0; row < rows; row++)
    twin_tiff_place_row (reading, raw + row * blocks->row_bytes, plane, blocks->samples, x, y + row,
                         width, unpacked);
  return TRUE;
}

/* With a plane a channel, those that are not kept are not read. */
static gboolean
is_plane_kept (const TwinTiffReading *reading, const Blocks *blocks, guint plane)
{
  for (guint i = 0; i < reading->n_channels; i++)
    if (blocks->planes == 1 || reading->channels[i] == (int) plane)
      return TRUE;
  return FALSE;
}

gboolean
twin_tiff_read_blocks (TwinTiffReading *reading, GError **error)
{
  Blocks blocks = describe_blocks (reading);
  g_autofree guint8 *raw = g_try_malloc (blocks.bytes);
  g_autofree guint8 *unpacked = g_try_malloc_n ((gsize) blocks.width * blocks.samples, 4);

  if (raw == NULL || unpacked == NULL)
    return twin_source_fail_memory (reading->source, error);
  for (guint plane = 0; plane < blocks.planes; plane++)
    {
      if (!is_plane_kept (reading, &blocks, plane))
        continue;
      for (guint64 y = 0; y < reading->height; y += blocks.height)
        for (guint64 x = 0; x < reading->width; x += blocks.width)
          if (!read_block_at (reading, &blocks, plane, (guint32) x, (guint32) y, raw, unpacked,
                              error))
            return FALSE;
    }
  return TRUE;
}
