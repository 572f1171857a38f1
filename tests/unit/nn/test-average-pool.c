#include "differences.h"
#include "drawing.h"
#include "nn/average-pool.h"

typedef struct
{
  TwinShape in;
  float *x;
  float *y;
  float *d_y;
} Case;

static void
case_init (Case *test, TwinShape in)
{
  test->in = in;
  test->x = twin_draw (twin_shape_size (in));
  test->y = g_new (float, (gsize) in.n *in.channels);
  test->d_y = twin_draw ((gsize) in.n * in.channels);
}

static void
case_clear (Case *test)
{
  g_free (test->x);
  g_free (test->y);
  g_free (test->d_y);
}

static double
mean_of (const Case *test, guint image, guint channel)
{
  gsize area = (gsize) test->in.height * test->in.width;
  double sum = 0.0;

  for (gsize pixel = 0; pixel < area; pixel++)
    sum += test->x[(image * area + pixel) * test->in.channels + channel];
  return sum / area;
}

static void
test_definition (void)
{
  for (guint i = 0; i < 30; i++)
    {
      Case test;
      g_autofree float *want = NULL;

      case_init (&test, (TwinShape){ twin_draw_between (1, 5), twin_draw_between (1, 9),
                                     twin_draw_between (1, 9), twin_draw_between (1, 70) });
      want = g_new (float, (gsize) test.in.n *test.in.channels);
      for (guint image = 0; image < test.in.n; image++)
        for (guint channel = 0; channel < test.in.channels; channel++)
          want[image * test.in.channels + channel] = mean_of (&test, image, channel);
      twin_average_pool_forward (test.in, test.x, test.y);
      assert_tensor ("y", test.y, want, (gsize) test.in.n * test.in.channels, 1e-5);
      case_clear (&test);
    }
}

static double
loss (gpointer data)
{
  Case *test = data;

  twin_average_pool_forward (test->in, test->x, test->y);
  return twin_weighted_sum (test->d_y, test->y, (gsize) test->in.n * test->in.channels);
}

static void
test_differences (void)
{
  Case test;
  g_autofree float *d_x = NULL;

  case_init (&test, (TwinShape){ 2, 3, 5, 4 });
  d_x = g_new (float, twin_shape_size (test.in));
  twin_average_pool_backward (test.in, test.d_y, d_x);
  assert_gradient ("d_x", loss, &test, test.x, d_x, twin_shape_size (test.in), 0.5f, 1e-5);
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/average-pool/random shapes agree with the definition", test_definition);
  g_test_add_func ("/average-pool/gradients agree with differences", test_differences);
  return g_test_run ();
}
