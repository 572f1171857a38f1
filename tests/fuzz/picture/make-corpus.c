/* make-corpus FOLDER: small images of every kind that is read, for the fuzz target to start from. */
#include "made.h"

#include <glib/gstdio.h>
#include <png.h>
#include <stdio.h> /* before jpeglib.h, which needs FILE */
#include <tiffio.h>

#include <jpeglib.h>

static const MadePng pngs[] = {
  { .bits = 8, .colours = PNG_COLOR_TYPE_RGB },
  { .bits = 4, .colours = PNG_COLOR_TYPE_PALETTE, .transparent = TRUE, .interlaced = TRUE },
  { .bits = 16, .colours = PNG_COLOR_TYPE_GRAY_ALPHA, .orientation = 5 },
};

static const MadeJpeg jpegs[] = {
  { .space = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .orientation = 7 },
  { .space = JCS_RGB, .stored = JCS_YCbCr, .progressive = TRUE },
  { .space = JCS_CMYK, .stored = JCS_YCCK, .adobe_marker = TRUE },
};

static const struct
{
  const char *mode;
  guint bits;
  guint samples;
  guint photometric;
  guint planar;
  guint compression;
  guint tile;
} tiffs[] = {
  { "w", 1, 1, PHOTOMETRIC_MINISWHITE, PLANARCONFIG_CONTIG, COMPRESSION_CCITTFAX4, 0 },
  { "wb", 12, 1, PHOTOMETRIC_MINISBLACK, PLANARCONFIG_CONTIG, COMPRESSION_NONE, 0 },
  { "w8", 16, 1, PHOTOMETRIC_MINISBLACK, PLANARCONFIG_CONTIG, COMPRESSION_ADOBE_DEFLATE, 16 },
  { "w", 8, 3, PHOTOMETRIC_RGB, PLANARCONFIG_SEPARATE, COMPRESSION_LZW, 0 },
  { "w", 8, 3, PHOTOMETRIC_YCBCR, PLANARCONFIG_CONTIG, COMPRESSION_JPEG, 16 },
  { "w", 4, 1, PHOTOMETRIC_PALETTE, PLANARCONFIG_CONTIG, COMPRESSION_PACKBITS, 0 },
  { "w", 16, 4, PHOTOMETRIC_SEPARATED, PLANARCONFIG_CONTIG, COMPRESSION_NONE, 16 },
};

static void
write_bytes (const char *folder, const char *kind, guint i, GByteArray *bytes)
{
  g_autofree char *name = g_strdup_printf ("%s-%u", kind, i);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error))
    g_error ("%s", error->message);
  g_byte_array_unref (bytes);
}

static void
write_page (TIFF *tiff, guint i)
{
  guint16 map[16] = { 0, 65535, 3000, 700 };
  guint8 bytes[16 * 16 * 8];

  for (guint k = 0; k < sizeof bytes; k++)
    bytes[k] = (guint8) made_sample (k, i, 0, 8);
  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, 16);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, 16);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE, tiffs[i].bits);
  TIFFSetField (tiff, TIFFTAG_SAMPLESPERPIXEL, tiffs[i].samples);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, tiffs[i].photometric);
  TIFFSetField (tiff, TIFFTAG_PLANARCONFIG, tiffs[i].planar);
  TIFFSetField (tiff, TIFFTAG_COMPRESSION, tiffs[i].compression);
  if (tiffs[i].photometric == PHOTOMETRIC_PALETTE)
    TIFFSetField (tiff, TIFFTAG_COLORMAP, map, map, map);
  if (tiffs[i].compression == COMPRESSION_JPEG)
    TIFFSetField (tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  if (tiffs[i].tile > 0)
    {
      TIFFSetField (tiff, TIFFTAG_TILEWIDTH, tiffs[i].tile);
      TIFFSetField (tiff, TIFFTAG_TILELENGTH, tiffs[i].tile);
      TIFFWriteTile (tiff, bytes, 0, 0, 0, 0);
      return;
    }
  TIFFSetField (tiff, TIFFTAG_ROWSPERSTRIP, 16);
  for (guint plane = 0; plane < (tiffs[i].planar == PLANARCONFIG_SEPARATE ? 3u : 1u); plane++)
    for (guint y = 0; y < 16; y++)
      TIFFWriteScanline (tiff, bytes + y * 16, y, (guint16) plane);
}

static void
write_tiff (const char *folder, guint i)
{
  g_autofree char *name = g_strdup_printf ("tiff-%u", i);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  TIFF *tiff = TIFFOpen (path, tiffs[i].mode);

  for (guint page = 0; page < 2; page++)
    {
      write_page (tiff, i);
      TIFFWriteDirectory (tiff);
    }
  TIFFClose (tiff);
}

int
main (int argc, char *argv[])
{
  if (argc != 2 || g_mkdir_with_parents (argv[1], 0777) != 0)
    g_error ("use: make-corpus FOLDER");
  for (guint i = 0; i < G_N_ELEMENTS (pngs); i++)
    write_bytes (argv[1], "png", i, made_png (&pngs[i]));
  for (guint i = 0; i < G_N_ELEMENTS (jpegs); i++)
    write_bytes (argv[1], "jpeg", i, made_jpeg (&jpegs[i]));
  for (guint i = 0; i < 2; i++)
    {
      write_bytes (argv[1], "webp", i, made_webp (i != 0, i * 6));
      write_bytes (argv[1], "gif", i, made_gif (1 + i * 3));
      write_bytes (argv[1], "bmp", i, made_bmp (i != 0));
    }
  for (guint i = 0; i < G_N_ELEMENTS (tiffs); i++)
    write_tiff (argv[1], i);
  return 0;
}
