/* test-joint-fit.c: the regression, and the calibration made of it. */
#include "joint-fit.h"
#include "logistic.h"
#include "metrics.h"
#include "random.h"

#include <math.h>
#include <string.h>

#define N 20000

/* Examples whose odds are known, both kinds as many: drawn and thinned. */
static TwinLogisticSet *
draw_set (guint n_terms, const double *weights, double intercept, guint64 seed)
{
  TwinLogisticSet *set = twin_logistic_set_new (N, n_terms);
  guint left[2] = { N / 2, N / 2 };
  TwinRandom random;

  twin_random_init (&random, seed, 0);
  while (left[0] + left[1] > 0)
    {
      double terms[TWIN_LOGISTIC_MOST_TERMS], sum = intercept;
      gboolean positive;

      for (guint i = 0; i < n_terms; i++)
        {
          terms[i] = twin_random_normal (&random);
          sum += weights[i] * terms[i];
        }
      positive = twin_random_chance (&random, 1 / (1 + exp (-sum)));
      if (left[positive] == 0)
        continue;
      left[positive]--;
      twin_logistic_set_add (set, terms, positive);
    }
  return set;
}

static void
test_recovered (void)
{
  const double weights[] = { 1.5, 0.4, 2.0 };
  g_autoptr (TwinLogisticSet) set = draw_set (3, weights, 0, 1);
  double intercept, got[3];

  g_assert_true (twin_logistic_fit (set, &intercept, got));
  g_assert_cmpfloat_with_epsilon (intercept, 0, 0.1);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (got[i], weights[i], 0.12);
}

/* What speaks against a copy where it should speak for one is left out, and the rest is the best without it. */
static void
test_held (void)
{
  const double weights[] = { 1.0, -1.0 };
  g_autoptr (TwinLogisticSet) set = draw_set (2, weights, 0, 2);
  double intercept, got[2];

  g_assert_true (twin_logistic_fit (set, &intercept, got));
  g_assert_cmpfloat (got[1], ==, 0);
  g_assert_cmpfloat (got[0], >, 0.6);
  g_assert_cmpfloat (got[0], <, 1.0);
}

static void
test_separable (void)
{
  g_autoptr (TwinLogisticSet) set = twin_logistic_set_new (200, 1);
  double intercept, weight;

  for (guint i = 0; i < 200; i++)
    twin_logistic_set_add (set, &(double){ i < 100 ? -1 : 1 }, i >= 100);
  g_assert_true (twin_logistic_fit (set, &intercept, &weight));
  g_assert_true (isfinite (weight) && weight > 2 && weight < 100);
}

static void
test_one_kind (void)
{
  g_autoptr (TwinLogisticSet) set = twin_logistic_set_new (2, 1);
  double intercept = 7, weight = 7;

  twin_logistic_set_add (set, &(double){ 1 }, TRUE);
  twin_logistic_set_add (set, &(double){ 2 }, TRUE);
  g_assert_false (twin_logistic_fit (set, &intercept, &weight));
  g_assert_true (intercept == 7 && weight == 7);
}

/* Pairs as evidence gives them; @seen: the network knows the pictures, and is nearly always right of them. */
static TwinJointExample *
draw_pairs (guint n, gboolean seen, guint64 seed)
{
  TwinJointExample *examples = g_new (TwinJointExample, n);
  TwinRandom random;

  twin_random_init (&random, seed, 0);
  for (guint i = 0; i < n; i++)
    {
      gboolean positive = i % 11 == 0;
      double shift = positive ? 2.5 : 0, noise[3];

      for (guint j = 0; j < 3; j++)
        noise[j] = twin_random_normal (&random);
      examples[i].positive = positive;
      examples[i].terms.values[TWIN_JOINT_MATCHES] = MAX (noise[0] + shift, 0);
      examples[i].terms.values[TWIN_JOINT_PIXELS] = 0.3 * noise[1] + 0.3 * shift;
      examples[i].terms.values[TWIN_JOINT_AGREEMENT] = 0.5;
      examples[i].terms.values[TWIN_JOINT_NETWORK] = noise[2] + (seen ? 8 : 0.4) * positive;
    }
  return examples;
}

static void
test_joint (void)
{
  g_autofree TwinJointExample *training = draw_pairs (N, TRUE, 3);
  g_autofree TwinJointExample *validation = draw_pairs (N, FALSE, 4);
  g_autofree TwinJointExample *fresh = draw_pairs (N, FALSE, 5);
  g_autofree TwinScored *scores = g_new (TwinScored, N);
  TwinJointCalibration joint = { 0 };

  g_assert_true (twin_joint_fit (training, N, validation, N, &joint));
  for (guint i = 0; i < TWIN_N_JOINT_TERMS; i++)
    g_assert_cmpfloat (joint.weights[i], >=, 0);
  /* As much as it is worth on pictures that it does not know. */
  g_assert_cmpfloat_with_epsilon (joint.weights[TWIN_JOINT_NETWORK], 0.4, 0.2);
  g_assert_cmpuint (joint.n_negatives, ==, N - (N + 10) / 11);
  g_assert_cmpfloat (joint.strict_threshold, >, joint.threshold);
  g_assert_cmpfloat (joint.false_positive_rate, <=, 0.01);
  g_assert_cmpfloat (joint.false_positive_rate, >, 0.009);
  g_assert_cmpfloat (joint.strict_false_positive_rate, <=, 0.001);
  for (guint i = 0; i < N; i++)
    scores[i] = (TwinScored){ twin_joint_score (&joint, &fresh[i].terms), fresh[i].positive };
  g_assert_cmpfloat (twin_metrics_ece (scores, N), <, 0.03);
}

static void
test_joint_one_kind (void)
{
  g_autofree TwinJointExample *examples = draw_pairs (11, FALSE, 3);
  TwinJointCalibration joint = { .intercept = 7 };

  g_assert_false (twin_joint_fit (examples, 11, examples + 1, 10, &joint));
  g_assert_false (twin_joint_fit (examples, 1, examples, 11, &joint));
  g_assert_cmpfloat (joint.intercept, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/logistic/weights are found again", test_recovered);
  g_test_add_func ("/logistic/weights stay at 0 or above", test_held);
  g_test_add_func ("/logistic/kinds that fall apart", test_separable);
  g_test_add_func ("/logistic/one kind", test_one_kind);
  g_test_add_func ("/joint fit/a probability, its thresholds, the network at its worth",
                   test_joint);
  g_test_add_func ("/joint fit/one kind", test_joint_one_kind);
  return g_test_run ();
}
