/* test-joint.c: the joint score, its place in the model file, and verdicts by it. */
#include "drawn-model.h"
#include "judgement/texture.h"
#include "judgement/verdict.h"
#include "scratch.h"

#include <math.h>
#include <string.h>

#define TEXTURE (2 * TWIN_TEXTURE_MINIMUM)

static const TwinJointCalibration drawn_joint = {
  .intercept = -6.5,
  .weights = { 0.9, 3, 4.4, 0 },
  .threshold = 0.6,
  .false_positive_rate = 0.01,
  .n_negatives = 5000,
  .strict_threshold = 0.9,
  .strict_false_positive_rate = 0.001,
};

static void
test_by_hand (void)
{
  TwinJointTerms terms = twin_joint_terms (0.5, exp (2) - 1, tanh (0.5), 0.25);
  TwinJointTerms none = twin_joint_terms (0.5, -3, 0, 0);
  TwinJointTerms broken = twin_joint_terms (NAN, INFINITY, NAN, -NAN);

  g_assert_cmpfloat_with_epsilon (terms.values[TWIN_JOINT_MATCHES], 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (terms.values[TWIN_JOINT_PIXELS], 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (twin_joint_score (&drawn_joint, &terms),
                                  1 / (1 + exp (6.5 - 1.8 - 1.5 - 1.1)), 1e-12);
  g_assert_cmpfloat_with_epsilon (twin_joint_score (&drawn_joint, &none), 1 / (1 + exp (6.5)),
                                  1e-12);
  for (guint i = 0; i < TWIN_N_JOINT_TERMS; i++)
    g_assert_true (isfinite (broken.values[i]));
}

/* More of anything never makes a copy less likely. */
static void
test_monotone (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      TwinJointCalibration joint = { .intercept = g_test_rand_double_range (-9, 9) };
      double low[4], high[4];
      TwinJointTerms less, more;

      for (guint j = 0; j < 4; j++)
        {
          joint.weights[j] = g_test_rand_double_range (0, 5);
          low[j] = g_test_rand_double_range (-1, 1);
          high[j] = low[j] + g_test_rand_double_range (0, 1);
        }
      less = twin_joint_terms (low[0], 100 * low[1], low[2], low[3]);
      more = twin_joint_terms (high[0], 100 * high[1], high[2], high[3]);
      g_assert_cmpfloat (twin_joint_score (&joint, &less), <=, twin_joint_score (&joint, &more));
    }
}

/* A model file, calibrated with evidence where @joint is not NULL. */
static GFile *
save_model (const Scratch *scratch, const TwinJointCalibration *joint)
{
  g_autoptr (TwinModel) model = draw_model (3);
  GFile *file = scratch_file (scratch, "model.safetensors");
  g_autoptr (GError) error = NULL;

  g_assert_true (twin_model_save (model, file, TWIN_DTYPE_F16, &error));
  if (joint != NULL)
    g_assert_true (twin_model_recalibrate (file, &drawn_calibration, joint, &error));
  g_assert_no_error (error);
  return file;
}

static TwinModel *
load (GFile *file)
{
  g_autoptr (GError) error = NULL;
  TwinModel *model = twin_model_load (file, &error);

  g_assert_no_error (error);
  return model;
}

static void
test_file (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) file = NULL;
  g_autoptr (TwinModel) before = NULL, after = NULL;
  const TwinJointCalibration *joint;
  TwinCalibration alone = drawn_calibration;
  gsize n;

  scratch_init (&scratch);
  file = save_model (&scratch, NULL);
  before = load (file);
  g_assert_null (twin_model_get_joint_calibration (before));
  alone.threshold = 0.77;
  alone.strict_threshold = 0.99;
  alone.strict_false_positive_rate = 0.002;
  g_assert_true (twin_model_recalibrate (file, &alone, &drawn_joint, NULL));
  after = load (file);
  joint = twin_model_get_joint_calibration (after);
  g_assert_nonnull (joint);
  g_assert_cmpmem (joint->weights, sizeof joint->weights, drawn_joint.weights,
                   sizeof drawn_joint.weights);
  g_assert_cmpfloat (joint->intercept, ==, drawn_joint.intercept);
  g_assert_cmpfloat (joint->threshold, ==, drawn_joint.threshold);
  g_assert_cmpfloat (joint->false_positive_rate, ==, drawn_joint.false_positive_rate);
  g_assert_cmpuint (joint->n_negatives, ==, drawn_joint.n_negatives);
  g_assert_cmpfloat (joint->strict_threshold, ==, drawn_joint.strict_threshold);
  g_assert_cmpfloat (twin_model_get_calibration (after)->threshold, ==, 0.77);
  g_assert_cmpfloat (twin_model_get_calibration (after)->strict_threshold, ==, 0.99);
  /* Every tensor as it was. */
  n = twin_parameters_get_size (twin_model_get_network (before)->parameters);
  g_assert_cmpmem (twin_model_get_values (before), n * sizeof (float),
                   twin_model_get_values (after), n * sizeof (float));
  /* NULL leaves what there is. */
  g_assert_true (twin_model_recalibrate (file, &alone, NULL, NULL));
  twin_model_unref (after);
  after = load (file);
  g_assert_nonnull (twin_model_get_joint_calibration (after));
}

static void
test_no_model (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) file = NULL, none = NULL;
  g_autoptr (GByteArray) bytes = spell_safetensors ("{'__metadata__':{'format':'pt'}}", 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "other.safetensors", bytes->data, bytes->len);
  g_assert_false (twin_model_recalibrate (file, &drawn_calibration, &drawn_joint, &error));
  g_assert_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA);
  g_assert_nonnull (strstr (error->message, "other.safetensors"));
  g_assert_true (g_file_load_contents (file, NULL, &contents, &length, NULL, NULL));
  g_assert_cmpmem (contents, length, bytes->data, bytes->len);
  g_clear_error (&error);
  none = scratch_file (&scratch, "none.safetensors");
  g_assert_false (twin_model_recalibrate (none, &drawn_calibration, NULL, &error));
  g_assert_nonnull (strstr (error->message, "none.safetensors"));
}

/* With evidence the strict threshold counts; without, or where the model knows of none, the network decides. */
static void
test_verdict (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) file = NULL;
  g_autoptr (TwinModel) joined = NULL, alone = draw_model (3);
  TwinJointTerms strong = twin_joint_terms (0.01, 300, 0.9, 0.9);
  TwinJointTerms between = twin_joint_terms (0.01, 20, 0.5, 0.6);
  TwinVerdict verdict;

  scratch_init (&scratch);
  file = save_model (&scratch, &drawn_joint);
  joined = load (file);
  verdict = twin_verdict_decide (joined, 0.01, TEXTURE, &strong);
  g_assert_cmpint (verdict.kind, ==, TWIN_VERDICT_ALTERED_COPY);
  g_assert_cmpfloat (verdict.threshold, ==, 0.9);
  g_assert_cmpfloat (verdict.model_score, ==, 0.01);
  verdict = twin_verdict_decide (joined, 0.01, TEXTURE, &between);
  g_assert_true (verdict.score > 0.6 && verdict.score < 0.9);
  g_assert_cmpint (verdict.kind, ==, TWIN_VERDICT_DIFFERENT);
  /* Too little texture for the network, enough for matches. */
  verdict = twin_verdict_decide (joined, 0.01, 0, &strong);
  g_assert_cmpint (verdict.kind, ==, TWIN_VERDICT_ALTERED_COPY);
  verdict = twin_verdict_decide (joined, 0.01, 0, &between);
  g_assert_cmpint (verdict.kind, ==, TWIN_VERDICT_UNDECIDABLE);
  verdict = twin_verdict_decide (alone, 0.99, 0, &strong);
  g_assert_cmpint (verdict.kind, ==, TWIN_VERDICT_UNDECIDABLE);
  verdict = twin_verdict_decide (joined, 0.01, TEXTURE, NULL);
  g_assert_cmpfloat (verdict.threshold, ==, drawn_calibration.threshold);
  verdict = twin_verdict_decide (alone, 0.01, TEXTURE, &strong);
  g_assert_cmpfloat (verdict.threshold, ==, drawn_calibration.threshold);
  g_assert_cmpint (verdict.kind, ==, TWIN_VERDICT_DIFFERENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/joint/by hand", test_by_hand);
  g_test_add_func ("/joint/monotone in every term", test_monotone);
  g_test_add_func ("/joint/kept in the model file, which stays what it was otherwise", test_file);
  g_test_add_func ("/joint/files that are no models are left alone", test_no_model);
  g_test_add_func ("/joint/verdicts with and without evidence", test_verdict);
  return g_test_run ();
}
