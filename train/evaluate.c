#include "evaluate.h"
#include "compare.h"

/* Pictures embedded at a time. */
#define BATCH 32
/* Of the work, that pictures are; pairs are the rest. */
#define EMBEDDING_SHARE 0.9
/* Pairs matched between two looks at cancel. */
#define PAIRS_BATCH 4096
/* That a thread takes at a time. */
#define PAIRS_PART 16

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
        progress (EMBEDDING_SHARE * subjects->len / set->n_pictures, data);
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
  comparison = twin_compare (model, a, b, TWIN_COMPARE_NO_EVIDENCE, NULL, NULL);
  scored.score = comparison->verdict.score;
  scored.model_score = comparison->verdict.model_score;
  scored.undecidable = comparison->verdict.kind == TWIN_VERDICT_UNDECIDABLE;
  scored.called = comparison->verdict.kind == TWIN_VERDICT_ALTERED_COPY;
  return scored;
}

/* Pairs [first, first + n) of a set being matched. */
typedef struct
{
  const TwinModel *model;
  const TwinPairSet *set;
  const GPtrArray *subjects;
  guint first, n;
  GArray *scored;
} Matching;

static void
match_part (guint part, guint n_parts, gpointer data)
{
  const Matching *matching = data;
  guint end = MIN ((part + 1) * PAIRS_PART, matching->n);

  for (guint i = part * PAIRS_PART; i < end; i++)
    g_array_index (matching->scored, TwinScoredPair, matching->first + i) = score_pair (
      matching->model, matching->subjects,
      &g_array_index (matching->set->pairs, TwinPair, matching->first + i));
}

static gboolean
match_all (Matching *matching, TwinWorkers *workers, TwinEvaluationProgress progress, gpointer data,
           GCancellable *cancellable, GError **error)
{
  guint n = matching->set->pairs->len;

  for (matching->first = 0; matching->first < n; matching->first += PAIRS_BATCH)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      matching->n = MIN (PAIRS_BATCH, n - matching->first);
      twin_workers_run (workers, (matching->n + PAIRS_PART - 1) / PAIRS_PART, match_part, matching);
      if (progress != NULL)
        progress (EMBEDDING_SHARE + (1 - EMBEDDING_SHARE) * (matching->first + matching->n) / n,
                  data);
    }
  return TRUE;
}

TwinEvaluation *
twin_evaluate (TwinSession *session, const TwinPairSet *set, TwinEvaluationProgress progress,
               gpointer data, GCancellable *cancellable, GError **error)
{
  const TwinModel *model = twin_session_get_model (session);
  g_autoptr (GPtrArray) subjects = embed_all (session, set, progress, data, cancellable, error);
  g_autoptr (GArray) scored = g_array_new (FALSE, TRUE, sizeof (TwinScoredPair));
  Matching matching = { model, set, subjects, 0, 0, scored };

  g_array_set_size (scored, set->pairs->len);
  if (subjects == NULL || !match_all (&matching, twin_session_get_workers (session), progress, data,
                                      cancellable, error))
    return NULL;
  return twin_evaluation_new (g_steal_pointer (&scored),
                              twin_model_get_calibration (model)->threshold);
}
