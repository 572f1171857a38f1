#include "compare.h"

#include "model/score.h"

/* NULL without an error where there is nothing to look at. */
static TwinEvidence *
find_evidence (TwinSubject *a, TwinSubject *b, TwinCompareFlags flags, GCancellable *cancellable,
               GError **error)
{
  const TwinFeatures *of_a = twin_subject_get_features (a), *of_b = twin_subject_get_features (b);

  if ((flags & TWIN_COMPARE_NO_EVIDENCE) || of_a == NULL || of_b == NULL)
    return NULL;
  return twin_evidence_find (of_a, of_b, cancellable, error);
}

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

TwinComparison *
twin_compare (const TwinModel *model, TwinSubject *a, TwinSubject *b, TwinCompareFlags flags,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (TwinComparison) comparison = g_new0 (TwinComparison, 1);
  g_autoptr (GError) failure = NULL;
  float model_score = twin_model_score (model, twin_subject_get_embeddings (a),
                                        twin_subject_get_embeddings (b));
  double texture = MIN (twin_subject_get_texture (a), twin_subject_get_texture (b));

  comparison->a = twin_subject_ref (a);
  comparison->b = twin_subject_ref (b);
  comparison->evidence = find_evidence (a, b, flags, cancellable, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
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
