#include "differences.h"
#include "drawing.h"
#include "nn/classifier.h"

#include <math.h>
#include <string.h>

typedef struct
{
  TwinParameters *parameters;
  TwinClassifier classifier;
  float *values;
} Case;

static void
case_init (Case *test, guint width)
{
  test->parameters = twin_parameters_new ();
  twin_classifier_plan (&test->classifier, test->parameters, width);
  test->values = twin_parameters_new_values (test->parameters);
  twin_classifier_initialise (&test->classifier, test->values);
}

static void
draw_values (Case *test)
{
  twin_draw_into (test->values + test->classifier.mean, test->classifier.width);
  twin_draw_into (test->values + test->classifier.weight, test->classifier.width);
  twin_draw_into (test->values + test->classifier.bias, 1);
  for (guint i = 0; i < test->classifier.width; i++)
    test->values[test->classifier.variance + i] = g_test_rand_double_range (0.0, 2.0);
}

static void
case_clear (Case *test)
{
  twin_parameters_free (test->parameters);
  twin_values_free (test->values);
}

static void
test_symmetry (void)
{
  for (guint i = 0; i < 500; i++)
    {
      guint width = i == 0 ? 2048 : twin_draw_between (1, 200);
      g_autofree float *u = twin_draw (width), *v = twin_draw (width);
      float one_way, other_way;
      Case test;

      case_init (&test, width);
      draw_values (&test);
      one_way = twin_classifier_logit (&test.classifier, test.values, u, v);
      other_way = twin_classifier_logit (&test.classifier, test.values, v, u);
      assert_same_bits (&one_way, &other_way, 1);
      case_clear (&test);
    }
}

/* w . (u v) + b; error relative to the sum of the terms' sizes. */
static void
test_logit (void)
{
  for (guint i = 0; i < 100; i++)
    {
      guint width = twin_draw_between (1, 300);
      g_autofree float *u = twin_draw (width), *v = twin_draw (width);
      double want, size = 1.0;
      Case test;

      case_init (&test, width);
      draw_values (&test);
      want = test.values[test.classifier.bias];
      for (guint k = 0; k < width; k++)
        {
          double term = (double) test.values[test.classifier.weight + k] * u[k] * v[k];

          want += term;
          size += fabs (term);
        }
      g_assert_cmpfloat_with_epsilon (twin_classifier_logit (&test.classifier, test.values, u, v),
                                      want, 1e-6 * size);
      case_clear (&test);
    }
}

static void
want_unit (const Case *test, const float *embedding, float *unit)
{
  guint width = test->classifier.width;
  double squares = TWIN_CLASSIFIER_EPSILON;

  for (guint i = 0; i < width; i++)
    squares += pow (embedding[i] - test->values[test->classifier.mean + i], 2.0) /
               (test->values[test->classifier.variance + i] + TWIN_CLASSIFIER_EPSILON);
  for (guint i = 0; i < width; i++)
    unit[i] = (embedding[i] - test->values[test->classifier.mean + i]) /
              sqrt (test->values[test->classifier.variance + i] + TWIN_CLASSIFIER_EPSILON) /
              sqrt (squares);
}

static void
test_normalise (void)
{
  guint n = 7, width = 130;
  g_autofree float *embeddings = twin_draw (n * width), *want = g_new (float, n *width);
  g_autofree float *unit = g_new (float, n *width);
  Case test;

  case_init (&test, width);
  draw_values (&test);
  for (guint row = 0; row < n; row++)
    want_unit (&test, embeddings + row * width, want + row * width);
  twin_classifier_normalise (&test.classifier, test.values, n, embeddings, unit);
  assert_tensor ("unit", unit, want, n * width, 1e-5);
  twin_classifier_normalise (&test.classifier, test.values, n, embeddings, embeddings);
  assert_same_bits (embeddings, unit, n * width);
  case_clear (&test);
}

/* A channel that never varies, and a vector that is the mean itself. */
static void
test_degenerate (void)
{
  float embeddings[] = { 3.0f, 1.0f, -2.0f, 0.0f }, unit[4];
  Case test;

  case_init (&test, 4);
  for (guint i = 0; i < 4; i++)
    {
      test.values[test.classifier.mean + i] = embeddings[i];
      test.values[test.classifier.variance + i] = 0.0f;
    }
  twin_classifier_normalise (&test.classifier, test.values, 1, embeddings, unit);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (unit[i], ==, 0.0f);
  case_clear (&test);
}

/* At the start, the same vector twice gives sigmoid (10 - 4). */
static void
test_start (void)
{
  g_autofree float *unit = twin_draw (2048);
  Case test;

  case_init (&test, 2048);
  twin_classifier_normalise (&test.classifier, test.values, 1, unit, unit);
  g_assert_cmpfloat_with_epsilon (twin_classifier_logit (&test.classifier, test.values, unit, unit),
                                  6.0, 1e-4);
  g_assert_cmpfloat (twin_parameters_find (test.parameters, "classifier.weight")->rate_scale, ==,
                     10.0f);
  g_assert_cmpfloat (twin_parameters_find (test.parameters, "classifier.bias")->rate_scale, ==,
                     10.0f);
  g_assert_cmpuint (twin_parameters_find (test.parameters, "classifier.running_mean")->kind, ==,
                    TWIN_PARAMETER_STATISTIC);
  case_clear (&test);
}

/* Training on PAIRED pictures seen twice; the logits' weights in the loss stand in d_logits. */
#define PAIRED 4
#define NARROW 6

typedef struct
{
  Case base;
  TwinWorkers *workers;
  TwinArena arena;
  TwinClassifierState state;
  float *gradients;
  float embeddings[2 * PAIRED * NARROW];
  float weights[PAIRED * PAIRED];
} Training;

static void
training_init (Training *test)
{
  *test = (Training){ .workers = twin_workers_new (2) };
  case_init (&test->base, NARROW);
  draw_values (&test->base);
  test->gradients = twin_parameters_new_values (test->base.parameters);
  twin_classifier_lay_out (&test->base.classifier, PAIRED, &test->arena, &test->state);
  g_assert_true (twin_arena_allocate (&test->arena, NULL));
  twin_classifier_lay_out (&test->base.classifier, PAIRED, &test->arena, &test->state);
  twin_draw_into (test->embeddings, G_N_ELEMENTS (test->embeddings));
  twin_draw_into (test->weights, G_N_ELEMENTS (test->weights));
}

static void
training_clear (Training *test)
{
  case_clear (&test->base);
  twin_workers_free (test->workers);
  twin_arena_clear (&test->arena);
  twin_values_free (test->gradients);
}

static double
loss (gpointer data)
{
  Training *test = data;

  twin_classifier_forward (&test->base.classifier, test->workers, test->base.values,
                           test->embeddings, &test->state);
  return twin_weighted_sum (test->weights, test->state.logits, PAIRED * PAIRED);
}

static void
backward (Training *test, float *d_embeddings)
{
  loss (test);
  memcpy (test->state.d_logits, test->weights, sizeof (test->weights));
  twin_classifier_backward (&test->base.classifier, test->workers, test->base.values, &test->state,
                            test->gradients, d_embeddings);
}

static void
test_differences (void)
{
  Training test;
  float d_embeddings[2 * PAIRED * NARROW], *values, *gradients;

  training_init (&test);
  values = test.base.values;
  gradients = test.gradients;
  backward (&test, d_embeddings);
  assert_gradient ("d_embeddings", loss, &test, test.embeddings, d_embeddings,
                   G_N_ELEMENTS (d_embeddings), 2e-3f, 3e-3);
  assert_gradient ("d_weight", loss, &test, values + test.base.classifier.weight,
                   gradients + test.base.classifier.weight, NARROW, 0.1f, 1e-4);
  assert_gradient ("d_bias", loss, &test, values + test.base.classifier.bias,
                   gradients + test.base.classifier.bias, 1, 0.1f, 1e-4);
  training_clear (&test);
}

/* With the batch's own statistics as the running ones, use gives the same logits as training. */
static void
test_training_and_use (void)
{
  Training test;
  float units[2 * PAIRED * NARROW], logits[PAIRED * PAIRED], *values;

  training_init (&test);
  values = test.base.values;
  for (guint i = 0; i < 400; i++)
    loss (&test); /* the running statistics settle on those of the only batch */
  twin_classifier_normalise (&test.base.classifier, values, 2 * PAIRED, test.embeddings, units);
  assert_tensor ("units", units, test.state.units, 2 * PAIRED * NARROW, 1e-4);
  for (guint i = 0; i < PAIRED * PAIRED; i++)
    logits[i] = twin_classifier_logit (&test.base.classifier, values, units + i / PAIRED * NARROW,
                                       units + (PAIRED + i % PAIRED) * NARROW);
  assert_tensor ("logits", logits, test.state.logits, PAIRED * PAIRED, 1e-4);
  training_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/classifier/M is symmetric to the last bit", test_symmetry);
  g_test_add_func ("/classifier/the logit agrees with the definition", test_logit);
  g_test_add_func ("/classifier/normalising agrees with the definition", test_normalise);
  g_test_add_func ("/classifier/constant vectors become zeros", test_degenerate);
  g_test_add_func ("/classifier/starts by cosine similarity", test_start);
  g_test_add_func ("/classifier/gradients agree with differences", test_differences);
  g_test_add_func ("/classifier/training and use agree on the same statistics",
                   test_training_and_use);
  return g_test_run ();
}
