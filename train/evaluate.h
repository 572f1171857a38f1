/* evaluate.h: a model measured on pairs whose answer is known. */
#pragma once

#include "compare.h"
#include "evaluation.h"
#include "model/session.h"

G_BEGIN_DECLS

/* Told as the work goes on: share from 0 to 1; on the calling thread. */
typedef void (*TwinEvaluationProgress) (double share, gpointer data);

/* Every picture of the set once through the network and, unless @flags say otherwise, searched for features; then all
 * pairs, by the session's workers. Kinds other than the four and `mixed` count in by_kind only, where the set has any
 * of those.
 * @error: #G_IO_ERROR */
TwinEvaluation *twin_evaluate (TwinSession *session, const TwinPairSet *set, TwinCompareFlags flags,
                               TwinEvaluationProgress progress, gpointer data,
                               GCancellable *cancellable, GError **error);

G_END_DECLS
