#include "drawn-model.h"
#include "judgement/texture.h"
#include "judgement/verdict.h"

#include <math.h>

#define TEXTURE (2 * TWIN_TEXTURE_MINIMUM)

static TwinModel *
model_with (TwinCalibration calibration)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  float *values = twin_parameters_new_values (network->parameters);
  TwinModel *model = twin_model_new (network, values, 64, &calibration, NULL);

  twin_values_free (values);
  return model;
}

/* sigmoid (slope * logit (M) + intercept), worked out by hand. */
static void
test_calibrated (void)
{
  g_autoptr (TwinModel) model = model_with ((TwinCalibration){ 2, -1, 0.5, 0.01, 100, 0, 0 });
  TwinVerdict even = twin_verdict_decide (model, 0.5, TEXTURE, NULL);
  TwinVerdict odds_of_three = twin_verdict_decide (model, 0.75, TEXTURE, NULL);

  g_assert_cmpfloat_with_epsilon (even.score, 1 / (1 + exp (1)), 1e-12);
  g_assert_cmpfloat_with_epsilon (odds_of_three.score, 9 / (9 + exp (1)), 1e-12);
  g_assert_cmpfloat (odds_of_three.model_score, ==, 0.75);
  g_assert_cmpfloat (odds_of_three.threshold, ==, 0.5);
}

static void
test_threshold (void)
{
  g_autoptr (TwinModel) model = model_with ((TwinCalibration){ 1, 0, 0.5, 0.01, 100, 0, 0 });

  g_assert_cmpstr (twin_verdict_get_id (&(TwinVerdict){
                     .kind = twin_verdict_decide (model, 0.5, TEXTURE, NULL).kind }),
                   ==, "altered-copy");
  g_assert_cmpint (twin_verdict_decide (model, 0.4999, TEXTURE, NULL).kind, ==,
                   TWIN_VERDICT_DIFFERENT);
  g_assert_cmpint (twin_verdict_decide (model, 0.5001, TEXTURE, NULL).kind, ==,
                   TWIN_VERDICT_ALTERED_COPY);
}

/* A float M may be exactly 0 or 1; the score stays a number inside. */
static void
test_ends (void)
{
  g_autoptr (TwinModel) model = model_with ((TwinCalibration){ 1, 0, 0.5, 0.01, 100, 0, 0 });
  TwinVerdict none = twin_verdict_decide (model, 0, TEXTURE, NULL),
              all = twin_verdict_decide (model, 1, TEXTURE, NULL);

  g_assert_true (none.score > 0 && none.score < 1e-6);
  g_assert_true (all.score < 1 && all.score > 1 - 1e-6);
  g_assert_cmpint (none.kind, ==, TWIN_VERDICT_DIFFERENT);
  g_assert_cmpint (all.kind, ==, TWIN_VERDICT_ALTERED_COPY);
}

static void
test_rises (void)
{
  g_autoptr (TwinModel) model = model_with ((TwinCalibration){ 0.7, 0.3, 0.5, 0.01, 100, 0, 0 });

  for (guint i = 0; i < 100; i++)
    {
      double low = g_test_rand_double_range (0, 1), high = g_test_rand_double_range (low, 1);

      g_assert_cmpfloat (twin_verdict_decide (model, low, TEXTURE, NULL).score, <=,
                         twin_verdict_decide (model, high, TEXTURE, NULL).score);
    }
}

static void
test_too_little_texture (void)
{
  g_autoptr (TwinModel) model = model_with ((TwinCalibration){ 1, 0, 0.5, 0.01, 100, 0, 0 });
  TwinVerdict flat = twin_verdict_decide (model, 0.9, 0.99 * TWIN_TEXTURE_MINIMUM, NULL);

  g_assert_cmpstr (twin_verdict_get_id (&flat), ==, "undecidable");
  g_assert_cmpfloat_with_epsilon (flat.score, 0.9, 1e-9);
  g_assert_cmpint (twin_verdict_decide (model, 0.9, TWIN_TEXTURE_MINIMUM, NULL).kind, ==,
                   TWIN_VERDICT_ALTERED_COPY);
}

static void
test_words (void)
{
  const TwinVerdict different = { .kind = TWIN_VERDICT_DIFFERENT },
                    copy = { .kind = TWIN_VERDICT_ALTERED_COPY },
                    undecidable = { .kind = TWIN_VERDICT_UNDECIDABLE };

  g_assert_cmpstr (twin_verdict_get_id (&different), ==, "different");
  g_assert_cmpstr (twin_verdict_get_words (&copy), !=, twin_verdict_get_words (&different));
  g_assert_cmpstr (twin_verdict_get_words (&copy), !=, twin_verdict_get_words (&undecidable));
  g_assert_cmpstr (twin_verdict_get_words (&different), !=, twin_verdict_get_words (&undecidable));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/the score is M calibrated", test_calibrated);
  g_test_add_func ("/verdict/at the threshold it is a copy", test_threshold);
  g_test_add_func ("/verdict/at 0 and 1 the score is a number", test_ends);
  g_test_add_func ("/verdict/the score rises with M", test_rises);
  g_test_add_func ("/verdict/too little texture to judge by", test_too_little_texture);
  g_test_add_func ("/verdict/three verdicts in other words", test_words);
  return g_test_run ();
}
