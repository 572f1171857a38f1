#include "evidence/evidence.h"

#include "evidence/regions.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* An alignment is worth looking at where chance would give it as rarely as once in a hundred pairs, or where as much
 * of the pixels agrees. */
#define FOUND_LOG_NFA -2.0
#define FOUND_AGREEMENT 0.5
/* The frame that tone and changes are looked for in. */
#define FRAME_PIXELS 160000

void
twin_evidence_free (TwinEvidence *evidence)
{
  if (evidence == NULL)
    return;
  g_clear_pointer (&evidence->regions, g_array_unref);
  g_clear_pointer (&evidence->changes, g_array_unref);
  g_free (evidence);
}

static gboolean
is_worth_a_look (const TwinEvidence *evidence)
{
  return evidence->log_nfa_free <= FOUND_LOG_NFA ||
         (evidence->has_pixels && evidence->pixels.agree_free >= FOUND_AGREEMENT);
}

/* NULL where there are no pixels, or too few. */
static TwinAlignment *
lay_over (const TwinFeatures *a, const TwinFeatures *b, const TwinAffine *a_to_b)
{
  const TwinGrey *grey_a = twin_features_get_grey (a), *grey_b = twin_features_get_grey (b);

  return grey_a != NULL && grey_b != NULL
           ? twin_alignment_new (grey_a, grey_b, a_to_b, FRAME_PIXELS)
           : NULL;
}

/* Pixels of the picture a pixel of the working picture. */
static double
scale_of (const TwinFeatures *features)
{
  return sqrt (fabs (twin_affine_determinant (twin_features_get_to_original (features))));
}

static gboolean
fit_tone (TwinEvidence *evidence, const TwinFeatures *a, const TwinFeatures *b,
          const TwinAffine *a_to_b, gboolean inverted)
{
  g_autoptr (TwinAlignment) alignment = lay_over (a, b, a_to_b);

  evidence->colours = twin_colours_compare (twin_features_get_colours (a),
                                            twin_features_get_colours (b), inverted);
  evidence->has_tone = alignment != NULL && twin_tone_fit (alignment, inverted, &evidence->tone);
  evidence->treatment = (TwinTreatment){ 0 };
  if (evidence->has_tone && twin_treatment_find (alignment, &evidence->tone, &evidence->treatment))
    {
      evidence->treatment.blur_a *= scale_of (a);
      evidence->treatment.blur_b *= scale_of (b);
    }
  evidence->blocks_a = twin_features_has_blocks (a) && !twin_features_has_blocks (b);
  evidence->blocks_b = twin_features_has_blocks (b) && !twin_features_has_blocks (a);
  return evidence->has_tone;
}

static void
bring_to_original (GArray *changes, const TwinFeatures *a, const TwinFeatures *b)
{
  for (guint i = 0; i < changes->len; i++)
    {
      TwinChange *change = &g_array_index (changes, TwinChange, i);

      change->a = twin_polygon_map (&change->a, twin_features_get_to_original (a));
      change->b = twin_polygon_map (&change->b, twin_features_get_to_original (b));
    }
}

static void
find_changes (TwinEvidence *evidence, const TwinFeatures *a, const TwinFeatures *b,
              const TwinChosen *chosen)
{
  g_autoptr (TwinAlignment) alignment = lay_over (a, b, &chosen->a_to_b);
  GArray *changes = NULL;

  if (alignment != NULL && evidence->has_tone)
    changes = twin_changes_find (alignment, &evidence->tone);
  if (changes == NULL)
    return;
  bring_to_original (changes, a, b);
  g_array_unref (evidence->changes);
  evidence->changes = changes;
}

static void
describe (TwinEvidence *evidence, const TwinFeatures *a, const TwinFeatures *b,
          const TwinChosen *chosen, GPtrArray *hypotheses)
{
  const TwinHypothesis *hypothesis = chosen->hypothesis;

  evidence->registered = hypothesis == NULL;
  evidence->inverted = chosen->inverted;
  if (hypotheses->len > 0)
    evidence->matches = ((const TwinHypothesis *) hypotheses->pdata[0])->matches;
  if (hypothesis != NULL)
    {
      evidence->matches = hypothesis->matches;
      evidence->inliers = hypothesis->inliers;
      evidence->log_nfa = MIN (hypothesis->log_nfa, 0);
      evidence->log_nfa_free = MIN (hypothesis->log_nfa_free, 0);
    }
  evidence->has_pixels = chosen->pixels != NULL;
  if (evidence->has_pixels)
    evidence->pixels = *chosen->pixels;
  evidence->found = is_worth_a_look (evidence);
  if (!evidence->found)
    return;
  evidence->a_to_b = twin_regions_to_original (a, b, &chosen->a_to_b);
  twin_regions_share (a, b, &chosen->a_to_b, &evidence->share_a, &evidence->share_b);
  evidence->overlap_fraction = MAX (evidence->share_a, evidence->share_b);
  g_array_unref (evidence->regions);
  evidence->regions = twin_regions_find (a, b, chosen, hypotheses);
  if (fit_tone (evidence, a, b, &chosen->a_to_b, chosen->inverted))
    find_changes (evidence, a, b, chosen);
}

static void
swap_polygons (TwinPolygon *a, TwinPolygon *b)
{
  TwinPolygon kept = *a;

  *a = *b;
  *b = kept;
}

static void
swap_change (TwinChange *change)
{
  swap_polygons (&change->a, &change->b);
  if (change->kind != TWIN_CHANGE_OTHER)
    change->kind = change->kind == TWIN_CHANGE_ONLY_A ? TWIN_CHANGE_ONLY_B : TWIN_CHANGE_ONLY_A;
}

/* From b's side, where a is the first of the canonical order; numbers that have no side stay. */
static void
turn_round (TwinEvidence *evidence, const TwinFeatures *a, const TwinFeatures *b,
            const TwinChosen *chosen)
{
  TwinAffine b_to_a;

  double kept = evidence->share_a;

  evidence->share_a = evidence->share_b;
  evidence->share_b = kept;
  /* A map that cannot be inverted was not found. */
  twin_affine_invert (&evidence->a_to_b, &evidence->a_to_b);
  for (guint i = 0; i < evidence->regions->len; i++)
    {
      TwinRegion *region = &g_array_index (evidence->regions, TwinRegion, i);

      swap_polygons (&region->a, &region->b);
      twin_affine_invert (&region->a_to_b, &region->a_to_b);
    }
  for (guint i = 0; i < evidence->changes->len; i++)
    swap_change (&g_array_index (evidence->changes, TwinChange, i));
  if (evidence->has_tone && twin_affine_invert (&chosen->a_to_b, &b_to_a))
    fit_tone (evidence, b, a, &b_to_a, chosen->inverted);
}

static TwinEvidence *
evidence_new (void)
{
  TwinEvidence *evidence = g_new0 (TwinEvidence, 1);

  evidence->a_to_b = twin_affine_identity ();
  evidence->regions = g_array_new (FALSE, FALSE, sizeof (TwinRegion));
  evidence->changes = g_array_new (FALSE, FALSE, sizeof (TwinChange));
  return evidence;
}

TwinEvidence *
twin_evidence_find (const TwinFeatures *a, const TwinFeatures *b, GCancellable *cancellable,
                    GError **error)
{
  gboolean swapped = twin_features_order (a, b) > 0;
  const TwinFeatures *first = swapped ? b : a, *second = swapped ? a : b;
  g_autoptr (TwinEvidence) evidence = NULL;
  g_autoptr (GPtrArray) hypotheses = NULL;
  TwinChosen chosen = { .hypothesis = NULL };

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  hypotheses = twin_geometry_find (first, second);
  if (hypotheses == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                           _ ("not enough memory to compare two pictures; close other programs"));
      return NULL;
    }
  evidence = evidence_new ();
  if (twin_alignments_choose (first, second, hypotheses, &chosen))
    describe (evidence, first, second, &chosen, hypotheses);
  if (swapped && evidence->found)
    turn_round (evidence, first, second, &chosen);
  g_free (chosen.pixels);
  return g_steal_pointer (&evidence);
}
