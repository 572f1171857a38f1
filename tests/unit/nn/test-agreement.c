/* The comparers are themselves run on spoiled data, and must say no. */
#include "differences.h"
#include "drawing.h"

#include <math.h>

#define N 1000

static void
test_same (void)
{
  g_autofree float *want = twin_draw (N);

  g_assert_true (tensors_agree (want, want, N, 0.0));
}

static void
test_one_value_spoiled (void)
{
  g_autofree float *want = twin_draw (N), *got = g_memdup2 (want, N * sizeof (float));
  gsize place = twin_draw_between (0, N - 1);
  TwinAgreement agreement;

  got[place] += 0.01f * sqrtf (1.0f / 3.0f);
  agreement = twin_agreement_of (got, want, N);
  g_assert_cmpuint (agreement.worst, ==, place);
  g_assert_cmpfloat_with_epsilon (agreement.error, 0.01, 0.001);
  g_assert_false (tensors_agree (got, want, N, 5e-3));
  g_assert_true (tensors_agree (got, want, N, 2e-2));
}

static void
test_not_finite (void)
{
  const float spoils[] = { NAN, INFINITY, -INFINITY };

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      float want[] = { 1.0f, 2.0f }, got[] = { 1.0f, spoils[i] };

      g_assert_false (tensors_agree (got, want, 2, 1e6));
      g_assert_false (tensors_agree (want, got, 2, 1e6));
    }
}

static void
test_all_zero (void)
{
  const float zeros[3] = { 0.0f }, almost[3] = { 0.0f, 1e-30f, 0.0f };

  g_assert_true (tensors_agree (zeros, zeros, 3, 0.0));
  g_assert_false (tensors_agree (almost, zeros, 3, 1e6));
}

static void
test_assert_fails (void)
{
  const float want[] = { 1.0f, 2.0f, 3.0f }, got[] = { 1.0f, 2.5f, 3.0f };

  if (g_test_subprocess ())
    {
      assert_tensor ("spoiled", got, want, 3, 1e-3);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*spoiled: error*at 1 of 3*");
}

/* x^3 at 1 and 2 */
static double
cubes (gpointer data)
{
  const float *x = data;

  return (double) x[0] * x[0] * x[0] + (double) x[1] * x[1] * x[1];
}

static void
test_gradient (void)
{
  float x[] = { 1.0f, 2.0f };
  const float gradient[] = { 3.0f, 12.0f };

  assert_gradient ("cubes", cubes, x, x, gradient, 2, 1e-2f, 1e-4);
  g_assert_cmpfloat (x[0], ==, 1.0f);
  g_assert_cmpfloat (x[1], ==, 2.0f);
}

static void
test_gradient_fails (void)
{
  float x[] = { 1.0f, 2.0f };
  const float spoiled[] = { 3.0f, 12.1f };

  if (g_test_subprocess ())
    {
      assert_gradient ("cubes", cubes, x, x, spoiled, 2, 1e-2f, 1e-3);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*cubes: error*at 1 of 2*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agreement/the same tensors agree", test_same);
  g_test_add_func ("/agreement/one spoiled value is found", test_one_value_spoiled);
  g_test_add_func ("/agreement/NaN and infinity never agree", test_not_finite);
  g_test_add_func ("/agreement/zeros agree with zeros only", test_all_zero);
  g_test_add_func ("/agreement/the assertion fails on spoiled data", test_assert_fails);
  g_test_add_func ("/differences/a right gradient passes", test_gradient);
  g_test_add_func ("/differences/a spoiled gradient fails", test_gradient_fails);
  return g_test_run ();
}
