#include "pair-truth.h"

#include <math.h>
#include <string.h>

const char twin_pair_truth_columns[] =
  "matrix,tone,gain,gamma,tone_curve,changes_a,changes_b,change";
#define N_COLUMNS 8

/* Greys beyond may be clipped: they tell nothing of the curve. */
#define DARKEST 0.03
#define LIGHTEST 0.97
/* What the eye does not see is not named. */
#define NAMED_FROM 0.05
/* Every how manieth point of the curve is written. */
#define CURVE_STEP 4

static void
append_number (GString *line, const char *format, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (line, g_ascii_formatd (text, sizeof text, format, number));
}

static TwinAffine
matrix_between (const TwinTrace *a, const TwinTrace *b)
{
  TwinAffine back = twin_affine_identity ();

  /* Alterations leave an area an area. */
  if (!twin_affine_invert (&a->matrix, &back))
    g_warn_if_reached ();
  return twin_affine_compose (&b->matrix, &back);
}

static void
append_matrix (GString *line, const TwinAffine *matrix)
{
  g_string_append_c (line, ',');
  for (guint i = 0; i < 6; i++)
    {
      if (i > 0)
        g_string_append_c (line, ' ');
      append_number (line, "%.6f", matrix->m[i / 3][i % 3]);
    }
}

static gboolean
tells (double value)
{
  return value > DARKEST && value < LIGHTEST;
}

/* A line through the logarithms, by least squares. FALSE where too little of the curve is left. */
static gboolean
fit_curve (const TwinTrace *a, const TwinTrace *b, gboolean inverted, double *gain, double *gamma)
{
  double n = 0, x_sum = 0, y_sum = 0, xx = 0, xy = 0, spread;

  for (guint i = 0; i < TWIN_TONE_POINTS; i++)
    {
      double from = inverted ? 1 - a->tone[i] : a->tone[i];

      if (!tells (from) || !tells (b->tone[i]))
        continue;
      n++;
      x_sum += log (from);
      y_sum += log (b->tone[i]);
      xx += log (from) * log (from);
      xy += log (from) * log (b->tone[i]);
    }
  spread = n * xx - x_sum * x_sum;
  if (n < 3 || spread < 1e-6)
    return FALSE;
  *gamma = (n * xy - x_sum * y_sum) / spread;
  *gain = exp ((y_sum - *gamma * x_sum) / n);
  return TRUE;
}

static void
append_word (GString *line, gboolean *first, const char *word)
{
  if (!*first)
    g_string_append_c (line, '+');
  *first = FALSE;
  g_string_append (line, word);
}

static void
append_tone (GString *line, const TwinTrace *a, const TwinTrace *b)
{
  gboolean inverted = a->inverted != b->inverted, first = TRUE, fitted;
  double gain = 1, gamma = 1;

  if (a->false_colour || b->false_colour)
    {
      g_string_append (line, ",false-colour,,");
      return;
    }
  fitted = fit_curve (a, b, inverted, &gain, &gamma);
  g_string_append_c (line, ',');
  if (inverted)
    append_word (line, &first, "inverted");
  if (fabs (log (gain)) > NAMED_FROM)
    append_word (line, &first, "gain");
  if (gamma <= 0 || fabs (log (gamma)) > NAMED_FROM)
    append_word (line, &first, "gamma");
  if (first)
    g_string_append (line, "none");
  g_string_append_c (line, ',');
  if (fitted)
    append_number (line, "%.4f", gain);
  g_string_append_c (line, ',');
  if (fitted)
    append_number (line, "%.4f", gamma);
}

static void
append_curve (GString *line, const TwinTrace *a, const TwinTrace *b)
{
  g_string_append_c (line, ',');
  for (guint i = 0; i < TWIN_TONE_POINTS; i += CURVE_STEP)
    {
      if (i > 0)
        g_string_append_c (line, ' ');
      append_number (line, "%.4f:", a->tone[i]);
      append_number (line, "%.4f", b->tone[i]);
    }
}

/* A retouched place, as it lies in the other picture. */
static TwinPatch
carry (const TwinPatch *patch, const TwinAffine *matrix)
{
  TwinPatch carried = *patch;

  for (guint i = 0; i < TWIN_PATCH_CORNERS; i++)
    twin_affine_apply (matrix, patch->x[i], patch->y[i], &carried.x[i], &carried.y[i]);
  return carried;
}

/* Most of its corners lie in the picture. */
static gboolean
is_seen (const TwinPatch *patch, const TwinPairTruth *in)
{
  guint inside = 0;

  for (guint i = 0; i < TWIN_PATCH_CORNERS; i++)
    inside += patch->x[i] >= 0 && patch->y[i] >= 0 && patch->x[i] <= in->width &&
              patch->y[i] <= in->height;
  return inside > TWIN_PATCH_CORNERS / 2;
}

/* Those that both pictures show, as they lie in each. */
static void
collect_changes (const TwinPairTruth *from, const TwinPairTruth *to, const TwinAffine *matrix,
                 GArray *in_from, GArray *in_to)
{
  for (guint i = 0; i < from->trace.patches->len; i++)
    {
      const TwinPatch *patch = &g_array_index (from->trace.patches, TwinPatch, i);
      TwinPatch carried = carry (patch, matrix);

      if (!is_seen (patch, from) || !is_seen (&carried, to))
        continue;
      g_array_append_val (in_from, *patch);
      g_array_append_val (in_to, carried);
    }
}

static void
append_outlines (GString *line, const GArray *patches)
{
  g_string_append (line, ",\"");
  for (guint i = 0; i < patches->len; i++)
    {
      const TwinPatch *patch = &g_array_index (patches, TwinPatch, i);

      g_string_append (line, i > 0 ? "; " : "");
      for (guint corner = 0; corner < TWIN_PATCH_CORNERS; corner++)
        {
          g_string_append (line, corner > 0 ? " " : "");
          append_number (line, "%.1f", patch->x[corner]);
          g_string_append_c (line, ',');
          append_number (line, "%.1f", patch->y[corner]);
        }
    }
  g_string_append_c (line, '"');
}

static void
append_changes (GString *line, const TwinPairTruth *a, const TwinPairTruth *b,
                const TwinAffine *matrix)
{
  g_autoptr (GArray) in_a = g_array_new (FALSE, FALSE, sizeof (TwinPatch));
  g_autoptr (GArray) in_b = g_array_new (FALSE, FALSE, sizeof (TwinPatch));
  TwinAffine back = matrix_between (&b->trace, &a->trace);

  collect_changes (a, b, matrix, in_a, in_b);
  collect_changes (b, a, &back, in_b, in_a);
  append_outlines (line, in_a);
  append_outlines (line, in_b);
  g_string_append_c (line, ',');
  for (guint i = 0; i < in_a->len; i++)
    {
      g_string_append (line, i > 0 ? " " : "");
      append_number (line, "%.1f", g_array_index (in_a, TwinPatch, i).change);
    }
}

void
twin_pair_truth_append (const TwinPairTruth *a, const TwinPairTruth *b, GString *line)
{
  TwinAffine matrix = matrix_between (&a->trace, &b->trace);

  append_matrix (line, &matrix);
  append_tone (line, &a->trace, &b->trace);
  append_curve (line, &a->trace, &b->trace);
  append_changes (line, a, b, &matrix);
}

void
twin_pair_truth_append_none (GString *line)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_string_append_c (line, ',');
}
