#include "metrics.h"

#include <math.h>
#include <string.h>

#define N(array) (array), G_N_ELEMENTS (array)

/* Scores on a grid of @levels, so that there are ties; at least one of each kind. */
static TwinScored *
draw_scored (gsize n, guint levels)
{
  TwinScored *pairs = g_new (TwinScored, n);

  for (gsize i = 0; i < n; i++)
    {
      pairs[i].positive = i < 2 ? i == 0 : g_test_rand_int_range (0, 3) == 0;
      pairs[i].score = g_test_rand_int_range (0, levels) / (double) levels;
    }
  return pairs;
}

/* Of all pairs of a positive and a negative, those in the right order; ties count half. */
static double
count_auc (const TwinScored *pairs, gsize n)
{
  double right = 0.0, all = 0.0;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      if (pairs[i].positive && !pairs[j].positive)
        {
          right += pairs[i].score > pairs[j].score    ? 1.0
                   : pairs[i].score == pairs[j].score ? 0.5
                                                      : 0.0;
          all += 1.0;
        }
  return right / all;
}

static void
test_auc (void)
{
  static const guint levels[] = { 1, 2, 5, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    for (gsize n = 2; n < 90; n += 29)
      {
        g_autofree TwinScored *pairs = draw_scored (n, levels[i]);

        g_assert_cmpfloat_with_epsilon (twin_metrics_auc (pairs, n), count_auc (pairs, n), 1e-12);
      }
}

static void
test_auc_by_hand (void)
{
  const TwinScored perfect[] = { { 0.9, TRUE }, { 0.1, FALSE }, { 0.8, TRUE } };
  const TwinScored inverted[] = { { 0.1, TRUE }, { 0.9, FALSE } };
  const TwinScored tied[] = { { 0.5, TRUE }, { 0.5, FALSE } };
  const TwinScored mixed[] = {
    { -3.0, TRUE }, { -5.0, FALSE }, { INFINITY, TRUE }, { 2.0, FALSE }
  };

  g_assert_cmpfloat (twin_metrics_auc (N (perfect)), ==, 1.0);
  g_assert_cmpfloat (twin_metrics_auc (N (inverted)), ==, 0.0);
  g_assert_cmpfloat (twin_metrics_auc (N (tied)), ==, 0.5);
  g_assert_cmpfloat (twin_metrics_auc (N (mixed)), ==, 0.75);
}

static gsize
negatives_from (const TwinScored *pairs, gsize n, double threshold)
{
  return twin_metrics_confusion (pairs, n, threshold).false_positives;
}

/* Not one more negative than allowed is above, and no lower threshold that is a score would do. */
static void
check_threshold (const TwinScored *pairs, gsize n, gsize negatives, guint one_in)
{
  double threshold = twin_metrics_threshold_at (pairs, n, 1.0 / one_in);
  gsize allowed = negatives / one_in;

  g_assert_cmpuint (negatives_from (pairs, n, threshold), <=, allowed);
  for (gsize i = 0; i < n; i++)
    if (pairs[i].score < threshold)
      g_assert_cmpuint (negatives_from (pairs, n, pairs[i].score), >, allowed);
}

static void
test_threshold (void)
{
  static const guint levels[] = { 1, 3, 50, 1000000 };
  static const guint one_in[] = { 1, 2, 10, 100, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    for (guint rate = 0; rate < G_N_ELEMENTS (one_in); rate++)
      for (gsize n = 2; n < 700; n += 167)
        {
          g_autofree TwinScored *pairs = draw_scored (n, levels[i]);

          check_threshold (pairs, n, negatives_from (pairs, n, -INFINITY), one_in[rate]);
        }
}

/* A rate of a hundredth of 100 m negatives is m of them, however the product rounds. */
static void
test_threshold_counts (void)
{
  for (gsize negatives = 100; negatives <= 3000; negatives += 100)
    {
      g_autofree TwinScored *pairs = g_new (TwinScored, negatives);
      double threshold;

      for (gsize i = 0; i < negatives; i++)
        pairs[i] = (TwinScored){ i, FALSE };
      threshold = twin_metrics_threshold_at (pairs, negatives, 0.01);
      g_assert_cmpuint (negatives_from (pairs, negatives, threshold), ==, negatives / 100);
    }
}

static void
test_confusion (void)
{
  const TwinScored pairs[] = { { 0.9, TRUE },  { 0.5, TRUE },  { 0.4, TRUE }, { 0.8, FALSE },
                               { 0.3, FALSE }, { 0.2, FALSE }, { 0.1, FALSE } };
  TwinConfusion confusion = twin_metrics_confusion (N (pairs), 0.5);

  /* 0.5 itself is called. */
  g_assert_cmpuint (confusion.true_positives, ==, 2);
  g_assert_cmpuint (confusion.false_negatives, ==, 1);
  g_assert_cmpuint (confusion.false_positives, ==, 1);
  g_assert_cmpuint (confusion.true_negatives, ==, 3);
  g_assert_cmpfloat_with_epsilon (twin_confusion_accuracy (&confusion), 5.0 / 7.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (twin_confusion_precision (&confusion), 2.0 / 3.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (twin_confusion_recall (&confusion), 2.0 / 3.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (twin_confusion_f1 (&confusion), 2.0 / 3.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (twin_confusion_false_positive_rate (&confusion), 0.25, 1e-15);
}

/* Bins of 1/15: 0.02 and 0.05 share the first, 1 lies in the last. A negative weighs 1/4, a positive 1/6:
 * |0.02/4 + (0.05 - 1)/6| + |0.5/4| + |(0.95 + 1 - 2)/6| */
static void
test_ece (void)
{
  const TwinScored pairs[] = {
    { 0.02, FALSE }, { 0.05, TRUE }, { 0.5, FALSE }, { 0.95, TRUE }, { 1.0, TRUE }
  };
  const TwinScored honest[] = { { 0.0, FALSE }, { 1.0, TRUE }, { 0.5, TRUE }, { 0.5, FALSE } };

  g_assert_cmpfloat_with_epsilon (twin_metrics_ece (N (pairs)),
                                  (0.95 - 0.03) / 6.0 + 0.5 / 4.0 + 0.05 / 6.0, 1e-12);
  g_assert_cmpfloat (twin_metrics_ece (N (honest)), ==, 0.0);
}

/* Logits of both kinds, such that the odds of a positive at logit x are exp (slope x + intercept) when both kinds are
 * equally many: drawn by that probability, thinned to one kind's share. */
static TwinScored *
draw_logits (double slope, double intercept, gsize positives, gsize negatives)
{
  TwinScored *logits = g_new (TwinScored, positives + negatives);

  for (gsize i = 0; i < positives + negatives;)
    {
      double x = g_test_rand_double_range (-8.0, 8.0);
      double probability = 1.0 / (1.0 + exp (-(slope * x + intercept)));
      gboolean positive = g_test_rand_double () < probability;

      if (positive != (i < positives))
        continue;
      logits[i++] = (TwinScored){ x, positive };
    }
  return logits;
}

/* The share of positives over x in [-8, 8] is a half only for intercept 0, so what equal odds make of it moves the
 * intercept by log ((1 - share) / share). Drawn from 40 000 a kind: the errors are near 0.01 and 0.02. */
static void
test_platt (void)
{
  static const struct
  {
    double slope, intercept;
    gsize positives, negatives;
  } cases[] = { { 1.0, 0.0, 40000, 40000 },
                { 0.6, 0.0, 40000, 160000 },
                { 1.7, 1.0, 160000, 40000 },
                { 0.5, -1.5, 40000, 80000 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double slope = cases[i].slope, intercept = cases[i].intercept, share = 0.0, got[2];
      gsize n = cases[i].positives + cases[i].negatives;
      g_autofree TwinScored *logits = draw_logits (slope, intercept, cases[i].positives,
                                                   cases[i].negatives);

      for (double x = -7.995; x < 8.0; x += 0.01)
        share += 1.0 / (1.0 + exp (-(slope * x + intercept))) / 1600.0;
      twin_metrics_fit_platt (logits, n, &got[0], &got[1]);
      g_test_message ("%g, %g: found %g, %g", slope, intercept, got[0], got[1]);
      g_assert_cmpfloat_with_epsilon (got[0], slope, 0.06 * slope);
      g_assert_cmpfloat_with_epsilon (got[1], intercept + log ((1.0 - share) / share), 0.1);
    }
}

static double
loss_of (const TwinScored *logits, gsize n, double slope, double intercept)
{
  double positives = 0.0, loss = 0.0;

  for (gsize i = 0; i < n; i++)
    positives += logits[i].positive;
  for (gsize i = 0; i < n; i++)
    {
      double x = slope * logits[i].score + intercept;
      double target = logits[i].positive ? (positives + 1.0) / (positives + 2.0)
                                         : 1.0 / (n - positives + 2.0);

      loss += (log1p (exp (x)) - x * target) / (logits[i].positive ? positives : n - positives);
    }
  return loss;
}

/* What is found is the least of the loss, for few pairs and many, apart and mixed. */
static void
test_platt_is_least (void)
{
  const TwinScored two[] = { { 2.0, TRUE }, { -1.0, FALSE } };
  const TwinScored apart[] = {
    { 9.0, TRUE }, { 7.0, TRUE }, { -8.0, FALSE }, { -9.0, FALSE }, { -30.0, FALSE }
  };
  const TwinScored mixed[] = {
    { 1.0, TRUE }, { -2.0, TRUE }, { 0.5, FALSE }, { -1.0, FALSE }, { -4.0, FALSE }
  };
  const struct
  {
    const TwinScored *logits;
    gsize n;
  } cases[] = { { N (two) }, { N (apart) }, { N (mixed) } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double slope, intercept, least;

      twin_metrics_fit_platt (cases[i].logits, cases[i].n, &slope, &intercept);
      least = loss_of (cases[i].logits, cases[i].n, slope, intercept);
      for (gint j = -1; j <= 1; j++)
        for (gint k = -1; k <= 1; k++)
          g_assert_cmpfloat (
            loss_of (cases[i].logits, cases[i].n, slope + 0.01 * j, intercept + 0.01 * k), >=,
            least - 1e-12);
    }
}

/* Scores the wrong way round: the best that a slope of 0 or above can do is to say nothing, at equal odds. */
static void
test_platt_of_inverted (void)
{
  g_autofree TwinScored *logits = draw_logits (1.0, 0.0, 2000, 500);
  double slope, intercept;

  for (gsize i = 0; i < 2500; i++)
    logits[i].score = -logits[i].score;
  twin_metrics_fit_platt (logits, 2500, &slope, &intercept);
  g_assert_cmpfloat (slope, ==, 0.0);
  g_assert_cmpfloat_with_epsilon (intercept, 0.0, 0.01);
}

static void
test_degenerate (void)
{
  const TwinScored positives[] = { { 0.2, TRUE }, { 0.7, TRUE } };
  const TwinScored negatives[] = { { 0.2, FALSE }, { 0.7, FALSE } };
  const TwinScored same[] = { { 3.0, TRUE }, { 3.0, FALSE } };
  TwinConfusion none = twin_metrics_confusion (NULL, 0, 0.5);
  double slope, intercept;

  g_assert_cmpfloat (twin_metrics_auc (NULL, 0), ==, 0.0);
  g_assert_cmpfloat (twin_metrics_auc (N (positives)), ==, 0.0);
  g_assert_cmpfloat (twin_metrics_auc (N (negatives)), ==, 0.0);
  g_assert_cmpfloat (twin_metrics_ece (NULL, 0), ==, 0.0);
  g_assert_cmpfloat (twin_metrics_threshold_at (NULL, 0, 0.01), ==, 0.0);
  g_assert_cmpfloat (twin_metrics_threshold_at (N (positives), 0.01), ==, 0.2);
  g_assert_cmpfloat (twin_metrics_threshold_at (N (negatives), 0.01), >, 0.7);
  g_assert_cmpfloat (twin_confusion_accuracy (&none), ==, 0.0);
  g_assert_cmpfloat (twin_confusion_precision (&none), ==, 0.0);
  g_assert_cmpfloat (twin_confusion_recall (&none), ==, 0.0);
  g_assert_cmpfloat (twin_confusion_f1 (&none), ==, 0.0);
  g_assert_cmpfloat (twin_confusion_false_positive_rate (&none), ==, 0.0);
  twin_metrics_fit_platt (N (positives), &slope, &intercept);
  g_assert_true (slope == 1.0 && intercept == 0.0);
  twin_metrics_fit_platt (N (negatives), &slope, &intercept);
  g_assert_true (slope == 1.0 && intercept == 0.0);
  twin_metrics_fit_platt (N (same), &slope, &intercept);
  g_assert_true (isfinite (slope) && isfinite (intercept));
  g_assert_cmpfloat_with_epsilon (3.0 * slope + intercept, 0.0, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/AUC is what counting gives", test_auc);
  g_test_add_func ("/metrics/AUC by hand", test_auc_by_hand);
  g_test_add_func ("/metrics/a threshold is the lowest at its rate", test_threshold);
  g_test_add_func ("/metrics/a threshold's count of negatives", test_threshold_counts);
  g_test_add_func ("/metrics/confusion by hand", test_confusion);
  g_test_add_func ("/metrics/calibration error by hand", test_ece);
  g_test_add_func ("/metrics/Platt's numbers are found again", test_platt);
  g_test_add_func ("/metrics/Platt's numbers are the best", test_platt_is_least);
  g_test_add_func ("/metrics/Platt's numbers of inverted scores", test_platt_of_inverted);
  g_test_add_func ("/metrics/nothing to count", test_degenerate);
  return g_test_run ();
}
