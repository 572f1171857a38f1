/* test-geometry.c: turns, mirrors, crops and scales against their definitions. */
#include "modify/operations.h"
#include "pictures.h"

#include <math.h>

static void
assert_pixel (const TwinRaster *a, guint ax, guint ay, const TwinRaster *b, guint bx, guint by)
{
  for (guint channel = 0; channel < 3; channel++)
    g_assert_cmpfloat (twin_raster_at (a, ax, ay)[channel], ==,
                       twin_raster_at (b, bx, by)[channel]);
}

/* Anticlockwise as seen: the right column becomes the top row. */
static void
test_quarter_turn (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (7, 4, 1);
  g_autoptr (TwinRaster) turned = altered (raster, TWIN_MODIFY_ROTATE, 90);

  g_assert_cmpuint (turned->width, ==, 4);
  g_assert_cmpuint (turned->height, ==, 7);
  for (guint y = 0; y < 4; y++)
    for (guint x = 0; x < 7; x++)
      assert_pixel (turned, y, 6 - x, raster, x, y);
}

static void
test_other_quarters (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (7, 4, 2);
  g_autoptr (TwinRaster) once = altered (raster, TWIN_MODIFY_ROTATE, 90);
  g_autoptr (TwinRaster) twice = altered (once, TWIN_MODIFY_ROTATE, 90);
  g_autoptr (TwinRaster) thrice = altered (twice, TWIN_MODIFY_ROTATE, 90);
  g_autoptr (TwinRaster) half = altered (raster, TWIN_MODIFY_ROTATE, 180);
  g_autoptr (TwinRaster) back = altered (raster, TWIN_MODIFY_ROTATE, -90);
  g_autoptr (TwinRaster) round = altered (thrice, TWIN_MODIFY_ROTATE, 450);

  g_assert_cmpfloat (largest_difference (half, twice), ==, 0);
  g_assert_cmpfloat (largest_difference (back, thrice), ==, 0);
  g_assert_cmpfloat (largest_difference (round, raster), ==, 0);
}

/* A plane: bilinear sampling gives it back exactly, wherever it is asked. */
static float
plane_at (double x, double y)
{
  return (float) (0.2 + 0.004 * x + 0.003 * y);
}

static TwinRaster *
plane_picture (guint width, guint height)
{
  TwinRaster *raster = twin_raster_new (width, height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint channel = 0; channel < 3; channel++)
        twin_raster_at (raster, x, y)[channel] = plane_at (x, y);
  return raster;
}

/* Every pixel well inside holds the value from where the transform says that it comes;
 * well outside, the fill. Counts those inside. */
static guint
check_turned (const TwinRaster *raster, const TwinRaster *turned, double degrees, const float *fill)
{
  double angle = degrees * G_PI / 180;
  guint inside = 0;

  for (guint y = 0; y < turned->height; y++)
    for (guint x = 0; x < turned->width; x++)
      {
        double u = x + 0.5 - turned->width / 2.0, v = y + 0.5 - turned->height / 2.0;
        double from_x = u * cos (angle) - v * sin (angle) + raster->width / 2.0 - 0.5;
        double from_y = u * sin (angle) + v * cos (angle) + raster->height / 2.0 - 0.5;
        float value = *twin_raster_at (turned, x, y);

        if (from_x >= 0 && from_y >= 0 && from_x <= raster->width - 1 &&
            from_y <= raster->height - 1)
          {
            g_assert_cmpfloat_with_epsilon (value, plane_at (from_x, from_y), 1e-5);
            inside++;
          }
        else if (from_x < -1 || from_y < -1 || from_x > raster->width || from_y > raster->height)
          g_assert_cmpfloat (value, ==, fill[0]);
      }
  return inside;
}

static void
test_any_angle (void)
{
  static const double angles[] = { 1, 30, 45, 89.5, 137, -20, 200, 359 };
  g_autoptr (TwinRaster) raster = plane_picture (41, 29);
  float fill[3];

  twin_raster_border_median (raster, fill);
  for (gsize i = 0; i < G_N_ELEMENTS (angles); i++)
    {
      g_autoptr (TwinRaster) turned = altered (raster, TWIN_MODIFY_ROTATE, angles[i]);
      double angle = angles[i] * G_PI / 180, cosine = fabs (cos (angle)), sine = fabs (sin (angle));

      g_assert_cmpuint (turned->width, ==, (guint) ceil (41 * cosine + 29 * sine));
      g_assert_cmpuint (turned->height, ==, (guint) ceil (41 * sine + 29 * cosine));
      g_assert_cmpuint (check_turned (raster, turned, angles[i], fill), >, 40 * 28 * 0.97);
    }
}

static void
test_flip (void)
{
  static const guint widths[] = { 1, 2, 7, 8 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_autoptr (TwinRaster) raster = noise_picture (widths[i], 3, 3);
      g_autoptr (TwinRaster) flipped = altered (raster, TWIN_MODIFY_FLIP, 0);
      g_autoptr (TwinRaster) back = altered (flipped, TWIN_MODIFY_FLIP, 0);

      for (guint y = 0; y < 3; y++)
        for (guint x = 0; x < widths[i]; x++)
          assert_pixel (flipped, x, y, raster, widths[i] - 1 - x, y);
      g_assert_cmpfloat (largest_difference (back, raster), ==, 0);
    }
}

static void
test_crop (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (9, 8, 4);
  TwinModification crop = { TWIN_MODIFY_CROP, 0, 2, 3, 6, 5 };
  g_autoptr (TwinRaster) part = twin_modification_apply (&crop, twin_raster_copy (raster), NULL,
                                                         NULL);

  g_assert_cmpuint (part->width, ==, 6);
  g_assert_cmpuint (part->height, ==, 5);
  for (guint y = 0; y < 5; y++)
    for (guint x = 0; x < 6; x++)
      assert_pixel (part, x, y, raster, x + 2, y + 3);
}

/* Rectangles that leave the picture, one way each; the last would in 32 bits be small again. */
static void
test_crop_outside (void)
{
  static const TwinModification crops[] = {
    { TWIN_MODIFY_CROP, 0, 0, 0, 10, 8 }, { TWIN_MODIFY_CROP, 0, 0, 0, 9, 9 },
    { TWIN_MODIFY_CROP, 0, 5, 0, 5, 8 },  { TWIN_MODIFY_CROP, 0, 0, 8, 1, 1 },
    { TWIN_MODIFY_CROP, 0, 9, 0, 1, 1 },  { TWIN_MODIFY_CROP, 0, 0, 0, 0, 5 },
    { TWIN_MODIFY_CROP, 0, 0, 0, 5, 0 },  { TWIN_MODIFY_CROP, 0, 5, 5, G_MAXUINT, G_MAXUINT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (crops); i++)
    {
      g_autoptr (GError) error = NULL;
      TwinRaster *part = twin_modification_apply (&crops[i], noise_picture (9, 8, 4), NULL, &error);

      g_assert_null (part);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_scale (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (40, 30, 5);
  g_autoptr (TwinRaster) half = altered (raster, TWIN_MODIFY_SCALE, 0.5);
  g_autoptr (TwinRaster) wide = altered (raster, TWIN_MODIFY_STRETCH, 1.5);
  g_autoptr (TwinRaster) dot = altered (raster, TWIN_MODIFY_SCALE, 0.001);
  g_autoptr (TwinRaster) half_by_definition = twin_raster_resize (raster, 20, 15);
  g_autoptr (TwinRaster) wide_by_definition = twin_raster_resize (raster, 60, 30);

  g_assert_cmpfloat (largest_difference (half, half_by_definition), ==, 0);
  g_assert_cmpfloat (largest_difference (wide, wide_by_definition), ==, 0);
  g_assert_cmpuint (dot->width, ==, 1);
  g_assert_cmpuint (dot->height, ==, 1);
}

static void
test_too_large (void)
{
  static const TwinModification modifications[] = {
    { .kind = TWIN_MODIFY_SCALE, .amount = 2000 },
    { .kind = TWIN_MODIFY_STRETCH, .amount = 1e9 },
    { .kind = TWIN_MODIFY_SCALE, .amount = 1e300 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (modifications); i++)
    {
      g_autoptr (GError) error = NULL;
      TwinRaster *result = twin_modification_apply (&modifications[i], noise_picture (9, 8, 6),
                                                    NULL, &error);

      g_assert_null (result);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/a quarter turn moves every pixel to its place", test_quarter_turn);
  g_test_add_func ("/geometry/the other quarter turns are that one repeated", test_other_quarters);
  g_test_add_func ("/geometry/any angle samples where the transform says", test_any_angle);
  g_test_add_func ("/geometry/flip mirrors, and twice is nothing", test_flip);
  g_test_add_func ("/geometry/crop cuts the rectangle", test_crop);
  g_test_add_func ("/geometry/a crop outside is INVALID_ARGUMENT", test_crop_outside);
  g_test_add_func ("/geometry/scale and stretch resize", test_scale);
  g_test_add_func ("/geometry/too large is INVALID_ARGUMENT", test_too_large);
  return g_test_run ();
}
