/* test-random.c: the generator against its authors' numbers, and what is drawn from it. */
#include "random.h"

#include <math.h>

#define DRAWS 100000

static void
test_reference (void)
{
  /* Worked out by hand from the reference code for the state 1, 2, 3, 4. */
  static const guint64 expected[] = { 11520, 0, 1509978240,
                                      G_GUINT64_CONSTANT (1215971899390074240) };
  TwinRandom random = { { 1, 2, 3, 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (twin_random_next (&random), ==, expected[i]);
}

static void
test_streams (void)
{
  TwinRandom one, again, other_stream, other_seed, swapped;
  guint n_equal = 0;

  twin_random_init (&one, 3, 7);
  twin_random_init (&again, 3, 7);
  twin_random_init (&other_stream, 3, 8);
  twin_random_init (&other_seed, 4, 7);
  twin_random_init (&swapped, 7, 3);
  for (guint i = 0; i < 1000; i++)
    {
      guint64 value = twin_random_next (&one);

      g_assert_cmpuint (value, ==, twin_random_next (&again));
      n_equal += value == twin_random_next (&other_stream);
      n_equal += value == twin_random_next (&other_seed);
      n_equal += value == twin_random_next (&swapped);
    }
  g_assert_cmpuint (n_equal, ==, 0);
}

/* Two streams of one seed have no more to do with each other than chance: correlation below 4
 * standard errors. */
static void
test_correlation (void)
{
  TwinRandom a, b;
  double sum = 0;

  twin_random_init (&a, 1, 0);
  twin_random_init (&b, 1, 1);
  for (guint i = 0; i < DRAWS; i++)
    {
      double of_a = twin_random_range (&a, -1, 1), of_b = twin_random_range (&b, -1, 1);

      sum += 3 * of_a * of_b;
    }
  g_assert_cmpfloat (fabs (sum / DRAWS), <, 4 / sqrt (DRAWS));
}

static void
test_below (void)
{
  guint counts[7] = { 0 };
  TwinRandom random;

  twin_random_init (&random, 5, 0);
  for (guint i = 0; i < DRAWS; i++)
    counts[twin_random_below (&random, 7)]++;
  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat (fabs (counts[i] - DRAWS / 7.0), <, 5 * sqrt (DRAWS / 7.0));
  g_assert_cmpuint (twin_random_below (&random, 1), ==, 0);
}

static void
test_range (void)
{
  double least = 9, most = -9;
  TwinRandom random;

  twin_random_init (&random, 6, 0);
  for (guint i = 0; i < DRAWS; i++)
    {
      double value = twin_random_range (&random, -2, 3);

      least = MIN (least, value);
      most = MAX (most, value);
    }
  g_assert_cmpfloat (least, >=, -2);
  g_assert_cmpfloat (least, <, -1.999);
  g_assert_cmpfloat (most, <, 3);
  g_assert_cmpfloat (most, >, 2.999);
  g_assert_cmpfloat (twin_random_range (&random, 4, 4), ==, 4);
}

static void
test_normal (void)
{
  double sum = 0, squares = 0, beyond_two = 0;
  TwinRandom random;

  twin_random_init (&random, 7, 0);
  for (guint i = 0; i < DRAWS; i++)
    {
      double value = twin_random_normal (&random);

      sum += value;
      squares += value * value;
      beyond_two += fabs (value) > 2;
    }
  g_assert_cmpfloat (fabs (sum / DRAWS), <, 0.015);
  g_assert_cmpfloat (fabs (squares / DRAWS - 1), <, 0.02);
  g_assert_cmpfloat (fabs (beyond_two / DRAWS - 0.0455), <, 0.003);
}

static void
test_chance (void)
{
  TwinRandom random;
  guint n = 0;

  twin_random_init (&random, 8, 0);
  for (guint i = 0; i < DRAWS; i++)
    {
      n += twin_random_chance (&random, 0.2);
      g_assert_false (twin_random_chance (&random, 0));
      g_assert_true (twin_random_chance (&random, 1));
    }
  g_assert_cmpfloat (fabs (n - 0.2 * DRAWS), <, 5 * sqrt (0.16 * DRAWS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/gives the numbers of its reference", test_reference);
  g_test_add_func ("/random/a stream is repeated, another is not like it", test_streams);
  g_test_add_func ("/random/streams do not go together", test_correlation);
  g_test_add_func ("/random/below is even", test_below);
  g_test_add_func ("/random/a range is filled and kept", test_range);
  g_test_add_func ("/random/normal has its mean, deviation and tails", test_normal);
  g_test_add_func ("/random/chance happens as often as asked", test_chance);
  return g_test_run ();
}
