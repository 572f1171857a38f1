/* dataset.h: a manifest's images, decoded once and kept at the size that training needs. */
#pragma once

#include "manifest.h"
#include "picture/picture.h"

G_BEGIN_DECLS

/* Told as pictures are read: done of total, and a file that could not be read (or NULL). Called on
 * the calling thread. */
typedef void (*TwinDatasetProgress) (guint done, guint total, const GError *failure, gpointer data);

/**
 * TwinDataset:
 * @manifest: of those that could be read, in the manifest's order
 * @failed: how many could not
 *
 * Immutable once loaded; threads may share it.
 */
typedef struct
{
  TwinManifest *manifest;
  GPtrArray *pictures; /* of 8-bit pictures; see twin_dataset_get() */
  guint failed;
} TwinDataset;

/**
 * twin_dataset_load:
 * @side: pictures are shrunk until their longer side is at most this (a long strip's shorter side a quarter of it, at least)
 * @jobs: threads that decode
 *
 * First pages only: the other planes and channels of a stack are no examples of their own.
 * @error: #TWIN_MANIFEST_ERROR (EMPTY: none could be read), #G_IO_ERROR (CANCELLED)
 */
TwinDataset *twin_dataset_load (const TwinManifest *manifest, guint side, guint jobs,
                                TwinDatasetProgress progress, gpointer data,
                                GCancellable *cancellable, GError **error);
void twin_dataset_free (TwinDataset *dataset);

static inline guint
twin_dataset_get_n (const TwinDataset *dataset)
{
  return dataset->pictures->len;
}

/* A raster of the caller's own. */
TwinRaster *twin_dataset_get (const TwinDataset *dataset, guint index);
/* Without making one. */
void twin_dataset_get_size (const TwinDataset *dataset, guint index, guint *width, guint *height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinDataset, twin_dataset_free)

G_END_DECLS
