/* report-json.c: objects for programs; their fields are a contract. */
#include "config.h"
#include "report/report-formats.h"
#include "report/report-json-evidence.h"
#include "report/json-members.h"

#include <json-glib/json-glib.h>

static void
add_path (JsonBuilder *builder, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  twin_json_add_text (builder, "path", name);
}

static void
add_picture (JsonBuilder *builder, const char *name, const char *path, const TwinSubject *subject)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_path (builder, path);
  twin_json_add_text (builder, "sha256", twin_subject_get_sha256 (subject));
  twin_json_add_count (builder, "width", twin_subject_get_width (subject));
  twin_json_add_count (builder, "height", twin_subject_get_height (subject));
  json_builder_end_object (builder);
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
add_verdict (JsonBuilder *builder, const TwinVerdict *verdict)
{
  twin_json_add_number (builder, "score", verdict->score);
  twin_json_add_number (builder, "model_score", verdict->model_score);
  twin_json_add_text (builder, "verdict", twin_verdict_get_id (verdict));
}

static void
add_failed (JsonBuilder *builder, const TwinScan *scan)
{
  json_builder_set_member_name (builder, "failed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < scan->unreadable->len; i++)
    {
      const TwinUnreadable *unreadable = scan->unreadable->pdata[i];

      json_builder_begin_object (builder);
      add_path (builder, unreadable->path);
      twin_json_add_text (builder, "message", unreadable->message);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_findings (JsonBuilder *builder, const TwinScan *scan)
{
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < scan->findings->len; i++)
    {
      const TwinFinding *finding = &g_array_index (scan->findings, TwinFinding, i);
      const TwinScanPicture *a = scan->pictures->pdata[finding->a],
                            *b = scan->pictures->pdata[finding->b];

      json_builder_begin_object (builder);
      add_picture (builder, "a", a->path, a->subject);
      add_picture (builder, "b", b->path, b->subject);
      add_verdict (builder, &finding->verdict);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static JsonBuilder *
begin (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  twin_json_add_text (builder, "version", TWINSCOPE_VERSION);
  return builder;
}

static char *
finish (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  json = json_generator_to_data (generator, NULL);
  return g_strconcat (json, "\n", NULL);
}

char *
twin_report_scan_as_json (const TwinScan *scan)
{
  g_autoptr (JsonBuilder) builder = begin ();

  add_model (builder, scan->model);
  twin_json_add_number (builder, "threshold", scan->threshold);
  twin_json_add_count (builder, "images", scan->pictures->len);
  twin_json_add_count (builder, "pairs", scan->n_pairs);
  twin_json_add_count (builder, "undecidable", scan->n_undecidable);
  twin_json_add_count (builder, "pages_skipped", twin_report_count_skipped_pages (scan));
  add_failed (builder, scan);
  add_findings (builder, scan);
  return finish (builder);
}

char *
twin_report_pair_as_json (const TwinReportPair *pair)
{
  const TwinComparison *comparison = pair->comparison;
  g_autoptr (JsonBuilder) builder = begin ();
  g_autoptr (GPtrArray) words = twin_report_find_words (comparison);

  add_picture (builder, "a", pair->path_a, comparison->a);
  add_picture (builder, "b", pair->path_b, comparison->b);
  add_verdict (builder, &comparison->verdict);
  twin_json_add_number (builder, "threshold", comparison->verdict.threshold);
  json_builder_set_member_name (builder, "evidence");
  twin_report_add_evidence (builder, comparison, words);
  add_model (builder, pair->model);
  return finish (builder);
}
