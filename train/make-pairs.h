/* make-pairs.h: a set of pairs written to a folder, with what is true of each. */
#pragma once

#include "nn/workers.h"
#include "pair-set.h"

G_BEGIN_DECLS

/* Told as pictures are written: on the calling thread. */
typedef void (*TwinMakePairsProgress) (guint done, guint total, gpointer data);

/**
 * twin_make_pairs:
 * @set: drawn, not from a table
 * @folder: made where it does not exist; else it must be empty
 *
 * Writes each picture once, `pictures/00000.png`, …, then `PAIRS.csv` with the columns `a`, `b`, `label`, `kind`,
 * `modality`, `source`, `group_a`, `group_b` and those of twin_pair_truth_columns. The same set gives the same bytes.
 * @error: #G_IO_ERROR (EXISTS: the folder holds something; CANCELLED)
 */
gboolean twin_make_pairs (const TwinPairSet *set, GFile *folder, TwinWorkers *workers,
                          TwinMakePairsProgress progress, gpointer data, GCancellable *cancellable,
                          GError **error);

G_END_DECLS
