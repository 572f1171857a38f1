#include "judgement/verdict.h"

#include "judgement/texture.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* M is a float: nearer to 0 or 1 its logit would be infinite. */
#define MARGIN 1e-7

double
twin_verdict_logit (double model_score)
{
  double inside = CLAMP (model_score, MARGIN, 1 - MARGIN);

  return log (inside / (1 - inside));
}

/* Platt 1999: a logistic curve on the logit of M. */
static double
calibrate (const TwinCalibration *calibration, double model_score)
{
  double logit = twin_verdict_logit (model_score);

  return 1 / (1 + exp (-(calibration->slope * logit + calibration->intercept)));
}

double
twin_verdict_get_threshold (const TwinModel *model, gboolean with_evidence)
{
  const TwinJointCalibration *joint = twin_model_get_joint_calibration (model);

  if (!with_evidence || joint == NULL)
    return twin_model_get_calibration (model)->threshold;
  return joint->strict_threshold > 0 ? joint->strict_threshold : joint->threshold;
}

/* Where there is too little texture, the network's opinion is worth nothing; matches that chance does not give are: of 66
 * such pairs of a test those that reached the threshold were copies. */
static TwinVerdictKind
decide (const TwinVerdict *verdict, double texture, gboolean joined)
{
  gboolean reached = verdict->score >= verdict->threshold;

  if (texture < TWIN_TEXTURE_MINIMUM && !(reached && joined))
    return TWIN_VERDICT_UNDECIDABLE;
  return reached ? TWIN_VERDICT_ALTERED_COPY : TWIN_VERDICT_DIFFERENT;
}

TwinVerdict
twin_verdict_decide (const TwinModel *model, double model_score, double texture,
                     const TwinJointTerms *terms)
{
  const TwinJointCalibration *joint = twin_model_get_joint_calibration (model);
  gboolean joined = terms != NULL && joint != NULL;
  TwinVerdict verdict = {
    .score = joined ? twin_joint_score (joint, terms)
                    : calibrate (twin_model_get_calibration (model), model_score),
    .model_score = model_score,
    .threshold = twin_verdict_get_threshold (model, terms != NULL),
  };

  verdict.kind = decide (&verdict, texture, joined);
  return verdict;
}

const char *
twin_verdict_get_id (const TwinVerdict *verdict)
{
  switch (verdict->kind)
    {
    case TWIN_VERDICT_ALTERED_COPY:
      return "altered-copy";
    case TWIN_VERDICT_UNDECIDABLE:
      return "undecidable";
    case TWIN_VERDICT_DIFFERENT:
    default:
      return "different";
    }
}

const char *
twin_verdict_get_words (const TwinVerdict *verdict)
{
  switch (verdict->kind)
    {
    case TWIN_VERDICT_ALTERED_COPY:
      return _ ("Likely an altered copy: look at both before you conclude anything.");
    case TWIN_VERDICT_UNDECIDABLE:
      return _ ("Too little in the picture to judge by.");
    case TWIN_VERDICT_DIFFERENT:
    default:
      return _ ("No sign of a copy.");
    }
}
