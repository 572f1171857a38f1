#include "metrics.h"

#include <math.h>
#include <string.h>

#define PLATT_ITERATIONS 100

static gint
compare_scores (gconstpointer a, gconstpointer b)
{
  double first = ((const TwinScored *) a)->score, second = ((const TwinScored *) b)->score;

  return (first > second) - (first < second);
}

static TwinScored *
sorted (const TwinScored *pairs, gsize n)
{
  TwinScored *copy = g_new (TwinScored, n + 1);

  if (n > 0)
    memcpy (copy, pairs, n * sizeof *pairs);
  qsort (copy, n, sizeof *copy, compare_scores);
  return copy;
}

/* By ranks (Mann and Whitney), ties at their mean rank. */
double
twin_metrics_auc (const TwinScored *pairs, gsize n)
{
  g_autofree TwinScored *by_score = sorted (pairs, n);
  double rank_sum = 0.0, positives = 0.0;

  for (gsize first = 0, end; first < n; first = end)
    {
      gsize tied_positives = 0;

      for (end = first; end < n && by_score[end].score == by_score[first].score; end++)
        tied_positives += by_score[end].positive;
      rank_sum += tied_positives * (first + 1 + end) / 2.0;
      positives += tied_positives;
    }
  if (positives == 0.0 || positives == n)
    return 0.0;
  return (rank_sum - positives * (positives + 1.0) / 2.0) / (positives * (n - positives));
}

double
twin_metrics_threshold_at (const TwinScored *pairs, gsize n, double false_positive_rate)
{
  g_autofree TwinScored *by_score = sorted (pairs, n);
  gsize negatives = 0, allowed, above = 0;

  for (gsize i = 0; i < n; i++)
    negatives += !by_score[i].positive;
  allowed = floor (false_positive_rate * negatives);
  for (gsize i = n; i-- > 0;)
    if (!by_score[i].positive && ++above > allowed)
      return nextafter (by_score[i].score, INFINITY);
  return n > 0 ? by_score[0].score : 0.0;
}

TwinConfusion
twin_metrics_confusion (const TwinScored *pairs, gsize n, double threshold)
{
  TwinConfusion confusion = { 0, 0, 0, 0 };

  for (gsize i = 0; i < n; i++)
    {
      gboolean called = pairs[i].score >= threshold;

      if (pairs[i].positive)
        *(called ? &confusion.true_positives : &confusion.false_negatives) += 1;
      else
        *(called ? &confusion.false_positives : &confusion.true_negatives) += 1;
    }
  return confusion;
}

static double
share (double part, double all)
{
  return all > 0.0 ? part / all : 0.0;
}

double
twin_confusion_accuracy (const TwinConfusion *confusion)
{
  double right = confusion->true_positives + confusion->true_negatives;

  return share (right, right + confusion->false_positives + confusion->false_negatives);
}

double
twin_confusion_precision (const TwinConfusion *confusion)
{
  return share (confusion->true_positives, confusion->true_positives + confusion->false_positives);
}

double
twin_confusion_recall (const TwinConfusion *confusion)
{
  return share (confusion->true_positives, confusion->true_positives + confusion->false_negatives);
}

double
twin_confusion_f1 (const TwinConfusion *confusion)
{
  double twice = 2.0 * confusion->true_positives;

  return share (twice, twice + confusion->false_positives + confusion->false_negatives);
}

double
twin_confusion_false_positive_rate (const TwinConfusion *confusion)
{
  return share (confusion->false_positives, confusion->false_positives + confusion->true_negatives);
}

guint
twin_metrics_bin (double score)
{
  return CLAMP (score * TWIN_ECE_BINS, 0, TWIN_ECE_BINS - 1);
}

void
twin_metrics_reliability (const TwinScored *pairs, gsize n, TwinReliability bins[TWIN_ECE_BINS])
{
  gsize positives = 0;

  for (guint bin = 0; bin < TWIN_ECE_BINS; bin++)
    bins[bin] = (TwinReliability){ 0, 0, 0 };
  for (gsize i = 0; i < n; i++)
    positives += pairs[i].positive;
  for (gsize i = 0; i < n; i++)
    {
      TwinReliability *bin = &bins[twin_metrics_bin (pairs[i].score)];
      gsize alike = pairs[i].positive ? positives : n - positives;
      double weight = (positives > 0 && positives < n ? 0.5 : 1.0) / alike;

      bin->weight += weight;
      bin->score += weight * pairs[i].score;
      bin->positives += weight * pairs[i].positive;
    }
}

double
twin_metrics_ece (const TwinScored *pairs, gsize n)
{
  TwinReliability bins[TWIN_ECE_BINS];
  double error = 0.0;

  twin_metrics_reliability (pairs, n, bins);
  for (guint bin = 0; bin < TWIN_ECE_BINS; bin++)
    error += fabs (bins[bin].score - bins[bin].positives);
  return error;
}

/* One logit with its softened target and its weight. */
typedef struct
{
  double logit;
  double target;
  double weight;
} PlattPoint;

static double
platt_loss (const PlattPoint *points, gsize n, double slope, double intercept)
{
  double loss = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      double x = slope * points[i].logit + intercept;

      loss += points[i].weight * (fmax (x, 0.0) - x * points[i].target + log1p (exp (-fabs (x))));
    }
  return loss;
}

/* Newton's step for both numbers; for the intercept alone where the slope lies at its end and would leave it. */
static void
platt_step (const PlattPoint *points, gsize n, double slope, double intercept, double step[2])
{
  double g0 = 0.0, g1 = 0.0, h00 = 1e-9, h01 = 0.0, h11 = 1e-9, determinant;

  for (gsize i = 0; i < n; i++)
    {
      double x = points[i].logit, p = 1.0 / (1.0 + exp (-(slope * x + intercept)));
      double gradient = points[i].weight * (p - points[i].target);
      double curvature = points[i].weight * p * (1.0 - p);

      g0 += gradient * x;
      g1 += gradient;
      h00 += curvature * x * x;
      h01 += curvature * x;
      h11 += curvature;
    }
  if (slope <= 0.0 && g0 > 0.0)
    {
      step[0] = 0.0;
      step[1] = -g1 / h11;
      return;
    }
  determinant = h00 * h11 - h01 * h01;
  step[0] = -(h11 * g0 - h01 * g1) / determinant;
  step[1] = -(h00 * g1 - h01 * g0) / determinant;
}

static PlattPoint *
platt_points (const TwinScored *logits, gsize n, gsize positives)
{
  PlattPoint *points = g_new (PlattPoint, n);
  gsize negatives = n - positives;

  for (gsize i = 0; i < n; i++)
    {
      gboolean positive = logits[i].positive;

      points[i].logit = logits[i].score;
      points[i].target = positive ? (positives + 1.0) / (positives + 2.0) : 1.0 / (negatives + 2.0);
      points[i].weight = 0.5 / (positive ? positives : negatives);
    }
  return points;
}

void
twin_metrics_fit_platt (const TwinScored *logits, gsize n, double *slope, double *intercept)
{
  g_autofree PlattPoint *points = NULL;
  gsize positives = 0;

  *slope = 1.0;
  *intercept = 0.0;
  for (gsize i = 0; i < n; i++)
    positives += logits[i].positive;
  if (positives == 0 || positives == n)
    return;
  points = platt_points (logits, n, positives);
  for (guint iteration = 0; iteration < PLATT_ITERATIONS; iteration++)
    {
      double before = platt_loss (points, n, *slope, *intercept), step[2], scale = 1.0;

      platt_step (points, n, *slope, *intercept, step);
      while (scale > 1e-8 && platt_loss (points, n, fmax (*slope + scale * step[0], 0.0),
                                         *intercept + scale * step[1]) > before)
        scale /= 2.0;
      *slope = fmax (*slope + scale * step[0], 0.0);
      *intercept += scale * step[1];
      if (scale * (fabs (step[0]) + fabs (step[1])) < 1e-9)
        break;
    }
}
