#include "drawn-model.h"
#include "model/model-metadata.h"

#include <string.h>

static GHashTable *
new_metadata (void)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  twin_model_metadata_write (metadata, 96, &drawn_calibration);
  return metadata;
}

static void
test_round_trip (void)
{
  g_autoptr (GHashTable) metadata = new_metadata ();
  g_autoptr (GError) error = NULL;
  TwinCalibration got;
  guint input_size;

  twin_model_metadata_read (metadata, &input_size, &got, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (input_size, ==, 96);
  g_assert_cmpfloat (got.slope, ==, drawn_calibration.slope);
  g_assert_cmpfloat (got.intercept, ==, drawn_calibration.intercept);
  g_assert_cmpfloat (got.threshold, ==, drawn_calibration.threshold);
  g_assert_cmpfloat (got.false_positive_rate, ==, drawn_calibration.false_positive_rate);
  g_assert_cmpuint (got.n_negatives, ==, drawn_calibration.n_negatives);
}

/* People read them: numbers are no longer than they must be. */
static void
test_spelling (void)
{
  g_autoptr (GHashTable) metadata = new_metadata ();

  g_assert_cmpstr (g_hash_table_lookup (metadata, "format"), ==, "twinscope-1");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "architecture"), ==, "resnet50-siamese-linear");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "input"), ==, "view-standardised");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "input_size"), ==, "96");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "calibration.network.intercept"), ==, "-0.1");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "calibration.network.threshold"), ==,
                   "0.3333333333333333");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "calibration.network.negatives"), ==, "12345");
}

static void
test_other_keys_stay (void)
{
  g_autoptr (GHashTable) metadata = new_metadata ();

  g_hash_table_insert (metadata, g_strdup ("data.credit"), g_strdup ("someone"));
  g_hash_table_insert (metadata, g_strdup ("input_size"), g_strdup ("64"));
  twin_model_metadata_write (metadata, 128, &drawn_calibration);
  g_assert_cmpstr (g_hash_table_lookup (metadata, "data.credit"), ==, "someone");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "input_size"), ==, "128");
}

/* With evidence: none is not an error, half of one is. */
static void
test_joint (void)
{
  static const char *const bad[][2] = {
    { "weight.matches", "-0.1" },          { "weight.network", "nan" }, { "weight.pixels", NULL },
    { "weight.agreement", "1e4" },         { "intercept", "2000" },     { "threshold", "1.5" },
    { "false_positive_rate", NULL },       { "negatives", "-1" },       { "strict_threshold", "x" },
    { "strict_false_positive_rate", NULL }
  };
  const TwinJointCalibration joint = { -1.5, { 1, 0, 0.25, 3 }, 0.5, 0.01, 77, 0.75, 0.001 };
  TwinJointCalibration got;
  gboolean has;

  for (guint i = 0; i <= G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GHashTable) metadata = new_metadata ();
      g_autoptr (GError) error = NULL;
      g_autofree char *key = i > 0 ? g_strconcat ("calibration.evidence.", bad[i - 1][0], NULL)
                                   : NULL;

      g_assert_true (twin_model_metadata_read_joint (metadata, &has, &got, &error));
      g_assert_false (has);
      twin_model_metadata_write_joint (metadata, &joint);
      if (key == NULL)
        {
          g_assert_true (twin_model_metadata_read_joint (metadata, &has, &got, &error));
          g_assert_true (has);
          g_assert_cmpmem (got.weights, sizeof got.weights, joint.weights, sizeof joint.weights);
          g_assert_cmpfloat (got.intercept, ==, joint.intercept);
          g_assert_cmpuint (got.n_negatives, ==, joint.n_negatives);
          g_assert_cmpfloat (got.strict_threshold, ==, joint.strict_threshold);
          continue;
        }
      if (bad[i - 1][1] == NULL)
        g_hash_table_remove (metadata, key);
      else
        g_hash_table_insert (metadata, g_strdup (key), g_strdup (bad[i - 1][1]));
      g_assert_false (twin_model_metadata_read_joint (metadata, &has, &got, &error));
      g_assert_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA);
      g_assert_nonnull (strstr (error->message, key));
    }
}

/* One key changed, NULL: taken away. */
typedef struct
{
  const char *key;
  const char *value;
  TwinModelError code;
} Wrong;

#define METADATA TWIN_MODEL_ERROR_METADATA
#define VERSION TWIN_MODEL_ERROR_VERSION

static const Wrong wrong[] = {
  { "format", NULL, METADATA },
  { "format", "", METADATA },
  { "format", "pt", METADATA },
  { "format", "twinscope-", METADATA },
  { "format", "twinscope-0", METADATA },
  { "format", "twinscope-1.5", METADATA },
  { "format", "twinscope--1", METADATA },
  { "format", "twinscope-99999999999999999999", METADATA },
  { "format", "twinscope-2", VERSION },
  { "format", "twinscope-4294967295", VERSION },
  { "architecture", NULL, METADATA },
  { "architecture", "resnet18", METADATA },
  { "input", NULL, METADATA },
  { "input", "imagenet", METADATA },
  { "input_size", NULL, METADATA },
  { "input_size", "", METADATA },
  { "input_size", "31", METADATA },
  { "input_size", "1025", METADATA },
  { "input_size", "-96", METADATA },
  { "input_size", "96.0", METADATA },
  { "input_size", " 96", METADATA },
  { "input_size", "18446744073709551712", METADATA },
  { "calibration.network.slope", NULL, METADATA },
  { "calibration.network.slope", "0", METADATA },
  { "calibration.network.slope", "-1", METADATA },
  { "calibration.network.slope", "nan", METADATA },
  { "calibration.network.slope", "inf", METADATA },
  { "calibration.network.slope", "1e999", METADATA },
  { "calibration.network.slope", "1,5", METADATA },
  { "calibration.network.slope", "1 ", METADATA },
  { "calibration.network.slope", " 1", METADATA },
  { "calibration.network.intercept", NULL, METADATA },
  { "calibration.network.intercept", "1001", METADATA },
  { "calibration.network.intercept", "-inf", METADATA },
  { "calibration.network.threshold", NULL, METADATA },
  { "calibration.network.threshold", "1.0001", METADATA },
  { "calibration.network.threshold", "-0.0001", METADATA },
  { "calibration.network.threshold", "", METADATA },
  { "calibration.network.false_positive_rate", NULL, METADATA },
  { "calibration.network.false_positive_rate", "2", METADATA },
  { "calibration.network.negatives", NULL, METADATA },
  { "calibration.network.negatives", "-1", METADATA },
  { "calibration.network.negatives", "4294967296", METADATA },
};

static void
assert_refused (const Wrong *self)
{
  g_autoptr (GHashTable) metadata = new_metadata ();
  g_autoptr (GError) error = NULL;
  TwinCalibration calibration;
  guint input_size;

  if (self->value == NULL)
    g_hash_table_remove (metadata, self->key);
  else
    g_hash_table_insert (metadata, g_strdup (self->key), g_strdup (self->value));
  g_assert_false (twin_model_metadata_read (metadata, &input_size, &calibration, &error));
  g_assert_error (error, TWIN_MODEL_ERROR, (int) self->code);
  g_test_message ("%s", error->message);
  if (self->code == METADATA)
    g_assert_nonnull (strstr (error->message, self->key));
  if (self->value != NULL)
    g_assert_nonnull (strstr (error->message, self->value));
}

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused (&wrong[i]);
}

static void
test_ends_of_the_ranges (void)
{
  static const char *const ends[][2] = {
    { "input_size", "32" },
    { "input_size", "1024" },
    { "calibration.network.threshold", "0" },
    { "calibration.network.threshold", "1" },
    { "calibration.network.intercept", "-1e3" },
    { "calibration.network.negatives", "4294967295" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GHashTable) metadata = new_metadata ();
      g_autoptr (GError) error = NULL;
      TwinCalibration calibration;
      guint input_size;

      g_hash_table_insert (metadata, g_strdup (ends[i][0]), g_strdup (ends[i][1]));
      twin_model_metadata_read (metadata, &input_size, &calibration, &error);
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metadata/what is written is read", test_round_trip);
  g_test_add_func ("/metadata/written as people would", test_spelling);
  g_test_add_func ("/metadata/other keys stay", test_other_keys_stay);
  g_test_add_func ("/metadata/a key missing or out of range is named", test_wrong);
  g_test_add_func ("/metadata/a calibration with evidence", test_joint);
  g_test_add_func ("/metadata/the ends of the ranges are inside", test_ends_of_the_ranges);
  return g_test_run ();
}
