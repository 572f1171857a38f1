/* test-tiff.c: every kind of TIFF, written by libtiff and read back value for value. */
#include "folder.h"
#include "hand-tiff.h"
#include "made.h"

#include <math.h>
#include <string.h>
#include <tiffio.h>

/* Not multiples of a tile's 16. */
#define WIDTH 37
#define HEIGHT 29
#define TILE 16
#define NO_EXTRA G_MAXUINT16

#define MOST_SAMPLES 5

/**
 * Case:
 * @mode: TIFFOpen()'s: "b" big-endian, "l" little, "8" BigTIFF
 * @extra: what the last sample is, NO_EXTRA if it is none; others past the colours are unspecified
 * @tolerance: of values, for lossy compression
 */
typedef struct
{
  const char *name;
  const char *mode;
  guint bits;
  guint format;
  guint samples;
  guint photometric;
  guint planar;
  guint compression;
  guint predictor;
  guint fill_order;
  gboolean tiled;
  guint extra;
  const char *babl;
  double tolerance;
} Case;

/* The usual: what a line of the table leaves out. */
#define GREY                                                                 \
  .mode = "w", .format = SAMPLEFORMAT_UINT, .samples = 1, .extra = NO_EXTRA, \
  .photometric = PHOTOMETRIC_MINISBLACK, .planar = PLANARCONFIG_CONTIG,      \
  .compression = COMPRESSION_NONE
#define COLOUR                                                                          \
  .mode = "w", .bits = 8, .format = SAMPLEFORMAT_UINT, .samples = 3, .extra = NO_EXTRA, \
  .photometric = PHOTOMETRIC_RGB, .planar = PLANARCONFIG_CONTIG, .compression = COMPRESSION_NONE

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif
static const Case cases[] = {
  { "grey/1", GREY, .bits = 1, .babl = "Y' u8" },
  { "grey/1-fax", GREY, .bits = 1, .compression = COMPRESSION_CCITTFAX4, .babl = "Y' u8" },
  { "grey/1-lowest-bit-first", GREY, .bits = 1, .fill_order = FILLORDER_LSB2MSB, .babl = "Y' u8" },
  { "grey/2", GREY, .bits = 2, .babl = "Y' u8" },
  { "grey/4", GREY, .bits = 4, .compression = COMPRESSION_LZW, .babl = "Y' u8" },
  { "grey/6", GREY, .bits = 6, .babl = "Y' u8" },
  { "grey/8", GREY, .bits = 8, .babl = "Y' u8" },
  { "grey/8-packbits", GREY, .bits = 8, .compression = COMPRESSION_PACKBITS, .babl = "Y' u8" },
  { "grey/8-zstd", GREY, .bits = 8, .compression = COMPRESSION_ZSTD, .babl = "Y' u8" },
  { "grey/8-jpeg", GREY, .bits = 8, .compression = COMPRESSION_JPEG, .babl = "Y' u8",
    .tolerance = 2 },
  { "grey/10", GREY, .bits = 10, .babl = "Y' u16" },
  { "grey/12", GREY, .bits = 12, .babl = "Y' u16" },
  { "grey/12-tiled-big-endian", GREY, .mode = "wb", .bits = 12, .tiled = TRUE, .babl = "Y' u16" },
  { "grey/14", GREY, .bits = 14, .babl = "Y' u16" },
  { "grey/16", GREY, .bits = 16, .babl = "Y' u16" },
  { "grey/16-big-endian", GREY, .mode = "wb", .bits = 16, .babl = "Y' u16" },
  { "grey/16-lzw-predictor", GREY, .bits = 16, .compression = COMPRESSION_LZW,
    .predictor = PREDICTOR_HORIZONTAL, .babl = "Y' u16" },
  { "grey/16-big-tiff-zstd-tiled", GREY, .mode = "w8", .bits = 16, .compression = COMPRESSION_ZSTD,
    .tiled = TRUE, .babl = "Y' u16" },
  { "grey/16-big-tiff-big-endian", GREY, .mode = "w8b", .bits = 16, .babl = "Y' u16" },
  { "grey/20", GREY, .bits = 20, .babl = "Y' float" },
  { "grey/24", GREY, .bits = 24, .babl = "Y' float" },
  { "grey/24-big-endian", GREY, .mode = "wb", .bits = 24, .babl = "Y' float" },
  { "grey/32", GREY, .bits = 32, .babl = "Y' float" },
  { "grey/32-big-endian", GREY, .mode = "wb", .bits = 32, .babl = "Y' float" },
  { "grey/64", GREY, .bits = 64, .babl = "Y' float" },
  { "grey/signed-8", GREY, .bits = 8, .format = SAMPLEFORMAT_INT, .babl = "Y' float" },
  { "grey/signed-16", GREY, .bits = 16, .format = SAMPLEFORMAT_INT, .babl = "Y' float" },
  { "grey/signed-16-big-endian-deflate", GREY, .mode = "wb", .bits = 16, .format = SAMPLEFORMAT_INT,
    .compression = COMPRESSION_ADOBE_DEFLATE, .babl = "Y' float" },
  { "grey/signed-32", GREY, .bits = 32, .format = SAMPLEFORMAT_INT, .babl = "Y' float" },
  { "grey/half", GREY, .bits = 16, .format = SAMPLEFORMAT_IEEEFP, .babl = "Y' float" },
  { "grey/float", GREY, .bits = 32, .format = SAMPLEFORMAT_IEEEFP, .babl = "Y' float" },
  { "grey/float-predictor", GREY, .bits = 32, .format = SAMPLEFORMAT_IEEEFP,
    .compression = COMPRESSION_ADOBE_DEFLATE, .predictor = PREDICTOR_FLOATINGPOINT,
    .babl = "Y' float" },
  { "grey/double-big-endian", GREY, .mode = "wb", .bits = 64, .format = SAMPLEFORMAT_IEEEFP,
    .babl = "Y' float" },
  { "white-is-0/1", GREY, .bits = 1, .photometric = PHOTOMETRIC_MINISWHITE, .babl = "Y' u8" },
  { "white-is-0/8", GREY, .bits = 8, .photometric = PHOTOMETRIC_MINISWHITE, .babl = "Y' u8" },
  { "white-is-0/12", GREY, .bits = 12, .photometric = PHOTOMETRIC_MINISWHITE, .babl = "Y' u16" },
  { "white-is-0/float", GREY, .bits = 32, .format = SAMPLEFORMAT_IEEEFP,
    .photometric = PHOTOMETRIC_MINISWHITE, .babl = "Y' float" },
  { "alpha/grey-8", GREY, .bits = 8, .samples = 2, .extra = EXTRASAMPLE_UNASSALPHA,
    .babl = "Y'A u8" },
  { "alpha/white-is-0-8", GREY, .bits = 8, .samples = 2, .extra = EXTRASAMPLE_UNASSALPHA,
    .photometric = PHOTOMETRIC_MINISWHITE, .babl = "Y'A u8" },
  { "alpha/grey-12-separate", GREY, .bits = 12, .samples = 2, .extra = EXTRASAMPLE_UNASSALPHA,
    .planar = PLANARCONFIG_SEPARATE, .babl = "Y'A u16" },
  { "alpha/colour-8", COLOUR, .samples = 4, .extra = EXTRASAMPLE_UNASSALPHA, .babl = "R'G'B'A u8" },
  { "alpha/colour-8-associated", COLOUR, .samples = 4, .extra = EXTRASAMPLE_ASSOCALPHA,
    .babl = "R'G'B'A u8" },
  { "alpha/colour-16-tiled", COLOUR, .bits = 16, .samples = 4, .extra = EXTRASAMPLE_UNASSALPHA,
    .tiled = TRUE, .babl = "R'G'B'A u16" },
  { "alpha/unspecified-is-none", COLOUR, .samples = 4, .extra = EXTRASAMPLE_UNSPECIFIED,
    .babl = "R'G'B' u8" },
  { "channels/2", GREY, .bits = 16, .samples = 2, .extra = EXTRASAMPLE_UNSPECIFIED,
    .babl = "R'G'B' u16" },
  { "channels/2-separate", GREY, .bits = 8, .samples = 2, .extra = EXTRASAMPLE_UNSPECIFIED,
    .planar = PLANARCONFIG_SEPARATE, .babl = "R'G'B' u8" },
  { "channels/4", GREY, .bits = 16, .samples = 4, .extra = EXTRASAMPLE_UNSPECIFIED,
    .babl = "R'G'B' u16" },
  { "channels/5-separate-tiled", GREY, .bits = 16, .samples = 5, .extra = EXTRASAMPLE_UNSPECIFIED,
    .planar = PLANARCONFIG_SEPARATE, .tiled = TRUE, .babl = "R'G'B' u16" },
  { "channels/4-and-alpha", GREY, .bits = 8, .samples = 5, .extra = EXTRASAMPLE_UNASSALPHA,
    .babl = "R'G'B'A u8" },
  { "colour/8", COLOUR, .babl = "R'G'B' u8" },
  { "colour/8-lzw-predictor", COLOUR, .compression = COMPRESSION_LZW,
    .predictor = PREDICTOR_HORIZONTAL, .babl = "R'G'B' u8" },
  { "colour/8-deflate-tiled", COLOUR, .compression = COMPRESSION_ADOBE_DEFLATE, .tiled = TRUE,
    .babl = "R'G'B' u8" },
  { "colour/8-separate", COLOUR, .planar = PLANARCONFIG_SEPARATE, .babl = "R'G'B' u8" },
  { "colour/16-separate-tiled-big-endian", COLOUR, .mode = "wb", .bits = 16,
    .planar = PLANARCONFIG_SEPARATE, .tiled = TRUE, .babl = "R'G'B' u16" },
  { "colour/float-separate", COLOUR, .bits = 32, .format = SAMPLEFORMAT_IEEEFP,
    .planar = PLANARCONFIG_SEPARATE, .babl = "R'G'B' float" },
  { "colour/jpeg", COLOUR, .compression = COMPRESSION_JPEG, .babl = "R'G'B' u8", .tolerance = 2 },
  { "colour/jpeg-ycbcr", COLOUR, .compression = COMPRESSION_JPEG, .photometric = PHOTOMETRIC_YCBCR,
    .babl = "R'G'B' u8", .tolerance = 12 },
  { "colour/jpeg-ycbcr-tiled", COLOUR, .compression = COMPRESSION_JPEG,
    .photometric = PHOTOMETRIC_YCBCR, .tiled = TRUE, .babl = "R'G'B' u8", .tolerance = 12 },
  { "palette/1", GREY, .bits = 1, .photometric = PHOTOMETRIC_PALETTE, .babl = "R'G'B' u8" },
  { "palette/4", GREY, .bits = 4, .photometric = PHOTOMETRIC_PALETTE, .babl = "R'G'B' u8" },
  { "palette/8", GREY, .bits = 8, .photometric = PHOTOMETRIC_PALETTE, .babl = "R'G'B' u8" },
  { "palette/16", GREY, .bits = 16, .photometric = PHOTOMETRIC_PALETTE, .babl = "R'G'B' u8" },
  { "ink/8", COLOUR, .samples = 4, .photometric = PHOTOMETRIC_SEPARATED, .babl = "R'G'B' u8",
    .tolerance = 0.5 },
  { "ink/16-separate", COLOUR, .bits = 16, .samples = 4, .planar = PLANARCONFIG_SEPARATE,
    .photometric = PHOTOMETRIC_SEPARATED, .babl = "R'G'B' u16", .tolerance = 0.5 },
  { "ink/8-and-alpha", COLOUR, .samples = 5, .extra = EXTRASAMPLE_UNASSALPHA,
    .photometric = PHOTOMETRIC_SEPARATED, .babl = "R'G'B'A u8", .tolerance = 0.5 },
};
#pragma GCC diagnostic pop

static gboolean
is_smooth (const Case *test)
{
  return test->compression == COMPRESSION_JPEG;
}

/* What the file holds at a sample: as good as random, but smooth for JPEG; in the sample's own range. */
static double
stored (const Case *test, guint x, guint y, guint c)
{
  guint64 random = (guint64) made_sample (x, y, c, 32) << 32 | made_sample (y, x, c + 7, 32);

  if (is_smooth (test))
    return 40 + 3 * x + 2 * y * (c + 1) * 0.5;
  if (test->format == SAMPLEFORMAT_IEEEFP)
    return ldexp ((double) (made_sample (x, y, c, 11)) - 1024, -3);
  random >>= 64 - MIN (test->bits, 53); /* what a double holds */
  if (test->format == SAMPLEFORMAT_INT)
    return (double) (gint64) random - ldexp (1, (int) test->bits - 1);
  return (double) random;
}

/* The nearest half of a value that is a small multiple of 1/8. */
static guint16
half_of (double value)
{
  int exponent;
  double fraction = frexp (fabs (value), &exponent);

  if (value == 0)
    return 0;
  return (guint16) ((value < 0 ? 0x8000 : 0) | (exponent + 14) << 10 |
                    ((int) (fraction * 2048) & 0x3ff));
}

/* Bits of a sample, as unsigned. */
static guint64
bits_of (const Case *test, guint x, guint y, guint c)
{
  double value = stored (test, x, y, c);
  float single = (float) value;
  guint32 bits_32;
  guint64 bits;

  if (test->format != SAMPLEFORMAT_IEEEFP)
    return value < 0 ? (guint64) (gint64) value : (guint64) value;
  if (test->bits == 16)
    return half_of (value);
  memcpy (&bits_32, &single, sizeof bits_32);
  memcpy (&bits, &value, sizeof bits);
  return test->bits == 32 ? bits_32 : bits;
}

/* Puts sample @i into a row: whole bytes in the machine's order, others from the highest bit on. */
static void
pack (const Case *test, guint8 *row, gsize i, guint64 bits)
{
  guint n = test->bits / 8;

  if (test->bits % 8 == 0)
    for (guint byte = 0; byte < n; byte++)
      row[i * n + byte] = (guint8) (bits >>
                                    8 * (G_BYTE_ORDER == G_LITTLE_ENDIAN ? byte : n - 1 - byte));
  else
    for (guint bit = 0; bit < test->bits; bit++)
      if (bits >> (test->bits - 1 - bit) & 1)
        row[(i * test->bits + bit) / 8] |= (guint8) (0x80 >> (i * test->bits + bit) % 8);
}

/* A row of @width pixels from (x, y) on; of all samples, or (separate planes) of @plane. Beyond the
 * picture, where tiles reach, the last pixel goes on. */
static void
pack_row (const Case *test, guint8 *row, gsize row_bytes, guint x, guint y, guint width,
          guint plane)
{
  gboolean separate = test->planar == PLANARCONFIG_SEPARATE;
  guint n = separate ? 1 : test->samples;

  memset (row, 0, row_bytes);
  for (guint i = 0; i < width * n; i++)
    pack (
      test, row, i,
      bits_of (test, MIN (x + i / n, WIDTH - 1), MIN (y, HEIGHT - 1), separate ? plane : i % n));
}

static void
write_palette (TIFF *tiff, guint bits)
{
  g_autofree guint16 *map = g_new (guint16, (gsize) 3 << bits);
  gsize n = (gsize) 1 << bits;

  for (gsize i = 0; i < n; i++)
    for (gsize c = 0; c < 3; c++)
      map[c * n + i] = (guint16) (made_sample ((guint) i, 1, (guint) c, 8) * 257);
  TIFFSetField (tiff, TIFFTAG_COLORMAP, map, map + n, map + 2 * n);
}

static guint
count_colours (const Case *test)
{
  switch (test->photometric)
    {
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_YCBCR:
      return 3;
    case PHOTOMETRIC_SEPARATED:
      return 4;
    default:
      return 1;
    }
}

static void
write_fields (TIFF *tiff, const Case *test)
{
  guint16 extra[MOST_SAMPLES] = { 0 };
  guint n_extra = test->samples - count_colours (test);

  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE, test->bits);
  TIFFSetField (tiff, TIFFTAG_SAMPLEFORMAT, test->format);
  TIFFSetField (tiff, TIFFTAG_SAMPLESPERPIXEL, test->samples);
  TIFFSetField (tiff, TIFFTAG_PLANARCONFIG, test->planar);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, test->photometric);
  TIFFSetField (tiff, TIFFTAG_COMPRESSION, test->compression);
  if (test->predictor != 0)
    TIFFSetField (tiff, TIFFTAG_PREDICTOR, test->predictor);
  if (test->fill_order != 0)
    TIFFSetField (tiff, TIFFTAG_FILLORDER, test->fill_order);
  if (n_extra > 0)
    {
      extra[n_extra - 1] = (guint16) test->extra;
      TIFFSetField (tiff, TIFFTAG_EXTRASAMPLES, n_extra, extra);
    }
  if (test->photometric == PHOTOMETRIC_PALETTE)
    write_palette (tiff, test->bits);
  if (test->compression == COMPRESSION_JPEG)
    {
      TIFFSetField (tiff, TIFFTAG_JPEGQUALITY, 100);
      TIFFSetField (tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
  if (test->tiled)
    {
      TIFFSetField (tiff, TIFFTAG_TILEWIDTH, TILE);
      TIFFSetField (tiff, TIFFTAG_TILELENGTH, TILE);
    }
  else
    TIFFSetField (tiff, TIFFTAG_ROWSPERSTRIP, 16);
}

static void
write_tiles (TIFF *tiff, const Case *test, guint plane)
{
  gsize row_bytes = (gsize) TIFFTileRowSize (tiff);
  g_autofree guint8 *tile = g_malloc (row_bytes * TILE);

  for (guint y = 0; y < HEIGHT; y += TILE)
    for (guint x = 0; x < WIDTH; x += TILE)
      {
        for (guint row = 0; row < TILE; row++)
          pack_row (test, tile + row * row_bytes, row_bytes, x, y + row, TILE, plane);
        g_assert_cmpint (TIFFWriteTile (tiff, tile, x, y, 0, (guint16) plane), >, 0);
      }
}

static void
write_rows (TIFF *tiff, const Case *test, guint plane)
{
  gsize row_bytes = (gsize) TIFFScanlineSize (tiff);
  g_autofree guint8 *row = g_malloc (row_bytes);

  for (guint y = 0; y < HEIGHT; y++)
    {
      pack_row (test, row, row_bytes, 0, y, WIDTH, plane);
      g_assert_cmpint (TIFFWriteScanline (tiff, row, y, (guint16) plane), ==, 1);
    }
}

static void
write_tiff (const char *path, const Case *test)
{
  TIFF *tiff = TIFFOpen (path, test->mode);
  guint planes = test->planar == PLANARCONFIG_SEPARATE ? test->samples : 1;

  g_assert_nonnull (tiff);
  write_fields (tiff, test);
  for (guint plane = 0; plane < planes; plane++)
    (test->tiled ? write_tiles : write_rows) (tiff, test, plane);
  TIFFClose (tiff);
}

/* The largest value of a sample that stays an integer: fewer than 8 bits are spread over 255. */
static double
most (const Case *test)
{
  return test->bits <= 8 ? 255 : ldexp (1, (int) test->bits) - 1;
}

/* A sample as it comes out, before its colour is made. */
static double
unpacked (const Case *test, guint x, guint y, guint c)
{
  double value = stored (test, x, y, c);

  if (test->bits < 8 && test->photometric != PHOTOMETRIC_PALETTE)
    return floor (value * 255 / ((1 << test->bits) - 1) + 0.5);
  return is_smooth (test) ? floor (value) : value;
}

/* Component @c of what must come out, as the headers tell. */
static double
expected (const Case *test, guint x, guint y, guint c)
{
  double value = unpacked (test, x, y, c);
  gboolean alpha = test->extra == EXTRASAMPLE_ASSOCALPHA || test->extra == EXTRASAMPLE_UNASSALPHA;
  guint n_out = (guint) babl_format_get_n_components (babl_format (test->babl));
  double last = unpacked (test, x, y, test->samples - 1);

  if (alpha && c == n_out - 1)
    return test->bits == 12 ? floor (last * 65535 / 4095 + 0.5) : last;
  if (test->photometric == PHOTOMETRIC_MINISWHITE)
    return test->format == SAMPLEFORMAT_IEEEFP ? -value : most (test) - value;
  if (test->photometric == PHOTOMETRIC_PALETTE)
    return made_sample ((guint) stored (test, x, y, 0), 1, c, 8);
  if (test->photometric == PHOTOMETRIC_SEPARATED)
    return (most (test) - value) * (most (test) - unpacked (test, x, y, 3)) / most (test);
  if (test->extra == EXTRASAMPLE_ASSOCALPHA)
    return last == 0 ? value : MIN (floor (value * 255 / last + 0.5), 255);
  return c < test->samples ? value : 0;
}

static void
assert_read_back (const TwinPicture *picture, const Case *test)
{
  guint n = (guint) babl_format_get_n_components (babl_format (test->babl));

  assert_format (picture, test->babl);
  g_assert_cmpuint (twin_picture_get_width (picture), ==, WIDTH);
  g_assert_cmpuint (twin_picture_get_height (picture), ==, HEIGHT);
  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < WIDTH; x++)
      for (guint c = 0; c < n; c++)
        {
          double want = expected (test, x, y, c);

          if (g_str_has_suffix (test->babl, "float"))
            want = (float) want;
          g_assert_cmpfloat_with_epsilon (picture_value (picture, x, y, c), want,
                                          test->tolerance + 1e-9);
        }
}

static void
test_read_back (gconstpointer data)
{
  const Case *test = data;
  g_auto (Folder) folder;
  g_autofree char *path = NULL;
  g_autoptr (TwinPicture) picture = NULL;

  if (!TIFFIsCODECConfigured ((guint16) test->compression))
    {
      g_test_skip ("this libtiff does not know the compression");
      return;
    }
  folder_init (&folder);
  path = folder_path (&folder, "a.tif");
  write_tiff (path, test);
  picture = folder_load (&folder, "a.tif", 0);
  assert_read_back (picture, test);
}

/* Six grey pixels, 0 to 5, as each orientation puts them: TIFF 6.0, page 36. */
static void
test_orientation (void)
{
  static const struct
  {
    guint width, height;
    guint8 shown[6];
  } wanted[] = {
    { 3, 2, { 0, 1, 2, 3, 4, 5 } }, { 3, 2, { 2, 1, 0, 5, 4, 3 } }, { 3, 2, { 5, 4, 3, 2, 1, 0 } },
    { 3, 2, { 3, 4, 5, 0, 1, 2 } }, { 2, 3, { 0, 3, 1, 4, 2, 5 } }, { 2, 3, { 3, 0, 4, 1, 5, 2 } },
    { 2, 3, { 5, 2, 4, 1, 3, 0 } }, { 2, 3, { 2, 5, 1, 4, 0, 3 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_auto (Folder) folder;
      g_autofree char *path = NULL;
      g_autoptr (TwinPicture) picture = NULL;
      TIFF *tiff;

      folder_init (&folder);
      path = folder_path (&folder, "a.tif");
      tiff = TIFFOpen (path, "w");
      TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, 3);
      TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, 2);
      TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE, 8);
      TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
      TIFFSetField (tiff, TIFFTAG_ORIENTATION, i + 1);
      TIFFWriteScanline (tiff, (guint8[]){ 0, 1, 2 }, 0, 0);
      TIFFWriteScanline (tiff, (guint8[]){ 3, 4, 5 }, 1, 0);
      TIFFClose (tiff);
      picture = folder_load (&folder, "a.tif", 0);
      g_assert_cmpuint (twin_picture_get_width (picture), ==, wanted[i].width);
      g_assert_cmpuint (twin_picture_get_height (picture), ==, wanted[i].height);
      for (guint pixel = 0; pixel < 6; pixel++)
        g_assert_cmpfloat (
          picture_value (picture, pixel % wanted[i].width, pixel / wanted[i].width, 0), ==,
          wanted[i].shown[pixel]);
    }
}

static void
write_flat_page (TIFF *tiff, guint8 value, const char *description)
{
  guint8 row[4] = { value, value, value, value };

  TIFFSetField (tiff, TIFFTAG_IMAGEWIDTH, 4);
  TIFFSetField (tiff, TIFFTAG_IMAGELENGTH, 3);
  TIFFSetField (tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField (tiff, TIFFTAG_ROWSPERSTRIP, 3);
  TIFFSetField (tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  if (description != NULL)
    TIFFSetField (tiff, TIFFTAG_IMAGEDESCRIPTION, description);
  for (guint y = 0; y < 3; y++)
    TIFFWriteScanline (tiff, row, y, 0);
}

static void
assert_flat_pages (const Folder *folder, const char *name, guint n, double first, double step)
{
  for (guint page = 0; page < n; page++)
    {
      g_autoptr (TwinPicture) picture = folder_load (folder, name, page);

      g_assert_cmpuint (twin_picture_get_n_pages (picture), ==, n);
      g_assert_cmpfloat (picture_value (picture, 3, 2, 0), ==, first + page * step);
    }
  folder_must_not_load (folder, name, n, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_PAGE);
}

/* OME-TIFF is the same: its XML does not change which page is which. */
static void
test_pages (gconstpointer mode)
{
  g_auto (Folder) folder;
  g_autofree char *path = NULL;
  TIFF *tiff;

  folder_init (&folder);
  path = folder_path (&folder, "a.tif");
  tiff = TIFFOpen (path, mode);
  for (guint page = 0; page < 5; page++)
    {
      write_flat_page (tiff, (guint8) (50 * page),
                       page == 0 ? "<?xml version=\"1.0\"?><OME/>" : NULL);
      TIFFWriteDirectory (tiff);
    }
  TIFFClose (tiff);
  assert_flat_pages (&folder, "a.tif", 5, 0, 50);
}

/* Reduced copies that hang below a page are no pages. */
static void
test_sub_directories_are_no_pages (void)
{
  g_auto (Folder) folder;
  g_autofree char *path = NULL;
  guint64 offsets[2] = { 0, 0 };
  TIFF *tiff;

  folder_init (&folder);
  path = folder_path (&folder, "a.tif");
  tiff = TIFFOpen (path, "w");
  TIFFSetField (tiff, TIFFTAG_SUBIFD, 2, offsets);
  for (guint page = 0; page < 4; page++)
    {
      write_flat_page (tiff, (guint8) (50 * page), NULL);
      TIFFWriteDirectory (tiff);
    }
  TIFFClose (tiff);
  /* The first page, then two below it, then the second page. */
  assert_flat_pages (&folder, "a.tif", 2, 0, 150);
}

/* A stack in ImageJ's way: 4 x 3 pixels of 16 bits, plane i holding 1000 (i + 1). */
static void
write_imagej_stack (const Folder *folder, gboolean big_endian, guint n_described, guint n_held)
{
  g_autofree char *text = g_strdup_printf ("ImageJ=1.53t\nimages=%u\nchannels=2\nhyperstack=true\n",
                                           n_described);
  guint length = (guint) strlen (text) + 1, text_at = HAND_TIFF_BEHIND (9);
  const HandEntry entries[] = {
    { TIFFTAG_IMAGEWIDTH, 4, 1, 4 },
    { TIFFTAG_IMAGELENGTH, 4, 1, 3 },
    { TIFFTAG_BITSPERSAMPLE, 3, 1, 16 },
    { TIFFTAG_COMPRESSION, 3, 1, COMPRESSION_NONE },
    { TIFFTAG_PHOTOMETRIC, 3, 1, PHOTOMETRIC_MINISBLACK },
    { TIFFTAG_IMAGEDESCRIPTION, 2, length, text_at },
    { TIFFTAG_STRIPOFFSETS, 4, 1, text_at + length },
    { TIFFTAG_ROWSPERSTRIP, 4, 1, 3 },
    { TIFFTAG_STRIPBYTECOUNTS, 4, 1, 24 },
  };
  g_autoptr (GByteArray) bytes = hand_tiff (big_endian, entries, G_N_ELEMENTS (entries), 0);

  g_byte_array_append (bytes, (const guint8 *) text, length);
  for (guint i = 0; i < n_held * 12; i++)
    hand_tiff_add_number (bytes, big_endian, 2, 1000 * (i / 12 + 1));
  folder_write (folder, "a.tif", bytes->data, bytes->len);
}

static void
test_imagej_stack (gconstpointer big_endian)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  write_imagej_stack (&folder, GPOINTER_TO_INT (big_endian), 6, 6);
  assert_flat_pages (&folder, "a.tif", 6, 1000, 1000);
}

/* Saved anew, one plane of it, by a program that kept the description. */
static void
test_imagej_description_alone (void)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  write_imagej_stack (&folder, FALSE, 6, 1);
  assert_flat_pages (&folder, "a.tif", 1, 1000, 0);
}

static void
test_imagej_stack_cut (void)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  write_imagej_stack (&folder, FALSE, 6, 5);
  folder_must_not_load (&folder, "a.tif", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_TRUNCATED);
}

/* Old-fashioned colour without JPEG, which libtiff converts: halves of grey, so that there is only
 * rounding. */
static void
test_ycbcr_without_jpeg (void)
{
  const guint strip_at = HAND_TIFF_BEHIND (10);
  const HandEntry entries[] = {
    { TIFFTAG_IMAGEWIDTH, 4, 1, 4 },
    { TIFFTAG_IMAGELENGTH, 4, 1, 2 },
    { TIFFTAG_BITSPERSAMPLE, 3, 1, 8 },
    { TIFFTAG_COMPRESSION, 3, 1, COMPRESSION_NONE },
    { TIFFTAG_PHOTOMETRIC, 3, 1, PHOTOMETRIC_YCBCR },
    { TIFFTAG_STRIPOFFSETS, 4, 1, strip_at },
    { TIFFTAG_SAMPLESPERPIXEL, 3, 1, 3 },
    { TIFFTAG_ROWSPERSTRIP, 4, 1, 2 },
    { TIFFTAG_STRIPBYTECOUNTS, 4, 1, 12 },
    { TIFFTAG_YCBCRSUBSAMPLING, 3, 2, 2 | 2 << 16 },
  };
  /* Two blocks of 2 x 2: four of brightness, one of each colour difference. */
  static const guint8 blocks[] = { 50, 50, 50, 50, 128, 128, 200, 200, 200, 200, 128, 128 };
  g_autoptr (GByteArray) bytes = hand_tiff (FALSE, entries, G_N_ELEMENTS (entries), 0);
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) picture = NULL;

  folder_init (&folder);
  g_byte_array_append (bytes, blocks, sizeof blocks);
  folder_write (&folder, "a.tif", bytes->data, bytes->len);
  picture = folder_load (&folder, "a.tif", 0);
  assert_format (picture, "R'G'B' u8");
  for (guint x = 0; x < 4; x++)
    for (guint c = 0; c < 3; c++)
      g_assert_cmpfloat_with_epsilon (picture_value (picture, x, 1, c), x < 2 ? 50 : 200, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/tiff/read-back/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_read_back);
    }
  g_test_add_func ("/tiff/orientation", test_orientation);
  g_test_add_data_func ("/tiff/pages", "w", test_pages);
  g_test_add_data_func ("/tiff/pages-of-big-tiff", "w8", test_pages);
  g_test_add_func ("/tiff/sub-directories-are-no-pages", test_sub_directories_are_no_pages);
  g_test_add_data_func ("/tiff/imagej-stack/little-endian", GINT_TO_POINTER (FALSE),
                        test_imagej_stack);
  g_test_add_data_func ("/tiff/imagej-stack/big-endian", GINT_TO_POINTER (TRUE), test_imagej_stack);
  g_test_add_func ("/tiff/imagej-stack/only-described", test_imagej_description_alone);
  g_test_add_func ("/tiff/imagej-stack/cut", test_imagej_stack_cut);
  g_test_add_func ("/tiff/ycbcr-without-jpeg", test_ycbcr_without_jpeg);
  return g_test_run ();
}
