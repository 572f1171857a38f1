/* evaluate-scores.c: the table of pairs again, with what was found of each. */
#include "evaluate-report.h"
#include "judgement/joint.h"

#include <string.h>

/* Every how manieth knot of the tone curve is written. */
#define KNOT_STEP 2

/* Columns that have places of their own: the first, and behind what is carried along, those of the evidence. */
static const char first_columns[] = "a,b,label,score,model_score";
static const char evidence_columns[] =
  ",verdict,strength,correlation,agreement,found,found_matrix,found_inverted,found_colours,found_tone,"
  "found_curve,found_greys,found_changes";
#define N_EVIDENCE_COLUMNS 12

static gboolean
is_among (const char *columns, const char *name)
{
  g_auto (GStrv) names = g_strsplit (columns, ",", -1);

  return g_strv_contains ((const char *const *) names, name);
}

static gboolean
is_carried (const char *column)
{
  return !is_among (first_columns, column) && !is_among (evidence_columns, column);
}

/* @row: -1: the names */
static void
append_carried (GString *csv, const TwinCsv *table, gint row)
{
  for (guint column = 0; column < twin_csv_get_n_columns (table); column++)
    if (is_carried (twin_csv_get_column_name (table, column)))
      {
        g_string_append_c (csv, ',');
        twin_csv_append_field (csv, row < 0 ? twin_csv_get_column_name (table, column)
                                            : twin_csv_get (table, row, column));
      }
}

static void
append_number (GString *csv, const char *format, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (csv, g_ascii_formatd (buffer, sizeof buffer, format, number));
}

static void
append_score (GString *csv, gboolean failed, double score)
{
  g_string_append_c (csv, ',');
  if (!failed)
    append_number (csv, "%.9g", score);
}

/* Those of joint.h before they are bent. */
static void
append_measures (GString *csv, const TwinEvidence *evidence)
{
  g_string_append_c (csv, ',');
  append_number (csv, "%.6g", -evidence->log_nfa_free);
  g_string_append_c (csv, ',');
  if (evidence->has_pixels)
    append_number (csv, "%.6g", evidence->pixels.ncc[1]);
  g_string_append_c (csv, ',');
  if (evidence->has_pixels)
    append_number (csv, "%.6g", evidence->pixels.agree_free);
}

static void
append_matrix (GString *csv, const TwinAffine *matrix)
{
  g_string_append_c (csv, ',');
  for (guint i = 0; i < 6; i++)
    {
      g_string_append (csv, i > 0 ? " " : "");
      append_number (csv, "%.6f", matrix->m[i / 3][i % 3]);
    }
}

/* The kind; greys of a and what they became, as make-pairs writes its `tone_curve`; from which grey to which it was
 * fitted. */
static void
append_tone (GString *csv, const TwinTone *tone)
{
  static const char *const kinds[] = { "same", "line", "gamma", "curve", "folded" };

  g_string_append_printf (csv, ",%s,", kinds[tone->kind]);
  for (guint i = 0; i < TWIN_TONE_KNOTS; i += KNOT_STEP)
    {
      g_string_append (csv, i > 0 ? " " : "");
      append_number (csv, "%.4f:", i * 8 / 255.0);
      append_number (csv, "%.4f", tone->curve[i] / 255.0);
    }
  g_string_append_c (csv, ',');
  append_number (csv, "%.4f ", tone->lowest / 255.0);
  append_number (csv, "%.4f", tone->highest / 255.0);
}

static void
append_changes (GString *csv, const GArray *changes)
{
  g_string_append (csv, ",\"");
  for (guint i = 0; i < changes->len; i++)
    {
      const TwinPolygon *outline = &g_array_index (changes, TwinChange, i).a;

      g_string_append (csv, i > 0 ? "; " : "");
      for (guint corner = 0; corner < outline->n; corner++)
        {
          g_string_append (csv, corner > 0 ? " " : "");
          append_number (csv, "%.1f,", outline->x[corner]);
          append_number (csv, "%.1f", outline->y[corner]);
        }
    }
  g_string_append_c (csv, '"');
}

static void
append_none (GString *csv, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (csv, ',');
}

/* In the order of TwinColourChange. */
static const char *const colour_words[] = { "none", "false", "lost", "gained" };

static void
append_evidence (GString *csv, const TwinScoredPair *pair)
{
  const TwinEvidence *evidence = pair->evidence;

  if (evidence == NULL)
    {
      append_none (csv, N_EVIDENCE_COLUMNS);
      return;
    }
  g_string_append_printf (csv, ",%s",
                          pair->undecidable ? "undecidable"
                          : pair->called    ? "altered-copy"
                                            : "different");
  append_measures (csv, evidence);
  g_string_append_printf (csv, ",%d", evidence->found);
  if (!evidence->found)
    {
      append_none (csv, 7);
      return;
    }
  append_matrix (csv, &evidence->a_to_b);
  g_string_append_printf (csv, ",%d,%s", evidence->inverted, colour_words[evidence->colours]);
  if (evidence->has_tone)
    append_tone (csv, &evidence->tone);
  else
    append_none (csv, 3);
  append_changes (csv, evidence->changes);
}

char *
twin_evaluation_as_scores (const TwinEvaluation *evaluation, const TwinCsv *table,
                           gboolean with_evidence)
{
  gint a = twin_csv_find_column (table, "a"), b = twin_csv_find_column (table, "b");
  GString *csv = g_string_new (first_columns);

  append_carried (csv, table, -1);
  g_string_append_printf (csv, "%s\n", with_evidence ? evidence_columns : "");
  for (guint row = 0; row < evaluation->scored->len; row++)
    {
      const TwinScoredPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, row);

      twin_csv_append_field (csv, twin_csv_get (table, row, a));
      g_string_append_c (csv, ',');
      twin_csv_append_field (csv, twin_csv_get (table, row, b));
      g_string_append (csv, pair->pair.positive ? ",1" : ",0");
      append_score (csv, pair->failed, pair->score);
      append_score (csv, pair->failed, pair->model_score);
      append_carried (csv, table, row);
      if (with_evidence)
        append_evidence (csv, pair);
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}
