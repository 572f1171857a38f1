/* test-grey.c: the filters against their definitions. */
#include "evidence/grey.h"
#include "random.h"

#include <math.h>

static TwinGrey *
draw_noise (guint width, guint height, double mean, double deviation)
{
  TwinGrey *grey = twin_grey_new (width, height);
  TwinRandom random;

  twin_random_init (&random, 3, width);
  for (gsize i = 0; i < (gsize) width * height; i++)
    grey->values[i] = (float) (mean + deviation * twin_random_normal (&random));
  return grey;
}

/* The value at (@x, @y), mirrored around the outermost pixels as often as need be. */
static double
value_at (const TwinGrey *grey, gint x, gint y)
{
  gint w = (gint) grey->width, h = (gint) grey->height;

  while (x < 0 || x >= w)
    x = w == 1 ? 0 : x < 0 ? -x : 2 * (w - 1) - x;
  while (y < 0 || y >= h)
    y = h == 1 ? 0 : y < 0 ? -y : 2 * (h - 1) - y;
  return *twin_grey_at (grey, (guint) x, (guint) y);
}

static void
test_box_mean (void)
{
  static const guint sizes[][3] = { { 30, 20, 5 }, { 7, 5, 21 }, { 1, 9, 3 }, { 40, 1, 7 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TwinGrey) grey = draw_noise (sizes[i][0], sizes[i][1], 100, 30);
      g_autoptr (TwinGrey) mean = twin_grey_box_mean (grey, sizes[i][2]);
      gint reach = (gint) sizes[i][2] / 2;

      for (gint y = 0; y < (gint) grey->height; y++)
        for (gint x = 0; x < (gint) grey->width; x++)
          {
            double sum = 0;

            for (gint v = -reach; v <= reach; v++)
              for (gint u = -reach; u <= reach; u++)
                sum += value_at (grey, x + u, y + v);
            g_assert_cmpfloat_with_epsilon (*twin_grey_at (mean, (guint) x, (guint) y),
                                            sum / (sizes[i][2] * sizes[i][2]), 1e-3);
          }
    }
}

static double
gaussian_at (const TwinGrey *grey, gint x, gint y, double sigma)
{
  double sum = 0, weights = 0;
  gint reach = (gint) ceil (3.5 * sigma);

  for (gint v = -reach; v <= reach; v++)
    for (gint u = -reach; u <= reach; u++)
      {
        double weight = exp (-0.5 * (u * u + v * v) / (sigma * sigma));

        sum += weight * value_at (grey, x + u, y + v);
        weights += weight;
      }
  return sum / weights;
}

static void
test_blur (void)
{
  static const double sigmas[] = { 0.5, 1.6, 9 };
  g_autoptr (TwinGrey) grey = draw_noise (37, 11, 100, 30);

  for (guint i = 0; i < G_N_ELEMENTS (sigmas); i++)
    {
      g_autoptr (TwinGrey) blurred = twin_grey_blur (grey, sigmas[i]);

      for (gint y = 0; y < 11; y++)
        for (gint x = 0; x < 37; x++)
          g_assert_cmpfloat_with_epsilon (*twin_grey_at (blurred, (guint) x, (guint) y),
                                          gaussian_at (grey, x, y, sigmas[i]), 1e-3);
    }
}

/* White noise of 5 grey levels; a slope and a bend are no noise. */
static void
test_noise (void)
{
  g_autoptr (TwinGrey) noisy = draw_noise (200, 150, 100, 5);
  g_autoptr (TwinGrey) smooth = twin_grey_new (200, 150);
  g_autoptr (TwinGrey) tiny = twin_grey_new (2, 9);

  for (guint y = 0; y < 150; y++)
    for (guint x = 0; x < 200; x++)
      {
        *twin_grey_at (noisy, x, y) += 0.3f * x;
        *twin_grey_at (smooth, x, y) = 0.5f * x + 0.002f * y * y;
      }
  g_assert_cmpfloat_with_epsilon (twin_grey_noise (noisy), 5, 0.15);
  g_assert_cmpfloat (twin_grey_noise (smooth), <, 0.05);
  g_assert_cmpfloat (twin_grey_noise (tiny), ==, 0);
}

/* Whatever the light and the contrast were; flat ground stays flat. */
static void
test_normalising (void)
{
  g_autoptr (TwinGrey) grey = draw_noise (120, 90, 100, 20);
  g_autoptr (TwinGrey) other = twin_grey_copy (grey);
  g_autoptr (TwinGrey) flat = twin_grey_new (50, 40);
  g_autoptr (TwinGrey) a = NULL, b = NULL, even = NULL;
  double squares = 0;

  for (gsize i = 0; i < 120 * 90; i++)
    other->values[i] = 30 + 0.5f * other->values[i];
  a = twin_grey_normalise_locally (grey, 21, 0.01);
  b = twin_grey_normalise_locally (other, 21, 0.01);
  even = twin_grey_normalise_locally (flat, 21, 2);
  for (gsize i = 0; i < 120 * 90; i++)
    {
      g_assert_cmpfloat_with_epsilon (a->values[i], b->values[i], 1e-2);
      squares += a->values[i] * a->values[i] / (120 * 90);
    }
  g_assert_cmpfloat_with_epsilon (squares, 1, 0.1);
  for (gsize i = 0; i < 50 * 40; i++)
    g_assert_cmpfloat (even->values[i], ==, 0);
}

static void
test_from_raster (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (60, 40);
  g_autoptr (TwinGrey) grey = NULL;
  double scale_x, scale_y;

  for (gsize i = 0; i < 60 * 40; i++)
    raster->pixels[3 * i + 1] = 0.5f;
  grey = twin_grey_from_raster (raster, 700, &scale_x, &scale_y);
  g_assert_cmpuint (grey->width, ==, 32);
  g_assert_cmpuint (grey->height, ==, 21);
  g_assert_cmpfloat_with_epsilon (scale_x, 32 / 60.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale_y, 21 / 40.0, 1e-12);
  for (gsize i = 0; i < 32 * 21; i++)
    g_assert_cmpfloat_with_epsilon (grey->values[i], 255 * 0.587 * 0.5, 1e-3);
}

/* Shrinking keeps the mean; enlarging keeps a slope. */
static void
test_resize (void)
{
  g_autoptr (TwinGrey) grey = draw_noise (40, 30, 100, 20);
  g_autoptr (TwinGrey) small = twin_grey_resize (grey, 10, 10);
  g_autoptr (TwinGrey) slope = twin_grey_new (10, 1);
  g_autoptr (TwinGrey) large = NULL;
  double before = 0, after = 0;

  for (gsize i = 0; i < 1200; i++)
    before += grey->values[i] / 1200;
  for (gsize i = 0; i < 100; i++)
    after += small->values[i] / 100;
  g_assert_cmpfloat_with_epsilon (before, after, 1e-3);
  for (guint x = 0; x < 10; x++)
    slope->values[x] = x + 0.5f;
  large = twin_grey_resize (slope, 40, 1);
  for (guint x = 2; x < 38; x++)
    g_assert_cmpfloat_with_epsilon (large->values[x], (x + 0.5) / 4, 1e-4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grey/the box mean is the mean over the box", test_box_mean);
  g_test_add_func ("/grey/the blur is a Gaussian", test_blur);
  g_test_add_func ("/grey/noise is told from slopes", test_noise);
  g_test_add_func ("/grey/light and contrast are evened out", test_normalising);
  g_test_add_func ("/grey/of a raster, shrunk to a number of pixels", test_from_raster);
  g_test_add_func ("/grey/resizing keeps the mean and a slope", test_resize);
  return g_test_run ();
}
