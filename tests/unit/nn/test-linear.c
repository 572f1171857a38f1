#include "differences.h"
#include "drawing.h"
#include "nn/linear.h"

#include <string.h>

/* Each factor is off by up to 2^-9 of itself, and so are, over their RMS, sums of products; some are five times that. */
#define BFLOAT16_TOLERANCE 2e-2

typedef struct
{
  TwinWorkers *workers;
  TwinParameters *parameters;
  TwinLinear linear;
  gsize n;
  float *values;
  float *gradients;
  float *x;
  float *y;
  float *d_y;
  float *d_x;
  float *scratch;
} Case;

static void
case_init (Case *test, guint jobs, gsize n, guint in, guint out, TwinPrecision precision)
{
  test->workers = twin_workers_new (jobs);
  test->parameters = twin_parameters_new ();
  twin_linear_plan (&test->linear, test->parameters, "linear.weight", in, out);
  test->linear.precision = precision;
  test->n = n;
  test->values = twin_parameters_new_values (test->parameters);
  test->gradients = twin_parameters_new_values (test->parameters);
  twin_draw_into (test->values + test->linear.weight, (gsize) in * out);
  test->x = twin_draw (n * in);
  test->y = g_new (float, n *out);
  test->d_y = twin_draw (n * out);
  test->d_x = twin_draw (n * in);
  test->scratch = g_new (float, twin_linear_scratch_size (&test->linear, n));
}

static void
case_clear (Case *test)
{
  twin_workers_free (test->workers);
  twin_parameters_free (test->parameters);
  twin_values_free (test->values);
  twin_values_free (test->gradients);
  g_free (test->x);
  g_free (test->y);
  g_free (test->d_y);
  g_free (test->d_x);
  g_free (test->scratch);
}

static void
forward (Case *test)
{
  twin_linear_forward (&test->linear, test->workers, test->values, test->n, test->x, test->y,
                       test->scratch);
}

static void
backward (Case *test, float beta, float *d_x)
{
  twin_linear_backward (&test->linear, test->workers, test->values, test->n, test->x, test->d_y,
                        test->gradients, beta, d_x, test->scratch);
}

/* y, d_x (added to what stands there) and d_weight by the definition. */
static void
want (const Case *test, float *y, float *d_x, float *d_weight)
{
  gsize in = test->linear.in, out = test->linear.out;
  const float *weight = test->values + test->linear.weight;

  memset (d_weight, 0, in * out * sizeof (float));
  for (gsize row = 0; row < test->n; row++)
    for (gsize o = 0; o < out; o++)
      {
        double sum = 0.0;

        for (gsize i = 0; i < in; i++)
          {
            sum += (double) test->x[row * in + i] * weight[o * in + i];
            d_x[row * in + i] += test->d_y[row * out + o] * weight[o * in + i];
            d_weight[o * in + i] += test->d_y[row * out + o] * test->x[row * in + i];
          }
        y[row * out + o] = sum;
      }
}

static void
check (guint jobs, gsize n, guint in, guint out, float beta, TwinPrecision precision)
{
  double tolerance = precision == TWIN_PRECISION_FLOAT32 ? 1e-5 : BFLOAT16_TOLERANCE;
  Case test;
  g_autofree float *y = NULL, *d_x = NULL, *d_weight = NULL;

  case_init (&test, jobs, n, in, out, precision);
  y = g_new (float, n *out);
  d_weight = g_new (float, (gsize) in *out);
  d_x = beta != 0.0f ? g_memdup2 (test.d_x, n * in * sizeof (float)) : g_new0 (float, n *in);
  want (&test, y, d_x, d_weight);
  forward (&test);
  backward (&test, beta, test.d_x);
  assert_tensor ("y", test.y, y, n * out, tolerance);
  assert_tensor ("d_x", test.d_x, d_x, n * in, tolerance);
  assert_tensor ("d_weight", test.gradients + test.linear.weight, d_weight, (gsize) in * out,
                 tolerance);
  memset (test.gradients, 0, twin_parameters_get_size (test.parameters) * sizeof (float));
  backward (&test, 0.0f, NULL);
  assert_tensor ("d_weight alone", test.gradients + test.linear.weight, d_weight, (gsize) in * out,
                 tolerance);
  case_clear (&test);
}

static void
test_definition (gconstpointer data)
{
  TwinPrecision precision = GPOINTER_TO_UINT (data);

  check (1, 1, 1, 1, 0.0f, precision);
  for (guint i = 0; i < 40; i++)
    check (twin_draw_between (1, 4), twin_draw_between (1, 40), twin_draw_between (1, 70),
           twin_draw_between (1, 70), i % 2, precision);
}

static double
loss (gpointer data)
{
  Case *test = data;

  forward (test);
  return twin_weighted_sum (test->d_y, test->y, test->n * test->linear.out);
}

static void
test_differences (void)
{
  Case test;

  case_init (&test, 1, 5, 7, 4, TWIN_PRECISION_FLOAT32);
  backward (&test, 0.0f, test.d_x);
  assert_gradient ("d_x", loss, &test, test.x, test.d_x, 5 * 7, 0.5f, 1e-5);
  assert_gradient ("d_weight", loss, &test, test.values + test.linear.weight,
                   test.gradients + test.linear.weight, 7 * 4, 0.5f, 1e-5);
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/linear/random shapes agree with the definition",
                        GUINT_TO_POINTER (TWIN_PRECISION_FLOAT32), test_definition);
  g_test_add_data_func ("/linear/in BF16 too, as far as its eight bits go",
                        GUINT_TO_POINTER (TWIN_PRECISION_BFLOAT16), test_definition);
  g_test_add_func ("/linear/gradients agree with differences", test_differences);
  return g_test_run ();
}
