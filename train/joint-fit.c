#include "joint-fit.h"

#include "logistic.h"
#include "metrics.h"

#define LENIENT_RATE 1e-2
#define STRICT_RATE 1e-3
/* Terms of the evidence come first; the network's is the last. */
#define N_EVIDENCE_TERMS TWIN_JOINT_NETWORK

static TwinLogisticSet *
evidence_terms (const TwinJointExample *examples, gsize n)
{
  TwinLogisticSet *set = twin_logistic_set_new (n, N_EVIDENCE_TERMS);

  for (gsize i = 0; i < n; i++)
    twin_logistic_set_add (set, examples[i].terms.values, examples[i].positive);
  return set;
}

static double
sum_evidence (const double *weights, const TwinJointTerms *terms)
{
  double sum = 0;

  for (guint i = 0; i < N_EVIDENCE_TERMS; i++)
    sum += weights[i] * terms->values[i];
  return sum;
}

/* Two terms: what the evidence sums up to, and the network. */
static TwinLogisticSet *
both_terms (const TwinJointExample *examples, gsize n, const double *weights)
{
  TwinLogisticSet *set = twin_logistic_set_new (n, 2);

  for (gsize i = 0; i < n; i++)
    {
      const double terms[2] = { sum_evidence (weights, &examples[i].terms),
                                examples[i].terms.values[TWIN_JOINT_NETWORK] };

      twin_logistic_set_add (set, terms, examples[i].positive);
    }
  return set;
}

static double
rate_above (const TwinScored *scores, gsize n, double threshold)
{
  TwinConfusion confusion = twin_metrics_confusion (scores, n, threshold);

  return twin_confusion_false_positive_rate (&confusion);
}

static void
find_thresholds (const TwinJointExample *examples, gsize n, TwinJointCalibration *joint)
{
  g_autofree TwinScored *scores = g_new (TwinScored, n);

  joint->n_negatives = 0;
  for (gsize i = 0; i < n; i++)
    {
      scores[i] = (TwinScored){ twin_joint_score (joint, &examples[i].terms),
                                examples[i].positive };
      joint->n_negatives += !examples[i].positive;
    }
  joint->threshold = CLAMP (twin_metrics_threshold_at (scores, n, LENIENT_RATE), 0.0, 1.0);
  joint->strict_threshold = CLAMP (twin_metrics_threshold_at (scores, n, STRICT_RATE), 0.0, 1.0);
  joint->false_positive_rate = rate_above (scores, n, joint->threshold);
  joint->strict_false_positive_rate = rate_above (scores, n, joint->strict_threshold);
}

gboolean
twin_joint_fit (const TwinJointExample *training, gsize n_training,
                const TwinJointExample *validation, gsize n_validation,
                TwinJointCalibration *out_joint)
{
  g_autoptr (TwinLogisticSet) first = evidence_terms (training, n_training), second = NULL;
  double evidence[N_EVIDENCE_TERMS], both[2], unused;
  TwinJointCalibration joint = { 0 };

  if (!twin_logistic_fit (first, &unused, evidence))
    return FALSE;
  second = both_terms (validation, n_validation, evidence);
  if (!twin_logistic_fit (second, &joint.intercept, both))
    return FALSE;
  for (guint i = 0; i < N_EVIDENCE_TERMS; i++)
    joint.weights[i] = both[0] * evidence[i];
  joint.weights[TWIN_JOINT_NETWORK] = both[1];
  find_thresholds (validation, n_validation, &joint);
  *out_joint = joint;
  return TRUE;
}
