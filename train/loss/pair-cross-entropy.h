/* pair-cross-entropy.h: L_sim, the binary cross-entropy of M over all pairs of a batch.
 *
 *   L = mean over the pairs (i, j) whose label is known of log (1 + exp (-s l_ij)),
 *       s = 1 for a positive pair, -1 for a negative one, l the logit of M
 *
 * Every pair weighs the same (see docs/method.md). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TWIN_PAIR_OPEN = -1, /* not known: not counted */
  TWIN_PAIR_NEGATIVE = 0,
  TWIN_PAIR_POSITIVE = 1,
} TwinPairLabel;

/* @labels: TwinPairLabel a pair; @d_logits: written, 0 where open. Returns: L, 0 where all are open */
double twin_pair_cross_entropy (gsize n_pairs, const float *logits, const gint8 *labels,
                                float *d_logits);

G_END_DECLS
