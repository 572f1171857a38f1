/* pair-view.h: how much two pictures show of one original, known before they are made. */
#pragma once

#include "pair-item.h"

G_BEGIN_DECLS

/* Of the smaller part of the original that either shows, what both show: 0 to 1. 0 where memory does not suffice. */
double twin_pair_items_share (const TwinPairItem *a, const TwinPairItem *b,
                              const TwinDataset *dataset);

G_END_DECLS
