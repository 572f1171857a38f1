/* drawn-set.h: pictures that the project draws itself, as files of a test and as a data set. */
#pragma once

#include "dataset.h"
#include "scratch.h"

#define DRAWN_SIDE 64
/* Pictures of a group and of a source that follow each other. */
#define DRAWN_GROUP 2
#define DRAWN_SOURCE 6

/**
 * DrawnSet:
 * @scratch: the folder, with `00.png`, …
 * @dataset: of them: pictures of every second group are known to differ, of the others it is open
 */
typedef struct
{
  Scratch scratch;
  TwinDataset *dataset;
} DrawnSet;

void drawn_set_init (DrawnSet *set, guint n, guint64 seed);
void drawn_set_clear (DrawnSet *set);

/* Writes one picture. (transfer full) */
GFile *draw_file (const Scratch *scratch, const char *name, guint width, guint height,
                  guint64 seed);
/* A data set of what a table (text with a header) says, loaded without a failure. */
TwinDataset *load_table (const Scratch *scratch, const char *table);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DrawnSet, drawn_set_clear)
