/* test-losses.c: what the reference dumps do not have: nothing to compare, and numbers at the end of their range. */
#include "loss/barlow-twins.h"
#include "loss/pair-cross-entropy.h"

#include <math.h>
#include <string.h>

static void
test_open_pairs (void)
{
  const float logits[] = { 3.0f, -2.0f, 50.0f };
  const gint8 open[] = { TWIN_PAIR_OPEN, TWIN_PAIR_OPEN, TWIN_PAIR_OPEN };
  const gint8 two[] = { TWIN_PAIR_POSITIVE, TWIN_PAIR_OPEN, TWIN_PAIR_NEGATIVE };
  float d_logits[] = { 1.0f, 1.0f, 1.0f };

  g_assert_cmpfloat (twin_pair_cross_entropy (3, logits, open, d_logits), ==, 0.0);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (d_logits[i], ==, 0.0f);
  /* The mean is over the two that are known. */
  g_assert_cmpfloat_with_epsilon (twin_pair_cross_entropy (3, logits, two, d_logits),
                                  (log1p (exp (-3.0)) + 50.0) / 2.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (d_logits[0], -1.0 / (1.0 + exp (3.0)) / 2.0, 1e-7);
  g_assert_cmpfloat (d_logits[1], ==, 0.0f);
  g_assert_cmpfloat_with_epsilon (d_logits[2], 0.5, 1e-7);
}

static void
test_large_logits (void)
{
  const float logits[] = { 1e30f, -1e30f, 1e30f, -1e30f };
  const gint8 labels[] = { TWIN_PAIR_POSITIVE, TWIN_PAIR_NEGATIVE, TWIN_PAIR_NEGATIVE,
                           TWIN_PAIR_POSITIVE };
  float d_logits[4];
  double loss = twin_pair_cross_entropy (4, logits, labels, d_logits);

  g_assert_cmpfloat_with_epsilon (loss / 0.5e30, 1.0, 1e-6);
  g_assert_cmpfloat (d_logits[0], ==, 0.0f);
  g_assert_cmpfloat (d_logits[1], ==, 0.0f);
  g_assert_cmpfloat (d_logits[2], ==, 0.25f);
  g_assert_cmpfloat (d_logits[3], ==, -0.25f);
}

#define ROWS 4
#define WIDTH 3

/* z as both views; d of the first. */
static double
barlow_twins (const float *z, double lambda, float *d)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (1);
  TwinArena arena = { 0 };
  TwinBarlowTwins loss;
  float d_b[ROWS * WIDTH];
  double value;

  twin_barlow_twins_lay_out (&loss, ROWS, WIDTH, &arena);
  g_assert_true (twin_arena_allocate (&arena, NULL));
  twin_barlow_twins_lay_out (&loss, ROWS, WIDTH, &arena);
  value = twin_barlow_twins (&loss, workers, lambda, 1.0, z, z, d, d_b);
  twin_arena_clear (&arena);
  return value;
}

/* The first two columns are orthogonal; the third is constant: it correlates with nothing, itself included. */
static void
test_constant_component (void)
{
  const float z[ROWS * WIDTH] = { 1, 1, 5, 1, -1, 5, -1, 1, 5, -1, -1, 5 };
  float d[ROWS * WIDTH];

  g_assert_cmpfloat_with_epsilon (barlow_twins (z, 0.5, d), 1.0, 1e-6);
  for (guint i = 0; i < ROWS * WIDTH; i++)
    g_assert_cmpfloat_with_epsilon (d[i], 0.0, 1e-6);
}

/* Three times the same column: C is all ones, L = 6 lambda. */
static void
test_repeated_component (void)
{
  const float z[ROWS * WIDTH] = { 1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8 };
  float d[ROWS * WIDTH];

  g_assert_cmpfloat_with_epsilon (barlow_twins (z, 0.25, d), 1.5, 1e-6);
}

/* The definition, in double: L, for the two views. */
static double
plain_barlow_twins (gsize n, gsize width, const float *z[2], double lambda)
{
  g_autofree double *columns = g_new0 (double, 2 * width * n);
  double sum = 0.0;

  for (gsize i = 0; i < 2 * width; i++)
    {
      double *column = columns + i * n, mean = 0.0, squares = 0.0;

      for (gsize row = 0; row < n; row++)
        mean += z[i / width][row * width + i % width] / n;
      for (gsize row = 0; row < n; row++)
        {
          column[row] = z[i / width][row * width + i % width] - mean;
          squares += column[row] * column[row];
        }
      for (gsize row = 0; row < n; row++)
        column[row] /= sqrt (squares);
    }
  for (gsize i = 0; i < width; i++)
    for (gsize j = 0; j < width; j++)
      {
        double c = 0.0;

        for (gsize row = 0; row < n; row++)
          c += columns[i * n + row] * columns[(width + j) * n + row];
        sum += i == j ? (1.0 - c) * (1.0 - c) : lambda * c * c;
      }
  return sum;
}

/* More columns than rows and fewer; views that hardly differ, as late in a training. L and, by differences, d. */
static void
test_definition (void)
{
  static const gsize shapes[][2] = { { 6, 40 }, { 40, 6 }, { 9, 9 } };
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);

  for (gsize shape = 0; shape < G_N_ELEMENTS (shapes); shape++)
    {
      gsize n = shapes[shape][0], width = shapes[shape][1], size = n * width;
      g_autofree float *a = g_new (float, size), *b = g_new (float, size),
                       *d_a = g_new (float, size), *d_b = g_new (float, size);
      const float *z[] = { a, b };
      g_auto (TwinArena) arena = { 0 };
      TwinBarlowTwins loss;

      for (gsize i = 0; i < size; i++)
        {
          a[i] = g_test_rand_double_range (-1.0, 1.0) + i % width;
          b[i] = a[i] + g_test_rand_double_range (-0.1, 0.1);
        }
      twin_barlow_twins_lay_out (&loss, n, width, &arena);
      g_assert_true (twin_arena_allocate (&arena, NULL));
      twin_barlow_twins_lay_out (&loss, n, width, &arena);
      g_assert_cmpfloat_with_epsilon (twin_barlow_twins (&loss, workers, 0.3, 1.0, a, b, d_a, d_b) /
                                        plain_barlow_twins (n, width, z, 0.3),
                                      1.0, 1e-5);
      for (gsize i = 0; i < size; i += 7)
        {
          float *at = i % 2 ? &b[i] : &a[i], before = *at;
          double above, below, want = i % 2 ? d_b[i] : d_a[i];

          *at = before + 0.01f;
          above = plain_barlow_twins (n, width, z, 0.3);
          *at = before - 0.01f;
          below = plain_barlow_twins (n, width, z, 0.3);
          *at = before;
          g_assert_cmpfloat_with_epsilon (want, (above - below) / 0.02, 2e-3 + 5e-3 * fabs (want));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/losses/open pairs do not count", test_open_pairs);
  g_test_add_func ("/losses/large logits", test_large_logits);
  g_test_add_func ("/losses/L_proj agrees with its definition", test_definition);
  g_test_add_func ("/losses/a constant component", test_constant_component);
  g_test_add_func ("/losses/a repeated component", test_repeated_component);
  return g_test_run ();
}
