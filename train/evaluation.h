/* evaluation.h: how good scores are, in figures. */
#pragma once

#include "bootstrap.h"
#include "evidence/evidence.h"
#include "model/model.h"
#include "pair-set.h"

G_BEGIN_DECLS

/**
 * TwinScoredPair:
 * @pair: of the set
 * @failed: a picture of it could not be read: no score
 * @score: calibrated
 * @model_score: M
 * @called: altered-copy, that is: not undecidable, and score >= threshold
 * @evidence: (nullable): NULL where none was looked for
 */
typedef struct
{
  TwinPair pair;
  gboolean failed;
  gboolean undecidable;
  gboolean called;
  double score;
  double model_score;
  TwinEvidence *evidence;
} TwinScoredPair;

/* (element-type TwinScoredPair): @n zeroed ones, whose evidence is freed with them. */
GArray *twin_scored_pairs_new (guint n);

/**
 * TwinFigures: of some of the pairs: one kind, one modality
 * @positives, @negatives: how many
 * @recall, @false_positive_rate: at the model's threshold
 * @recall_at_fpr: at 1e-2, 1e-3, 1e-4; NaN where there are fewer than 10 / rate negatives
 * @intervals: zero until twin_evaluation_find_intervals()
 */
typedef struct
{
  const char *name;
  guint positives;
  guint negatives;
  double auc;
  double recall;
  double false_positive_rate;
  double recall_at_fpr[3];
  TwinIntervals intervals;
} TwinFigures;

/**
 * TwinEvaluation:
 * @scored: of TwinScoredPair, in the order of the set
 * @threshold: of the model; accuracy and its like belong to it
 * @accuracy_at_half: at score 0.5: with equal odds
 * @auc_hard: against the hard negatives only; NaN where the set names none
 * @recall_at_fpr: at 1e-2, 1e-3, 1e-4; NaN where there are fewer than 10 / rate negatives
 * @by_kind: of TwinFigures: each kind of positives against all negatives
 * @by_modality: of TwinFigures: positives and negatives of each modality, where the set names any
 * @by_negative: of TwinFigures: each kind of negatives against all positives
 * @intervals: zero until twin_evaluation_find_intervals()
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
  GArray *by_modality;
  GArray *by_negative;
  TwinIntervals intervals;
} TwinEvaluation;

extern const double twin_evaluation_rates[TWIN_BOOTSTRAP_RATES];

/* @scored: (transfer full) (element-type TwinScoredPair) */
TwinEvaluation *twin_evaluation_new (GArray *scored, double threshold);
void twin_evaluation_free (TwinEvaluation *evaluation);

/* 95 % intervals of all figures, over groups of pictures: those that the set names, else each picture by itself. Takes
 * some seconds for tens of thousands of pairs. */
void twin_evaluation_find_intervals (TwinEvaluation *evaluation);

/* The headline pairs that have a score: @n of them. */
TwinScored *twin_evaluation_get_scores (const TwinEvaluation *evaluation, gsize *n);

/* A calibration from the pairs of an evaluation: Platt's numbers, and the threshold at a false-positive rate. */
TwinCalibration twin_evaluation_calibrate (const TwinEvaluation *evaluation,
                                           double false_positive_rate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinEvaluation, twin_evaluation_free)

G_END_DECLS
