/* metrics.h: how good a score is at telling two kinds of pairs apart. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One judged pair. */
typedef struct
{
  double score;
  gboolean positive;
} TwinScored;

/* All rates are 0 where there is nothing to count; a tie counts half in the AUC. Any thread. */
double twin_metrics_auc (const TwinScored *pairs, gsize n);

/* The lowest threshold t such that at most @false_positive_rate of the negatives have score >= t. */
double twin_metrics_threshold_at (const TwinScored *pairs, gsize n, double false_positive_rate);

/**
 * TwinConfusion: counts of pairs called positive (score >= threshold) and not
 */
typedef struct
{
  gsize true_positives, false_positives, true_negatives, false_negatives;
} TwinConfusion;

TwinConfusion twin_metrics_confusion (const TwinScored *pairs, gsize n, double threshold);
double twin_confusion_accuracy (const TwinConfusion *confusion);
double twin_confusion_precision (const TwinConfusion *confusion);
double twin_confusion_recall (const TwinConfusion *confusion);
double twin_confusion_f1 (const TwinConfusion *confusion);
double twin_confusion_false_positive_rate (const TwinConfusion *confusion);

#define TWIN_ECE_BINS 15

/**
 * TwinReliability: the pairs whose score lies in one of 15 bins of equal width
 * @weight: of all pairs, at equal odds: copies weigh half together, different pairs the other half
 * @score, @positives: of that weight: the sum of the scores, and what belongs to copies; alike where scores are
 *   probabilities
 */
typedef struct
{
  double weight;
  double score;
  double positives;
} TwinReliability;

/* Which bin a score in [0, 1] lies in. */
guint twin_metrics_bin (double score);
void twin_metrics_reliability (const TwinScored *pairs, gsize n,
                               TwinReliability bins[TWIN_ECE_BINS]);
/* Expected calibration error, at equal odds: the sum of what each bin is off by. */
double twin_metrics_ece (const TwinScored *pairs, gsize n);

/**
 * twin_metrics_fit_platt:
 *
 * Platt 1999, with his softened targets, at equal odds (each kind of pair weighs half in all):
 * probability = sigmoid (slope * score + intercept); Newton's method with backtracking (Lin, Lin,
 * Weng 2007). The slope is held at 0 or above. Identity where one kind is missing.
 */
void twin_metrics_fit_platt (const TwinScored *logits, gsize n, double *slope, double *intercept);

G_END_DECLS
