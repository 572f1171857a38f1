/* evaluate-report.h: what an evaluation found, written out. */
#pragma once

#include "evaluate.h"

G_BEGIN_DECLS

/* All: (transfer full). @failed: pictures that could not be read in making the pairs. */
char *twin_evaluation_as_text (const TwinEvaluation *evaluation, const TwinModel *model);
/* `version`, `model`, `pairs`, `positives`, `failed`, `undecidable`, `threshold`, `accuracy`, `accuracy_at_half`, `f1`,
 * `precision`, `recall`, `false_positive_rate`, `auc`, `auc_hard`, `recall_at_fpr`, `intervals`, `ece`, `by_kind`, `by_modality`,
 * `by_negative`. */
char *twin_evaluation_as_json (const TwinEvaluation *evaluation, const TwinModel *model);
/* The table with `score` and `model_score` behind `a,b,label`, empty for a pair that failed; what else was in it is carried
 * along. A pair of @evaluation a row. @with_evidence: with the verdict and what the evidence says besides. */
char *twin_evaluation_as_scores (const TwinEvaluation *evaluation, const TwinCsv *table,
                                 gboolean with_evidence);

G_END_DECLS
