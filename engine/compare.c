#include "compare.h"

#include "model/score.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The one place where evidence joins the judgement. */
static TwinVerdict
decide (const TwinModel *model, const TwinEvidence *evidence, double model_score, double texture)
{
  TwinJointTerms terms;

  if (evidence == NULL)
    return twin_verdict_decide (model, model_score, texture, NULL);
  terms = twin_joint_terms_of (evidence, model_score);
  return twin_verdict_decide (model, model_score, texture, &terms);
}

/* What one pair of many must reach to be worth a look: as rare by chance as twin_evidence_find() asks of a pair, though there
 * were so many, or as much agreement. */
#define CHOSEN_LOG_NFA -2.0
#define CHOSEN_AGREEMENT 0.5

/* The best of @n pairs is as likely by chance as any one of them, @n times. */
static void
allow_for_choice (TwinEvidence *evidence, guint n)
{
  evidence->log_nfa = MIN (evidence->log_nfa + log10 (n), 0);
  evidence->log_nfa_free = MIN (evidence->log_nfa_free + log10 (n), 0);
  if (evidence->log_nfa_free > CHOSEN_LOG_NFA &&
      !(evidence->has_pixels && evidence->pixels.agree_free >= CHOSEN_AGREEMENT))
    evidence->found = FALSE;
}

static guint
panel_of (GArray *parts, guint index)
{
  return index == TWIN_PART_WHOLE ? TWIN_PART_WHOLE : g_array_index (parts, TwinPart, index).panel;
}

/**
 * Search: for the evidence that speaks most for a copy
 * @comparison: what was found so far
 * @strength: of its evidence
 */
typedef struct
{
  TwinComparison *comparison;
  double strength;
  GCancellable *cancellable;
} Search;

/* How evidence is weighed against other evidence of the same two pictures, whatever a model makes of it: rarity, details,
 * ground in the proportion that told copies best. */
static double
strength_of (const TwinEvidence *evidence)
{
  TwinJointTerms terms = twin_joint_terms_of (evidence, 0.5);

  return evidence->found
           ? 0.9 * terms.values[TWIN_JOINT_MATCHES] + 3.0 * terms.values[TWIN_JOINT_PIXELS] +
               4.4 * terms.values[TWIN_JOINT_AGREEMENT]
           : 0;
}

/* FALSE with @error set. */
static gboolean
look_at_pair (Search *self, const TwinPartPair *pair, guint n_tried, GError **error)
{
  TwinComparison *comparison = self->comparison;
  g_autoptr (TwinEvidence) evidence = twin_evidence_find (pair->of_a, pair->of_b, self->cancellable,
                                                          error);
  double strength;

  if (evidence == NULL)
    return FALSE;
  allow_for_choice (evidence, n_tried);
  strength = strength_of (evidence);
  if (strength <= self->strength)
    return TRUE;
  self->strength = strength;
  comparison->panel_a = panel_of (twin_subject_get_parts (comparison->a), pair->a);
  comparison->panel_b = panel_of (twin_subject_get_parts (comparison->b), pair->b);
  twin_evidence_free (comparison->evidence);
  comparison->evidence = g_steal_pointer (&evidence);
  return TRUE;
}

/* FALSE with @error set. */
static gboolean
look_at_panels (Search *self, GError **error)
{
  TwinSubject *a = self->comparison->a, *b = self->comparison->b;
  g_autoptr (GArray) pairs = NULL;
  guint n_tried = 0;

  pairs = twin_part_pairs_find (twin_subject_get_parts (a), twin_subject_get_features (a),
                                twin_subject_get_parts (b), twin_subject_get_features (b),
                                &n_tried);
  if (pairs == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                           _ ("not enough memory to compare two pictures; close other programs"));
      return FALSE;
    }
  for (guint i = 0; i < pairs->len; i++)
    if (!look_at_pair (self, &g_array_index (pairs, TwinPartPair, i), n_tried, error))
      return FALSE;
  return TRUE;
}

/* As if nothing had been found. */
static void
forget (TwinEvidence *evidence)
{
  evidence->found = evidence->has_pixels = evidence->has_tone = FALSE;
  evidence->inliers = 0;
  evidence->log_nfa = evidence->log_nfa_free = 0;
  evidence->share_a = evidence->share_b = evidence->overlap_fraction = 0;
  g_array_set_size (evidence->regions, 0);
  g_array_set_size (evidence->changes, 0);
}

/* Of the pictures as wholes, and panel by panel where one of them is a figure. Two figures are alike in their panels or not at
 * all: as wholes they agree in letters, bars and frames. FALSE with @error set. */
static gboolean
find_evidence (TwinComparison *comparison, GCancellable *cancellable, GError **error)
{
  TwinSubject *a = comparison->a, *b = comparison->b;
  guint n_a = twin_subject_get_parts (a)->len, n_b = twin_subject_get_parts (b)->len;
  Search search = { comparison, 0, cancellable };
  g_autoptr (TwinEvidence) whole = twin_evidence_find (
    twin_subject_get_features (a), twin_subject_get_features (b), cancellable, error);

  if (whole == NULL || (n_a + n_b > 0 && !look_at_panels (&search, error)))
    return FALSE;
  if (n_a > 0 && n_b > 0)
    forget (whole);
  if (search.strength > 0 && search.strength >= strength_of (whole))
    return TRUE;
  comparison->panel_a = comparison->panel_b = TWIN_PART_WHOLE;
  twin_evidence_free (comparison->evidence);
  comparison->evidence = g_steal_pointer (&whole);
  return TRUE;
}

TwinComparison *
twin_compare (const TwinModel *model, TwinSubject *a, TwinSubject *b, TwinCompareFlags flags,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (TwinComparison) comparison = g_new0 (TwinComparison, 1);
  gboolean has_features = twin_subject_get_features (a) != NULL &&
                          twin_subject_get_features (b) != NULL;
  float model_score = twin_model_score (model, twin_subject_get_embeddings (a),
                                        twin_subject_get_embeddings (b));
  double texture = MIN (twin_subject_get_texture (a), twin_subject_get_texture (b));

  comparison->a = twin_subject_ref (a);
  comparison->b = twin_subject_ref (b);
  comparison->panel_a = comparison->panel_b = TWIN_PART_WHOLE;
  if (!(flags & TWIN_COMPARE_NO_EVIDENCE) && has_features &&
      !find_evidence (comparison, cancellable, error))
    return NULL;
  comparison->verdict = decide (model, comparison->evidence, model_score, texture);
  return g_steal_pointer (&comparison);
}

void
twin_comparison_free (TwinComparison *comparison)
{
  if (comparison == NULL)
    return;
  twin_subject_unref (comparison->a);
  twin_subject_unref (comparison->b);
  twin_evidence_free (comparison->evidence);
  g_free (comparison);
}
