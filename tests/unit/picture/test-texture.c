/* test-texture.c: how much there is to judge by, on pictures whose answer is known. */
#include "judgement/texture.h"

#include <math.h>

static void
fill (TwinRaster *raster, guint x, guint y, float value)
{
  for (guint c = 0; c < 3; c++)
    twin_raster_at (raster, x, y)[c] = value;
}

static void
test_flat (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (31, 17);

  for (guint y = 0; y < 17; y++)
    for (guint x = 0; x < 31; x++)
      fill (raster, x, y, 0.7f);
  g_assert_cmpfloat_with_epsilon (twin_texture (raster), 0, 1e-6);
}

/* Black and white halves deviate by 0.5; the two columns at the seam become 1/3 and 2/3. */
static void
test_halves (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (100, 40);

  for (guint y = 0; y < 40; y++)
    for (guint x = 50; x < 100; x++)
      fill (raster, x, y, 1);
  g_assert_cmpfloat_with_epsilon (twin_texture (raster), sqrt ((98 * 0.25 + 2 * (1 / 36.0)) / 100),
                                  1e-6);
}

/* Of independent noise, a mean over nine leaves a third. */
static void
test_noise_is_smoothed (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (300, 300);

  for (guint y = 0; y < 300; y++)
    for (guint x = 0; x < 300; x++)
      fill (raster, x, y, g_test_rand_int_range (0, 2) == 0 ? 0.4f : 0.6f);
  g_assert_cmpfloat_with_epsilon (twin_texture (raster), 0.1 / 3, 0.002);
}

/* Luma 0.299, 0.587, 0.114: colours of one brightness are flat. */
static void
test_grey_counts (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (60, 20);

  for (guint y = 0; y < 20; y++)
    for (guint x = 0; x < 60; x++)
      twin_raster_at (raster, x, y)[x < 30 ? 0 : 1] = x < 30 ? 0.587f : 0.299f;
  g_assert_cmpfloat_with_epsilon (twin_texture (raster), 0, 1e-6);
}

static void
test_one_pixel (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (1, 1);

  g_assert_cmpfloat (twin_texture (raster), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/texture/flat", test_flat);
  g_test_add_func ("/texture/halves", test_halves);
  g_test_add_func ("/texture/noise-is-smoothed", test_noise_is_smoothed);
  g_test_add_func ("/texture/grey-counts", test_grey_counts);
  g_test_add_func ("/texture/one-pixel", test_one_pixel);
  return g_test_run ();
}
