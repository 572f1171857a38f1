#include "evaluate-report.h"
#include "config.h"
#include "report/json-members.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* In the order of twin_evaluation_rates. */
static const char *const rate_names[] = { "1e-2", "1e-3", "1e-4" };

/* The headline figures, in the order in which both formats have them. */
typedef struct
{
  const char *name;
  double value;
} Figure;

#define N_FIGURES 9

static void
list_figures (const TwinEvaluation *evaluation, Figure figures[N_FIGURES])
{
  const Figure all[N_FIGURES] = {
    { "accuracy", evaluation->accuracy },
    { "accuracy_at_half", evaluation->accuracy_at_half },
    { "f1", evaluation->f1 },
    { "precision", evaluation->precision },
    { "recall", evaluation->recall },
    { "false_positive_rate", evaluation->false_positive_rate },
    { "auc", evaluation->auc },
    { "auc_hard", evaluation->auc_hard },
    { "ece", evaluation->ece },
  };

  memcpy (figures, all, sizeof all);
}

static void
append_interval (GString *text, TwinInterval interval)
{
  if (isnan (interval.low))
    g_string_append (text, "                 ");
  else
    g_string_append_printf (text, " [%.4f %.4f]", interval.low, interval.high);
}

static void
append_rate (GString *text, double rate, TwinInterval interval)
{
  if (isnan (rate))
    {
      g_string_append (text, _ ("        too few negatives\n"));
      return;
    }
  g_string_append_printf (text, "%8.4f", rate);
  append_interval (text, interval);
  g_string_append_c (text, '\n');
}

static void
append_cell (GString *text, double value, TwinInterval interval)
{
  if (isnan (value))
    g_string_append_printf (text, " %8s                 ", "-");
  else
    {
      g_string_append_printf (text, " %8.4f", value);
      append_interval (text, interval);
    }
}

static void
append_table (GString *text, const char *heading, const GArray *table)
{
  if (table->len == 0)
    return;
  g_string_append_printf (text, "\n%-24s %9s %9s %8s %24s %25s %25s\n", heading, _ ("positives"),
                          _ ("negatives"), "auc", "recall", "recall_at_fpr 1e-2",
                          "false_positive_rate");
  for (guint i = 0; i < table->len; i++)
    {
      const TwinFigures *row = &g_array_index (table, TwinFigures, i);

      g_string_append_printf (text, "%-24s %9u %9u %8.4f", row->name, row->positives,
                              row->negatives, row->auc);
      append_cell (text, row->recall, row->intervals.recall);
      append_cell (text, row->recall_at_fpr[0], row->intervals.recall_at[0]);
      append_cell (text, row->false_positive_rate, row->intervals.false_positive_rate);
      g_string_append_c (text, '\n');
    }
}

/* (nullable): of those headline figures that have one. */
static const TwinInterval *
interval_of (const TwinEvaluation *evaluation, const char *name)
{
  const TwinIntervals *intervals = &evaluation->intervals;

  if (strcmp (name, "auc") == 0)
    return &intervals->auc;
  if (strcmp (name, "recall") == 0)
    return &intervals->recall;
  if (strcmp (name, "false_positive_rate") == 0)
    return &intervals->false_positive_rate;
  return strcmp (name, "ece") == 0 ? &intervals->ece : NULL;
}

static void
append_figures (GString *text, const TwinEvaluation *evaluation)
{
  Figure figures[N_FIGURES];

  list_figures (evaluation, figures);
  for (guint i = 0; i < N_FIGURES; i++)
    {
      const TwinInterval *interval = interval_of (evaluation, figures[i].name);

      if (isnan (figures[i].value))
        continue;
      g_string_append_printf (text, "%-20s %8.4f", figures[i].name, figures[i].value);
      if (interval != NULL)
        append_interval (text, *interval);
      g_string_append_c (text, '\n');
    }
}

char *
twin_evaluation_as_text (const TwinEvaluation *evaluation, const TwinModel *model)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
    text, _ ("%u pairs, %u of them altered copies; %u undecidable, %u unreadable\n"),
    evaluation->pairs, evaluation->positives, evaluation->undecidable, evaluation->failed);
  g_string_append_printf (text, _ ("model %s, threshold %.4f\n\n"), twin_model_get_name (model),
                          evaluation->threshold);
  append_figures (text, evaluation);
  for (guint i = 0; i < G_N_ELEMENTS (rate_names); i++)
    {
      g_string_append_printf (text, "recall_at_fpr %-6s ", rate_names[i]);
      append_rate (text, evaluation->recall_at_fpr[i], evaluation->intervals.recall_at[i]);
    }
  append_table (text, _ ("kind"), evaluation->by_kind);
  append_table (text, _ ("modality"), evaluation->by_modality);
  append_table (text, _ ("different pictures"), evaluation->by_negative);
  g_string_append (
    text,
    _ ("\nIn brackets: intervals at a confidence of 0.95, from groups of pictures drawn anew.\n"));
  return g_string_free (text, FALSE);
}

/* JSON has no NaN. */
static void
add_figure (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isnan (value))
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, value);
}

static void
add_model (JsonBuilder *builder, const TwinModel *model)
{
  json_builder_set_member_name (builder, "model");
  json_builder_begin_object (builder);
  twin_json_add_text (builder, "name", twin_model_get_name (model));
  twin_json_add_text (builder, "sha256", twin_model_get_sha256 (model));
  json_builder_end_object (builder);
}

static void
add_rates (JsonBuilder *builder, const double *rates)
{
  json_builder_set_member_name (builder, "recall_at_fpr");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (rate_names); i++)
    add_figure (builder, rate_names[i], rates[i]);
  json_builder_end_object (builder);
}

/* [low, high], or null. */
static void
add_interval (JsonBuilder *builder, const char *name, TwinInterval interval)
{
  json_builder_set_member_name (builder, name);
  if (isnan (interval.low))
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, interval.low);
  json_builder_add_double_value (builder, interval.high);
  json_builder_end_array (builder);
}

/* A rate that has no figure has no interval. */
static void
add_intervals (JsonBuilder *builder, const TwinIntervals *intervals, const double *rates)
{
  static const TwinInterval none = { NAN, NAN };

  json_builder_set_member_name (builder, "intervals");
  json_builder_begin_object (builder);
  add_interval (builder, "auc", intervals->auc);
  add_interval (builder, "recall", intervals->recall);
  add_interval (builder, "false_positive_rate", intervals->false_positive_rate);
  add_interval (builder, "ece", intervals->ece);
  json_builder_set_member_name (builder, "recall_at_fpr");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (rate_names); i++)
    add_interval (builder, rate_names[i], isnan (rates[i]) ? none : intervals->recall_at[i]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_table (JsonBuilder *builder, const char *name, const GArray *table)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (guint i = 0; i < table->len; i++)
    {
      const TwinFigures *row = &g_array_index (table, TwinFigures, i);

      json_builder_set_member_name (builder, row->name);
      json_builder_begin_object (builder);
      twin_json_add_count (builder, "positives", row->positives);
      twin_json_add_count (builder, "negatives", row->negatives);
      add_figure (builder, "auc", row->auc);
      add_figure (builder, "recall", row->recall);
      add_figure (builder, "false_positive_rate", row->false_positive_rate);
      add_rates (builder, row->recall_at_fpr);
      add_intervals (builder, &row->intervals, row->recall_at_fpr);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static char *
finish (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, TRUE);
  return g_strconcat (json, "\n", NULL);
}

char *
twin_evaluation_as_json (const TwinEvaluation *evaluation, const TwinModel *model)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  Figure figures[N_FIGURES];

  json_builder_begin_object (builder);
  twin_json_add_text (builder, "version", TWINSCOPE_VERSION);
  add_model (builder, model);
  twin_json_add_count (builder, "pairs", evaluation->pairs);
  twin_json_add_count (builder, "positives", evaluation->positives);
  twin_json_add_count (builder, "failed", evaluation->failed);
  twin_json_add_count (builder, "undecidable", evaluation->undecidable);
  add_figure (builder, "threshold", evaluation->threshold);
  list_figures (evaluation, figures);
  for (guint i = 0; i < N_FIGURES; i++)
    add_figure (builder, figures[i].name, figures[i].value);
  add_rates (builder, evaluation->recall_at_fpr);
  add_intervals (builder, &evaluation->intervals, evaluation->recall_at_fpr);
  add_table (builder, "by_kind", evaluation->by_kind);
  add_table (builder, "by_modality", evaluation->by_modality);
  add_table (builder, "by_negative", evaluation->by_negative);
  return finish (builder);
}
