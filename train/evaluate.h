/* evaluate.h: a model measured on pairs whose answer is known. */
#pragma once

#include "metrics.h"
#include "model/session.h"
#include "pair-set.h"

G_BEGIN_DECLS

/**
 * TwinScoredPair:
 * @pair: of the set
 * @failed: a picture of it could not be read: no score
 * @score: calibrated
 * @model_score: M
 * @called: altered-copy, that is: not undecidable, and score >= threshold
 */
typedef struct
{
  TwinPair pair;
  gboolean failed;
  gboolean undecidable;
  gboolean called;
  double score;
  double model_score;
} TwinScoredPair;

/* Figures of one kind of positives against all negatives. */
typedef struct
{
  const char *kind;
  guint positives;
  double auc;
  double recall;
  double recall_at_1e2;
} TwinKindFigures;

/**
 * TwinEvaluation:
 * @scored: of TwinScoredPair, in the order of the set
 * @threshold: of the model; accuracy and its like belong to it
 * @accuracy_at_half: at score 0.5: with equal odds
 * @auc_hard: against the hard negatives only
 * @recall_at_fpr: at 1e-2, 1e-3, 1e-4; NaN where there are fewer than 10 / rate negatives
 * @by_kind: of TwinKindFigures
 */
typedef struct
{
  GArray *scored;
  guint pairs;
  guint positives;
  guint failed;
  guint undecidable;
  double threshold;
  double accuracy;
  double accuracy_at_half;
  double f1;
  double precision;
  double recall;
  double false_positive_rate;
  double auc;
  double auc_hard;
  double recall_at_fpr[3];
  double ece;
  GArray *by_kind;
} TwinEvaluation;

extern const double twin_evaluation_rates[3];

/* Told as pictures are embedded: share from 0 to 1; on the calling thread. */
typedef void (*TwinEvaluationProgress) (double share, gpointer data);

/* Every picture of the set once through the network, then all pairs. Kinds other than the four and `mixed` count in
 * by_kind only, where the set has any of those.
 * @error: #G_IO_ERROR */
TwinEvaluation *twin_evaluate (TwinSession *session, const TwinPairSet *set,
                               TwinEvaluationProgress progress, gpointer data,
                               GCancellable *cancellable, GError **error);
void twin_evaluation_free (TwinEvaluation *evaluation);

/* A calibration from the pairs of an evaluation: Platt's numbers, and the threshold at a false-positive rate. */
TwinCalibration twin_evaluation_calibrate (const TwinEvaluation *evaluation,
                                           double false_positive_rate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinEvaluation, twin_evaluation_free)

G_END_DECLS
