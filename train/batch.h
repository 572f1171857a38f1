/* batch.h: what one training step sees: n pictures, each altered twice, and which pairs are what. */
#pragma once

#include "dataset.h"
#include "picture/tensor.h"
#include "random.h"

G_BEGIN_DECLS

/**
 * TwinCurriculum: how hard a batch is
 * @strength: of the modifications, 0 to 1
 * @one_source: chance that a batch comes from one source: hard negatives
 * @disjoint: share of a batch's places that are filled by twos with crops of one picture that do not
 *   overlap: harder ones
 */
typedef struct
{
  double strength;
  double one_source;
  double disjoint;
} TwinCurriculum;

/* From easy to full over the first @easy_share of the training (see docs/method.md). @progress: 0 to 1 */
TwinCurriculum twin_curriculum_at (double progress, double easy_share);

/**
 * TwinBatch:
 * @n: pictures
 * @views: [2n][s][s][3]: rows 0 to n - 1 one alteration, n to 2n - 1 the other
 * @labels: [n][n] TwinPairLabel of rows i and n + j
 */
typedef struct
{
  guint n;
  TwinTensor *views;
  gint8 *labels;
} TwinBatch;

/**
 * twin_batch_new:
 * @step: with @seed, says all that is drawn: the same numbers give the same batch
 * Any thread. NULL where memory does not suffice.
 */
TwinBatch *twin_batch_new (const TwinDataset *dataset, guint n, guint size,
                           const TwinCurriculum *curriculum, guint64 seed, guint64 step);
void twin_batch_free (TwinBatch *batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinBatch, twin_batch_free)

G_END_DECLS
