#include "checkpoint.h"

#include <glib/gi18n-lib.h>

/* Each set of values stands under its own label, the values themselves under their plain names, so that `--init` takes
 * a checkpoint as it takes a model. */
#define LABEL_FIRST "adamw.first."
#define LABEL_SECOND "adamw.second."
#define LABEL_AVERAGE "average."
#define KEY_STEP "checkpoint.step"
#define KEY_VALIDATED "checkpoint.validated"
#define KEY_SECONDS "checkpoint.seconds"
#define KEY_BEST "checkpoint.best_auc"
#define KEY_LOG "checkpoint.log"
#define KEY_SETTINGS "checkpoint.settings"

void
twin_progress_state_clear (TwinProgressState *state)
{
  if (state->log != NULL)
    g_string_free (state->log, TRUE);
  g_free (state->settings);
  *state = (TwinProgressState){ 0 };
}

static void
set_integer (TwinSafetensorsWriter *writer, const char *key, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  twin_safetensors_writer_set_metadata (writer, key, text);
}

static void
set_double (TwinSafetensorsWriter *writer, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  twin_safetensors_writer_set_metadata (writer, key, g_ascii_dtostr (text, sizeof text, value));
}

gboolean
twin_checkpoint_write (GFile *file, const TwinNetwork *network, const float *values,
                       const TwinAdamW *adamw, const TwinProgressState *state, GError **error)
{
  g_autoptr (TwinSafetensorsWriter) writer = twin_safetensors_writer_new ();

  set_integer (writer, KEY_STEP, state->step);
  set_integer (writer, KEY_VALIDATED, state->validated);
  set_double (writer, KEY_SECONDS, state->seconds);
  set_double (writer, KEY_BEST, state->best_auc);
  twin_safetensors_writer_set_metadata (writer, KEY_LOG, state->log->str);
  twin_safetensors_writer_set_metadata (writer, KEY_SETTINGS, state->settings);
  twin_model_add_parameters (writer, network, NULL, "", TWIN_DTYPE_F32, values);
  twin_model_add_parameters (writer, network, NULL, LABEL_FIRST, TWIN_DTYPE_F32, adamw->first);
  twin_model_add_parameters (writer, network, NULL, LABEL_SECOND, TWIN_DTYPE_F32, adamw->second);
  twin_model_add_parameters (writer, network, NULL, LABEL_AVERAGE, TWIN_DTYPE_F32, adamw->average);
  return twin_safetensors_writer_write (writer, file, error);
}

/* What a checkpoint says beside its tensors, in this order. */
static const char *const keys[] = { KEY_STEP, KEY_VALIDATED, KEY_SECONDS,
                                    KEY_BEST, KEY_LOG,       KEY_SETTINGS };

/* Asked first: tensors of other settings may have other shapes, which would say less to a user. */
static gboolean
check_state (const TwinSafetensors *file, const char *name, const TwinProgressState *state,
             const char *values[G_N_ELEMENTS (keys)], GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      values[i] = twin_safetensors_get_metadata (file, keys[i]);
      if (values[i] != NULL)
        continue;
      g_set_error (
        error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA,
        _ ("“%s” is not the checkpoint of a training; remove it, or train without --resume"), name);
      return FALSE;
    }
  if (g_strcmp0 (values[5], state->settings) != 0)
    {
      g_set_error (
        error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA,
        _ (
          "“%s” belongs to a training with other settings (%s; now: %s); give the same ones, or train "
          "without --resume"),
        name, values[5], state->settings);
      return FALSE;
    }
  return TRUE;
}

static void
take_state (TwinProgressState *state, const char *const values[G_N_ELEMENTS (keys)])
{
  state->step = g_ascii_strtoull (values[0], NULL, 10);
  state->validated = g_ascii_strtoull (values[1], NULL, 10);
  state->seconds = g_ascii_strtod (values[2], NULL);
  state->best_auc = g_ascii_strtod (values[3], NULL);
  g_string_assign (state->log, values[4]);
}

gboolean
twin_checkpoint_read (GFile *file, const TwinNetwork *network, float *values, TwinAdamW *adamw,
                      TwinProgressState *state, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (TwinSafetensors) stored = twin_safetensors_open (file, error);
  const char *texts[G_N_ELEMENTS (keys)];

  if (stored == NULL || !check_state (stored, name, state, texts, error) ||
      !twin_model_read_labelled (stored, network, "", values, error) ||
      !twin_model_read_labelled (stored, network, LABEL_FIRST, adamw->first, error) ||
      !twin_model_read_labelled (stored, network, LABEL_SECOND, adamw->second, error) ||
      !twin_model_read_labelled (stored, network, LABEL_AVERAGE, adamw->average, error))
    return FALSE;
  take_state (state, texts);
  return TRUE;
}
