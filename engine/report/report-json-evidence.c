#include "report/report-json-evidence.h"
#include "report/json-members.h"

/* [x, y, …] */
static void
add_row (JsonBuilder *builder, const double *values, guint n)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_double_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_matrix (JsonBuilder *builder, const TwinAffine *map)
{
  json_builder_set_member_name (builder, "matrix");
  json_builder_begin_array (builder);
  add_row (builder, map->m[0], 3);
  add_row (builder, map->m[1], 3);
  json_builder_end_array (builder);
}

static void
add_polygon (JsonBuilder *builder, const char *name, const TwinPolygon *polygon)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < polygon->n; i++)
    add_row (builder, (double[]){ polygon->x[i], polygon->y[i] }, 2);
  json_builder_end_array (builder);
}

static void
add_transform (JsonBuilder *builder, const TwinEvidence *evidence)
{
  TwinAffineParts parts = twin_affine_decompose (&evidence->a_to_b);
  double translation[2] = { evidence->a_to_b.m[0][2], evidence->a_to_b.m[1][2] };

  json_builder_set_member_name (builder, "transform");
  if (!evidence->found)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  twin_json_add_number (builder, "rotation", parts.rotation);
  twin_json_add_number (builder, "scale", parts.scale);
  twin_json_add_number (builder, "stretch", parts.stretch);
  twin_json_add_truth (builder, "flipped", parts.flipped);
  json_builder_set_member_name (builder, "translation");
  add_row (builder, translation, 2);
  add_matrix (builder, &evidence->a_to_b);
  json_builder_end_object (builder);
}

static const char *
name_tone (TwinToneKind kind)
{
  static const char *const names[] = {
    [TWIN_TONE_SAME] = "same",   [TWIN_TONE_LINE] = "line",     [TWIN_TONE_GAMMA] = "gamma",
    [TWIN_TONE_CURVE] = "curve", [TWIN_TONE_FOLDED] = "folded",
  };

  return names[kind];
}

static const char *
name_colours (TwinColourChange change)
{
  static const char *const names[] = {
    [TWIN_COLOUR_CHANGE_NONE] = "same",
    [TWIN_COLOUR_CHANGE_FALSE] = "false",
    [TWIN_COLOUR_CHANGE_LOST] = "lost",
    [TWIN_COLOUR_CHANGE_GAINED] = "gained",
  };

  return names[change];
}

static void
add_tone (JsonBuilder *builder, const TwinEvidence *evidence)
{
  const TwinTone *tone = &evidence->tone;

  json_builder_set_member_name (builder, "tone");
  if (!evidence->has_tone)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  twin_json_add_text (builder, "kind", name_tone (tone->kind));
  twin_json_add_truth (builder, "inverted", tone->inverted);
  twin_json_add_number (builder, "gain", tone->gain);
  twin_json_add_number (builder, "gamma", tone->gamma);
  twin_json_add_number (builder, "offset", tone->offset);
  twin_json_add_text (builder, "colours", name_colours (evidence->colours));
  json_builder_end_object (builder);
}

static void
add_treatment (JsonBuilder *builder, const TwinEvidence *evidence)
{
  const TwinTreatment *treatment = &evidence->treatment;

  json_builder_set_member_name (builder, "treatment");
  json_builder_begin_object (builder);
  twin_json_add_number (builder, "blur_a", treatment->blur_a);
  twin_json_add_number (builder, "blur_b", treatment->blur_b);
  twin_json_add_number (builder, "noise_a", treatment->noise_a);
  twin_json_add_number (builder, "noise_b", treatment->noise_b);
  twin_json_add_truth (builder, "jpeg_a", evidence->blocks_a);
  twin_json_add_truth (builder, "jpeg_b", evidence->blocks_b);
  json_builder_end_object (builder);
}

static void
add_regions (JsonBuilder *builder, GArray *regions)
{
  json_builder_set_member_name (builder, "regions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < regions->len; i++)
    {
      const TwinRegion *region = &g_array_index (regions, TwinRegion, i);

      json_builder_begin_object (builder);
      add_polygon (builder, "polygon", &region->a);
      add_polygon (builder, "polygon_b", &region->b);
      add_matrix (builder, &region->a_to_b);
      twin_json_add_count (builder, "inliers", region->inliers);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static const char *
name_change (TwinChangeKind kind)
{
  static const char *const names[] = {
    [TWIN_CHANGE_OTHER] = "other",
    [TWIN_CHANGE_ONLY_A] = "only-a",
    [TWIN_CHANGE_ONLY_B] = "only-b",
  };

  return names[kind];
}

static void
add_changes (JsonBuilder *builder, GArray *changes)
{
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    {
      const TwinChange *change = &g_array_index (changes, TwinChange, i);

      json_builder_begin_object (builder);
      twin_json_add_text (builder, "kind", name_change (change->kind));
      add_polygon (builder, "polygon", &change->a);
      add_polygon (builder, "polygon_b", &change->b);
      twin_json_add_number (builder, "share", change->share);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_words (JsonBuilder *builder, const GPtrArray *words)
{
  json_builder_set_member_name (builder, "words");
  json_builder_begin_array (builder);
  for (guint i = 0; i < words->len; i++)
    json_builder_add_string_value (builder, words->pdata[i]);
  json_builder_end_array (builder);
}

static void
add_panel (JsonBuilder *builder, const char *member, guint panel)
{
  g_autofree char *name = panel != TWIN_PART_WHOLE ? twin_panel_name (panel) : NULL;

  json_builder_set_member_name (builder, member);
  if (name != NULL)
    json_builder_add_string_value (builder, name);
  else
    json_builder_add_null_value (builder);
}

void
twin_report_add_evidence (JsonBuilder *builder, const TwinComparison *comparison,
                          const GPtrArray *words)
{
  const TwinEvidence *evidence = comparison->evidence;

  if (evidence == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  twin_json_add_truth (builder, "found", evidence->found);
  twin_json_add_count (builder, "matches", evidence->matches);
  twin_json_add_count (builder, "inliers", evidence->inliers);
  twin_json_add_number (builder, "log_nfa", evidence->log_nfa);
  twin_json_add_number (builder, "log_nfa_free", evidence->log_nfa_free);
  twin_json_add_truth (builder, "registered", evidence->registered);
  twin_json_add_number (builder, "overlap_fraction", evidence->overlap_fraction);
  twin_json_add_number (builder, "agreement", evidence->has_pixels ? evidence->pixels.agree : 0);
  add_transform (builder, evidence);
  add_tone (builder, evidence);
  add_treatment (builder, evidence);
  add_regions (builder, evidence->regions);
  add_changes (builder, evidence->changes);
  add_words (builder, words);
  add_panel (builder, "panel_a", comparison->panel_a);
  add_panel (builder, "panel_b", comparison->panel_b);
  json_builder_end_object (builder);
}
