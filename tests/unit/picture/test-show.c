/* test-show.c: how pictures are shown, and pictures that come from buffers. */
#include "picture/picture.h"

#include <math.h>
#include <string.h>

static TwinPicture *
picture_of (const char *babl, guint width, guint height, gconstpointer pixels)
{
  GeglRectangle extent = { 0, 0, (int) width, (int) height };
  g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&extent, babl_format (babl));

  gegl_buffer_set (buffer, &extent, 0, babl_format (babl), pixels, GEGL_AUTO_ROWSTRIDE);
  return twin_picture_from_buffer (buffer, "a layer");
}

/* Shows a row of pixels and compares: @wanted has three values a pixel. */
static void
assert_shown (const char *babl, guint width, gconstpointer pixels, const float *wanted)
{
  g_autoptr (TwinPicture) picture = picture_of (babl, width, 1, pixels);
  g_autoptr (TwinRaster) raster = twin_picture_show (picture, 0);

  g_assert_cmpuint (raster->width, ==, width);
  for (guint i = 0; i < width * 3; i++)
    g_assert_cmpfloat_with_epsilon (raster->pixels[i], wanted[i], 1e-6);
}

static void
test_8_bits_as_they_are (void)
{
  assert_shown ("Y' u8", 2, (guint8[]){ 0, 51 }, (float[]){ 0, 0, 0, .2f, .2f, .2f });
  assert_shown ("R'G'B' u8", 2, (guint8[]){ 0, 51, 255, 102, 102, 0 },
                (float[]){ 0, .2f, 1, .4f, .4f, 0 });
  /* A constant one too: only deeper pictures are stretched. */
  assert_shown ("Y' u8", 2, (guint8[]){ 51, 51 }, (float[]){ .2f, .2f, .2f, .2f, .2f, .2f });
}

static void
test_alpha_lies_over_white (void)
{
  assert_shown ("Y'A u8", 3, (guint8[]){ 0, 255, 0, 0, 51, 51 },
                (float[]){ 0, 0, 0, 1, 1, 1, .84f, .84f, .84f });
  assert_shown ("R'G'B'A u8", 1, (guint8[]){ 0, 51, 255, 51 }, (float[]){ .8f, .84f, 1 });
  /* What cannot be seen does not count for the range: 10 to 20 here. */
  assert_shown ("Y'A float", 4, (float[]){ 10, 1, 20, 1, 1000, 0, 15, .5f },
                (float[]){ 0, 0, 0, 1, 1, 1, 1, 1, 1, .75f, .75f, .75f });
  assert_shown ("Y'A u16", 3, (guint16[]){ 10, 65535, 20, 65535, 15, 0 },
                (float[]){ 0, 0, 0, 1, 1, 1, 1, 1, 1 });
}

static void
test_deeper_is_stretched (void)
{
  assert_shown ("Y' u16", 3, (guint16[]){ 1000, 1100, 1050 },
                (float[]){ 0, 0, 0, 1, 1, 1, .5f, .5f, .5f });
  assert_shown ("Y' float", 3, (float[]){ -2, 2, -1 },
                (float[]){ 0, 0, 0, 1, 1, 1, .25f, .25f, .25f });
  /* Half: 1, 2, 1.5. */
  assert_shown ("Y' half", 3, (guint16[]){ 0x3c00, 0x4000, 0x3e00 },
                (float[]){ 0, 0, 0, 1, 1, 1, .5f, .5f, .5f });
  /* One range for all channels. */
  assert_shown ("R'G'B' u16", 2, (guint16[]){ 0, 10, 20, 40, 10, 0 },
                (float[]){ 0, .25f, .5f, 1, .25f, 0 });
}

static void
test_constant (void)
{
  assert_shown ("Y' u16", 2, (guint16[]){ 700, 700 }, (float[]){ .5f, .5f, .5f, .5f, .5f, .5f });
  assert_shown ("Y' float", 3, (float[]){ -3, NAN, INFINITY },
                (float[]){ .5f, .5f, .5f, 0, 0, 0, 1, 1, 1 });
}

static void
test_not_finite (void)
{
  assert_shown ("Y' float", 5, (float[]){ 1, 3, NAN, INFINITY, -INFINITY },
                (float[]){ 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0 });
  /* Nothing finite at all. */
  assert_shown ("Y' float", 3, (float[]){ NAN, INFINITY, -INFINITY },
                (float[]){ 0, 0, 0, 1, 1, 1, 0, 0, 0 });
  assert_shown ("Y' float", 3, (float[]){ -3e38f, 3e38f, 0 },
                (float[]){ 0, 0, 0, 1, 1, 1, .5f, .5f, .5f });
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float first = *(const float *) a, second = *(const float *) b;

  return first < second ? -1 : first > second;
}

/* The range from sorting: what lies at rank 0.1 % and 99.9 %. */
static void
assert_stretched_as_sorted (const float *values, guint width, guint height)
{
  gsize n = (gsize) width * height;
  g_autofree float *sorted = g_memdup2 (values, n * sizeof (float));
  g_autoptr (TwinPicture) picture = picture_of ("Y' float", width, height, values);
  g_autoptr (TwinRaster) raster = twin_picture_show (picture, 0);
  double low, high;

  qsort (sorted, n, sizeof (float), compare_floats);
  low = sorted[(n - 1) / 1000];
  high = sorted[n - 1 - (n - 1) / 1000];
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (raster->pixels[i * 3],
                                    CLAMP ((values[i] - low) / (high - low), 0, 1), 1e-5);
}

static void
test_percentiles (void)
{
  g_autofree float *values = g_new (float, 100 * 77);

  for (guint round = 0; round < 4; round++)
    {
      for (guint i = 0; i < 100 * 77; i++)
        values[i] = (float) g_test_rand_double_range (-1, 1) * (round % 2 == 0 ? 1 : 1e-20f);
      /* Outliers at both ends, however far, move nothing. */
      for (guint i = 0; i < 6 && round >= 2; i++)
        values[i * 100] = i % 2 == 0 ? 1e30f : -1e30f;
      assert_stretched_as_sorted (values, 100, 77);
    }
}

/* Where nearly all is background the percentiles are one: then the whole range is shown. */
static void
test_few_bright_pixels (void)
{
  guint16 pixels[64 * 64] = { 0 };
  g_autoptr (TwinPicture) picture = NULL;
  g_autoptr (TwinRaster) raster = NULL;

  pixels[100] = 500;
  pixels[101] = 1000;
  picture = picture_of ("Y' u16", 64, 64, pixels);
  raster = twin_picture_show (picture, 0);
  g_assert_cmpfloat (raster->pixels[0], ==, 0);
  g_assert_cmpfloat_with_epsilon (raster->pixels[300], .5, 1e-6);
  g_assert_cmpfloat (raster->pixels[303], ==, 1);
}

/* Shrinking on the way gives what shrinking afterwards gives. */
static void
test_shrunk (void)
{
  static const guint sizes[][2] = { { 300, 200 }, { 77, 301 }, { 50, 50 }, { 1, 90 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize n = (gsize) sizes[i][0] * sizes[i][1] * 3;
      g_autofree guint8 *pixels = g_malloc (n);
      g_autoptr (TwinPicture) picture = NULL;
      g_autoptr (TwinRaster) full = NULL, shown = NULL, shrunk = NULL;

      for (gsize k = 0; k < n; k++)
        pixels[k] = (guint8) g_test_rand_int ();
      picture = picture_of ("R'G'B' u8", sizes[i][0], sizes[i][1], pixels);
      full = twin_picture_show (picture, 0);
      shown = twin_picture_show (picture, 60);
      shrunk = twin_raster_shrink_to (full, 60);
      g_assert_cmpuint (shown->width, ==, shrunk->width);
      g_assert_cmpuint (shown->height, ==, shrunk->height);
      for (gsize k = 0; k < (gsize) shown->width * shown->height * 3; k++)
        g_assert_cmpfloat_with_epsilon (shown->pixels[k], shrunk->pixels[k], 1e-6);
    }
}

/* A GIMP layer in linear light is turned to what a screen shows; in 8 bits it is not stretched. */
static void
test_linear_layers (void)
{
  float pixels[] = { 0, 0, 0, 0.2140411f, 0.2140411f, 0.2140411f, 1, 1, 1 };
  guint8 wide[] = { 0, 0, 0, 255, 255, 255 };

  assert_shown ("RGB float", 3, pixels, (float[]){ 0, 0, 0, .5f, .5f, .5f, 1, 1, 1 });
  assert_shown ("RGB u8", 2, wide, (float[]){ 0, 0, 0, 1, 1, 1 });
}

static void
test_buffer_is_digested (void)
{
  guint8 pixels[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (TwinPicture) first = picture_of ("Y' u8", 3, 2, pixels);
  g_autoptr (TwinPicture) same = picture_of ("Y' u8", 3, 2, pixels);
  g_autoptr (TwinPicture) turned = picture_of ("Y' u8", 2, 3, pixels);
  g_autoptr (TwinPicture) other = NULL;

  pixels[5] = 7;
  other = picture_of ("Y' u8", 3, 2, pixels);
  g_assert_cmpuint (strlen (twin_picture_get_sha256 (first)), ==, 64);
  g_assert_cmpstr (twin_picture_get_sha256 (first), ==, twin_picture_get_sha256 (same));
  g_assert_cmpstr (twin_picture_get_sha256 (first), !=, twin_picture_get_sha256 (turned));
  g_assert_cmpstr (twin_picture_get_sha256 (first), !=, twin_picture_get_sha256 (other));
  g_assert_cmpstr (twin_picture_get_name (first), ==, "a layer");
  g_assert_cmpstr (twin_picture_get_path (first), ==, "a layer");
  g_assert_cmpuint (twin_picture_get_n_pages (first), ==, 1);
}

/* A layer that does not begin at 0, 0. */
static void
test_buffer_with_an_offset (void)
{
  GeglRectangle extent = { -5, 7, 2, 1 };
  g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&extent, babl_format ("Y' u8"));
  g_autoptr (TwinPicture) picture = NULL;
  g_autoptr (TwinRaster) raster = NULL;

  gegl_buffer_set (buffer, &extent, 0, babl_format ("Y' u8"), (guint8[]){ 51, 102 },
                   GEGL_AUTO_ROWSTRIDE);
  picture = twin_picture_from_buffer (buffer, "moved");
  raster = twin_picture_show (picture, 0);
  g_assert_cmpfloat_with_epsilon (raster->pixels[0], .2, 1e-6);
  g_assert_cmpfloat_with_epsilon (raster->pixels[3], .4, 1e-6);
}

static gpointer
show_often (gpointer picture)
{
  g_autoptr (TwinRaster) first = twin_picture_show (picture, 50);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (TwinRaster) again = twin_picture_show (picture, 50);
      gsize n = (gsize) first->width * first->height * 3 * sizeof (float);

      g_assert_cmpmem (first->pixels, n, again->pixels, n);
    }
  return NULL;
}

static void
test_threads_share_a_picture (void)
{
  g_autofree guint16 *pixels = g_new (guint16, 300 * 200);
  g_autoptr (TwinPicture) picture = NULL;
  GThread *threads[4];

  for (guint i = 0; i < 300 * 200; i++)
    pixels[i] = (guint16) g_test_rand_int ();
  picture = picture_of ("Y' u16", 300, 200, pixels);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("show", show_often, picture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  g_test_add_func ("/show/8-bits/as-they-are", test_8_bits_as_they_are);
  g_test_add_func ("/show/alpha/lies-over-white", test_alpha_lies_over_white);
  g_test_add_func ("/show/deeper/stretched", test_deeper_is_stretched);
  g_test_add_func ("/show/deeper/constant", test_constant);
  g_test_add_func ("/show/deeper/not-finite", test_not_finite);
  g_test_add_func ("/show/deeper/percentiles-as-sorted", test_percentiles);
  g_test_add_func ("/show/deeper/few-bright-pixels", test_few_bright_pixels);
  g_test_add_func ("/show/shrunk/as-afterwards", test_shrunk);
  g_test_add_func ("/show/linear-layers", test_linear_layers);
  g_test_add_func ("/picture/from-buffer/digested", test_buffer_is_digested);
  g_test_add_func ("/picture/from-buffer/with-an-offset", test_buffer_with_an_offset);
  g_test_add_func ("/picture/shared-by-threads", test_threads_share_a_picture);
  return g_test_run ();
}
