#include "differences.h"
#include "drawing.h"
#include "nn/batch-norm.h"

#include <math.h>
#include <string.h>

/* Means, variances and their gradients are sums of up to a few thousand floats. */
#define TOLERANCE 2e-5

/* One batch norm with all that forward and backward take and give. */
typedef struct
{
  TwinWorkers *workers;
  TwinParameters *parameters;
  TwinBatchNorm norm;
  gsize rows;
  gsize n;
  gboolean relu;
  float *values;
  float *gradients;
  float *x;
  float *residual; /* or NULL */
  float *y;
  float *weights; /* of the outputs in the loss: d_y before backward */
  float *d_y;
  float *d_x;
  float *scratch;
  TwinBatchStatistics statistics;
} Case;

/* Scales of 0.5 at least, beyond the biases: something of each channel passes a ReLU. */
static void
draw_values (Case *test)
{
  guint channels = test->norm.channels;

  twin_draw_into (test->values + test->norm.bias, channels);
  twin_draw_into (test->values + test->norm.mean, channels);
  for (guint i = 0; i < channels; i++)
    {
      test->values[test->norm.scale + i] = (i % 2 ? -1.0 : 1.0) *
                                           g_test_rand_double_range (0.5, 1.5);
      test->values[test->norm.bias + i] /= 2.0f;
      test->values[test->norm.variance + i] = g_test_rand_double_range (0.1, 2.0);
    }
}

static void
case_init (Case *test, guint jobs, gsize rows, guint channels, gboolean has_residual, gboolean relu)
{
  test->workers = twin_workers_new (jobs);
  test->parameters = twin_parameters_new ();
  twin_batch_norm_plan (&test->norm, test->parameters, "norm", channels);
  test->rows = rows;
  test->n = rows * channels;
  test->relu = relu;
  test->values = twin_parameters_new_values (test->parameters);
  test->gradients = twin_parameters_new_values (test->parameters);
  test->x = twin_draw (test->n);
  test->residual = has_residual ? twin_draw (test->n) : NULL;
  test->y = g_new (float, test->n);
  test->weights = twin_draw (test->n);
  test->d_y = g_new (float, test->n);
  test->d_x = g_new (float, test->n);
  test->scratch = g_new (float, twin_batch_norm_scratch_size (channels));
  test->statistics.mean = g_new (float, channels);
  test->statistics.inverse_deviation = g_new (float, channels);
  draw_values (test);
}

static void
case_clear (Case *test)
{
  twin_workers_free (test->workers);
  twin_parameters_free (test->parameters);
  twin_values_free (test->values);
  twin_values_free (test->gradients);
  g_free (test->x);
  g_free (test->residual);
  g_free (test->y);
  g_free (test->weights);
  g_free (test->d_y);
  g_free (test->d_x);
  g_free (test->scratch);
  g_free (test->statistics.mean);
  g_free (test->statistics.inverse_deviation);
}

static void
forward (Case *test)
{
  twin_batch_norm_forward (&test->norm, test->workers, test->values, test->rows, test->x,
                           test->residual, test->relu, &test->statistics, test->y, test->scratch);
}

static void
backward (Case *test)
{
  memcpy (test->d_y, test->weights, test->n * sizeof (float));
  twin_batch_norm_backward (&test->norm, test->workers, test->values, test->rows, test->x,
                            test->relu ? test->y : NULL, &test->statistics, test->d_y, test->d_x,
                            test->gradients, test->scratch);
}

/* Mean and biased variance of a channel, in double. */
static void
moments (const Case *test, gsize channel, double *mean, double *variance)
{
  *mean = *variance = 0.0;
  for (gsize row = 0; row < test->rows; row++)
    *mean += test->x[row * test->norm.channels + channel];
  *mean /= test->rows;
  for (gsize row = 0; row < test->rows; row++)
    *variance += pow (test->x[row * test->norm.channels + channel] - *mean, 2.0);
  *variance /= test->rows;
}

static void
want_channel (const Case *test, gsize channel, double mean, double variance, float *y)
{
  double deviation = sqrt (variance + TWIN_BATCH_NORM_EPSILON);

  for (gsize row = 0; row < test->rows; row++)
    {
      gsize at = row * test->norm.channels + channel;
      double value = test->values[test->norm.scale + channel] * (test->x[at] - mean) / deviation +
                     test->values[test->norm.bias + channel];

      if (test->residual != NULL)
        value += test->residual[at];
      y[at] = test->relu ? MAX (value, 0.0) : value;
    }
}

static void
check_forward (Case *test, const char *name, double tolerance)
{
  guint channels = test->norm.channels;
  g_autofree float *want = g_new (float, test->n);
  g_autofree float *mean = g_new (float, channels), *variance = g_new (float, channels);

  for (gsize channel = 0; channel < channels; channel++)
    {
      double m, v;

      moments (test, channel, &m, &v);
      want_channel (test, channel, m, v, want);
      mean[channel] = 0.9 * test->values[test->norm.mean + channel] + 0.1 * m;
      variance[channel] = 0.9 * test->values[test->norm.variance + channel] +
                          0.1 * v * test->rows / (test->rows - 1);
    }
  forward (test);
  assert_tensor (name, test->y, want, test->n, tolerance);
  assert_tensor ("running mean", test->values + test->norm.mean, mean, channels, TOLERANCE);
  assert_tensor ("running variance", test->values + test->norm.variance, variance, channels,
                 TOLERANCE);
}

static void
want_gradients (const Case *test, gsize channel, float *d_before, float *d_x, float *d_scale,
                float *d_bias)
{
  double mean, variance, sum = 0.0, sum_with_x = 0.0, deviation;

  moments (test, channel, &mean, &variance);
  deviation = sqrt (variance + TWIN_BATCH_NORM_EPSILON);
  for (gsize at = channel; at < test->n; at += test->norm.channels)
    {
      d_before[at] = test->relu && test->y[at] <= 0.0f ? 0.0f : test->weights[at];
      sum += d_before[at];
      sum_with_x += d_before[at] * (test->x[at] - mean) / deviation;
    }
  for (gsize at = channel; at < test->n; at += test->norm.channels)
    d_x[at] = test->values[test->norm.scale + channel] / deviation *
              (d_before[at] - sum / test->rows -
               (test->x[at] - mean) / deviation * sum_with_x / test->rows);
  d_scale[channel] = sum_with_x;
  d_bias[channel] = sum;
}

static void
check_backward (Case *test, const char *name)
{
  guint channels = test->norm.channels;
  g_autofree float *d_before = g_new (float, test->n), *d_x = g_new (float, test->n);
  g_autofree float *d_scale = g_new (float, channels), *d_bias = g_new (float, channels);

  for (gsize channel = 0; channel < channels; channel++)
    want_gradients (test, channel, d_before, d_x, d_scale, d_bias);
  backward (test);
  assert_same_bits (test->d_y, d_before, test->n);
  assert_tensor (name, test->d_x, d_x, test->n, TOLERANCE);
  assert_tensor ("d_scale", test->gradients + test->norm.scale, d_scale, channels, TOLERANCE);
  assert_tensor ("d_bias", test->gradients + test->norm.bias, d_bias, channels, TOLERANCE);
}

/* Rows around the number of shares and channels around the width of vectors; then many. */
static const struct
{
  gsize rows;
  guint channels;
} sizes[] = {
  { 8, 3 }, { 9, 17 }, { 31, 16 }, { 32, 33 }, { 33, 64 }, { 100, 5 }, { 4099, 19 },
};

static void
test_definition (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint kind = 0; kind < 4; kind++)
      {
        g_autofree char *name = g_strdup_printf (
          "%" G_GSIZE_FORMAT " rows of %u, residual %u, ReLU %u", sizes[i].rows, sizes[i].channels,
          kind & 1, kind >> 1);
        Case test;

        case_init (&test, 2, sizes[i].rows, sizes[i].channels, kind & 1, kind >> 1);
        check_forward (&test, name, TOLERANCE);
        check_backward (&test, name);
        case_clear (&test);
      }
}

/* A mean of a thousand deviations costs y three digits, as x itself has no more; the variance, taken from squares
 * around 0, would have none left. */
static void
test_large_mean (void)
{
  Case test;

  case_init (&test, 1, 500, 24, FALSE, FALSE);
  for (gsize i = 0; i < test.n; i++)
    test.x[i] = 512.0f + test.x[i];
  check_forward (&test, "large mean", 3e-4);
  case_clear (&test);
}

static void
test_constant_channel (void)
{
  Case test;

  case_init (&test, 1, 40, 3, FALSE, FALSE);
  for (gsize i = 0; i < test.n; i++)
    test.x[i] = 0.7f;
  forward (&test);
  backward (&test);
  for (gsize i = 0; i < test.n; i++)
    {
      /* Divided by sqrt (epsilon): rounding grows 316-fold. */
      g_assert_cmpfloat_with_epsilon (test.y[i], test.values[test.norm.bias + i % 3], 1e-4);
      g_assert_true (isfinite (test.d_x[i]));
    }
  case_clear (&test);
}

/* The same drawn case, whatever the number of threads. */
static void
run_with (Case *test, guint jobs, const Case *like)
{
  case_init (test, jobs, like->rows, like->norm.channels, TRUE, TRUE);
  memcpy (test->values, like->values, twin_parameters_get_size (like->parameters) * sizeof (float));
  memcpy (test->x, like->x, like->n * sizeof (float));
  memcpy (test->residual, like->residual, like->n * sizeof (float));
  memcpy (test->weights, like->weights, like->n * sizeof (float));
  forward (test);
  backward (test);
}

static void
test_threads (void)
{
  Case drawn, alone;

  case_init (&drawn, 1, 777, 48, TRUE, TRUE);
  run_with (&alone, 1, &drawn);
  for (guint jobs = 2; jobs <= 5; jobs++)
    {
      Case test;
      gsize n_values = twin_parameters_get_size (alone.parameters);

      run_with (&test, jobs, &drawn);
      assert_same_bits (test.y, alone.y, alone.n);
      assert_same_bits (test.d_x, alone.d_x, alone.n);
      assert_same_bits (test.values, alone.values, n_values);
      assert_same_bits (test.gradients, alone.gradients, n_values);
      case_clear (&test);
    }
  case_clear (&alone);
  case_clear (&drawn);
}

/* Backward in place gives what it gives elsewhere. */
static void
test_in_place (void)
{
  Case test;

  case_init (&test, 1, 90, 20, FALSE, TRUE);
  forward (&test);
  backward (&test);
  memcpy (test.d_y, test.weights, test.n * sizeof (float));
  twin_batch_norm_backward (&test.norm, test.workers, test.values, test.rows, test.x, test.y,
                            &test.statistics, test.d_y, test.d_y, test.gradients, test.scratch);
  assert_same_bits (test.d_y, test.d_x, test.n);
  case_clear (&test);
}

static void
test_use (void)
{
  for (guint kind = 0; kind < 4; kind++)
    {
      Case test;
      g_autofree float *want = NULL, *factors = NULL;

      case_init (&test, 2, 50, 21, kind & 1, kind >> 1);
      want = g_new (float, test.n);
      factors = g_new (float, 2 * 21);
      for (gsize channel = 0; channel < 21; channel++)
        want_channel (&test, channel, test.values[test.norm.mean + channel],
                      test.values[test.norm.variance + channel], want);
      twin_batch_norm_fold (&test.norm, test.values, factors, factors + 21);
      twin_batch_norm_apply (test.workers, test.rows, 21, test.x, factors, factors + 21,
                             test.residual, test.relu, test.x);
      assert_tensor ("in use", test.x, want, test.n, TOLERANCE);
      case_clear (&test);
    }
}

static double
loss (gpointer data)
{
  Case *test = data;

  forward (test);
  return twin_weighted_sum (test->weights, test->y, test->n);
}

/* Moves every value before the ReLU at least 0.3 from 0: a step must not cross the kink. */
static void
keep_off_the_kink (Case *test)
{
  test->relu = FALSE;
  forward (test);
  for (gsize i = 0; i < test->n; i++)
    if (fabsf (test->y[i]) < 0.3f)
      test->residual[i] += test->y[i] < 0.0f ? -0.3f : 0.3f;
  test->relu = TRUE;
  forward (test);
}

static void
check_differences (gboolean has_residual, gboolean relu)
{
  Case test;

  case_init (&test, 1, 7, 5, has_residual, relu);
  if (relu)
    keep_off_the_kink (&test);
  forward (&test);
  backward (&test);
  assert_gradient ("d_x", loss, &test, test.x, test.d_x, test.n, 5e-3f, 2e-3);
  if (has_residual)
    assert_gradient ("d_residual", loss, &test, test.residual, test.d_y, test.n, 5e-3f, 1e-4);
  assert_gradient ("d_scale", loss, &test, test.values + test.norm.scale,
                   test.gradients + test.norm.scale, 5, 5e-3f, 1e-4);
  assert_gradient ("d_bias", loss, &test, test.values + test.norm.bias,
                   test.gradients + test.norm.bias, 5, 5e-3f, 1e-4);
  case_clear (&test);
}

static void
test_differences (void)
{
  check_differences (FALSE, FALSE);
  check_differences (TRUE, FALSE);
  check_differences (TRUE, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch-norm/both passes agree with the definition", test_definition);
  g_test_add_func ("/batch-norm/a large mean leaves the variance its digits", test_large_mean);
  g_test_add_func ("/batch-norm/a constant channel becomes its bias", test_constant_channel);
  g_test_add_func ("/batch-norm/threads change no bit", test_threads);
  g_test_add_func ("/batch-norm/backward may write over its input", test_in_place);
  g_test_add_func ("/batch-norm/in use, running statistics are taken", test_use);
  g_test_add_func ("/batch-norm/gradients agree with differences", test_differences);
  return g_test_run ();
}
