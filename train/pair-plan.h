/* pair-plan.h: the wide set of pairs: copies of every kind, and the negatives that are hardest to tell from them. */
#pragma once

#include "pair-set.h"

G_BEGIN_DECLS

/**
 * twin_pair_plan_draw:
 * @dataset: kept, not owned
 *
 * Positives, in turn, a fifth of them `mixed`: those of twin_recipe_draw_pair(); `stretch`; `panel`, one picture in a
 * figure; `figures`, two figures that share one panel; `strip`, a strip cut out of a blot or gel (where the data set's
 * `modality` names any).
 *
 * Negatives: every pair of one group that is known to differ (`same-specimen`), plain and with both sides altered, four
 * tenths of all at most; a tenth `furniture`, figures of one layout around different pictures; the rest pictures of the
 * positives, half of them of one source (`one-source`, `random`). Pairs whose label is open are never drawn.
 *
 * The same @seed draws the same. Fewer negatives where the data set does not hold as many.
 */
TwinPairSet *twin_pair_plan_draw (const TwinDataset *dataset, guint positives, guint negatives,
                                  guint64 seed);

G_END_DECLS
