/* made.c: see made.h. */
#include "made.h"

#include <stdio.h> /* before jpeglib.h, which needs FILE */
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

guint
made_sample (guint x, guint y, guint c, guint bits)
{
  guint hash = (x * 73856093u) ^ (y * 19349663u) ^ (c * 83492791u);

  hash ^= hash >> 13;
  hash *= 0x5bd1e995u;
  hash ^= hash >> 15;
  return hash & (guint) (((guint64) 1 << bits) - 1);
}

static void
append (GByteArray *bytes, gconstpointer more, gsize n)
{
  g_byte_array_append (bytes, more, (guint) n);
}

static void
append_number (GByteArray *bytes, guint n, guint value, gboolean big_endian)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = (guint8) (value >> 8 * (big_endian ? n - 1 - i : i));

      append (bytes, &byte, 1);
    }
}

GByteArray *
made_exif (guint orientation, gboolean big)
{
  GByteArray *bytes = g_byte_array_new ();

  append (bytes, big ? "MM" : "II", 2);
  append_number (bytes, 2, 42, big);
  append_number (bytes, 4, 8, big);
  append_number (bytes, 2, 1, big); /* one entry: orientation, one short number */
  append_number (bytes, 2, 274, big);
  append_number (bytes, 2, 3, big);
  append_number (bytes, 4, 1, big);
  append_number (bytes, 2, orientation, big);
  append_number (bytes, 2, 0, big);
  append_number (bytes, 4, 0, big);
  return bytes;
}

static void
png_to_array (png_structp png, png_bytep bytes, size_t n)
{
  append (png_get_io_ptr (png), bytes, n);
}

static void
describe_png (png_structp png, png_infop info, const MadePng *made)
{
  png_color palette[256];
  png_byte alphas[8];
  png_color_16 clear = { .red = (png_uint_16) made_sample (0, 0, 0, (guint) made->bits),
                         .green = (png_uint_16) made_sample (0, 0, 1, (guint) made->bits),
                         .blue = (png_uint_16) made_sample (0, 0, 2, (guint) made->bits),
                         .gray = (png_uint_16) made_sample (0, 0, 0, (guint) made->bits) };
  gboolean indexed = made->colours == PNG_COLOR_TYPE_PALETTE;

  png_set_IHDR (png, info, MADE_WIDTH, MADE_HEIGHT, made->bits, made->colours,
                made->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
  for (int i = 0; i < 256; i++)
    palette[i] = (png_color){ (png_byte) i, (png_byte) (255 - i), (png_byte) (7 * i) };
  for (int i = 0; i < 8; i++)
    alphas[i] = (png_byte) (255 - 16 * i);
  if (indexed)
    png_set_PLTE (png, info, palette, 1 << made->bits);
  if (made->transparent)
    png_set_tRNS (png, info, alphas, indexed ? MIN (8, 1 << made->bits) : 0, &clear);
  if (made->orientation != 0)
    {
      g_autoptr (GByteArray) exif = made_exif (made->orientation, TRUE);

      png_set_eXIf_1 (png, info, exif->len, exif->data);
    }
}

/* One row's samples, packed from the highest bit on. */
static void
pack_row (guint8 *row, guint y, guint channels, guint bits)
{
  memset (row, 0, MADE_WIDTH * 8);
  for (guint i = 0; i < MADE_WIDTH * channels; i++)
    {
      guint sample = made_sample (i / channels, y, i % channels, bits);

      for (guint bit = 0; bit < bits; bit++)
        if (sample >> (bits - 1 - bit) & 1)
          row[(i * bits + bit) / 8] |= (guint8) (0x80 >> (i * bits + bit) % 8);
    }
}

GByteArray *
made_png (const MadePng *made)
{
  GByteArray *bytes = g_byte_array_new ();
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  guint8 rows[MADE_HEIGHT][MADE_WIDTH * 8];
  png_bytep pointers[MADE_HEIGHT];

  png_set_write_fn (png, bytes, png_to_array, NULL);
  describe_png (png, info, made);
  for (guint y = 0; y < MADE_HEIGHT; y++)
    {
      pack_row (rows[y], y, png_get_channels (png, info), (guint) made->bits);
      pointers[y] = rows[y];
    }
  png_write_info (png, info);
  png_write_image (png, pointers);
  png_write_end (png, info);
  png_destroy_write_struct (&png, &info);
  return bytes;
}

guint
made_quarter (guint x, guint y, guint c)
{
  static const guint8 colours[4][4] = {
    { 200, 40, 90, 10 }, { 30, 220, 60, 100 }, { 80, 70, 240, 160 }, { 128, 128, 20, 230 }
  };

  return colours[y / (MADE_JPEG_HEIGHT / 2) * 2 + x / (MADE_JPEG_WIDTH / 2)][c];
}

static void
write_jpeg_exif (struct jpeg_compress_struct *jpeg, guint orientation)
{
  g_autoptr (GByteArray) exif = made_exif (orientation, FALSE);

  g_byte_array_prepend (exif, (const guint8 *) "Exif\0", 6);
  jpeg_write_marker (jpeg, JPEG_APP0 + 1, exif->data, exif->len);
}

static void
write_jpeg_rows (struct jpeg_compress_struct *jpeg)
{
  guint n = (guint) jpeg->input_components;

  for (guint y = 0; y < MADE_JPEG_HEIGHT; y++)
    {
      guint8 row[MADE_JPEG_WIDTH * 4];
      guint8 *pointer = row;

      for (guint i = 0; i < MADE_JPEG_WIDTH * n; i++)
        row[i] = (guint8) made_quarter (i / n, y, i % n);
      jpeg_write_scanlines (jpeg, &pointer, 1);
    }
}

GByteArray *
made_jpeg (const MadeJpeg *made)
{
  GByteArray *bytes = g_byte_array_new ();
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  unsigned char *memory = NULL;
  unsigned long n = 0;

  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &memory, &n);
  jpeg.image_width = MADE_JPEG_WIDTH;
  jpeg.image_height = MADE_JPEG_HEIGHT;
  jpeg.in_color_space = (J_COLOR_SPACE) made->space;
  jpeg.input_components = made->space == JCS_GRAYSCALE ? 1 : made->space == JCS_CMYK ? 4 : 3;
  jpeg_set_defaults (&jpeg);
  jpeg_set_colorspace (&jpeg, (J_COLOR_SPACE) made->stored);
  jpeg_set_quality (&jpeg, 100, TRUE);
  /* Whole blocks of one colour, in all channels, come back but for rounding. */
  for (int i = 0; i < jpeg.num_components; i++)
    jpeg.comp_info[i].h_samp_factor = jpeg.comp_info[i].v_samp_factor = 1;
  if (made->progressive)
    jpeg_simple_progression (&jpeg);
  if (made->space == JCS_CMYK)
    jpeg.write_Adobe_marker = made->adobe_marker ? TRUE : FALSE;
  jpeg_start_compress (&jpeg, TRUE);
  if (made->orientation != 0)
    write_jpeg_exif (&jpeg, made->orientation);
  write_jpeg_rows (&jpeg);
  jpeg_finish_compress (&jpeg);
  append (bytes, memory, n);
  jpeg_destroy_compress (&jpeg);
  free (memory);
  return bytes;
}

/* The plain file's chunk, after a head that announces an EXIF chunk (WebP container, "VP8X"). */
static GByteArray *
extend_webp (const guint8 *plain, gsize n, gboolean alpha, guint orientation)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GByteArray) exif = made_exif (orientation, FALSE);

  append (bytes, "RIFF", 4);
  append_number (bytes, 4, (guint) (4 + 18 + (n - 12) + 8 + exif->len), FALSE);
  append (bytes, "WEBPVP8X", 8);
  append_number (bytes, 4, 10, FALSE);
  append_number (bytes, 4, 8 | (alpha ? 16 : 0), FALSE);
  append_number (bytes, 3, MADE_WIDTH - 1, FALSE);
  append_number (bytes, 3, MADE_HEIGHT - 1, FALSE);
  append (bytes, plain + 12, n - 12);
  append (bytes, "EXIF", 4);
  append_number (bytes, 4, exif->len, FALSE);
  append (bytes, exif->data, exif->len);
  return bytes;
}

GByteArray *
made_webp (gboolean alpha, guint orientation)
{
  GByteArray *bytes = NULL;
  guint8 pixels[MADE_HEIGHT][MADE_WIDTH][4];
  guint8 *memory = NULL;
  gsize n;

  for (guint y = 0; y < MADE_HEIGHT; y++)
    for (guint x = 0; x < MADE_WIDTH; x++)
      for (guint c = 0; c < 4; c++)
        pixels[y][x][c] = (guint8) (c == 3 ? (alpha ? 1 + made_sample (x, y, c, 7) : 255)
                                           : made_sample (x, y, c, 8));
  n = WebPEncodeLosslessRGBA (pixels[0][0], MADE_WIDTH, MADE_HEIGHT, MADE_WIDTH * 4, &memory);
  g_assert_cmpuint (n, >, 0);
  if (orientation != 0)
    bytes = extend_webp (memory, n, alpha, orientation);
  else
    append (bytes = g_byte_array_new (), memory, n);
  WebPFree (memory);
  return bytes;
}

/* LZW without compressing: every value a 9-bit code, the table cleared before it would grow. */
static void
append_gif_values (GByteArray *bytes, guint8 value, guint n)
{
  guint8 block[255];
  guint n_codes = 0, n_bits = 0;

  memset (block, 0, sizeof block);
  for (guint i = 0; i <= n; i++)
    {
      guint codes[2] = { 256, i < n ? value : 257 };

      for (guint k = i % 100 == 0 ? 0 : 1; k < 2; k++, n_codes++)
        for (guint bit = 0; bit < 9; bit++, n_bits++)
          if (codes[k] >> bit & 1)
            block[n_bits / 8] |= (guint8) (1 << n_bits % 8);
    }
  append_number (bytes, 1, (n_bits + 7) / 8, FALSE);
  append (bytes, block, (n_bits + 7) / 8);
  append_number (bytes, 1, 0, FALSE);
}

GByteArray *
made_gif (guint n_frames)
{
  GByteArray *bytes = g_byte_array_new ();

  append (bytes, "GIF89a", 6);
  append_number (bytes, 2, MADE_WIDTH, FALSE);
  append_number (bytes, 2, MADE_HEIGHT, FALSE);
  append (bytes, "\xf7\0", 3); /* a palette of 256 */
  for (guint i = 0; i < 256; i++)
    {
      guint8 colour[3] = { (guint8) (40 * i), 100, 200 };

      append (bytes, colour, 3);
    }
  for (guint frame = 0; frame < n_frames; frame++)
    {
      append (bytes, "\x21\xf9\x04\x04\x05\0\0\0", 8); /* a twentieth of a second */
      append (bytes, "\x2c\0\0\0", 5);
      append_number (bytes, 2, MADE_WIDTH, FALSE);
      append_number (bytes, 2, MADE_HEIGHT, FALSE);
      append (bytes, "\0\x08", 2);
      append_gif_values (bytes, (guint8) frame, MADE_WIDTH * MADE_HEIGHT);
    }
  append (bytes, "\x3b", 1);
  return bytes;
}

static void
append_bmp_rows (GByteArray *bytes)
{
  static const guint8 padding[4];

  for (guint y = MADE_HEIGHT; y-- > 0;)
    {
      for (guint x = 0; x < MADE_WIDTH; x++)
        for (guint c = 3; c-- > 0;)
          append_number (bytes, 1, made_sample (x, y, c, 8), FALSE);
      append (bytes, padding, (4 - MADE_WIDTH * 3 % 4) % 4);
    }
}

/* Palette, then for each row a run of its number, and the end. */
static void
append_bmp_runs (GByteArray *bytes)
{
  for (guint i = 0; i < 256; i++)
    append_number (bytes, 4, i << 16 | (255 - i) << 8 | 7, FALSE);
  for (guint y = MADE_HEIGHT; y-- > 0;)
    {
      append_number (bytes, 1, MADE_WIDTH, FALSE);
      append_number (bytes, 1, y, FALSE);
      append_number (bytes, 2, 0, FALSE);
    }
  append_number (bytes, 2, 1 << 8, FALSE);
}

GByteArray *
made_bmp (gboolean runs)
{
  GByteArray *bytes = g_byte_array_new ();
  guint pixels_at = 14 + 40 + (runs ? 1024 : 0);
  guint n = runs ? MADE_HEIGHT * 4 + 2 : MADE_HEIGHT * ((MADE_WIDTH * 3 + 3) / 4 * 4);

  append (bytes, "BM", 2);
  append_number (bytes, 4, pixels_at + n, FALSE);
  append_number (bytes, 4, 0, FALSE);
  append_number (bytes, 4, pixels_at, FALSE);
  append_number (bytes, 4, 40, FALSE);
  append_number (bytes, 4, MADE_WIDTH, FALSE);
  append_number (bytes, 4, MADE_HEIGHT, FALSE);
  append_number (bytes, 2, 1, FALSE);
  append_number (bytes, 2, runs ? 8 : 24, FALSE);
  append_number (bytes, 4, runs ? 1 : 0, FALSE);
  append_number (bytes, 4, n, FALSE);
  for (guint i = 0; i < 4; i++)
    append_number (bytes, 4, 0, FALSE);
  if (runs)
    append_bmp_runs (bytes);
  else
    append_bmp_rows (bytes);
  return bytes;
}
