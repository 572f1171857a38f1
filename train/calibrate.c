#include "calibrate.h"

#include "joint-fit.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
G_DEFINE_QUARK (twin-calibrate-error-quark, twin_calibrate_error)
/* clang-format on */

#define LENIENT_RATE 1e-2
#define STRICT_RATE 1e-3

/* @n: written: how many there are */
static TwinJointExample *
examples_of (const TwinEvaluation *evaluation, gsize *n)
{
  TwinJointExample *examples = g_new (TwinJointExample, evaluation->scored->len + 1);

  *n = 0;
  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, i);

      if (!pair->failed)
        examples[(*n)++] = (TwinJointExample){
          twin_joint_terms_of (pair->evidence, pair->model_score), pair->pair.positive
        };
    }
  return examples;
}

static gboolean
fail_pairs (GError **error)
{
  g_set_error_literal (
    error, TWIN_CALIBRATE_ERROR, TWIN_CALIBRATE_ERROR_PAIRS,
    _ ("The images give no pairs to calibrate by. Give more images, of more than one "
       "group, for training and for validation."));
  return FALSE;
}

gboolean
twin_calibrate_accepts (const TwinPairSet *set, GError **error)
{
  guint n_positives = 0;

  for (guint i = 0; i < set->pairs->len; i++)
    n_positives += g_array_index (set->pairs, TwinPair, i).positive;
  return (n_positives > 0 && n_positives < set->pairs->len) || fail_pairs (error);
}

gboolean
twin_calibrate (const TwinEvaluation *training, const TwinEvaluation *validation,
                TwinCalibrations *out_calibrations, GError **error)
{
  gsize n_training, n_validation;
  g_autofree TwinJointExample *known = examples_of (training, &n_training);
  g_autofree TwinJointExample *unknown = examples_of (validation, &n_validation);
  TwinCalibrations calibrations;
  TwinCalibration strict;

  if (!twin_joint_fit (known, n_training, unknown, n_validation, &calibrations.joint))
    return fail_pairs (error);
  calibrations.network_alone = twin_evaluation_calibrate (validation, LENIENT_RATE);
  strict = twin_evaluation_calibrate (validation, STRICT_RATE);
  calibrations.network_alone.strict_threshold = strict.threshold;
  calibrations.network_alone.strict_false_positive_rate = strict.false_positive_rate;
  *out_calibrations = calibrations;
  return TRUE;
}
