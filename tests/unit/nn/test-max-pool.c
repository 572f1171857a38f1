#include "differences.h"
#include "drawing.h"
#include "nn/max-pool.h"

#include <math.h>
#include <string.h>

typedef struct
{
  TwinWorkers *workers;
  TwinShape in;
  TwinShape out;
  float *x;
  float *y;
  float *d_y;
  float *d_x;
  guint8 *taps;
} Case;

static void
case_init (Case *test, guint jobs, TwinShape in)
{
  test->workers = twin_workers_new (jobs);
  test->in = in;
  test->out = twin_max_pool_out_shape (in);
  test->x = twin_draw (twin_shape_size (in));
  test->d_x = twin_draw (twin_shape_size (in));
  test->y = g_new (float, twin_shape_size (test->out));
  test->d_y = twin_draw (twin_shape_size (test->out));
  test->taps = g_new (guint8, twin_shape_size (test->out));
}

static void
case_clear (Case *test)
{
  twin_workers_free (test->workers);
  g_free (test->x);
  g_free (test->d_x);
  g_free (test->y);
  g_free (test->d_y);
  g_free (test->taps);
}

/* The first place of the largest value under one output, by the definition. */
static gsize
place_of_largest (const Case *test, guint n, guint y, guint x, guint channel)
{
  gsize best = G_MAXSIZE;

  for (gint row = MAX (0, 2 * (gint) y - 1);
       row <= MIN (2 * (gint) y + 1, (gint) test->in.height - 1); row++)
    for (gint column = MAX (0, 2 * (gint) x - 1);
         column <= MIN (2 * (gint) x + 1, (gint) test->in.width - 1); column++)
      {
        gsize at = (((gsize) n * test->in.height + row) * test->in.width + column) *
                     test->in.channels +
                   channel;

        if (best == G_MAXSIZE || test->x[at] > test->x[best])
          best = at;
      }
  return best;
}

static void
want (const Case *test, float *y, float *d_x)
{
  gsize at = 0;

  memset (d_x, 0, twin_shape_size (test->in) * sizeof (float));
  for (guint n = 0; n < test->out.n; n++)
    for (guint row = 0; row < test->out.height; row++)
      for (guint column = 0; column < test->out.width; column++)
        for (guint channel = 0; channel < test->out.channels; channel++, at++)
          {
            gsize best = place_of_largest (test, n, row, column, channel);

            y[at] = test->x[best];
            d_x[best] += test->d_y[at];
          }
}

static void
check (Case *test)
{
  gsize n_in = twin_shape_size (test->in), n_out = twin_shape_size (test->out);
  g_autofree float *y = g_new (float, n_out), *d_x = g_new (float, n_in);

  want (test, y, d_x);
  twin_max_pool_forward (test->workers, test->in, test->x, test->y, NULL);
  assert_same_bits (test->y, y, n_out);
  memset (test->y, 0, n_out * sizeof (float));
  twin_max_pool_forward (test->workers, test->in, test->x, test->y, test->taps);
  assert_same_bits (test->y, y, n_out);
  twin_max_pool_backward (test->workers, test->in, test->d_y, test->taps, test->d_x);
  assert_tensor ("d_x", test->d_x, d_x, n_in, 1e-6);
}

static void
test_sizes (void)
{
  for (guint height = 1; height <= 6; height++)
    for (guint width = 1; width <= 6; width++)
      {
        Case test;

        case_init (&test, 1, (TwinShape){ 2, height, width, 3 });
        check (&test);
        case_clear (&test);
      }
}

static void
test_random (void)
{
  for (guint i = 0; i < 40; i++)
    {
      Case test;

      case_init (&test, twin_draw_between (1, 4),
                 (TwinShape){ twin_draw_between (1, 5), twin_draw_between (1, 15),
                              twin_draw_between (1, 15), twin_draw_between (1, 40) });
      check (&test);
      case_clear (&test);
    }
}

/* After a ReLU most windows hold many zeros: the first in reading order takes the gradient, as PyTorch's does. */
static void
test_ties (void)
{
  Case test;

  case_init (&test, 2, (TwinShape){ 3, 9, 8, 20 });
  for (gsize i = 0; i < twin_shape_size (test.in); i++)
    test.x[i] = MAX (0.0f, roundf (2.0f * test.x[i]));
  check (&test);
  case_clear (&test);
}

static void
test_negative (void)
{
  Case test;

  case_init (&test, 1, (TwinShape){ 1, 5, 5, 4 });
  for (gsize i = 0; i < twin_shape_size (test.in); i++)
    test.x[i] -= 1e30f;
  check (&test);
  case_clear (&test);
}

static double
loss (gpointer data)
{
  Case *test = data;

  twin_max_pool_forward (test->workers, test->in, test->x, test->y, NULL);
  return twin_weighted_sum (test->d_y, test->y, twin_shape_size (test->out));
}

/* All values differ by 1 at least, so that no step changes the winner. */
static void
shuffle_whole_numbers (float *x, gsize n)
{
  for (gsize i = 0; i < n; i++)
    x[i] = i;
  for (gsize i = n - 1; i > 0; i--)
    {
      gsize other = twin_draw_between (0, i);
      float value = x[i];

      x[i] = x[other];
      x[other] = value;
    }
}

static void
test_differences (void)
{
  Case test;

  case_init (&test, 1, (TwinShape){ 2, 5, 4, 3 });
  shuffle_whole_numbers (test.x, twin_shape_size (test.in));
  loss (&test);
  twin_max_pool_forward (test.workers, test.in, test.x, test.y, test.taps);
  twin_max_pool_backward (test.workers, test.in, test.d_y, test.taps, test.d_x);
  assert_gradient ("d_x", loss, &test, test.x, test.d_x, twin_shape_size (test.in), 0.25f, 1e-5);
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/max-pool/every small size agrees with the definition", test_sizes);
  g_test_add_func ("/max-pool/random shapes agree with the definition", test_random);
  g_test_add_func ("/max-pool/the first of equals takes the gradient", test_ties);
  g_test_add_func ("/max-pool/the padding never wins", test_negative);
  g_test_add_func ("/max-pool/gradients agree with differences", test_differences);
  return g_test_run ();
}
