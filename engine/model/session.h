/* session.h: a model made ready to run: folded, packed, with memory of its own. A thread's own;
 * inside, it uses its workers. */
#pragma once

#include "model/model.h"
#include "nn/workers.h"
#include "picture/tensor.h"

G_BEGIN_DECLS

/**
 * TwinEmbeddings:
 * @n: rows (views)
 * @n_tiles: of these rows, how many at the end show tiles; see twin_model_score()
 * @width: 2048
 * @vectors: [n][width]: f(x), the pooled output of the encoder
 * @units: [n][width]: the same, standardised and normalised, as the classifier takes them
 */
typedef struct
{
  guint n;
  guint n_tiles;
  guint width;
  float *vectors;
  float *units;
} TwinEmbeddings;

void twin_embeddings_free (TwinEmbeddings *embeddings);
/* A copy of @n rows from @first; none of them a tile until n_tiles says so. */
TwinEmbeddings *twin_embeddings_cut (const TwinEmbeddings *embeddings, guint first, guint n);

typedef struct _TwinSession TwinSession;

/* @workers: kept, not owned; must outlive the session. */
TwinSession *twin_session_new (TwinModel *model, TwinWorkers *workers);
/* Of the network's products, from the next call on; float32 to begin with. */
void twin_session_set_precision (TwinSession *session, TwinPrecision precision);
void twin_session_free (TwinSession *session);
TwinModel *twin_session_get_model (const TwinSession *session);
TwinWorkers *twin_session_get_workers (const TwinSession *session);

/**
 * twin_session_embed:
 *
 * Runs the encoder over the rows in batches; cancel is asked for between them.
 * @error: #G_IO_ERROR (CANCELLED, NO_SPACE)
 */
TwinEmbeddings *twin_session_embed (TwinSession *session, const TwinTensor *tensor,
                                    GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinEmbeddings, twin_embeddings_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinSession, twin_session_free)

G_END_DECLS
