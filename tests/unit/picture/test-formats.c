/* test-formats.c: JPEG, WebP, GIF and BMP read back. */
#include "folder.h"
#include "made.h"

#include <math.h>
#include <stdio.h> /* before jpeglib.h, which needs FILE */

#include <jpeglib.h>

static TwinPicture *
load_bytes (GByteArray *bytes, guint page)
{
  g_auto (Folder) folder;
  TwinPicture *picture;

  folder_init (&folder);
  folder_write (&folder, "a", bytes->data, bytes->len);
  picture = folder_load (&folder, "a", page);
  g_byte_array_unref (bytes);
  return picture;
}

static const struct
{
  const char *name;
  MadeJpeg jpeg;
  const char *babl;
} jpegs[] = {
  { "grey", { .space = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE }, "Y' u8" },
  { "colour", { .space = JCS_RGB, .stored = JCS_YCbCr }, "R'G'B' u8" },
  { "colour-progressive",
    { .space = JCS_RGB, .stored = JCS_YCbCr, .progressive = TRUE },
    "R'G'B' u8" },
  { "rgb", { .space = JCS_RGB, .stored = JCS_RGB }, "R'G'B' u8" },
  { "cmyk", { .space = JCS_CMYK, .stored = JCS_CMYK }, "R'G'B' u8" },
  { "cmyk-adobe", { .space = JCS_CMYK, .stored = JCS_CMYK, .adobe_marker = TRUE }, "R'G'B' u8" },
  { "ycck-adobe", { .space = JCS_CMYK, .stored = JCS_YCCK, .adobe_marker = TRUE }, "R'G'B' u8" },
};

static double
jpeg_value (const MadeJpeg *jpeg, guint x, guint y, guint c)
{
  double value = made_quarter (x, y, c), black = made_quarter (x, y, 3);

  if (jpeg->space != JCS_CMYK)
    return value;
  return jpeg->adobe_marker ? value * black / 255 : (255 - value) * (255 - black) / 255;
}

/* Rounded twice at most: to YCbCr and back, and the inks' product. */
static void
test_jpeg (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (TwinPicture) picture = load_bytes (made_jpeg (&jpegs[i].jpeg), 0);

  assert_format (picture, jpegs[i].babl);
  g_assert_cmpuint (twin_picture_get_width (picture), ==, MADE_JPEG_WIDTH);
  g_assert_cmpuint (twin_picture_get_height (picture), ==, MADE_JPEG_HEIGHT);
  for (guint y = 0; y < MADE_JPEG_HEIGHT; y++)
    for (guint x = 0; x < MADE_JPEG_WIDTH; x++)
      for (guint c = 0; c < (jpegs[i].jpeg.space == JCS_GRAYSCALE ? 1u : 3u); c++)
        g_assert_cmpfloat_with_epsilon (picture_value (picture, x, y, c),
                                        jpeg_value (&jpegs[i].jpeg, x, y, c), 2);
}

static void
test_jpeg_orientation (void)
{
  MadeJpeg jpeg = { .space = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .orientation = 8 };
  g_autoptr (TwinPicture) picture = load_bytes (made_jpeg (&jpeg), 0);

  g_assert_cmpuint (twin_picture_get_width (picture), ==, MADE_JPEG_HEIGHT);
  g_assert_cmpuint (twin_picture_get_height (picture), ==, MADE_JPEG_WIDTH);
  /* 8: the first row is the left side, the first column the bottom. */
  for (guint y = 0; y < MADE_JPEG_WIDTH; y++)
    for (guint x = 0; x < MADE_JPEG_HEIGHT; x++)
      g_assert_cmpfloat_with_epsilon (picture_value (picture, x, y, 0),
                                      made_quarter (MADE_JPEG_WIDTH - 1 - y, x, 0), 1);
}

static void
test_webp (gconstpointer data)
{
  gboolean alpha = GPOINTER_TO_INT (data);
  g_autoptr (TwinPicture) picture = load_bytes (made_webp (alpha, 0), 0);

  assert_format (picture, alpha ? "R'G'B'A u8" : "R'G'B' u8");
  for (guint y = 0; y < MADE_HEIGHT; y++)
    for (guint x = 0; x < MADE_WIDTH; x++)
      for (guint c = 0; c < (alpha ? 4u : 3u); c++)
        g_assert_cmpfloat (picture_value (picture, x, y, c), ==,
                           c == 3 ? 1 + made_sample (x, y, c, 7) : made_sample (x, y, c, 8));
}

static void
test_webp_orientation (void)
{
  g_autoptr (TwinPicture) picture = load_bytes (made_webp (FALSE, 3), 0);

  for (guint y = 0; y < MADE_HEIGHT; y++)
    for (guint x = 0; x < MADE_WIDTH; x++)
      g_assert_cmpfloat (picture_value (picture, x, y, 1), ==,
                         made_sample (MADE_WIDTH - 1 - x, MADE_HEIGHT - 1 - y, 1, 8));
}

static void
test_gif_frames (void)
{
  for (guint n = 1; n < 6; n += 2)
    for (guint page = 0; page < n; page++)
      {
        g_autoptr (TwinPicture) picture = load_bytes (made_gif (n), page);

        g_assert_cmpuint (twin_picture_get_n_pages (picture), ==, n);
        g_assert_cmpuint (twin_picture_get_page (picture), ==, page);
        for (guint c = 0; c < 3; c++)
          g_assert_cmpfloat (picture_value (picture, MADE_WIDTH - 1, MADE_HEIGHT - 1, c), ==,
                             c == 0 ? 40 * page : 100 * c);
      }
}

static void
test_bmp (void)
{
  g_autoptr (TwinPicture) picture = load_bytes (made_bmp (FALSE), 0);

  assert_format (picture, "R'G'B' u8");
  for (guint y = 0; y < MADE_HEIGHT; y++)
    for (guint x = 0; x < MADE_WIDTH; x++)
      for (guint c = 0; c < 3; c++)
        g_assert_cmpfloat (picture_value (picture, x, y, c), ==, made_sample (x, y, c, 8));
}

static void
test_bmp_of_runs (void)
{
  g_autoptr (TwinPicture) picture = load_bytes (made_bmp (TRUE), 0);

  for (guint y = 0; y < MADE_HEIGHT; y++)
    {
      g_assert_cmpfloat (picture_value (picture, MADE_WIDTH - 1, y, 0), ==, y);
      g_assert_cmpfloat (picture_value (picture, 0, y, 1), ==, 255 - y);
      g_assert_cmpfloat (picture_value (picture, 5, y, 2), ==, 7);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (jpegs); i++)
    {
      g_autofree char *path = g_strconcat ("/jpeg/read-back/", jpegs[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_jpeg);
    }
  g_test_add_func ("/jpeg/orientation", test_jpeg_orientation);
  g_test_add_data_func ("/webp/read-back/colour", GINT_TO_POINTER (FALSE), test_webp);
  g_test_add_data_func ("/webp/read-back/colour-and-alpha", GINT_TO_POINTER (TRUE), test_webp);
  g_test_add_func ("/webp/orientation", test_webp_orientation);
  g_test_add_func ("/gif/frames-are-pages", test_gif_frames);
  g_test_add_func ("/bmp/read-back/colour", test_bmp);
  g_test_add_func ("/bmp/read-back/runs", test_bmp_of_runs);
  return g_test_run ();
}
