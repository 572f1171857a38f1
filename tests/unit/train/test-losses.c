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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/losses/open pairs do not count", test_open_pairs);
  g_test_add_func ("/losses/large logits", test_large_logits);
  g_test_add_func ("/losses/a constant component", test_constant_component);
  g_test_add_func ("/losses/a repeated component", test_repeated_component);
  return g_test_run ();
}
