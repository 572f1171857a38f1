#include "compare.h"

#include "model/score.h"

TwinComparison *
twin_compare (const TwinModel *model, TwinSubject *a, TwinSubject *b)
{
  TwinComparison *comparison = g_new0 (TwinComparison, 1);
  float model_score = twin_model_score (model, twin_subject_get_embeddings (a),
                                        twin_subject_get_embeddings (b));
  double texture = MIN (twin_subject_get_texture (a), twin_subject_get_texture (b));

  comparison->a = twin_subject_ref (a);
  comparison->b = twin_subject_ref (b);
  comparison->verdict = twin_verdict_decide (model, model_score, texture);
  return comparison;
}

void
twin_comparison_free (TwinComparison *comparison)
{
  if (comparison == NULL)
    return;
  twin_subject_unref (comparison->a);
  twin_subject_unref (comparison->b);
  g_free (comparison);
}
