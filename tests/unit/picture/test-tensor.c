/* test-tensor.c: views: how they are fitted, standardised, and which a picture has. */
#include "picture/tensor.h"

#include <math.h>
#include <string.h>

static TwinRaster *
draw_noise (guint width, guint height)
{
  TwinRaster *raster = twin_raster_new (width, height);

  for (gsize i = 0; i < (gsize) width * height * 3; i++)
    raster->pixels[i] = (float) g_test_rand_double ();
  return raster;
}

static void
measure (const float *values, gsize n, double *mean, double *deviation)
{
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  *mean = sum / (double) n;
  for (gsize i = 0; i < n; i++)
    squares += (values[i] - *mean) * (values[i] - *mean);
  *deviation = sqrt (squares / (double) n);
}

static void
test_standardised (void)
{
  static const guint sizes[][3] = {
    { 64, 64, 64 }, { 100, 40, 64 }, { 30, 100, 31 }, { 7, 7, 96 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TwinRaster) raster = draw_noise (sizes[i][0], sizes[i][1]);
      guint size = sizes[i][2];
      g_autofree float *values = g_new (float, size *size * 3);
      double mean, deviation;

      twin_tensor_fit (values, size, raster);
      measure (values, (gsize) size * size * 3, &mean, &deviation);
      g_assert_cmpfloat_with_epsilon (mean, 0, 1e-4);
      g_assert_cmpfloat_with_epsilon (deviation, 1, 1e-4);
    }
}

/* Brightness and contrast are gone before the network. */
static void
test_brightness_and_contrast_do_not_matter (void)
{
  g_autoptr (TwinRaster) raster = draw_noise (50, 30);
  g_autoptr (TwinRaster) changed = twin_raster_copy (raster);
  float values[32 * 32 * 3], others[32 * 32 * 3];

  for (gsize i = 0; i < 50 * 30 * 3; i++)
    changed->pixels[i] = 0.3f * changed->pixels[i] + 0.4f;
  twin_tensor_fit (values, 32, raster);
  twin_tensor_fit (others, 32, changed);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpfloat_with_epsilon (values[i], others[i], 1e-4);
}

/* A flat picture's noise must not be blown up: 0.001 over the least deviation of 0.02. */
static void
test_flat_stays_flat (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (16, 16);
  float values[16 * 16 * 3];

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    raster->pixels[i] = i % 2 == 0 ? 0.499f : 0.501f;
  twin_tensor_fit (values, 16, raster);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpfloat_with_epsilon (fabsf (values[i]), 0.05, 1e-3);
}

/* A wide picture lies in the middle, its border's median above and below. */
static void
test_centred_on_border_median (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (8, 4);
  float values[8 * 8 * 3];

  for (guint y = 0; y < 4; y++)
    for (guint x = 0; x < 8; x++)
      for (guint c = 0; c < 3; c++)
        twin_raster_at (raster, x, y)[c] = (x == 0 || y == 0 || x == 7 || y == 3) ? 0.25f : 0.75f;
  twin_tensor_fit (values, 8, raster);
  for (guint y = 0; y < 8; y++)
    for (guint x = 0; x < 8; x++)
      {
        gboolean inside = x > 0 && x < 7 && (y == 3 || y == 4);
        float value = values[(y * 8 + x) * 3];

        g_assert_true (inside ? value > 0 : value < 0);
        g_assert_cmpfloat (value, ==, inside ? values[(3 * 8 + 1) * 3] : values[0]);
      }
}

static TwinPicture *
picture_of_noise (guint width, guint height)
{
  GeglRectangle extent = { 0, 0, (int) width, (int) height };
  g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&extent, babl_format ("R'G'B' u8"));
  g_autofree guint8 *bytes = g_malloc ((gsize) width * height * 3);

  for (gsize i = 0; i < (gsize) width * height * 3; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  gegl_buffer_set (buffer, &extent, 0, babl_format ("R'G'B' u8"), bytes, GEGL_AUTO_ROWSTRIDE);
  return twin_picture_from_buffer (buffer, "noise");
}

static void
test_number_of_views (void)
{
  static const struct
  {
    guint width, height, whole, tiles;
  } cases[] = {
    { 60, 60, 1, 10 },   { 120, 60, 1, 10 }, /* 2 : 1 is not longer than 2 : 1 */
    { 130, 60, 5, 14 },                      /* ceil (70 / 30) + 1 squares */
    { 60, 300, 10, 19 },                     /* 8 steps of half a square */
    { 3000, 2, 33, 42 },                     /* no more than 32 squares */
    { 1, 1, 1, 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwinPicture) picture = picture_of_noise (cases[i].width, cases[i].height);
      g_autoptr (TwinTensor) whole = twin_tensor_from_pictures (&picture, 1, 16, TWIN_VIEWS_WHOLE,
                                                                NULL);
      g_autoptr (TwinTensor) tiles = twin_tensor_from_pictures (&picture, 1, 16, TWIN_VIEWS_TILES,
                                                                NULL);

      g_assert_cmpuint (whole->n, ==, cases[i].whole);
      g_assert_cmpuint (tiles->n, ==, cases[i].tiles);
    }
}

/* A picture's rows are its own, in order, and the same whatever stands beside it. */
static void
test_owners (void)
{
  TwinPicture *pictures[] = { picture_of_noise (40, 40), picture_of_noise (90, 30),
                              picture_of_noise (20, 50) };
  g_autoptr (TwinTensor) all = twin_tensor_from_pictures (pictures, 3, 16, TWIN_VIEWS_WHOLE, NULL);
  gsize row_length = 16 * 16 * 3;
  guint row = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TwinTensor) alone = twin_tensor_from_pictures (&pictures[i], 1, 16,
                                                                TWIN_VIEWS_WHOLE, NULL);

      for (guint view = 0; view < alone->n; view++, row++)
        {
          g_assert_cmpuint (all->owners[row], ==, i);
          g_assert_cmpuint (alone->owners[view], ==, 0);
          g_assert_cmpmem (all->values + row * row_length, row_length * sizeof (float),
                           alone->values + view * row_length, row_length * sizeof (float));
        }
    }
  g_assert_cmpuint (row, ==, all->n);
  for (guint i = 0; i < 3; i++)
    twin_picture_unref (pictures[i]);
}

/* The nine tiles of a picture are what cutting it would give. */
static void
test_tiles_are_cuts (void)
{
  g_autoptr (TwinPicture) picture = picture_of_noise (32, 24);
  g_autoptr (TwinRaster) raster = twin_picture_show (picture, 0);
  g_autoptr (TwinTensor) tensor = twin_tensor_from_pictures (&picture, 1, 16, TWIN_VIEWS_TILES,
                                                             NULL);

  for (guint tile = 0; tile < 9; tile++)
    {
      g_autoptr (TwinRaster) part = twin_raster_cut (raster, tile % 3 * 8, tile / 3 * 6, 16, 12);
      float values[16 * 16 * 3];

      twin_tensor_fit (values, 16, part);
      g_assert_cmpmem (values, sizeof values, tensor->values + (1 + tile) * 16 * 16 * 3,
                       sizeof values);
    }
}

static void
test_no_pictures (void)
{
  g_autoptr (TwinTensor) tensor = twin_tensor_from_pictures (NULL, 0, 16, TWIN_VIEWS_WHOLE, NULL);

  g_assert_nonnull (tensor);
  g_assert_cmpuint (tensor->n, ==, 0);
}

static void
test_too_large (void)
{
  g_autoptr (TwinPicture) picture = picture_of_noise (4, 4);
  g_autoptr (GError) error = NULL;

  g_assert_null (twin_tensor_from_pictures (&picture, 1, G_MAXUINT, TWIN_VIEWS_WHOLE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  g_test_add_func ("/tensor/fitted/standardised", test_standardised);
  g_test_add_func ("/tensor/fitted/without-brightness-and-contrast",
                   test_brightness_and_contrast_do_not_matter);
  g_test_add_func ("/tensor/fitted/flat-stays-flat", test_flat_stays_flat);
  g_test_add_func ("/tensor/fitted/centred-on-border-median", test_centred_on_border_median);
  g_test_add_func ("/tensor/views/number", test_number_of_views);
  g_test_add_func ("/tensor/views/owners", test_owners);
  g_test_add_func ("/tensor/views/tiles-are-cuts", test_tiles_are_cuts);
  g_test_add_func ("/tensor/views/of-no-pictures", test_no_pictures);
  g_test_add_func ("/tensor/views/too-large-for-memory", test_too_large);
  return g_test_run ();
}
