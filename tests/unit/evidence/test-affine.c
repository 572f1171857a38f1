/* test-affine.c: maps put together, taken apart and turned round. */
#include "evidence/affine.h"
#include "random.h"

#include <math.h>

static void
assert_close (const TwinAffine *got, const TwinAffine *want, double tolerance)
{
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat_with_epsilon (got->m[i / 3][i % 3], want->m[i / 3][i % 3], tolerance);
}

static TwinAffine
draw_map (TwinRandom *random, gboolean flipped)
{
  double degrees = twin_random_range (random, -179, 179);
  double scale = twin_random_range (random, 0.2, 5), x = twin_random_range (random, -900, 900);

  return twin_affine_similarity (flipped, degrees, scale, x, twin_random_range (random, -90, 90));
}

/* (1, 0) turned a quarter anticlockwise as seen points up, and y points down. */
static void
test_meaning (void)
{
  TwinAffine quarter = twin_affine_similarity (FALSE, 90, 1, 0, 0);
  TwinAffine mirror = twin_affine_similarity (TRUE, 0, 1, 100, 0);
  double x, y;

  twin_affine_apply (&quarter, 1, 0, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (y, -1, 1e-12);
  twin_affine_apply (&mirror, 30, 7, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 70, 1e-12);
  g_assert_cmpfloat_with_epsilon (y, 7, 1e-12);
}

static void
test_parts (void)
{
  for (guint flipped = 0; flipped < 2; flipped++)
    for (gint degrees = -179; degrees <= 180; degrees += 13)
      {
        TwinAffine map = twin_affine_similarity (flipped, degrees, 1.7, 3, 4);
        TwinAffineParts parts = twin_affine_decompose (&map);

        g_assert_cmpint (parts.flipped, ==, flipped);
        g_assert_cmpfloat_with_epsilon (parts.rotation, degrees, 1e-9);
        g_assert_cmpfloat_with_epsilon (parts.scale, 1.7, 1e-12);
        g_assert_cmpfloat_with_epsilon (parts.stretch, 1, 1e-6);
      }
}

static void
test_half_turn_is_positive (void)
{
  TwinAffine map = twin_affine_scaling (-2, -2);

  g_assert_cmpfloat (twin_affine_decompose (&map).rotation, ==, 180);
}

static void
test_stretch (void)
{
  TwinAffine wide = twin_affine_scaling (3, 2), turn = twin_affine_similarity (FALSE, 30, 1, 0, 0);
  TwinAffine map = twin_affine_compose (&turn, &wide);

  g_assert_cmpfloat_with_epsilon (twin_affine_decompose (&map).stretch, 1.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (twin_affine_decompose (&map).scale, sqrt (6), 1e-9);
}

static void
test_inverse (void)
{
  TwinAffine identity = twin_affine_identity ();
  TwinRandom random;

  twin_random_init (&random, 4, 0);
  for (guint i = 0; i < 100; i++)
    {
      TwinAffine map = draw_map (&random, i % 2), inverse, product;

      g_assert_true (twin_affine_invert (&map, &inverse));
      product = twin_affine_compose (&inverse, &map);
      assert_close (&product, &identity, 1e-9);
      product = twin_affine_compose (&map, &inverse);
      assert_close (&product, &identity, 1e-9);
    }
}

static void
test_no_inverse (void)
{
  TwinAffine flat = { { { 1, 2, 3 }, { 2, 4, 5 } } }, result = twin_affine_scaling (7, 7);
  TwinAffine broken = { { { NAN, 0, 0 }, { 0, 1, 0 } } },
             far = { { { 1, 0, INFINITY }, { 0, 1, 0 } } };

  g_assert_false (twin_affine_invert (&flat, &result));
  g_assert_false (twin_affine_invert (&broken, &result));
  g_assert_false (twin_affine_invert (&far, &result));
  g_assert_cmpfloat (result.m[0][0], ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/affine/turns anticlockwise as seen, mirrors left-right", test_meaning);
  g_test_add_func ("/affine/comes apart into what it was made of", test_parts);
  g_test_add_func ("/affine/half a turn is 180 degrees, not -180", test_half_turn_is_positive);
  g_test_add_func ("/affine/stretch is the ratio of its axes", test_stretch);
  g_test_add_func ("/affine/its inverse undoes it", test_inverse);
  g_test_add_func ("/affine/onto a line or not finite has no inverse", test_no_inverse);
  return g_test_run ();
}
