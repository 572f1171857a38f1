/* pair-item.h: how a picture of a pair is come by: a file, a picture of a data set altered, or a figure that shows one
 * among others. */
#pragma once

#include "dataset.h"
#include "modify/trace.h"

G_BEGIN_DECLS

/**
 * TwinPairItem:
 * @file: to be loaded; NULL: the rest says how it is made
 * @original: of the data set
 * @modifications: of TwinModification; what is done to it
 * @seed: of what these draw at random
 * @others: (nullable): of guint: pictures of the data set that stand in a figure's other panels; NULL: no figure
 * @panel: that the original stands in
 * @figure_width, @figure_seed: of the layout
 */
typedef struct
{
  GFile *file;
  guint original;
  GArray *modifications;
  guint64 seed;
  GArray *others;
  guint panel;
  guint figure_width;
  guint64 figure_seed;
} TwinPairItem;

/* @modifications: (transfer full) */
TwinPairItem *twin_pair_item_new (guint original, GArray *modifications, guint64 seed);
void twin_pair_item_free (TwinPairItem *item);

/* Is every picture that @a shows known to differ from every one that @b shows? */
gboolean twin_pair_items_differ (const TwinManifest *manifest, const TwinPairItem *a,
                                 const TwinPairItem *b);

/* Makes the picture of an item without a file; @trace: of the original in it. @error: #G_IO_ERROR */
TwinRaster *twin_pair_item_make (const TwinPairItem *item, const TwinDataset *dataset,
                                 TwinTrace *trace, GError **error);

G_END_DECLS
