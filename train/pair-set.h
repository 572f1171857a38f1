/* pair-set.h: pairs of pictures whose answer is known, to measure by. */
#pragma once

#include "csv.h"
#include "pair-item.h"
#include "picture/picture.h"

G_BEGIN_DECLS

#define TWIN_PAIR_VARIOUS "various"

/**
 * TwinPair:
 * @a, @b: indices of pictures
 * @positive: an altered copy
 * @hard: a negative of one group or one source
 * @kind: of modification (`mixed`, `rotation`), or what a table said; NULL where there is none, as are those that follow
 * @group_a, @group_b: that the pictures come from
 * @modality, @source: of both; TWIN_PAIR_VARIOUS where they are not of one
 * @beside: counts in the table of kinds, not in the headline figures
 */
typedef struct
{
  guint a;
  guint b;
  gboolean positive;
  gboolean hard;
  gboolean beside;
  const char *kind;
  const char *group_a;
  const char *group_b;
  const char *modality;
  const char *source;
} TwinPair;

/**
 * TwinPairSet:
 * @n_pictures: that the pairs speak of
 * @pairs: of TwinPair
 * @items: of TwinPairItem: how each picture is come by; see twin_pair_set_get_picture()
 * @words: holds the pairs' strings
 *
 * Holds no pixels: a picture is made or loaded when it is asked for.
 */
typedef struct
{
  guint n_pictures;
  GArray *pairs;
  GPtrArray *items;
  const TwinDataset *dataset;
  GStringChunk *words;
} TwinPairSet;

/* Empty; @dataset: (nullable): kept, not owned. */
TwinPairSet *twin_pair_set_new (const TwinDataset *dataset);
void twin_pair_set_free (TwinPairSet *set);
/* Takes the item. Returns: the index of its picture. */
guint twin_pair_set_add (TwinPairSet *set, TwinPairItem *item);
/* Fills in what the manifest says of the two pictures of a pair. */
void twin_pair_set_describe (TwinPairSet *set, TwinPair *pair);

static inline const TwinPairItem *
twin_pair_set_get_item (const TwinPairSet *set, guint index)
{
  return g_ptr_array_index (set->items, index);
}

/* Loads or makes one. Any thread; the same each time. @error: #TWIN_PICTURE_ERROR, #G_IO_ERROR */
TwinPicture *twin_pair_set_get_picture (const TwinPairSet *set, guint index,
                                        GCancellable *cancellable, GError **error);

/* Of an item without a file: with what was done, see twin_pair_item_make(). Any thread. */
TwinRaster *twin_pair_set_make (const TwinPairSet *set, guint index, TwinTrace *trace,
                                GError **error);

/**
 * twin_pair_set_draw:
 * @dataset: kept, not owned
 * @positives: of the headline figures: half of them MIXED, the rest of the four kinds of the method
 * @beside: besides, positives of each further kind (blur, JPEG, inversion …); these count in no headline figure
 * @negatives: altered pictures of different originals, a third of them hard: of one group where these are known to
 *   differ, else of one source
 *
 * All at full strength. The same @seed draws the same. Pairs whose label is open are not drawn.
 */
TwinPairSet *twin_pair_set_draw (const TwinDataset *dataset, guint positives, guint beside,
                                 guint negatives, guint64 seed);

/* PAIRS.csv: columns `a`, `b` (paths relative to @folder), `label` (1 altered copy, 0 different) and, where there are
 * any, `kind`, `group_a`, `group_b`, `modality`, `source`. A pair a row, in order; a picture once, however many pairs it is in. @error: #TWIN_CSV_ERROR */
TwinPairSet *twin_pair_set_from_table (const TwinCsv *table, GFile *folder, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinPairSet, twin_pair_set_free)

G_END_DECLS
