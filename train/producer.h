/* producer.h: batches made ahead of the training step, by threads of their own. */
#pragma once

#include "batch.h"

G_BEGIN_DECLS

typedef struct _TwinProducer TwinProducer;

/**
 * twin_producer_new:
 * @dataset: kept, not owned
 * @n, @size, @seed: as twin_batch_new()
 * @n_steps: of the whole training, which the curriculum is stretched over
 * @easy_share: as twin_curriculum_at()
 * @first_step: where to begin
 * @jobs: threads; 1 at least
 */
TwinProducer *twin_producer_new (const TwinDataset *dataset, guint n, guint size, guint64 seed,
                                 double easy_share, guint64 first_step, guint64 n_steps,
                                 guint jobs);
void twin_producer_free (TwinProducer *producer);
/* The next step's batch; waits for it. (transfer full) (nullable): NULL where memory did not suffice */
TwinBatch *twin_producer_take (TwinProducer *producer);
/* Seconds that twin_producer_take() has waited in all. */
double twin_producer_get_waited (const TwinProducer *producer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinProducer, twin_producer_free)

G_END_DECLS
