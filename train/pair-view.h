/* pair-view.h: how much two pictures show of one original, known before they are made. */
#pragma once

#include "pair-item.h"

G_BEGIN_DECLS

/* What both show of the original: of the smaller, and of the larger part that either shows. 0 to 1; 0 where memory does
 * not suffice. */
typedef struct
{
  double of_smaller, of_larger;
} TwinPairShare;

TwinPairShare twin_pair_items_share (const TwinPairItem *a, const TwinPairItem *b,
                                     const TwinDataset *dataset);

G_END_DECLS
