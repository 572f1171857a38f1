/* joint.c: S = w0 + w1 ln (1 + strength) + w2 atanh (correlation) + w3 agreement + w4 logit (M), and its sigmoid. The
 * logarithm and the bound on the correlation keep one term, however large, from drowning the others. */
#include "judgement/joint.h"

#include "judgement/verdict.h"

#include <math.h>

/* atanh is 2.65 there. */
#define MOST_CORRELATION 0.99

static double
finite_or_zero (double value)
{
  return isfinite (value) ? value : 0;
}

TwinJointTerms
twin_joint_terms (double model_score, double strength, double correlation, double agreement)
{
  TwinJointTerms terms;

  terms.values[TWIN_JOINT_MATCHES] = log1p (MAX (finite_or_zero (strength), 0));
  terms.values[TWIN_JOINT_PIXELS] = atanh (
    CLAMP (finite_or_zero (correlation), -MOST_CORRELATION, MOST_CORRELATION));
  terms.values[TWIN_JOINT_AGREEMENT] = CLAMP (finite_or_zero (agreement), 0, 1);
  terms.values[TWIN_JOINT_NETWORK] = twin_verdict_logit (finite_or_zero (model_score));
  return terms;
}

/* The scale of 2 pixels: finer detail is noise's and JPEG's first, coarser is what all pictures share. */
#define PIXEL_SCALE 1

TwinJointTerms
twin_joint_terms_of (const TwinEvidence *evidence, double model_score)
{
  gboolean has_pixels = evidence != NULL && evidence->has_pixels;

  return twin_joint_terms (model_score, evidence != NULL ? -evidence->log_nfa_free : 0,
                           has_pixels ? evidence->pixels.ncc[PIXEL_SCALE] : 0,
                           has_pixels ? evidence->pixels.agree_free : 0);
}

double
twin_joint_score (const TwinJointCalibration *calibration, const TwinJointTerms *terms)
{
  double sum = calibration->intercept;

  for (guint i = 0; i < TWIN_N_JOINT_TERMS; i++)
    sum += calibration->weights[i] * terms->values[i];
  return 1 / (1 + exp (-sum));
}
