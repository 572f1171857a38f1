/* candidates.h: which of all pairs could reach a threshold, found by matrix products. */
#pragma once

#include "nn/workers.h"
#include "subject.h"

G_BEGIN_DECLS

/* Indices of two subjects, @a < @b. */
typedef struct
{
  guint a;
  guint b;
} TwinCandidate;

/* @fraction: of the pairs looked at. On the caller's thread. */
typedef void (*TwinCandidatesProgress) (double fraction, gpointer data);

/**
 * twin_candidates_find:
 * @subjects: (element-type TwinSubject)
 * @lowest_logit: of M: pairs that stay clearly below are left out; -INFINITY keeps all
 * @progress: (nullable)
 * @error: #G_IO_ERROR (CANCELLED, NO_SPACE)
 *
 * M of two pictures is the maximum over the pairs of their views, two tiles excepted, and its logit
 * is linear in u_k v_k: so all logits of the whole views of many pictures against all views of
 * others are one matrix product. Nothing as large as all pairs is held. Rounding differs from
 * twin_model_score()'s: a pair is kept with room to spare, and the caller asks twin_compare().
 * FLOP-bound: 4096 for a whole view and any other.
 *
 * Returns: (element-type TwinCandidate): sorted by a, then b
 */
GArray *twin_candidates_find (const TwinModel *model, TwinWorkers *workers, GPtrArray *subjects,
                              float lowest_logit, TwinCandidatesProgress progress, gpointer data,
                              GCancellable *cancellable, GError **error);

G_END_DECLS
