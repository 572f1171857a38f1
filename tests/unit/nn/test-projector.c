#include "differences.h"
#include "drawing.h"
#include "nn/projector.h"

#include <string.h>

#define ROWS 6
#define IN 5
#define WIDTH 8

typedef struct
{
  TwinWorkers *workers;
  TwinParameters *parameters;
  TwinProjector projector;
  TwinArena arena;
  TwinProjectorState state;
  float *values;
  float *gradients;
  float *x;
  float *d_x;
  float *weights; /* of the outputs in the loss */
} Case;

/* Each channel's bias is beyond what ROWS normalised values can reach, sqrt (ROWS - 1), so that no step crosses
 * the ReLU's kink; every third channel is off. */
static void
draw_norm (const TwinBatchNorm *norm, float *values)
{
  for (guint i = 0; i < norm->channels; i++)
    {
      values[norm->scale + i] = g_test_rand_double_range (0.5, 1.0);
      values[norm->bias + i] = (i % 3 == 2 ? -1.0 : 1.0) * g_test_rand_double_range (2.5, 3.5);
      values[norm->variance + i] = 1.0f;
    }
}

static void
case_init (Case *test)
{
  *test = (Case){ .workers = twin_workers_new (2), .parameters = twin_parameters_new () };
  twin_projector_plan (&test->projector, test->parameters, IN, WIDTH);
  twin_projector_lay_out (&test->projector, ROWS, &test->arena, &test->state);
  g_assert_true (twin_arena_allocate (&test->arena, NULL));
  twin_projector_lay_out (&test->projector, ROWS, &test->arena, &test->state);
  test->values = twin_parameters_new_values (test->parameters);
  test->gradients = twin_parameters_new_values (test->parameters);
  twin_draw_into (test->values, twin_parameters_get_size (test->parameters));
  for (guint i = 0; i < 2; i++)
    draw_norm (&test->projector.norm[i], test->values);
  test->x = twin_draw (ROWS * IN);
  test->d_x = twin_draw (ROWS * IN);
  test->weights = twin_draw (ROWS * WIDTH);
}

static void
case_clear (Case *test)
{
  twin_workers_free (test->workers);
  twin_parameters_free (test->parameters);
  twin_arena_clear (&test->arena);
  twin_values_free (test->values);
  twin_values_free (test->gradients);
  g_free (test->x);
  g_free (test->d_x);
  g_free (test->weights);
}

static double
loss (gpointer data)
{
  Case *test = data;

  twin_projector_forward (&test->projector, test->workers, test->values, test->x, &test->state);
  return twin_weighted_sum (test->weights, test->state.output, ROWS * WIDTH);
}

static void
backward (Case *test, float beta, float *d_x)
{
  loss (test);
  twin_projector_backward (&test->projector, test->workers, test->values, test->x, &test->state,
                           test->weights, test->gradients, beta, d_x);
}

static void
assert_parameter_gradient (Case *test, const char *name)
{
  const TwinParameter *parameter = twin_parameters_find (test->parameters, name);

  g_assert_nonnull (parameter);
  assert_gradient (name, loss, test, test->values + parameter->offset,
                   test->gradients + parameter->offset, parameter->size, 3e-3f, 3e-3);
}

static void
test_differences (void)
{
  Case test;

  case_init (&test);
  backward (&test, 0.0f, test.d_x);
  assert_gradient ("d_x", loss, &test, test.x, test.d_x, ROWS * IN, 3e-3f, 3e-3);
  assert_parameter_gradient (&test, "projector.0.weight");
  assert_parameter_gradient (&test, "projector.1.weight");
  assert_parameter_gradient (&test, "projector.3.weight");
  assert_parameter_gradient (&test, "projector.4.weight");
  assert_parameter_gradient (&test, "projector.4.bias");
  assert_parameter_gradient (&test, "projector.6.weight");
  case_clear (&test);
}

/* Backward lends its buffers out; a second step must not see that. */
static void
test_again (void)
{
  Case test;
  g_autofree float *first = NULL;
  gsize n;

  case_init (&test);
  n = twin_parameters_get_size (test.parameters);
  backward (&test, 0.0f, test.d_x);
  first = g_memdup2 (test.gradients, n * sizeof (float));
  memset (test.gradients, 0, n * sizeof (float));
  backward (&test, 0.0f, test.d_x);
  assert_same_bits (test.gradients, first, n);
  case_clear (&test);
}

static void
test_beta (void)
{
  Case test;
  float added[ROWS * IN], want[ROWS * IN];

  case_init (&test);
  twin_draw_into (added, ROWS * IN);
  backward (&test, 0.0f, test.d_x);
  for (guint i = 0; i < ROWS * IN; i++)
    want[i] = added[i] + test.d_x[i];
  backward (&test, 1.0f, added);
  assert_tensor ("d_x", added, want, ROWS * IN, 1e-5);
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/projector/gradients agree with differences", test_differences);
  g_test_add_func ("/projector/a second step gives the same", test_again);
  g_test_add_func ("/projector/the input's gradient may be added", test_beta);
  return g_test_run ();
}
