#include "model/model-metadata.h"

#include "model/safetensors-header.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FORMAT "twinscope-"
#define FORMAT_VERSION 1u
#define ARCHITECTURE "resnet50-siamese-linear"
/* How pictures are prepared: twin_tensor_fit(). */
#define INPUT "view-standardised"
#define CALIBRATION "calibration.network."
#define JOINT "calibration.evidence."

/* ResNet-50 halves a picture five times; above 1024 a view of one picture alone takes gigabytes. */
#define MIN_INPUT_SIZE 32
#define MAX_INPUT_SIZE 1024

/* @wanted: (transfer full): what the value may be. Always FALSE. */
static gboolean
fail_value (GError **error, const char *key, const char *value, char *wanted)
{
  g_autofree char *quoted = twin_safetensors_quote (value);

  /* Translators: the value in quotation marks, then what it may be: “a number from 0 to 1”. */
  g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA,
               _ ("its “%s” is %s, and must be %s"), key, quoted, wanted);
  g_free (wanted);
  return FALSE;
}

static const char *
find (GHashTable *metadata, const char *key, GError **error)
{
  const char *value = g_hash_table_lookup (metadata, key);

  if (value == NULL)
    g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA,
                 _ ("not a model of this program: “%s” is missing from its metadata"), key);
  return value;
}

static gboolean
check_word (GHashTable *metadata, const char *key, const char *wanted, GError **error)
{
  const char *value = find (metadata, key, error);

  return value != NULL && (strcmp (value, wanted) == 0 ||
                           fail_value (error, key, value, g_strdup_printf ("“%s”", wanted)));
}

static gboolean
check_format (GHashTable *metadata, GError **error)
{
  const char *value = find (metadata, "format", error);
  guint64 version;

  if (value == NULL)
    return FALSE;
  if (!g_str_has_prefix (value, FORMAT) ||
      !g_ascii_string_to_unsigned (value + strlen (FORMAT), 10, 1, G_MAXUINT, &version, NULL))
    return fail_value (error, "format", value, g_strdup_printf ("“%s%u”", FORMAT, FORMAT_VERSION));
  if (version > FORMAT_VERSION)
    g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_VERSION,
                 _ ("it was written by a newer version of the program (“%s”); update the program"),
                 value);
  return version == FORMAT_VERSION;
}

static gboolean
read_number (GHashTable *metadata, const char *key, double low, double high, double *out_number,
             GError **error)
{
  const char *value = find (metadata, key, error);
  double number;
  char *end;

  if (value == NULL)
    return FALSE;
  number = g_ascii_strtod (value, &end);
  if (end == value || *end != '\0' || g_ascii_isspace (*value) ||
      !(number >= low && number <= high))
    return fail_value (error, key, value,
                       g_strdup_printf (_ ("a number from %g to %g"), low, high));
  *out_number = number;
  return TRUE;
}

static gboolean
read_count (GHashTable *metadata, const char *key, guint low, guint high, guint *out_count,
            GError **error)
{
  const char *value = find (metadata, key, error);
  guint64 count;

  if (value == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (value, 10, low, high, &count, NULL))
    return fail_value (error, key, value,
                       g_strdup_printf (_ ("a whole number from %u to %u"), low, high));
  *out_count = count;
  return TRUE;
}

/* Models from before there was one have none. */
static gboolean
read_strict (GHashTable *metadata, const char *prefix, double *threshold, double *rate,
             GError **error)
{
  g_autofree char *threshold_key = g_strconcat (prefix, "strict_threshold", NULL);
  g_autofree char *rate_key = g_strconcat (prefix, "strict_false_positive_rate", NULL);

  *threshold = *rate = 0;
  if (!g_hash_table_contains (metadata, threshold_key))
    return TRUE;
  return read_number (metadata, threshold_key, 0, 1, threshold, error) &&
         read_number (metadata, rate_key, 0, 1, rate, error);
}

/* Slope and intercept are bounded where a score would be 0 or 1 for all practical purposes. */
static gboolean
read_calibration (GHashTable *metadata, TwinCalibration *calibration, GError **error)
{
  return read_number (metadata, CALIBRATION "slope", 1e-3, 1e3, &calibration->slope, error) &&
         read_number (metadata, CALIBRATION "intercept", -1e3, 1e3, &calibration->intercept,
                      error) &&
         read_number (metadata, CALIBRATION "threshold", 0, 1, &calibration->threshold, error) &&
         read_number (metadata, CALIBRATION "false_positive_rate", 0, 1,
                      &calibration->false_positive_rate, error) &&
         read_count (metadata, CALIBRATION "negatives", 0, G_MAXUINT, &calibration->n_negatives,
                     error) &&
         read_strict (metadata, CALIBRATION, &calibration->strict_threshold,
                      &calibration->strict_false_positive_rate, error);
}

/* In the order of TwinJointTerm. */
static const char *const weight_keys[TWIN_N_JOINT_TERMS] = {
  JOINT "weight.matches", JOINT "weight.pixels", JOINT "weight.agreement", JOINT "weight.network"
};

gboolean
twin_model_metadata_read_joint (GHashTable *metadata, gboolean *out_has_joint,
                                TwinJointCalibration *out_joint, GError **error)
{
  TwinJointCalibration joint = { 0 };

  *out_has_joint = FALSE;
  if (!g_hash_table_contains (metadata, JOINT "intercept"))
    return TRUE;
  for (guint i = 0; i < TWIN_N_JOINT_TERMS; i++)
    if (!read_number (metadata, weight_keys[i], 0, 1e3, &joint.weights[i], error))
      return FALSE;
  if (!read_number (metadata, JOINT "intercept", -1e3, 1e3, &joint.intercept, error) ||
      !read_number (metadata, JOINT "threshold", 0, 1, &joint.threshold, error) ||
      !read_number (metadata, JOINT "false_positive_rate", 0, 1, &joint.false_positive_rate,
                    error) ||
      !read_count (metadata, JOINT "negatives", 0, G_MAXUINT, &joint.n_negatives, error) ||
      !read_strict (metadata, JOINT, &joint.strict_threshold, &joint.strict_false_positive_rate,
                    error))
    return FALSE;
  *out_joint = joint;
  *out_has_joint = TRUE;
  return TRUE;
}

gboolean
twin_model_metadata_read (GHashTable *metadata, guint *out_input_size,
                          TwinCalibration *out_network_alone, GError **error)
{
  return check_format (metadata, error) &&
         check_word (metadata, "architecture", ARCHITECTURE, error) &&
         check_word (metadata, "input", INPUT, error) &&
         read_count (metadata, "input_size", MIN_INPUT_SIZE, MAX_INPUT_SIZE, out_input_size,
                     error) &&
         read_calibration (metadata, out_network_alone, error);
}

/* The shortest text that reads as the same number: 0.1, not 0.10000000000000001. */
static char *
number_to_text (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint digits = 15; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%ug", digits);
      g_ascii_formatd (text, sizeof text, format, number);
      if (g_ascii_strtod (text, NULL) == number)
        break;
    }
  return g_strdup (text);
}

static void
set (GHashTable *metadata, const char *key, char *value)
{
  g_hash_table_replace (metadata, g_strdup (key), value);
}

/* 0 is not known, and not written. */
static void
set_strict (GHashTable *metadata, const char *prefix, double threshold, double rate)
{
  g_autofree char *threshold_key = g_strconcat (prefix, "strict_threshold", NULL);
  g_autofree char *rate_key = g_strconcat (prefix, "strict_false_positive_rate", NULL);

  g_hash_table_remove (metadata, threshold_key);
  g_hash_table_remove (metadata, rate_key);
  if (threshold <= 0)
    return;
  set (metadata, threshold_key, number_to_text (threshold));
  set (metadata, rate_key, number_to_text (rate));
}

void
twin_model_metadata_write (GHashTable *metadata, guint input_size,
                           const TwinCalibration *network_alone)
{
  set (metadata, "format", g_strdup_printf ("%s%u", FORMAT, FORMAT_VERSION));
  set (metadata, "architecture", g_strdup (ARCHITECTURE));
  set (metadata, "input", g_strdup (INPUT));
  set (metadata, "input_size", g_strdup_printf ("%u", input_size));
  set (metadata, CALIBRATION "slope", number_to_text (network_alone->slope));
  set (metadata, CALIBRATION "intercept", number_to_text (network_alone->intercept));
  set (metadata, CALIBRATION "threshold", number_to_text (network_alone->threshold));
  set (metadata, CALIBRATION "false_positive_rate",
       number_to_text (network_alone->false_positive_rate));
  set (metadata, CALIBRATION "negatives", g_strdup_printf ("%u", network_alone->n_negatives));
  set_strict (metadata, CALIBRATION, network_alone->strict_threshold,
              network_alone->strict_false_positive_rate);
}

void
twin_model_metadata_write_joint (GHashTable *metadata, const TwinJointCalibration *joint)
{
  for (guint i = 0; i < TWIN_N_JOINT_TERMS; i++)
    set (metadata, weight_keys[i], number_to_text (joint->weights[i]));
  set (metadata, JOINT "intercept", number_to_text (joint->intercept));
  set (metadata, JOINT "threshold", number_to_text (joint->threshold));
  set (metadata, JOINT "false_positive_rate", number_to_text (joint->false_positive_rate));
  set (metadata, JOINT "negatives", g_strdup_printf ("%u", joint->n_negatives));
  set_strict (metadata, JOINT, joint->strict_threshold, joint->strict_false_positive_rate);
}
