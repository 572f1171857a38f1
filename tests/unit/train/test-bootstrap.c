#include "bootstrap.h"

#include "random.h"

#include <math.h>

static const double rates[TWIN_BOOTSTRAP_RATES] = { 1e-1, 1e-2, 1e-3 };

/* Scores of two kinds, a deviation and a half apart; a group a pair, so that pairs are independent. */
static void
draw (TwinScored *pairs, TwinPairGroups *groups, guint n, TwinRandom *random)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean positive = i % 2 == 0;
      double x = twin_random_normal (random) + (positive ? 1.5 : 0.0);

      pairs[i] = (TwinScored){ 1.0 / (1.0 + exp (-x)), positive };
      groups[i] = (TwinPairGroups){ i, i };
    }
}

#define N 200
#define THRESHOLD 0.7

/* Of 95 % intervals nearly all, but not all, hold the truth: AUC of two normals 1.5 apart is Phi (1.5 / sqrt 2). */
static void
test_coverage (void)
{
  const double auc = 0.5 * (1.0 + erf (1.5 / 2.0));
  const double recall = 0.5 * (1.0 + erf ((1.5 - log (0.7 / 0.3)) / sqrt (2.0)));
  guint auc_held = 0, recall_held = 0, rounds = 60;
  TwinScored pairs[N];
  TwinPairGroups groups[N];
  TwinRandom random;

  twin_random_init (&random, 5, 0);
  for (guint round = 0; round < rounds; round++)
    {
      TwinIntervals intervals;

      draw (pairs, groups, N, &random);
      intervals = twin_bootstrap (pairs, groups, N, N, THRESHOLD, rates, round);
      auc_held += intervals.auc.low <= auc && auc <= intervals.auc.high;
      recall_held += intervals.recall.low <= recall && recall <= intervals.recall.high;
    }
  g_test_message ("AUC %u, recall %u of %u", auc_held, recall_held, rounds);
  g_assert_cmpuint (auc_held, >=, rounds * 85 / 100);
  g_assert_cmpuint (recall_held, >=, rounds * 85 / 100);
}

/* Each figure lies inside its interval. */
static void
test_inside (void)
{
  TwinScored pairs[N];
  TwinPairGroups groups[N];
  TwinRandom random;
  TwinIntervals intervals;
  TwinConfusion confusion;
  double figures[4];
  TwinInterval found[4];

  twin_random_init (&random, 6, 0);
  draw (pairs, groups, N, &random);
  intervals = twin_bootstrap (pairs, groups, N, N, THRESHOLD, rates, 1);
  confusion = twin_metrics_confusion (pairs, N, THRESHOLD);
  figures[0] = twin_metrics_auc (pairs, N);
  figures[1] = twin_confusion_recall (&confusion);
  figures[2] = twin_confusion_false_positive_rate (&confusion);
  confusion = twin_metrics_confusion (pairs, N, twin_metrics_threshold_at (pairs, N, rates[0]));
  figures[3] = twin_confusion_recall (&confusion);
  found[0] = intervals.auc;
  found[1] = intervals.recall;
  found[2] = intervals.false_positive_rate;
  found[3] = intervals.recall_at[0];
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (found[i].low, <, figures[i]);
      g_assert_cmpfloat (found[i].high, >, figures[i]);
      g_assert_cmpfloat (found[i].high - found[i].low, <, 0.35);
    }
  g_assert_cmpfloat (intervals.ece.low, >=, 0);
  g_assert_cmpfloat (intervals.ece.high, <=, 1);
}

/* A thousand pairs of ten groups tell less than a thousand of their own. */
static void
test_groups (void)
{
  TwinScored pairs[N];
  TwinPairGroups apart[N], together[N];
  TwinRandom random;
  TwinIntervals wide, narrow;

  twin_random_init (&random, 7, 0);
  draw (pairs, apart, N, &random);
  for (guint i = 0; i < N; i++)
    {
      /* A group's pairs are alike. */
      guint group = i % 10;

      pairs[i].score = CLAMP (pairs[group].score + 0.001 * i / N, 0, 1);
      pairs[i].positive = pairs[group].positive;
      together[i] = (TwinPairGroups){ group, group };
    }
  narrow = twin_bootstrap (pairs, apart, N, N, THRESHOLD, rates, 1);
  wide = twin_bootstrap (pairs, together, N, 10, THRESHOLD, rates, 1);
  g_assert_cmpfloat (wide.auc.high - wide.auc.low, >, 2 * (narrow.auc.high - narrow.auc.low));
}

static void
test_same_seed (void)
{
  TwinScored pairs[N];
  TwinPairGroups groups[N];
  TwinRandom random;
  TwinIntervals one, again, other;

  twin_random_init (&random, 8, 0);
  draw (pairs, groups, N, &random);
  one = twin_bootstrap (pairs, groups, N, N, THRESHOLD, rates, 1);
  again = twin_bootstrap (pairs, groups, N, N, THRESHOLD, rates, 1);
  other = twin_bootstrap (pairs, groups, N, N, THRESHOLD, rates, 2);
  g_assert_cmpfloat (one.auc.low, ==, again.auc.low);
  g_assert_cmpfloat (one.recall_at[1].high, ==, again.recall_at[1].high);
  g_assert_true (one.auc.low != other.auc.low || one.auc.high != other.auc.high);
}

/* Nothing, and one kind alone, give no interval; a perfect score a point. */
static void
test_degenerate (void)
{
  const TwinScored perfect[] = { { 0.9, TRUE }, { 0.8, TRUE }, { 0.1, FALSE }, { 0.2, FALSE } };
  const TwinScored positives[] = { { 0.9, TRUE }, { 0.8, TRUE } };
  const TwinPairGroups groups[] = { { 0, 0 }, { 1, 1 }, { 2, 2 }, { 3, 3 } };
  TwinIntervals none = twin_bootstrap (NULL, NULL, 0, 0, 0.5, rates, 1);
  TwinIntervals alone = twin_bootstrap (positives, groups, 2, 2, 0.5, rates, 1);
  TwinIntervals all = twin_bootstrap (perfect, groups, 4, 4, 0.5, rates, 1);

  g_assert_true (isnan (none.auc.low) && isnan (none.recall.low) && isnan (none.ece.low));
  g_assert_true (isnan (alone.auc.low) && isnan (alone.false_positive_rate.low));
  g_assert_cmpfloat (alone.recall.low, ==, 1.0);
  g_assert_cmpfloat (all.auc.low, ==, 1.0);
  g_assert_cmpfloat (all.auc.high, ==, 1.0);
  g_assert_cmpfloat (all.false_positive_rate.high, ==, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bootstrap/intervals hold the truth", test_coverage);
  g_test_add_func ("/bootstrap/figures lie inside", test_inside);
  g_test_add_func ("/bootstrap/pairs of one group are no independent witnesses", test_groups);
  g_test_add_func ("/bootstrap/the same seed gives the same", test_same_seed);
  g_test_add_func ("/bootstrap/nothing to tell by", test_degenerate);
  return g_test_run ();
}
