/* verdict.h: numbers in, a decision out. */
#pragma once

#include "judgement/joint.h"

G_BEGIN_DECLS

typedef enum
{
  TWIN_VERDICT_DIFFERENT,
  TWIN_VERDICT_ALTERED_COPY,
  TWIN_VERDICT_UNDECIDABLE, /* too little texture to judge by */
} TwinVerdictKind;

/**
 * TwinVerdict:
 * @score: calibrated, a probability at equal odds
 * @model_score: M alone
 * @threshold: that @score was held against
 */
typedef struct
{
  TwinVerdictKind kind;
  double score;
  double model_score;
  double threshold;
} TwinVerdict;

/* The logit of M, within +-16: nearer to 0 or 1 a float would make it infinite. */
double twin_verdict_logit (double model_score);

/**
 * twin_verdict_decide:
 * @texture: the lower of the two pictures' twin_texture()
 * @terms: (nullable): with evidence; NULL, or where the model was not calibrated with it: the network alone
 *
 * With evidence the threshold is the strict one: it is there to leave few false alarms. Too little texture is
 * UNDECIDABLE, unless evidence makes a copy of it all the same.
 */
TwinVerdict twin_verdict_decide (const TwinModel *model, double model_score, double texture,
                                 const TwinJointTerms *terms);

/* That a score is held against; @with_evidence: where the model was calibrated with it. */
double twin_verdict_get_threshold (const TwinModel *model, gboolean with_evidence);

/* `altered-copy`, `different`, `undecidable`: for JSON and CSV, never translated. */
const char *twin_verdict_get_id (const TwinVerdict *verdict);
/* A sentence for people, translated: a lead for a human to judge, never an accusation. (transfer none) */
const char *twin_verdict_get_words (const TwinVerdict *verdict);

G_END_DECLS
