/* test-hostile.c: files that are cut, empty, noise, or lie; each refused for the right reason. */
#include "folder.h"
#include "hand-tiff.h"
#include "made.h"

#include <glib/gstdio.h>
#include <png.h>
#include <stdio.h> /* before jpeglib.h, which needs FILE */
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#include <jpeglib.h>

#define N_TIFF_ENTRIES 9

/* 8 x 6 pixels of 8 bits in two strips; the directory first, so that a cut file loses pixels. */
static GByteArray *
made_tiff (void)
{
  const guint offsets_at = HAND_TIFF_BEHIND (N_TIFF_ENTRIES), pixels_at = offsets_at + 16;
  const HandEntry entries[N_TIFF_ENTRIES] = {
    { TIFFTAG_IMAGEWIDTH, 4, 1, 8 },
    { TIFFTAG_IMAGELENGTH, 4, 1, 6 },
    { TIFFTAG_BITSPERSAMPLE, 3, 1, 8 },
    { TIFFTAG_COMPRESSION, 3, 1, COMPRESSION_NONE },
    { TIFFTAG_PHOTOMETRIC, 3, 1, PHOTOMETRIC_MINISBLACK },
    { TIFFTAG_STRIPOFFSETS, 4, 2, offsets_at },
    { TIFFTAG_SAMPLESPERPIXEL, 3, 1, 1 },
    { TIFFTAG_ROWSPERSTRIP, 4, 1, 3 },
    { TIFFTAG_STRIPBYTECOUNTS, 4, 2, offsets_at + 8 },
  };
  GByteArray *bytes = hand_tiff (FALSE, entries, N_TIFF_ENTRIES, 0);

  hand_tiff_add_number (bytes, FALSE, 4, pixels_at);
  hand_tiff_add_number (bytes, FALSE, 4, pixels_at + 24);
  hand_tiff_add_number (bytes, FALSE, 4, 24);
  hand_tiff_add_number (bytes, FALSE, 4, 24);
  for (guint i = 0; i < 48; i++)
    hand_tiff_add_number (bytes, FALSE, 1, i);
  return bytes;
}

static GByteArray *
made_plain_png (void)
{
  return made_png (&(MadePng){ .bits = 8, .colours = PNG_COLOR_TYPE_RGB });
}

static GByteArray *
made_plain_jpeg (void)
{
  return made_jpeg (&(MadeJpeg){ .space = JCS_RGB, .stored = JCS_YCbCr });
}

static GByteArray *
made_progressive_jpeg (void)
{
  return made_jpeg (&(MadeJpeg){ .space = JCS_RGB, .stored = JCS_YCbCr, .progressive = TRUE });
}

static GByteArray *
made_plain_webp (void)
{
  return made_webp (FALSE, 0);
}

static GByteArray *
made_three_frames (void)
{
  return made_gif (3);
}

static GByteArray *
made_plain_bmp (void)
{
  return made_bmp (FALSE);
}

static GByteArray *
made_bmp_of_runs (void)
{
  return made_bmp (TRUE);
}

/**
 * Kind:
 * @known_from: bytes by which the kind is recognised; shorter files are of no known kind
 * @spare: bytes at the end without which all pixels are there
 */
typedef struct
{
  const char *name;
  GByteArray *(*make) (void);
  gsize known_from;
  gsize spare;
} Kind;

static const Kind kinds[] = {
  { "png", made_plain_png, 8, 0 },
  { "jpeg", made_plain_jpeg, 3, 2 },
  { "jpeg-progressive", made_progressive_jpeg, 3, 0 },
  { "webp", made_plain_webp, 12, 0 },
  { "gif", made_three_frames, 6, 0 },
  { "bmp", made_plain_bmp, 2, 0 },
  { "bmp-of-runs", made_bmp_of_runs, 2, 0 },
  { "tiff", made_tiff, 4, 0 },
};

/* Every length from 1 byte to one too few. */
static void
test_cut_anywhere (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GByteArray) bytes = kind->make ();
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) whole = NULL;

  folder_init (&folder);
  folder_write (&folder, "whole", bytes->data, bytes->len);
  whole = folder_load (&folder, "whole", 0);
  for (gsize n = 1; n < bytes->len - kind->spare; n++)
    {
      folder_write (&folder, "cut", bytes->data, n);
      folder_must_not_load (&folder, "cut", 0, TWIN_PICTURE_ERROR,
                            n < kind->known_from ? TWIN_PICTURE_ERROR_FORMAT
                                                 : TWIN_PICTURE_ERROR_TRUNCATED);
    }
}

static void
test_without_spare_end (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GByteArray) bytes = kind->make ();
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) picture = NULL;

  folder_init (&folder);
  folder_write (&folder, "cut", bytes->data, bytes->len - kind->spare);
  picture = folder_load (&folder, "cut", 0);
}

static void
test_empty (void)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  folder_write (&folder, "empty.tif", "", 0);
  folder_must_not_load (&folder, "empty.tif", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_TRUNCATED);
}

/* Noise of its own, so that the codes are the same in every run. */
static void
fill_with_noise (GByteArray *bytes, gsize n, guint32 seed)
{
  for (gsize i = 0; i < n; i++)
    {
      seed = seed * 1664525 + 1013904223;
      hand_tiff_add_number (bytes, FALSE, 1, seed >> 24);
    }
}

static void
test_noise (void)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      fill_with_noise (bytes, 1000, seed);
      folder_write (&folder, "noise.png", bytes->data, bytes->len);
      folder_must_not_load (&folder, "noise.png", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_FORMAT);
    }
}

/* A true head, then noise: a kind of its own for each code that may come of it. */
static void
test_noise_behind_a_head (gconstpointer data)
{
  const Kind *kind = data;
  g_auto (Folder) folder;
  g_autoptr (GByteArray) whole = kind->make ();

  folder_init (&folder);
  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GFile) file = folder_file (&folder, "noise");
      g_autoptr (GError) error = NULL;

      g_byte_array_append (bytes, whole->data, (guint) kind->known_from);
      fill_with_noise (bytes, 2000, seed);
      folder_write (&folder, "noise", bytes->data, bytes->len);
      g_assert_null (twin_picture_load (file, 0, NULL, &error));
      g_assert_true (error->domain == TWIN_PICTURE_ERROR);
      g_assert_cmpint (error->code, !=, TWIN_PICTURE_ERROR_PAGE);
      g_assert_nonnull (strstr (error->message, "noise"));
    }
}

/* Compressed pixels spoilt in the middle: what can be checked (PNG and its checksums) is. */
static void
test_spoilt_png (void)
{
  g_autoptr (GByteArray) bytes = made_plain_png ();
  g_auto (Folder) folder;

  folder_init (&folder);
  bytes->data[bytes->len / 2] ^= 0xff;
  folder_write (&folder, "a.png", bytes->data, bytes->len);
  folder_must_not_load (&folder, "a.png", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_CORRUPT);
}

/**
 * Claim:
 * @at: where the size stands
 * @bytes_each: of a number; twice, width then height
 */
typedef struct
{
  const char *name;
  GByteArray *(*make) (void);
  gssize at;
  guint bytes_each;
  gboolean big_endian;
  guint width;
  guint height;
  TwinPictureError code;
} Claim;

static const Claim claims[] = {
  { "png/huge", made_plain_png, 16, 4, TRUE, 0x7fffffff, 0x7fffffff, TWIN_PICTURE_ERROR_LIMIT },
  { "png/no-width", made_plain_png, 16, 4, TRUE, 0, 5, TWIN_PICTURE_ERROR_CORRUPT },
  { "png/no-height", made_plain_png, 16, 4, TRUE, 5, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "gif/huge", made_three_frames, 6, 2, FALSE, 65535, 65535, TWIN_PICTURE_ERROR_LIMIT },
  { "gif/no-height", made_three_frames, 6, 2, FALSE, 5, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "bmp/huge", made_plain_bmp, 18, 4, FALSE, 0x7fffffff, 0x7fffffff, TWIN_PICTURE_ERROR_LIMIT },
  { "bmp/huge-top-down", made_plain_bmp, 18, 4, FALSE, 100000, 0x80000000,
    TWIN_PICTURE_ERROR_LIMIT },
  { "bmp/palette-huge", made_bmp_of_runs, 46, 4, FALSE, 0xffa80000, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "bmp/longer-than-the-file", made_plain_bmp, 18, 4, FALSE, 100, 100,
    TWIN_PICTURE_ERROR_TRUNCATED },
  { "bmp/no-width", made_plain_bmp, 18, 4, FALSE, 0, 5, TWIN_PICTURE_ERROR_CORRUPT },
};

static guint32
png_checksum (const guint8 *bytes, gsize n)
{
  guint32 sum = 0xffffffff;

  for (gsize i = 0; i < n; i++)
    {
      sum ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
  return ~sum;
}

static void
put_number (GByteArray *bytes, gsize at, gboolean big_endian, guint n, guint value)
{
  g_autoptr (GByteArray) number = g_byte_array_new ();

  hand_tiff_add_number (number, big_endian, n, value);
  memcpy (bytes->data + at, number->data, n);
}

static void
test_claim (gconstpointer data)
{
  const Claim *claim = data;
  g_autoptr (GByteArray) bytes = claim->make ();
  g_auto (Folder) folder;
  gsize at = (gsize) claim->at;

  folder_init (&folder);
  put_number (bytes, at, claim->big_endian, claim->bytes_each, claim->width);
  put_number (bytes, at + claim->bytes_each, claim->big_endian, claim->bytes_each, claim->height);
  if (claim->make == made_plain_png)
    put_number (bytes, 29, TRUE, 4, png_checksum (bytes->data + 12, 17));
  folder_write (&folder, "liar", bytes->data, bytes->len);
  folder_must_not_load (&folder, "liar", 0, TWIN_PICTURE_ERROR, (int) claim->code);
}

/* The frame header (mark 0xffc0) says height, then width. */
static void
test_jpeg_claims (void)
{
  static const struct
  {
    guint height, width;
    TwinPictureError code;
  } sizes[] = { { 65500, 65500, TWIN_PICTURE_ERROR_LIMIT },
                { 65535, 65535, TWIN_PICTURE_ERROR_LIMIT },
                { 0, 16, TWIN_PICTURE_ERROR_CORRUPT },
                { 16, 0, TWIN_PICTURE_ERROR_CORRUPT } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GByteArray) bytes = made_plain_jpeg ();
      g_auto (Folder) folder;
      const guint8 *frame = memmem (bytes->data, bytes->len, "\xff\xc0", 2);

      folder_init (&folder);
      put_number (bytes, (gsize) (frame - bytes->data) + 5, TRUE, 2, sizes[i].height);
      put_number (bytes, (gsize) (frame - bytes->data) + 7, TRUE, 2, sizes[i].width);
      folder_write (&folder, "liar.jpg", bytes->data, bytes->len);
      folder_must_not_load (&folder, "liar.jpg", 0, TWIN_PICTURE_ERROR, (int) sizes[i].code);
    }
}

/**
 * Change:
 * @entry: which entry of made_tiff()'s directory is spoilt
 * @type: a new one
 */
typedef struct
{
  const char *name;
  guint entry;
  guint type;
  guint count;
  guint value;
  TwinPictureError code;
} Change;

static const Change changes[] = {
  { "huge-width", 0, 4, 1, 0xffffffff, TWIN_PICTURE_ERROR_LIMIT },
  { "height-past-the-strips", 1, 4, 1, 0x7fffffff, TWIN_PICTURE_ERROR_CORRUPT },
  { "no-width", 0, 4, 1, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "no-height", 1, 4, 1, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "width-past-the-strips", 0, 4, 1, 9, TWIN_PICTURE_ERROR_CORRUPT },
  { "bits-0", 2, 3, 1, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "bits-65535", 2, 3, 1, 65535, TWIN_PICTURE_ERROR_FORMAT },
  { "compression-unknown", 3, 3, 1, 4711, TWIN_PICTURE_ERROR_FORMAT },
  { "compression-not-what-it-is", 3, 3, 1, COMPRESSION_ADOBE_DEFLATE, TWIN_PICTURE_ERROR_CORRUPT },
  { "colours-unknown", 4, 3, 1, 4711, TWIN_PICTURE_ERROR_FORMAT },
  { "inks-too-few", 4, 3, 1, PHOTOMETRIC_SEPARATED, TWIN_PICTURE_ERROR_FORMAT },
  { "strips-listed-beyond-the-end", 5, 4, 2, 0x7ffffff0, TWIN_PICTURE_ERROR_TRUNCATED },
  { "strips-without-number", 5, 4, 0, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "channels-0", 6, 3, 1, 0, TWIN_PICTURE_ERROR_CORRUPT },
  { "channels-65535", 6, 3, 1, 65535, TWIN_PICTURE_ERROR_LIMIT },
};

static void
test_tiff_change (gconstpointer data)
{
  const Change *change = data;
  g_autoptr (GByteArray) bytes = made_tiff ();
  g_auto (Folder) folder;
  gsize at = 8 + 2 + change->entry * 12;

  folder_init (&folder);
  put_number (bytes, at + 2, FALSE, 2, change->type);
  put_number (bytes, at + 4, FALSE, 4, change->count);
  put_number (bytes, at + 8, FALSE, 4, change->value);
  folder_write (&folder, "liar.tif", bytes->data, bytes->len);
  folder_must_not_load (&folder, "liar.tif", 0, TWIN_PICTURE_ERROR, (int) change->code);
}

/* One strip's place or length, made to reach beyond the end. */
static void
test_strip_longer_than_the_file (void)
{
  static const struct
  {
    gsize at;
    guint value;
  } spoilt[] = {
    { 0, 0x7fffffff }, { 4, 0xffffffff }, { 8, 0x7fffffff }, { 12, 0xfffffff0 }, { 12, 25 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (spoilt); i++)
    {
      g_autoptr (GByteArray) bytes = made_tiff ();
      g_auto (Folder) folder;

      folder_init (&folder);
      put_number (bytes, HAND_TIFF_BEHIND (N_TIFF_ENTRIES) + spoilt[i].at, FALSE, 4,
                  spoilt[i].value);
      folder_write (&folder, "liar.tif", bytes->data, bytes->len);
      folder_must_not_load (&folder, "liar.tif", 0, TWIN_PICTURE_ERROR,
                            TWIN_PICTURE_ERROR_TRUNCATED);
    }
}

/* A chain of directories that leads back to @back, 8 being the first. */
static void
test_directory_loop (gconstpointer data)
{
  gboolean to_itself = GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) bytes = made_tiff ();
  g_auto (Folder) folder;
  const HandEntry entry = { TIFFTAG_IMAGEWIDTH, 4, 1, 8 };

  folder_init (&folder);
  put_number (bytes, HAND_TIFF_BEHIND (N_TIFF_ENTRIES) - 4, FALSE, 4, to_itself ? 8 : bytes->len);
  if (!to_itself)
    hand_tiff_add_directory (bytes, FALSE, &entry, 1, 8);
  folder_write (&folder, "loop.tif", bytes->data, bytes->len);
  folder_must_not_load (&folder, "loop.tif", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_CORRUPT);
}

static void
test_no_directory (void)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  folder_write (&folder, "none.tif", "II*\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  folder_must_not_load (&folder, "none.tif", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_CORRUPT);
}

static void
test_directory_beyond_the_end (void)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  folder_write (&folder, "far.tif", "II*\0\xff\xff\0\0\0\0\0\0\0\0\0\0", 16);
  folder_must_not_load (&folder, "far.tif", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_TRUNCATED);
}

/* 1 x 1 pixels, in a tile of 16 x 10^6 x 10^6: nothing of the kind is allocated. */
static void
test_huge_tile (void)
{
  const HandEntry entries[] = {
    { TIFFTAG_IMAGEWIDTH, 4, 1, 1 },
    { TIFFTAG_IMAGELENGTH, 4, 1, 1 },
    { TIFFTAG_BITSPERSAMPLE, 3, 1, 8 },
    { TIFFTAG_COMPRESSION, 3, 1, COMPRESSION_ADOBE_DEFLATE },
    { TIFFTAG_PHOTOMETRIC, 3, 1, PHOTOMETRIC_MINISBLACK },
    { TIFFTAG_TILEWIDTH, 4, 1, 16000000 },
    { TIFFTAG_TILELENGTH, 4, 1, 1000000 },
    { TIFFTAG_TILEOFFSETS, 4, 1, 8 },
    { TIFFTAG_TILEBYTECOUNTS, 4, 1, 8 },
  };
  g_autoptr (GByteArray) bytes = hand_tiff (FALSE, entries, G_N_ELEMENTS (entries), 0);
  g_auto (Folder) folder;

  folder_init (&folder);
  folder_write (&folder, "tile.tif", bytes->data, bytes->len);
  folder_must_not_load (&folder, "tile.tif", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_LIMIT);
}

static void
test_moving_webp (void)
{
  static const guint8 bytes[] = "RIFF\x22\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x0c\0\0\x08\0\0"
                                "ANIM\x06\0\0\0\0\0\0\0\0\0";
  g_auto (Folder) folder;

  folder_init (&folder);
  folder_write (&folder, "moving.webp", bytes, 42);
  folder_must_not_load (&folder, "moving.webp", 0, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_FORMAT);
}

static void
test_pages_that_are_not_there (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GByteArray) bytes = kinds[i].make ();
      g_auto (Folder) folder;

      folder_init (&folder);
      folder_write (&folder, "short", bytes->data, bytes->len);
      folder_must_not_load (&folder, "short", 3, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_PAGE);
      folder_must_not_load (&folder, "short", G_MAXUINT, TWIN_PICTURE_ERROR,
                            TWIN_PICTURE_ERROR_PAGE);
    }
}

static void
assert_limited (const Folder *folder, const TwinPictureLimits *limits)
{
  g_autoptr (GFile) file = folder_file (folder, "large");
  g_autoptr (GError) error = NULL;

  g_assert_null (twin_picture_load_limited (file, 0, limits, NULL, &error));
  g_assert_error (error, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "large"));
}

/* Each limit alone, one below what the file needs; and what it needs is allowed. */
static void
test_limits (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GByteArray) bytes = kind->make ();
  TwinPictureLimits limits = twin_picture_default_limits;
  g_auto (Folder) folder;
  g_autoptr (GFile) file = NULL;
  g_autoptr (TwinPicture) picture = NULL;
  GError *error = NULL;

  folder_init (&folder);
  folder_write (&folder, "large", bytes->data, bytes->len);
  file = folder_file (&folder, "large");
  limits.bytes = bytes->len;
  picture = twin_picture_load_limited (file, 0, &limits, NULL, &error);
  g_assert_no_error (error);
  limits.bytes--;
  assert_limited (&folder, &limits);
  limits = twin_picture_default_limits;
  limits.pages = twin_picture_get_n_pages (picture) - 1;
  assert_limited (&folder, &limits);
  limits = twin_picture_default_limits;
  limits.pixels = (guint64) twin_picture_get_width (picture) * twin_picture_get_height (picture) -
                  1;
  assert_limited (&folder, &limits);
  limits = twin_picture_default_limits;
  limits.seconds = 0;
  assert_limited (&folder, &limits);
}

static void
test_cancelled (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GByteArray) bytes = kinds[i].make ();
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GFile) file = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (Folder) folder;

      folder_init (&folder);
      folder_write (&folder, "a", bytes->data, bytes->len);
      file = folder_file (&folder, "a");
      g_cancellable_cancel (cancellable);
      g_assert_null (twin_picture_load (file, 0, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_no_such_file (void)
{
  g_auto (Folder) folder;

  folder_init (&folder);
  folder_must_not_load (&folder, "nowhere.png", 0, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_a_folder (void)
{
  g_auto (Folder) folder;
  g_autofree char *path = NULL;

  folder_init (&folder);
  path = folder_path (&folder, "inner.png");
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  folder_must_not_load (&folder, "inner.png", 0, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

/* It would be waited for without end. */
static void
test_a_pipe (void)
{
  g_auto (Folder) folder;
  g_autofree char *path = NULL;

  folder_init (&folder);
  path = folder_path (&folder, "pipe.png");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  folder_must_not_load (&folder, "pipe.png", 0, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_no_permission (void)
{
  g_auto (Folder) folder;
  g_autofree char *path = NULL;

  folder_init (&folder);
  if (geteuid () == 0)
    {
      g_test_skip ("root may read everything");
      return;
    }
  folder_write (&folder, "secret.png", "secret", 6);
  path = folder_path (&folder, "secret.png");
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  folder_must_not_load (&folder, "secret.png", 0, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/* The name decides nothing. */
static void
test_wrong_name (void)
{
  g_autoptr (GByteArray) bytes = made_plain_png ();
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) picture = NULL;

  folder_init (&folder);
  folder_write (&folder, "a.tif", bytes->data, bytes->len);
  picture = folder_load (&folder, "a.tif", 0);
}

static void
add_for_every_kind (const char *what, GTestDataFunc test)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/", what, "/", kinds[i].name, NULL);

      if (test != test_without_spare_end || kinds[i].spare > 0)
        g_test_add_data_func (path, &kinds[i], test);
    }
}

static void
add_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/claims/", claims[i].name, NULL);

      g_test_add_data_func (path, &claims[i], test_claim);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/tiff/", changes[i].name, NULL);

      g_test_add_data_func (path, &changes[i], test_tiff_change);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  add_for_every_kind ("cut-anywhere", test_cut_anywhere);
  add_for_every_kind ("without-spare-end", test_without_spare_end);
  add_for_every_kind ("noise-behind-a-head", test_noise_behind_a_head);
  add_for_every_kind ("limits", test_limits);
  add_tables ();
  g_test_add_func ("/hostile/empty", test_empty);
  g_test_add_func ("/hostile/noise", test_noise);
  g_test_add_func ("/hostile/spoilt-png", test_spoilt_png);
  g_test_add_func ("/hostile/claims/jpeg", test_jpeg_claims);
  g_test_add_func ("/hostile/tiff/strip-longer-than-the-file", test_strip_longer_than_the_file);
  g_test_add_data_func ("/hostile/tiff/directory-leads-to-itself", GINT_TO_POINTER (TRUE),
                        test_directory_loop);
  g_test_add_data_func ("/hostile/tiff/directories-in-a-circle", GINT_TO_POINTER (FALSE),
                        test_directory_loop);
  g_test_add_func ("/hostile/tiff/no-directory", test_no_directory);
  g_test_add_func ("/hostile/tiff/directory-beyond-the-end", test_directory_beyond_the_end);
  g_test_add_func ("/hostile/tiff/huge-tile", test_huge_tile);
  g_test_add_func ("/hostile/moving-webp", test_moving_webp);
  g_test_add_func ("/hostile/pages-that-are-not-there", test_pages_that_are_not_there);
  g_test_add_func ("/hostile/cancelled", test_cancelled);
  g_test_add_func ("/hostile/no-such-file", test_no_such_file);
  g_test_add_func ("/hostile/a-folder", test_a_folder);
  g_test_add_func ("/hostile/a-pipe", test_a_pipe);
  g_test_add_func ("/hostile/no-permission", test_no_permission);
  g_test_add_func ("/hostile/wrong-name-is-no-matter", test_wrong_name);
  return g_test_run ();
}
