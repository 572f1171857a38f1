/* Each layer's output and gradients against PyTorch's. */
#include "dumps.h"
#include "generated.h"

#include "nn/average-pool.h"
#include "nn/max-pool.h"

/* The same sums in float32 as in double, in another order. */
#define TOLERANCE 1e-5

static void
assert_part (const char *layer, const char *part, const float *got, gsize n)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", layer, part);

  assert_dump (name, got, n, TOLERANCE);
}

static float *
part (const char *layer, const char *name, gsize n)
{
  g_autofree char *full = g_strdup_printf ("%s/%s", layer, name);

  return generated (full, n);
}

typedef struct
{
  const char *name;
  guint kernel;
  guint stride;
  TwinShape in;
  guint out;
} ConvolutionCase;

static const ConvolutionCase convolutions[] = {
  { "convolution 1x1 stride 1", 1, 1, { 2, 5, 4, 6 }, 7 },
  { "convolution 1x1 stride 2", 1, 2, { 2, 5, 4, 6 }, 7 },
  { "convolution 3x3 stride 1", 3, 1, { 2, 5, 7, 5 }, 4 },
  { "convolution 3x3 stride 2", 3, 2, { 2, 6, 7, 5 }, 4 },
  { "convolution 7x7 stride 2", 7, 2, { 2, 11, 9, 3 }, 8 },
};

/* From the file's order to memory's, and back. */
static float *
reorder (const TwinParameters *parameters, const float *from, gboolean to_file)
{
  const TwinParameter *weight = twin_parameters_get (parameters, 0);
  float *to = g_new (float, weight->size);

  if (to_file)
    twin_parameter_to_file (weight, from, to);
  else
    twin_parameter_from_file (weight, from, to);
  return to;
}

static void
test_convolution (gconstpointer data)
{
  const ConvolutionCase *test = data;
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  TwinConvolution convolution;
  g_autofree float *x = part (test->name, "x", twin_shape_size (test->in));
  g_autofree float *file = NULL, *weight = NULL, *y = NULL, *d_y = NULL, *scratch = NULL,
                   *d_weight = NULL;
  g_autofree float *d_weight_file = NULL;
  gsize n_out, n_weight;

  twin_convolution_plan (&convolution, parameters, "weight", test->in.channels, test->out,
                         test->kernel, test->stride);
  n_out = twin_shape_size (twin_convolution_out_shape (&convolution, test->in));
  n_weight = twin_parameters_get (parameters, 0)->size;
  file = part (test->name, "weight", n_weight);
  weight = reorder (parameters, file, FALSE);
  y = g_new (float, n_out);
  d_y = part (test->name, "d_y", n_out);
  scratch = g_new (float, twin_convolution_scratch_size (&convolution, test->in));
  d_weight = g_new (float, n_weight);

  twin_convolution_forward (&convolution, workers, test->in, x, weight, y, scratch);
  assert_part (test->name, "y", y, n_out);
  twin_convolution_backward_weight (&convolution, workers, test->in, x, d_y, d_weight, scratch);
  d_weight_file = reorder (parameters, d_weight, TRUE);
  assert_part (test->name, "d_weight", d_weight_file, n_weight);
  twin_convolution_backward_input (&convolution, workers, test->in, d_y, weight, 0.0f, x, scratch);
  assert_part (test->name, "d_x", x, twin_shape_size (test->in));
}

typedef struct
{
  const char *name;
  gsize rows;
  guint channels;
  gboolean has_residual;
  gboolean relu;
} NormCase;

static const NormCase norms[] = {
  { "batch norm", 40, 6, FALSE, FALSE },
  { "batch norm, ReLU", 40, 6, FALSE, TRUE },
  { "batch norm, residual, ReLU", 50, 7, TRUE, TRUE },
};

static void
set_part (const char *layer, const char *name, float scale, float offset, gsize n, float *values)
{
  g_autofree char *full = g_strdup_printf ("%s/%s", layer, name);

  generated_into (full, scale, offset, n, values);
}

static void
check_norm_in_use (const NormCase *test, const TwinBatchNorm *norm, TwinWorkers *workers,
                   const float *values, const float *x, const float *residual)
{
  g_autofree float *factors = g_new (float, 2 * test->channels),
                   *y = g_new (float, test->rows * test->channels);

  twin_batch_norm_fold (norm, values, factors, factors + test->channels);
  twin_batch_norm_apply (workers, test->rows, test->channels, x, factors, factors + test->channels,
                         residual, test->relu, y);
  assert_part (test->name, "in use", y, test->rows * test->channels);
}

static void
check_norm_training (const NormCase *test, const TwinBatchNorm *norm, TwinWorkers *workers,
                     float *values, float *gradients, const float *x, const float *residual)
{
  gsize n = test->rows * test->channels;
  g_autofree float *y = g_new (float, n), *d_y = part (test->name, "d_y", n),
                   *d_x = g_new (float, n);
  g_autofree float *scratch = g_new (float, twin_batch_norm_scratch_size (test->channels));
  g_autofree float *mean = g_new (float, test->channels), *inverse = g_new (float, test->channels);
  TwinBatchStatistics statistics = { mean, inverse };

  twin_batch_norm_forward (norm, workers, values, test->rows, x, residual, test->relu, &statistics,
                           y, scratch);
  assert_part (test->name, "y", y, n);
  assert_part (test->name, "mean", values + norm->mean, test->channels);
  assert_part (test->name, "variance", values + norm->variance, test->channels);
  twin_batch_norm_backward (norm, workers, values, test->rows, x, test->relu ? y : NULL,
                            &statistics, d_y, d_x, gradients, scratch);
  assert_part (test->name, "d_x", d_x, n);
  assert_part (test->name, "d_scale", gradients + norm->scale, test->channels);
  assert_part (test->name, "d_bias", gradients + norm->bias, test->channels);
  if (residual != NULL)
    assert_part (test->name, "d_residual", d_y, n);
}

static void
test_norm (gconstpointer data)
{
  const NormCase *test = data;
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  gsize n = test->rows * test->channels;
  g_autofree float *x = part (test->name, "x", n), *residual = NULL;
  TwinBatchNorm norm;
  float *values, *gradients;

  twin_batch_norm_plan (&norm, parameters, "norm", test->channels);
  values = twin_parameters_new_values (parameters);
  gradients = twin_parameters_new_values (parameters);
  set_part (test->name, "scale", 1.0f, 0.0f, test->channels, values + norm.scale);
  set_part (test->name, "bias", 1.0f, 0.0f, test->channels, values + norm.bias);
  set_part (test->name, "mean", 1.0f, 0.0f, test->channels, values + norm.mean);
  set_part (test->name, "variance", 0.5f, 1.0f, test->channels, values + norm.variance);
  residual = test->has_residual ? part (test->name, "residual", n) : NULL;
  check_norm_in_use (test, &norm, workers, values, x, residual);
  check_norm_training (test, &norm, workers, values, gradients, x, residual);
  twin_values_free (values);
  twin_values_free (gradients);
}

static void
test_max_pool (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  TwinShape in = { 2, 9, 8, 5 };
  gsize n_out = twin_shape_size (twin_max_pool_out_shape (in));
  g_autofree float *x = part ("max pool", "x", twin_shape_size (in)), *y = g_new (float, n_out);
  g_autofree float *d_y = part ("max pool", "d_y", n_out);
  g_autofree guint8 *taps = g_new (guint8, n_out);

  twin_max_pool_forward (workers, in, x, y, taps);
  assert_part ("max pool", "y", y, n_out);
  twin_max_pool_backward (workers, in, d_y, taps, x);
  assert_part ("max pool", "d_x", x, twin_shape_size (in));
}

static void
test_average_pool (void)
{
  TwinShape in = { 2, 3, 4, 6 };
  g_autofree float *x = part ("average pool", "x", twin_shape_size (in)),
                   *d_y = part ("average pool", "d_y", 2 * 6);
  float y[2 * 6];

  twin_average_pool_forward (in, x, y);
  assert_part ("average pool", "y", y, 2 * 6);
  twin_average_pool_backward (in, d_y, x);
  assert_part ("average pool", "d_x", x, twin_shape_size (in));
}

static void
test_linear (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  g_autofree float *x = part ("linear", "x", 9 * 7), *d_y = part ("linear", "d_y", 9 * 5);
  TwinLinear linear;
  g_autofree float *scratch = NULL;
  float *values, *gradients, y[9 * 5], d_x[9 * 7];

  twin_linear_plan (&linear, parameters, "weight", 7, 5);
  values = twin_parameters_new_values (parameters);
  gradients = twin_parameters_new_values (parameters);
  set_part ("linear", "weight", 1.0f, 0.0f, 5 * 7, values + linear.weight);
  scratch = g_new (float, twin_linear_scratch_size (&linear, 9));
  twin_linear_forward (&linear, workers, values, 9, x, y, scratch);
  assert_part ("linear", "y", y, 9 * 5);
  twin_linear_backward (&linear, workers, values, 9, x, d_y, gradients, 0.0f, d_x, scratch);
  assert_part ("linear", "d_x", d_x, 9 * 7);
  assert_part ("linear", "d_weight", gradients + linear.weight, 5 * 7);
  twin_values_free (values);
  twin_values_free (gradients);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (convolutions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reference/%s", convolutions[i].name);

      g_test_add_data_func (path, &convolutions[i], test_convolution);
    }
  for (guint i = 0; i < G_N_ELEMENTS (norms); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reference/%s", norms[i].name);

      g_test_add_data_func (path, &norms[i], test_norm);
    }
  g_test_add_func ("/reference/max pool", test_max_pool);
  g_test_add_func ("/reference/average pool", test_average_pool);
  g_test_add_func ("/reference/linear", test_linear);
  return g_test_run ();
}
