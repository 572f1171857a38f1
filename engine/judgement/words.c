#include "judgement/words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Smaller changes than these are not worth a word: degrees, shares of a size. */
#define LEAST_DEGREES 0.3
#define LEAST_SCALE 0.015
#define LEAST_STRETCH 1.02
/* A picture of which so much is shared is shared as a whole. */
#define WHOLE 0.97
/* A gain nearer to 1, and an offset nearer to 0, is none. */
#define LEAST_GAIN 0.03
#define LEAST_OFFSET 0.02

/* What was done, one by one. */
typedef struct
{
  GString *text;
} Clauses;

static void
clauses_clear (Clauses *clauses)
{
  if (clauses->text != NULL)
    g_string_free (clauses->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Clauses, clauses_clear)

/* Takes @clause. */
static void
add_clause (Clauses *clauses, char *clause)
{
  if (clauses->text->len > 0)
    /* Translators: between the parts of a list: "mirrored left-right, turned by 37.0°, gamma 0.80" */
    g_string_append (clauses->text, C_ ("list", ", "));
  g_string_append (clauses->text, clause);
  g_free (clause);
}

/* Half a turn after mirroring left-right is mirroring top-bottom. */
static void
describe_turn (const TwinAffineParts *parts, Clauses *clauses)
{
  double degrees = parts->rotation;

  if (parts->flipped && fabs (fabs (degrees) - 180) < LEAST_DEGREES)
    {
      add_clause (clauses, g_strdup (_ ("mirrored top-bottom")));
      return;
    }
  if (parts->flipped)
    add_clause (clauses, g_strdup (_ ("mirrored left-right")));
  if (fabs (degrees) >= 180 - LEAST_DEGREES)
    add_clause (clauses, g_strdup (_ ("turned upside down")));
  else if (degrees >= LEAST_DEGREES)
    add_clause (clauses, g_strdup_printf (_ ("turned by %.1f° anticlockwise"), degrees));
  else if (degrees <= -LEAST_DEGREES)
    add_clause (clauses, g_strdup_printf (_ ("turned by %.1f° clockwise"), -degrees));
}

static void
describe_size (const TwinAffineParts *parts, Clauses *clauses)
{
  if (parts->scale > 1 + LEAST_SCALE)
    add_clause (clauses, g_strdup_printf (_ ("enlarged to %.0f %%"), 100 * parts->scale));
  else if (parts->scale < 1 - LEAST_SCALE)
    add_clause (clauses, g_strdup_printf (_ ("reduced to %.0f %%"), 100 * parts->scale));
  if (parts->stretch > LEAST_STRETCH)
    add_clause (clauses, g_strdup_printf (_ ("stretched by %.0f %% along one direction"),
                                          100 * (parts->stretch - 1)));
}

/* With an offset it is contrast, without one brightness. */
static char *
describe_line (const TwinTone *tone)
{
  gboolean has_offset = fabs (tone->offset) > LEAST_OFFSET;

  if (!has_offset)
    return g_strdup_printf (
      tone->gain > 1 ? _ ("brighter (times %.2f)") : _ ("darker (times %.2f)"), tone->gain);
  if (fabs (tone->gain - 1) < LEAST_GAIN)
    return g_strdup_printf (tone->offset > 0 ? _ ("brighter (by %.0f %% of white)")
                                             : _ ("darker (by %.0f %% of white)"),
                            100 * fabs (tone->offset));
  return g_strdup_printf (tone->gain > 1 ? _ ("more contrast (times %.2f)")
                                         : _ ("less contrast (times %.2f)"),
                          tone->gain);
}

static void
describe_tone (const TwinTone *tone, Clauses *clauses)
{
  if (tone->inverted)
    add_clause (clauses, g_strdup (_ ("inverted (dark is bright)")));
  switch (tone->kind)
    {
    case TWIN_TONE_LINE:
      add_clause (clauses, describe_line (tone));
      break;
    case TWIN_TONE_GAMMA:
      add_clause (clauses, g_strdup_printf (_ ("gamma %.2f"), tone->gamma));
      if (fabs (tone->gain - 1) > 2 * LEAST_GAIN)
        add_clause (clauses, g_strdup_printf (tone->gain > 1 ? _ ("brighter (times %.2f)")
                                                             : _ ("darker (times %.2f)"),
                                              tone->gain));
      break;
    case TWIN_TONE_CURVE:
      add_clause (clauses, g_strdup (_ ("another tone curve")));
      break;
    case TWIN_TONE_FOLDED:
      add_clause (clauses, g_strdup (_ ("another table of colours")));
      break;
    case TWIN_TONE_SAME:
    default:
      break;
    }
}

static void
describe_colours (TwinColourChange change, Clauses *clauses)
{
  switch (change)
    {
    case TWIN_COLOUR_CHANGE_FALSE:
      add_clause (clauses, g_strdup (_ ("false colours")));
      break;
    case TWIN_COLOUR_CHANGE_LOST:
      add_clause (clauses, g_strdup (_ ("without its colours")));
      break;
    case TWIN_COLOUR_CHANGE_GAINED:
      add_clause (clauses, g_strdup (_ ("in colours that A lacks")));
      break;
    case TWIN_COLOUR_CHANGE_NONE:
    default:
      break;
    }
}

/* What A has more than B was taken from it: only what B has more is told as done. */
static void
describe_treatment (const TwinEvidence *evidence, Clauses *clauses)
{
  const TwinTreatment *treatment = &evidence->treatment;

  if (treatment->blur_b > 0)
    add_clause (clauses, g_strdup_printf (_ ("blurred (by %.1f pixels)"), treatment->blur_b));
  if (treatment->blur_a > 0)
    add_clause (clauses,
                g_strdup_printf (_ ("sharper (A is blurred by %.1f pixels)"), treatment->blur_a));
  if (treatment->noise_b > 0)
    add_clause (clauses, g_strdup_printf (_ ("noise (%.0f grey levels)"), treatment->noise_b));
  if (treatment->noise_a > 0)
    add_clause (clauses,
                g_strdup_printf (_ ("less noise (by %.0f grey levels)"), treatment->noise_a));
  if (evidence->blocks_b)
    add_clause (clauses, g_strdup (_ ("traces of JPEG")));
}

/* A table of colours changes greys as well: that is no change of tone of its own. */
static void
describe_look (const TwinEvidence *evidence, Clauses *clauses)
{
  describe_colours (evidence->colours, clauses);
  if (evidence->has_tone && evidence->colours != TWIN_COLOUR_CHANGE_FALSE)
    describe_tone (&evidence->tone, clauses);
  else if (evidence->inverted)
    add_clause (clauses, g_strdup (_ ("inverted (dark is bright)")));
  describe_treatment (evidence, clauses);
}

/* How the two lie to each other. */
static char *
describe_shares (double of_a, double of_b)
{
  if (of_a >= WHOLE && of_b >= WHOLE)
    return g_strdup (_ ("B shows the same as A"));
  if (of_b >= WHOLE)
    return g_strdup_printf (_ ("B shows a part of A (%.0f %% of it)"), 100 * of_a);
  if (of_a >= WHOLE)
    return g_strdup_printf (_ ("A shows a part of B (%.0f %% of it)"), 100 * of_b);
  return g_strdup_printf (_ ("%.0f %% of A is found again in B, where it is %.0f %%"), 100 * of_a,
                          100 * of_b);
}

static char *
describe_whole (const TwinEvidence *evidence)
{
  TwinAffineParts parts = twin_affine_decompose (&evidence->a_to_b);
  g_auto (Clauses) clauses = { g_string_new (NULL) };
  g_autofree char *shares = describe_shares (evidence->share_a, evidence->share_b);

  describe_turn (&parts, &clauses);
  describe_size (&parts, &clauses);
  describe_look (evidence, &clauses);
  if (clauses.text->len == 0)
    /* Translators: %s is "B shows the same as A" or the like. */
    return g_strdup_printf (_ ("%s, unaltered."), shares);
  /* Translators: the first %s is "B shows the same as A" or the like, the second a list of what was done to A. */
  return g_strdup_printf (_ ("%s: %s."), shares, clauses.text->str);
}

static char *
describe_support (const TwinEvidence *evidence)
{
  if (evidence->registered)
    return g_strdup_printf (
      _ ("There are few details to match; laid over each other, the pictures agree in %.0f %% of "
         "the ground that has texture."),
      100 * evidence->pixels.agree);
  if (evidence->has_pixels)
    return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "%u matching detail agrees on this; laid over each other, the pictures agree in "
                   "%.0f %% of the ground that has texture.",
                   "%u matching details agree on this; laid over each other, the pictures agree in "
                   "%.0f %% of the ground that has texture.",
                   evidence->inliers),
      evidence->inliers, 100 * evidence->pixels.agree);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u matching detail agrees on this.",
                                       "%u matching details agree on this.", evidence->inliers),
                          evidence->inliers);
}

/* The middle of its corners. */
static void
find_middle (const TwinPolygon *polygon, double *x, double *y)
{
  *x = *y = 0;
  for (guint i = 0; i < polygon->n; i++)
    {
      *x += polygon->x[i] / polygon->n;
      *y += polygon->y[i] / polygon->n;
    }
}

static char *
describe_change (const TwinChange *change)
{
  double a_x, a_y, b_x, b_y;

  find_middle (&change->a, &a_x, &a_y);
  find_middle (&change->b, &b_x, &b_y);
  switch (change->kind)
    {
    case TWIN_CHANGE_ONLY_A:
      return g_strdup_printf (
        _ ("Does not follow: what A shows at (%.0f, %.0f) is missing in B at (%.0f, %.0f), %.1f %% "
           "of the picture."),
        a_x, a_y, b_x, b_y, 100 * change->share);
    case TWIN_CHANGE_ONLY_B:
      return g_strdup_printf (
        _ ("Does not follow: what B shows at (%.0f, %.0f) is missing in A at (%.0f, %.0f), %.1f %% "
           "of the picture."),
        b_x, b_y, a_x, a_y, 100 * change->share);
    case TWIN_CHANGE_OTHER:
    default:
      return g_strdup_printf (
        _ ("Does not follow: A at (%.0f, %.0f) and B at (%.0f, %.0f) differ, %.1f %% of the "
           "picture."),
        a_x, a_y, b_x, b_y, 100 * change->share);
    }
}

GPtrArray *
twin_words_find (const TwinEvidence *evidence)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  if (!evidence->found || evidence->regions->len == 0)
    return words;
  g_ptr_array_add (words, describe_whole (evidence));
  g_ptr_array_add (words, describe_support (evidence));
  if (evidence->regions->len > 1)
    g_ptr_array_add (
      words, g_strdup_printf (
               g_dngettext (GETTEXT_PACKAGE, "%u more part of A is found again in B.",
                            "%u more parts of A are found again in B.", evidence->regions->len - 1),
               evidence->regions->len - 1));
  for (guint i = 0; i < evidence->changes->len; i++)
    g_ptr_array_add (words, describe_change (&g_array_index (evidence->changes, TwinChange, i)));
  return words;
}
