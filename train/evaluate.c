#include "evaluate.h"
#include "compare.h"

#include <math.h>
#include <string.h>

/* Pictures embedded at a time. */
#define BATCH 32

const double twin_evaluation_rates[3] = { 1e-2, 1e-3, 1e-4 };

/* One batch of pictures, made by several threads. */
typedef struct
{
  const TwinPairSet *set;
  guint first;
  GCancellable *cancellable;
  TwinPicture *pictures[BATCH];
} Making;

static void
make_part (guint part, guint n_parts, gpointer data)
{
  Making *making = data;

  making->pictures[part] = twin_pair_set_get_picture (making->set, making->first + part,
                                                      making->cancellable, NULL);
}

static gboolean
embed_batch (TwinSession *session, Making *making, guint n, GPtrArray *subjects, GError **error)
{
  TwinPicture *readable[BATCH];
  g_autoptr (GPtrArray) found = NULL;
  guint n_readable = 0;

  twin_workers_run (twin_session_get_workers (session), n, make_part, making);
  for (guint i = 0; i < n; i++)
    if (making->pictures[i] != NULL)
      readable[n_readable++] = making->pictures[i];
  /* A picture that was not read because of it is not an unreadable one. */
  if (!g_cancellable_set_error_if_cancelled (making->cancellable, error))
    found = twin_subjects_new (session, readable, n_readable, TWIN_VIEWS_WHOLE, making->cancellable,
                               error);
  for (guint i = 0, next = 0; i < n; i++)
    {
      g_ptr_array_add (subjects, found != NULL && making->pictures[i] != NULL
                                   ? twin_subject_ref (g_ptr_array_index (found, next++))
                                   : NULL);
      g_clear_pointer (&making->pictures[i], twin_picture_unref);
    }
  return found != NULL;
}

static void
subject_clear (gpointer subject)
{
  if (subject != NULL)
    twin_subject_unref (subject);
}

/* A subject a picture, NULL for one that cannot be read. */
static GPtrArray *
embed_all (TwinSession *session, const TwinPairSet *set, TwinEvaluationProgress progress,
           gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func (subject_clear);
  Making making = { .set = set, .cancellable = cancellable };

  for (guint first = 0; first < set->n_pictures; first += BATCH)
    {
      making.first = first;
      if (!embed_batch (session, &making, MIN (BATCH, set->n_pictures - first), subjects, error))
        return NULL;
      if (progress != NULL)
        progress ((double) subjects->len / set->n_pictures, data);
    }
  return g_steal_pointer (&subjects);
}

static TwinScoredPair
score_pair (const TwinModel *model, const GPtrArray *subjects, const TwinPair *pair)
{
  TwinScoredPair scored = { .pair = *pair };
  TwinSubject *a = g_ptr_array_index (subjects, pair->a),
              *b = g_ptr_array_index (subjects, pair->b);
  g_autoptr (TwinComparison) comparison = NULL;

  if (a == NULL || b == NULL)
    {
      scored.failed = TRUE;
      return scored;
    }
  comparison = twin_compare (model, a, b);
  scored.score = comparison->verdict.score;
  scored.model_score = comparison->verdict.model_score;
  scored.undecidable = comparison->verdict.kind == TWIN_VERDICT_UNDECIDABLE;
  scored.called = comparison->verdict.kind == TWIN_VERDICT_ALTERED_COPY;
  return scored;
}

typedef gboolean (*Select) (const TwinScoredPair *scored, gconstpointer data);

static gboolean
in_headline (const TwinScoredPair *scored, gconstpointer data)
{
  return !scored->pair.beside;
}

static gboolean
positive_or_hard (const TwinScoredPair *scored, gconstpointer data)
{
  return !scored->pair.beside && (scored->pair.positive || scored->pair.hard);
}

static gboolean
negative_or_of_kind (const TwinScoredPair *scored, gconstpointer kind)
{
  return !scored->pair.positive || g_strcmp0 (scored->pair.kind, kind) == 0;
}

/* The selected pairs that have a score. Undecidable ones are not called, but keep their score. */
static TwinScored *
select_scores (const GArray *scored, Select select, gconstpointer data, gsize *n)
{
  TwinScored *selected = g_new (TwinScored, scored->len + 1);

  *n = 0;
  for (guint i = 0; i < scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (scored, TwinScoredPair, i);

      if (!pair->failed && select (pair, data))
        selected[(*n)++] = (TwinScored){ pair->score, pair->pair.positive };
    }
  return selected;
}

static double
recall_at (const TwinScored *pairs, gsize n, double false_positive_rate)
{
  TwinConfusion all = twin_metrics_confusion (pairs, n, -INFINITY), at;

  if (all.false_positives * false_positive_rate < 10.0 - 1e-9)
    return NAN;
  at = twin_metrics_confusion (pairs, n, twin_metrics_threshold_at (pairs, n, false_positive_rate));
  return twin_confusion_recall (&at);
}

static TwinKindFigures
figures_of_kind (const TwinEvaluation *evaluation, const char *kind)
{
  gsize n;
  g_autofree TwinScored *pairs = select_scores (evaluation->scored, negative_or_of_kind, kind, &n);
  TwinConfusion confusion = twin_metrics_confusion (pairs, n, evaluation->threshold);

  return (TwinKindFigures){ kind, confusion.true_positives + confusion.false_negatives,
                            twin_metrics_auc (pairs, n), twin_confusion_recall (&confusion),
                            recall_at (pairs, n, 1e-2) };
}

/* Every kind of positive, in the order in which they first come. */
static void
add_kinds (TwinEvaluation *evaluation)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, i).pair;
      TwinKindFigures figures;

      if (!pair->positive || pair->kind == NULL || !g_hash_table_add (seen, (gpointer) pair->kind))
        continue;
      figures = figures_of_kind (evaluation, pair->kind);
      g_array_append_val (evaluation->by_kind, figures);
    }
}

static void
count_headline (TwinEvaluation *evaluation)
{
  TwinConfusion confusion = { 0, 0, 0, 0 };

  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, i);

      evaluation->failed += pair->failed;
      if (pair->failed || pair->pair.beside)
        continue;
      evaluation->pairs++;
      evaluation->positives += pair->pair.positive;
      evaluation->undecidable += pair->undecidable;
      if (pair->pair.positive)
        *(pair->called ? &confusion.true_positives : &confusion.false_negatives) += 1;
      else
        *(pair->called ? &confusion.false_positives : &confusion.true_negatives) += 1;
    }
  evaluation->accuracy = twin_confusion_accuracy (&confusion);
  evaluation->f1 = twin_confusion_f1 (&confusion);
  evaluation->precision = twin_confusion_precision (&confusion);
  evaluation->recall = twin_confusion_recall (&confusion);
  evaluation->false_positive_rate = twin_confusion_false_positive_rate (&confusion);
}

static void
measure (TwinEvaluation *evaluation)
{
  gsize n, n_hard;
  g_autofree TwinScored *pairs = select_scores (evaluation->scored, in_headline, NULL, &n);
  g_autofree TwinScored *hard = select_scores (evaluation->scored, positive_or_hard, NULL, &n_hard);
  TwinConfusion at_half = twin_metrics_confusion (pairs, n, 0.5);

  count_headline (evaluation);
  evaluation->accuracy_at_half = twin_confusion_accuracy (&at_half);
  evaluation->auc = twin_metrics_auc (pairs, n);
  evaluation->auc_hard = twin_metrics_auc (hard, n_hard);
  evaluation->ece = twin_metrics_ece (pairs, n);
  for (guint i = 0; i < G_N_ELEMENTS (twin_evaluation_rates); i++)
    evaluation->recall_at_fpr[i] = recall_at (pairs, n, twin_evaluation_rates[i]);
  add_kinds (evaluation);
}

TwinEvaluation *
twin_evaluate (TwinSession *session, const TwinPairSet *set, TwinEvaluationProgress progress,
               gpointer data, GCancellable *cancellable, GError **error)
{
  const TwinModel *model = twin_session_get_model (session);
  g_autoptr (GPtrArray) subjects = embed_all (session, set, progress, data, cancellable, error);
  TwinEvaluation *evaluation;

  if (subjects == NULL)
    return NULL;
  evaluation = g_new0 (TwinEvaluation, 1);
  evaluation->scored = g_array_new (FALSE, FALSE, sizeof (TwinScoredPair));
  evaluation->by_kind = g_array_new (FALSE, FALSE, sizeof (TwinKindFigures));
  evaluation->threshold = twin_model_get_calibration (model)->threshold;
  for (guint i = 0; i < set->pairs->len; i++)
    {
      TwinScoredPair scored = score_pair (model, subjects,
                                          &g_array_index (set->pairs, TwinPair, i));

      g_array_append_val (evaluation->scored, scored);
    }
  measure (evaluation);
  return evaluation;
}

void
twin_evaluation_free (TwinEvaluation *evaluation)
{
  if (evaluation == NULL)
    return;
  g_array_unref (evaluation->scored);
  g_array_unref (evaluation->by_kind);
  g_free (evaluation);
}

/* The logits of M, of the headline pairs. */
static TwinScored *
logits_of (const TwinEvaluation *evaluation, gsize *n)
{
  TwinScored *logits = g_new (TwinScored, evaluation->scored->len + 1);

  *n = 0;
  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, i);

      if (!pair->failed && !pair->pair.beside)
        logits[(*n)++] = (TwinScored){ twin_verdict_logit (pair->model_score),
                                       pair->pair.positive };
    }
  return logits;
}

TwinCalibration
twin_evaluation_calibrate (const TwinEvaluation *evaluation, double false_positive_rate)
{
  TwinCalibration calibration = { 0 };
  TwinConfusion confusion;
  gsize n;
  g_autofree TwinScored *scores = logits_of (evaluation, &n);

  twin_metrics_fit_platt (scores, n, &calibration.slope, &calibration.intercept);
  for (gsize i = 0; i < n; i++)
    scores[i].score = 1.0 /
                      (1.0 + exp (-(calibration.slope * scores[i].score + calibration.intercept)));
  calibration.threshold = CLAMP (twin_metrics_threshold_at (scores, n, false_positive_rate), 0.0,
                                 1.0);
  confusion = twin_metrics_confusion (scores, n, calibration.threshold);
  calibration.n_negatives = confusion.false_positives + confusion.true_negatives;
  calibration.false_positive_rate = twin_confusion_false_positive_rate (&confusion);
  return calibration;
}
