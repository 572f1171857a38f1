#include "picture/half.h"

#include <float.h>
#include <math.h>

#define LARGEST 65504.0f

/* From the definition: (-1)^sign * 2^(exponent - 15) * 1.fraction; exponent 0: 2^-14 * 0.fraction. */
static double
value_by_definition (guint half)
{
  guint exponent = half >> 10 & 31, fraction = half & 1023;
  double sign = half >> 15 ? -1 : 1;

  if (exponent == 31)
    return fraction ? NAN : sign * INFINITY;
  if (exponent == 0)
    return sign * ldexp (fraction, -24);
  return sign * ldexp (1024 + fraction, (int) exponent - 25);
}

static void
test_every_half (void)
{
  for (guint half = 0; half < 65536; half++)
    {
      double want = value_by_definition (half);
      float got = twin_half_to_float (half);

      g_assert_true (isnan (want) ? isnan (got) : got == want && !signbit (got) == !signbit (want));
      if (isinf (want) || isnan (want))
        continue;
      g_assert_cmphex (twin_half_from_float (got), ==, half);
    }
}

/* Of the two halves about @value, the nearer one, of two as near the even one. */
static guint
nearest_by_search (float value)
{
  guint best = 0;

  for (guint half = 0; half < 0x7c00; half++)
    {
      double error = fabs (value_by_definition (half) - value),
             least = fabs (value_by_definition (best) - value);

      if (error < least || (error == least && half % 2 == 0))
        best = half;
    }
  return best;
}

static void
test_nearest (void)
{
  for (guint i = 0; i < 300; i++)
    {
      float value = ldexpf (g_test_rand_double_range (1, 2), g_test_rand_int_range (-28, 17));
      guint want = nearest_by_search (value);

      g_assert_cmphex (twin_half_from_float (value), ==, want);
      g_assert_cmphex (twin_half_from_float (-value), ==, want | 0x8000);
    }
}

/* Half-way between neighbours, and the floats beside that. */
static void
test_ties_go_to_even (void)
{
  for (guint half = 0; half < 0x7bff; half++)
    {
      float middle = (value_by_definition (half) + value_by_definition (half + 1)) / 2;

      g_assert_cmphex (twin_half_from_float (middle), ==, half + half % 2);
      g_assert_cmphex (twin_half_from_float (nextafterf (middle, 0)), ==, half);
      g_assert_cmphex (twin_half_from_float (nextafterf (middle, INFINITY)), ==, half + 1);
    }
}

static void
test_beyond_the_range (void)
{
  const float beyond[] = { LARGEST, 65519.0f, 65520.0f, 1e6f, FLT_MAX };

  for (guint i = 0; i < G_N_ELEMENTS (beyond); i++)
    {
      g_assert_cmphex (twin_half_from_float (beyond[i]), ==, 0x7bff);
      g_assert_cmphex (twin_half_from_float (-beyond[i]), ==, 0xfbff);
    }
  g_assert_cmphex (twin_half_from_float (INFINITY), ==, 0x7c00);
  g_assert_cmphex (twin_half_from_float (-INFINITY), ==, 0xfc00);
  g_assert_true (isnan (twin_half_to_float (twin_half_from_float (NAN))));
  g_assert_cmphex (twin_half_from_float (FLT_TRUE_MIN), ==, 0);
  g_assert_cmphex (twin_half_from_float (-0.0f), ==, 0x8000);
}

/* All of them at once, at an odd address, as by one. */
static void
test_array (void)
{
  g_autofree guint8 *bytes = g_malloc (1 + 2 * 65536);
  g_autofree float *values = g_new (float, 65536);

  for (guint half = 0; half < 65536; half++)
    {
      bytes[1 + 2 * half] = half & 255;
      bytes[2 + 2 * half] = half >> 8;
    }
  twin_halves_to_floats (bytes + 1, 65536, values);
  for (guint half = 0; half < 65536; half++)
    {
      float want = twin_half_to_float (half);

      g_assert_true (isnan (want) ? isnan (values[half]) : values[half] == want);
    }
}

/* Wherever among others, at an odd address, with every tail. */
static void
test_finite (void)
{
  guint8 bytes[1 + 2 * 40] = { 0 };

  for (guint half = 0; half < 65536; half += 0x5f)
    {
      guint n = g_test_rand_int_range (1, 41), at = g_test_rand_int_range (0, n);
      float value = twin_half_to_float (half);

      bytes[1 + 2 * at] = half & 255;
      bytes[2 + 2 * at] = half >> 8;
      g_assert_cmpint (twin_halves_are_finite (bytes + 1, n), ==, isfinite (value) != 0);
      bytes[1 + 2 * at] = bytes[2 + 2 * at] = 0;
    }
  bytes[2] = 0x7c;
  g_assert_false (twin_halves_are_finite (bytes + 1, 40));
  g_assert_true (twin_halves_are_finite (bytes + 1, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half/every one is its value by definition and comes back", test_every_half);
  g_test_add_func ("/half/a float becomes the nearest", test_nearest);
  g_test_add_func ("/half/ties go to even", test_ties_go_to_even);
  g_test_add_func ("/half/beyond the range a float becomes the largest", test_beyond_the_range);
  g_test_add_func ("/half/an array of them is as each by itself", test_array);
  g_test_add_func ("/half/infinity and NaN are found among others", test_finite);
  return g_test_run ();
}
