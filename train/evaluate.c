#include "evaluate.h"
#include "compare.h"

/* Pictures embedded at a time. */
#define BATCH 32
/* Pairs matched between two looks at cancel. */
#define PAIRS_BATCH 256
/* That a thread takes at a time. */
#define PAIRS_PART 4
/* How long one takes, about, in milliseconds: a picture through the network, its features, a pair's evidence. */
#define EMBEDDING_COST 40.0
#define FEATURES_COST 60.0
#define EVIDENCE_COST 40.0
#define SCORE_COST 0.01

/* One batch of pictures, made by several threads. */
typedef struct
{
  const TwinPairSet *set;
  TwinCompareFlags flags;
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

/* One picture's features; what fails is found where it is asked for. */
typedef struct
{
  GPtrArray *subjects; /* as many as there are pictures */
  TwinPicture *const *pictures;
  GCancellable *cancellable;
} Finding;

static void
find_part (guint part, guint n_parts, gpointer data)
{
  const Finding *finding = data;

  twin_subject_find_features (g_ptr_array_index (finding->subjects, part), finding->pictures[part],
                              finding->cancellable, NULL);
}

/* Subjects of the pictures that could be read, in order. */
static GPtrArray *
make_subjects (TwinSession *session, const Making *making, TwinPicture *const *pictures, guint n,
               GError **error)
{
  GPtrArray *subjects;
  Finding finding;

  /* A picture that was not read because of it is not an unreadable one. */
  if (g_cancellable_set_error_if_cancelled (making->cancellable, error))
    return NULL;
  subjects = twin_subjects_new (session, pictures, n, TWIN_VIEWS_WHOLE, making->cancellable, error);
  if (subjects == NULL || (making->flags & TWIN_COMPARE_NO_EVIDENCE))
    return subjects;
  finding = (Finding){ subjects, pictures, making->cancellable };
  twin_workers_run (twin_session_get_workers (session), n, find_part, &finding);
  return subjects;
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
  found = make_subjects (session, making, readable, n_readable, error);
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

/* What is told of the work: @embedding_share of it lies before the pairs. */
typedef struct
{
  TwinEvaluationProgress progress;
  gpointer data;
  double embedding_share;
} Telling;

static void
tell (const Telling *telling, double share)
{
  if (telling->progress != NULL)
    telling->progress (share, telling->data);
}

/* A subject a picture, NULL for one that cannot be read. */
static GPtrArray *
embed_all (TwinSession *session, const TwinPairSet *set, TwinCompareFlags flags,
           const Telling *telling, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func (subject_clear);
  Making making = { .set = set, .flags = flags, .cancellable = cancellable };

  for (guint first = 0; first < set->n_pictures; first += BATCH)
    {
      making.first = first;
      if (!embed_batch (session, &making, MIN (BATCH, set->n_pictures - first), subjects, error))
        return NULL;
      tell (telling, telling->embedding_share * subjects->len / set->n_pictures);
    }
  return g_steal_pointer (&subjects);
}

/* Pairs [first, first + n) of a set being matched. */
typedef struct
{
  const TwinModel *model;
  const TwinPairSet *set;
  const GPtrArray *subjects;
  TwinCompareFlags flags;
  GCancellable *cancellable;
  guint first, n;
  GArray *scored;
} Matching;

static TwinScoredPair
score_pair (const Matching *matching, const TwinPair *pair)
{
  TwinScoredPair scored = { .pair = *pair };
  TwinSubject *a = g_ptr_array_index (matching->subjects, pair->a),
              *b = g_ptr_array_index (matching->subjects, pair->b);
  g_autoptr (TwinComparison) comparison = NULL;

  if (a != NULL && b != NULL)
    comparison = twin_compare (matching->model, a, b, matching->flags, matching->cancellable, NULL);
  if (comparison == NULL)
    {
      scored.failed = TRUE;
      return scored;
    }
  scored.score = comparison->verdict.score;
  scored.model_score = comparison->verdict.model_score;
  scored.undecidable = comparison->verdict.kind == TWIN_VERDICT_UNDECIDABLE;
  scored.called = comparison->verdict.kind == TWIN_VERDICT_ALTERED_COPY;
  scored.evidence = g_steal_pointer (&comparison->evidence);
  return scored;
}

static void
match_part (guint part, guint n_parts, gpointer data)
{
  const Matching *matching = data;
  guint end = MIN ((part + 1) * PAIRS_PART, matching->n);

  for (guint i = part * PAIRS_PART; i < end; i++)
    g_array_index (matching->scored, TwinScoredPair, matching->first + i) = score_pair (
      matching, &g_array_index (matching->set->pairs, TwinPair, matching->first + i));
}

static gboolean
match_all (Matching *matching, TwinWorkers *workers, const Telling *telling, GError **error)
{
  guint n = matching->set->pairs->len;

  for (matching->first = 0; matching->first < n; matching->first += PAIRS_BATCH)
    {
      matching->n = MIN (PAIRS_BATCH, n - matching->first);
      twin_workers_run (workers, (matching->n + PAIRS_PART - 1) / PAIRS_PART, match_part, matching);
      if (g_cancellable_set_error_if_cancelled (matching->cancellable, error))
        return FALSE;
      tell (telling, telling->embedding_share +
                       (1 - telling->embedding_share) * (matching->first + matching->n) / n);
    }
  return TRUE;
}

static double
embedding_share (const TwinPairSet *set, gboolean with_evidence)
{
  double pictures = set->n_pictures * (EMBEDDING_COST + (with_evidence ? FEATURES_COST : 0));
  double pairs = set->pairs->len * (with_evidence ? EVIDENCE_COST : SCORE_COST);

  return pictures / MAX (pictures + pairs, 1);
}

TwinEvaluation *
twin_evaluate (TwinSession *session, const TwinPairSet *set, TwinCompareFlags flags,
               TwinEvaluationProgress progress, gpointer data, GCancellable *cancellable,
               GError **error)
{
  const TwinModel *model = twin_session_get_model (session);
  gboolean with_evidence = !(flags & TWIN_COMPARE_NO_EVIDENCE);
  Telling telling = { progress, data, embedding_share (set, with_evidence) };
  g_autoptr (GPtrArray) subjects = embed_all (session, set, flags, &telling, cancellable, error);
  g_autoptr (GArray) scored = twin_scored_pairs_new (set->pairs->len);
  Matching matching = { model, set, subjects, flags, cancellable, 0, 0, scored };

  if (subjects == NULL ||
      !match_all (&matching, twin_session_get_workers (session), &telling, error))
    return NULL;
  return twin_evaluation_new (g_steal_pointer (&scored),
                              twin_verdict_get_threshold (model, with_evidence));
}
