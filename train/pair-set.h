/* pair-set.h: pairs of pictures whose answer is known, to measure by. */
#pragma once

#include "csv.h"
#include "dataset.h"
#include "picture/picture.h"

G_BEGIN_DECLS

/**
 * TwinPair:
 * @a, @b: indices of pictures
 * @positive: an altered copy
 * @hard: a negative of one group or one source
 * @kind: of modification (`mixed`, `rotation`), or what a table said; NULL where there is none
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
} TwinPair;

/**
 * TwinPairSet:
 * @n_pictures: that the pairs speak of
 * @pairs: of TwinPair
 * @items: how each picture is come by; see twin_pair_set_get_picture()
 *
 * Holds no pixels: a picture is made or loaded when it is asked for.
 */
typedef struct
{
  guint n_pictures;
  GArray *pairs;
  GPtrArray *items;
  const TwinDataset *dataset;
  GStringChunk *kinds;
} TwinPairSet;

void twin_pair_set_free (TwinPairSet *set);

/* Loads or makes one. Any thread; the same each time. @error: #TWIN_PICTURE_ERROR, #G_IO_ERROR */
TwinPicture *twin_pair_set_get_picture (const TwinPairSet *set, guint index,
                                        GCancellable *cancellable, GError **error);

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

/* PAIRS.csv: columns `a`, `b` (paths relative to @folder), `label` (1 altered copy, 0 different) and, where there is
 * one, `kind`. A pair a row, in order; a picture once, however many pairs it is in. @error: #TWIN_CSV_ERROR */
TwinPairSet *twin_pair_set_from_table (const TwinCsv *table, GFile *folder, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinPairSet, twin_pair_set_free)

G_END_DECLS
