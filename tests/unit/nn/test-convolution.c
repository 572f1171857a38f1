#include "differences.h"
#include "drawing.h"
#include "nn/convolution-private.h"

#include <string.h>

/* Shares of the RMS: sums of up to 9 * 512 products one after the other; and Winograd's transforms, whose factors reach
 * 8 and cancel. */
#define TOLERANCE 3e-5
#define WINOGRAD_TOLERANCE 1e-4

/* One convolution with everything that its three passes take. */
typedef struct
{
  TwinWorkers *workers;
  TwinConvolution convolution;
  TwinShape in;
  TwinShape out;
  gsize n_weights;
  float *x;
  float *weight;
  float *y;
  float *d_y;
  float *scratch;
  double tolerance;
} Case;

static void
case_init (Case *test, TwinPrecision precision, guint jobs, TwinShape in, guint out, guint kernel,
           guint stride)
{
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();

  test->workers = twin_workers_new (jobs);
  twin_convolution_plan (&test->convolution, parameters, "weight", in.channels, out, kernel,
                         stride);
  test->convolution.precision = precision;
  test->in = in;
  test->tolerance = kernel == 3 && stride == 1 ? WINOGRAD_TOLERANCE : TOLERANCE;
  test->out = twin_convolution_out_shape (&test->convolution, in);
  test->n_weights = (gsize) out * kernel * kernel * in.channels;
  test->x = twin_draw (twin_shape_size (in));
  test->weight = twin_draw (test->n_weights);
  test->y = g_new (float, twin_shape_size (test->out));
  test->d_y = twin_draw (twin_shape_size (test->out));
  test->scratch = g_new (float, twin_convolution_scratch_size (&test->convolution, in));
}

static void
case_clear (Case *test)
{
  twin_workers_free (test->workers);
  g_free (test->x);
  g_free (test->weight);
  g_free (test->y);
  g_free (test->d_y);
  g_free (test->scratch);
}

static void
forward (Case *test)
{
  twin_convolution_forward (&test->convolution, test->workers, test->in, test->x, test->weight,
                            test->y, test->scratch);
}

/* Calls @visit for every product x_i w_j that goes into y_k. */
typedef void (*Visit) (const Case *test, gsize i, gsize j, gsize k, double *to);

static void
visit_taps (const Case *test, guint n, guint y, guint x, guint out, Visit visit, double *to)
{
  const TwinConvolution *convolution = &test->convolution;

  for (guint tap_y = 0; tap_y < convolution->kernel; tap_y++)
    for (guint tap_x = 0; tap_x < convolution->kernel; tap_x++)
      {
        gint in_y = (gint) (y * convolution->stride + tap_y) - (gint) convolution->padding;
        gint in_x = (gint) (x * convolution->stride + tap_x) - (gint) convolution->padding;

        if (in_y < 0 || in_y >= (gint) test->in.height || in_x < 0 || in_x >= (gint) test->in.width)
          continue;
        for (guint in = 0; in < convolution->in; in++)
          visit (
            test,
            (((gsize) n * test->in.height + in_y) * test->in.width + in_x) * convolution->in + in,
            (((gsize) out * convolution->kernel + tap_y) * convolution->kernel + tap_x) *
                convolution->in +
              in,
            (((gsize) n * test->out.height + y) * test->out.width + x) * convolution->out + out,
            to);
      }
}

/* The naive oracle: the definition, summed in double. */
static float *
oracle (const Case *test, Visit visit, gsize n_values)
{
  g_autofree double *sums = g_new0 (double, n_values);
  float *values = g_new (float, n_values);

  for (guint n = 0; n < test->out.n; n++)
    for (guint y = 0; y < test->out.height; y++)
      for (guint x = 0; x < test->out.width; x++)
        for (guint out = 0; out < test->out.channels; out++)
          visit_taps (test, n, y, x, out, visit, sums);
  for (gsize i = 0; i < n_values; i++)
    values[i] = sums[i];
  return values;
}

/* To the nearest value with 8 bits of mantissa, to the even one of two. */
static float
to_bfloat16 (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits += 0x7fff + (bits >> 16 & 1);
  bits &= 0xffff0000;
  memcpy (&value, &bits, sizeof value);
  return value;
}

static double
factor (const Case *test, float value)
{
  gboolean is_rounded = test->convolution.precision == TWIN_PRECISION_BFLOAT16 &&
                        twin_precision_has_bfloat16 () &&
                        twin_convolution_winograd_choose (&test->convolution, test->in) == NULL;

  return is_rounded ? to_bfloat16 (value) : value;
}

static void
add_to_y (const Case *test, gsize i, gsize j, gsize k, double *to)
{
  to[k] += factor (test, test->x[i]) * factor (test, test->weight[j]);
}

static void
add_to_d_weight (const Case *test, gsize i, gsize j, gsize k, double *to)
{
  to[j] += factor (test, test->x[i]) * factor (test, test->d_y[k]);
}

static void
add_to_d_x (const Case *test, gsize i, gsize j, gsize k, double *to)
{
  to[i] += factor (test, test->weight[j]) * factor (test, test->d_y[k]);
}

static void
check_forward (Case *test, const char *name)
{
  gsize n = twin_shape_size (test->out);
  g_autofree float *want = oracle (test, add_to_y, n);

  forward (test);
  assert_tensor (name, test->y, want, n, test->tolerance);
}

static void
check_backward_weight (Case *test, const char *name)
{
  g_autofree float *got = twin_draw (test->n_weights);
  g_autofree float *want = oracle (test, add_to_d_weight, test->n_weights);

  twin_convolution_backward_weight (&test->convolution, test->workers, test->in, test->x, test->d_y,
                                    got, test->scratch);
  assert_tensor (name, got, want, test->n_weights, test->tolerance);
}

static void
check_backward_input (Case *test, const char *name)
{
  gsize n = twin_shape_size (test->in);
  g_autofree float *want = oracle (test, add_to_d_x, n), *before = twin_draw (n);
  g_autofree float *got = g_memdup2 (before, n * sizeof (float));

  twin_convolution_backward_input (&test->convolution, test->workers, test->in, test->d_y,
                                   test->weight, 0.0f, got, test->scratch);
  assert_tensor (name, got, want, n, test->tolerance);

  memcpy (got, before, n * sizeof (float));
  for (gsize i = 0; i < n; i++)
    want[i] += before[i];
  twin_convolution_backward_input (&test->convolution, test->workers, test->in, test->d_y,
                                   test->weight, 1.0f, got, test->scratch);
  assert_tensor (name, got, want, n, test->tolerance);
}

static void
check_precision (TwinPrecision precision, guint jobs, TwinShape in, guint out, guint kernel,
                 guint stride)
{
  g_autofree char *name = g_strdup_printf (
    "precision %u, %u threads, [%u, %u, %u, %u] to %u, kernel %u, stride %u", precision, jobs, in.n,
    in.height, in.width, in.channels, out, kernel, stride);
  Case test;

  g_test_message ("%s", name);
  case_init (&test, precision, jobs, in, out, kernel, stride);
  check_forward (&test, name);
  check_backward_weight (&test, name);
  check_backward_input (&test, name);
  case_clear (&test);
}

static void
check (guint jobs, TwinShape in, guint out, guint kernel, guint stride)
{
  check_precision (TWIN_PRECISION_FLOAT32, jobs, in, out, kernel, stride);
  check_precision (TWIN_PRECISION_BFLOAT16, jobs, in, out, kernel, stride);
}

static const guint kernels[] = { 1, 3, 7 };

static void
test_sizes (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kernels); k++)
    for (guint stride = 1; stride <= 2; stride++)
      for (guint height = 1; height <= 5; height++)
        for (guint width = 1; width <= 9; width += 2)
          check (1, (TwinShape){ 2, height, width, 3 }, 5, kernels[k], stride);
}

static void
test_random (void)
{
  for (guint i = 0; i < 40; i++)
    check (twin_draw_between (1, 4),
           (TwinShape){ twin_draw_between (1, 4), twin_draw_between (1, 13),
                        twin_draw_between (1, 13), twin_draw_between (1, 40) },
           twin_draw_between (1, 40), kernels[twin_draw_between (0, 2)], twin_draw_between (1, 2));
}

/* More output pixels than one piece of columns holds: 9 * 512 columns, 512 rows at a time. */
static void
test_pieces (void)
{
  check (2, (TwinShape){ 3, 17, 15, 512 }, 4, 3, 1);
  check (2, (TwinShape){ 12, 17, 15, 512 }, 4, 3, 2);
}

/* Channels in whole tiles, as the network has them: 3x3 goes by Winograd's transforms, on maps of every remainder. */
static void
test_whole_channels (void)
{
  for (guint i = 0; i < 24; i++)
    check (twin_draw_between (1, 3),
           (TwinShape){ twin_draw_between (1, 5), i < 12 ? i + 1 : twin_draw_between (1, 17),
                        twin_draw_between (1, 17), 32 * twin_draw_between (1, 3) },
           32 * twin_draw_between (1, 3), 3, 1);
  for (guint i = 0; i < 12; i++)
    check (twin_draw_between (1, 3),
           (TwinShape){ twin_draw_between (1, 3), twin_draw_between (1, 9),
                        twin_draw_between (1, 9), 32 * twin_draw_between (1, 3) },
           32 * twin_draw_between (1, 3), i % 2 ? 1 : 3, 1 + i % 4 / 2);
}

/* To the bit by our own kernels; OpenBLAS sums in another order where its share is another. */
static void
assert_same (const float *one, const float *many, gsize n)
{
  if (twin_micro_kernel_get (TWIN_PRECISION_FLOAT32) != NULL)
    g_assert_cmpmem (one, n * sizeof *one, many, n * sizeof *many);
  else
    assert_tensor ("many threads", many, one, n, 1e-5);
}

static void
test_threads (void)
{
  static const guint kernels_of_unit[] = { 1, 3, 3, 1 }, strides[] = { 1, 1, 2, 2 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (strides); i++)
    {
      TwinShape in = { 3, 13, 11, 64 };
      Case one, many;
      gsize n_in = twin_shape_size (in);
      g_autofree float *d_x[2] = { g_new (float, n_in), g_new (float, n_in) };
      g_autofree float *d_weight[2] = { NULL, NULL };

      case_init (&one, i / 4, 1, in, 96, kernels_of_unit[i % 4], strides[i % 4]);
      many = one;
      many.workers = twin_workers_new (3);
      many.y = g_new (float, twin_shape_size (one.out));
      for (guint side = 0; side < 2; side++)
        {
          Case *test = side == 0 ? &one : &many;

          forward (test);
          d_weight[side] = g_new (float, one.n_weights);
          twin_convolution_backward_weight (&test->convolution, test->workers, in, test->x,
                                            test->d_y, d_weight[side], test->scratch);
          twin_convolution_backward_input (&test->convolution, test->workers, in, test->d_y,
                                           test->weight, 0.0f, d_x[side], test->scratch);
        }
      assert_same (one.y, many.y, twin_shape_size (one.out));
      assert_same (d_weight[0], d_weight[1], one.n_weights);
      assert_same (d_x[0], d_x[1], n_in);
      g_free (d_weight[0]);
      g_free (d_weight[1]);
      g_free (d_x[0]);
      g_free (d_x[1]);
      d_x[0] = d_x[1] = d_weight[0] = d_weight[1] = NULL;
      twin_workers_free (many.workers);
      g_free (many.y);
      case_clear (&one);
    }
}

static void
test_out_shape (void)
{
  static const struct
  {
    guint kernel, stride, in, out;
  } cases[] = {
    { 7, 2, 224, 112 }, { 7, 2, 97, 49 }, { 3, 2, 56, 28 }, { 3, 2, 7, 4 }, { 3, 2, 1, 1 },
    { 3, 1, 5, 5 },     { 1, 2, 7, 4 },   { 1, 2, 8, 4 },   { 1, 1, 3, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwinParameters) parameters = twin_parameters_new ();
      TwinConvolution convolution;
      TwinShape out;

      twin_convolution_plan (&convolution, parameters, "weight", 3, 8, cases[i].kernel,
                             cases[i].stride);
      out = twin_convolution_out_shape (&convolution, (TwinShape){ 2, cases[i].in, 1, 3 });
      g_assert_cmpuint (out.n, ==, 2);
      g_assert_cmpuint (out.height, ==, cases[i].out);
      g_assert_cmpuint (out.width, ==, 1);
      g_assert_cmpuint (out.channels, ==, 8);
    }
}

static double
loss (gpointer data)
{
  Case *test = data;

  forward (test);
  return twin_weighted_sum (test->d_y, test->y, twin_shape_size (test->out));
}

/* The loss is linear in each value: the step may be large, and rounding alone is left. */
static void
test_differences (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kernels); k++)
    for (guint stride = 1; stride <= 2; stride++)
      {
        Case test;
        g_autofree float *d_x = NULL, *d_weight = NULL;

        case_init (&test, TWIN_PRECISION_FLOAT32, 1, (TwinShape){ 2, 5, 4, 3 }, 4, kernels[k],
                   stride);
        d_x = g_new (float, twin_shape_size (test.in));
        d_weight = g_new (float, test.n_weights);
        twin_convolution_backward_input (&test.convolution, test.workers, test.in, test.d_y,
                                         test.weight, 0.0f, d_x, test.scratch);
        twin_convolution_backward_weight (&test.convolution, test.workers, test.in, test.x,
                                          test.d_y, d_weight, test.scratch);
        assert_gradient ("d_x", loss, &test, test.x, d_x, twin_shape_size (test.in), 0.5f, 1e-5);
        assert_gradient ("d_weight", loss, &test, test.weight, d_weight, test.n_weights, 0.5f,
                         1e-5);
        case_clear (&test);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convolution/has the size that PyTorch gives it", test_out_shape);
  g_test_add_func ("/convolution/every small size agrees with the definition", test_sizes);
  g_test_add_func ("/convolution/random shapes agree with the definition", test_random);
  g_test_add_func ("/convolution/whole channels agree with the definition", test_whole_channels);
  g_test_add_func ("/convolution/results are the same on any number of threads", test_threads);
  g_test_add_func ("/convolution/several pieces agree with the definition", test_pieces);
  g_test_add_func ("/convolution/gradients agree with differences", test_differences);
  return g_test_run ();
}
