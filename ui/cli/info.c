/* info.c: twinscope info: what a model file holds. */
#include "cli.h"
#include "report/plain-text.h"
#include "report/json-members.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

static const char *const formats[] = { "text", "json", NULL };

/* Numbers of the network: those that are trained and those that are counted along. */
static gsize
count_values (const TwinModel *model)
{
  const TwinParameters *parameters = twin_model_get_network (model)->parameters;
  gsize n = 0;

  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    n += twin_parameters_get (parameters, i)->size;
  return n;
}

static GList *
list_keys (const TwinModel *model)
{
  return g_list_sort (g_hash_table_get_keys (twin_model_get_metadata (model)),
                      (GCompareFunc) strcmp);
}

static void
add_calibration (JsonBuilder *builder, const TwinCalibration *calibration)
{
  const struct
  {
    const char *name;
    double value;
  } numbers[] = {
    { "slope", calibration->slope },
    { "intercept", calibration->intercept },
    { "threshold", calibration->threshold },
    { "false_positive_rate", calibration->false_positive_rate },
  };

  json_builder_set_member_name (builder, "calibration");
  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      twin_json_add_number (builder, numbers[i].name, numbers[i].value);
    }
  twin_json_add_count (builder, "negatives", calibration->n_negatives);
  json_builder_end_object (builder);
}

static void
add_metadata (JsonBuilder *builder, const TwinModel *model)
{
  g_autoptr (GList) keys = list_keys (model);

  json_builder_set_member_name (builder, "metadata");
  json_builder_begin_object (builder);
  for (GList *at = keys; at != NULL; at = at->next)
    {
      json_builder_set_member_name (builder, at->data);
      json_builder_add_string_value (
        builder, g_hash_table_lookup (twin_model_get_metadata (model), at->data));
    }
  json_builder_end_object (builder);
}

static void
add_head (JsonBuilder *builder, const TwinModel *model)
{
  twin_json_add_text (builder, "name", twin_model_get_name (model));
  twin_json_add_text (builder, "sha256", twin_model_get_sha256 (model));
  twin_json_add_count (builder, "input_size", twin_model_get_input_size (model));
  twin_json_add_count (builder, "values", count_values (model));
}

static char *
as_json (const TwinModel *model)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  add_head (builder, model);
  add_calibration (builder, twin_model_get_calibration (model));
  add_metadata (builder, model);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, TRUE);
  return g_strconcat (json, "\n", NULL);
}

/* The file may come from anywhere, and say anything. */
static void
append_entry (GString *text, const char *key, const char *value)
{
  g_autofree char *plain_key = twin_plain_text (key);
  g_autofree char *plain_value = twin_plain_text (value);

  g_string_append_printf (text, "%s: %s\n", plain_key, plain_value);
}

static char *
as_text (const TwinModel *model)
{
  const TwinCalibration *calibration = twin_model_get_calibration (model);
  g_autofree char *values = g_strdup_printf ("%" G_GSIZE_FORMAT, count_values (model));
  g_autoptr (GList) keys = list_keys (model);
  GString *text = g_string_new (NULL);

  g_string_append_printf (
    text, _ ("%s\nsha256 %s\npictures are fitted into %u × %u pixels\n%s numbers\n"),
    twin_model_get_name (model), twin_model_get_sha256 (model), twin_model_get_input_size (model),
    twin_model_get_input_size (model), values);
  g_string_append_printf (
    text,
    _ ("an altered copy from a score of %.1f %% on: of %u pairs of different pictures, a "
       "share of %g was above\n\n"),
    100.0 * calibration->threshold, calibration->n_negatives, calibration->false_positive_rate);
  for (GList *at = keys; at != NULL; at = at->next)
    append_entry (text, at->data, g_hash_table_lookup (twin_model_get_metadata (model), at->data));
  return g_string_free (text, FALSE);
}

static gboolean
write_text (GOutputStream *stream, gpointer text, GError **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, error);
}

static int
run (const char *path, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinModel) model = twin_cli_load_model (path, &error);
  g_autofree char *text = NULL;

  if (model == NULL)
    return twin_cli_fail (error);
  text = json ? as_json (model) : as_text (model);
  return twin_cli_output (NULL, write_text, text, &error) ? TWIN_CLI_DONE : twin_cli_fail (error);
}

int
twin_cli_info (int argc, char **argv)
{
  g_autofree char *format_name = NULL;
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format_name, N_ ("Print as text or json (text)"),
      N_ ("FORMAT") },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "info",
    .arguments = N_ ("MODEL"),
    .summary = N_ (
      "Says what the model file MODEL holds: how it was trained, and what its scores mean."),
    .options = entries,
    .minimum = 1,
    .maximum = 1,
  };
  int status, format;

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  if ((format = twin_cli_choose (&usage, "--format", format_name, formats)) < 0)
    return TWIN_CLI_MISUSED;
  return run (argv[1], format == 1);
}
