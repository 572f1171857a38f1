/* cli-dataset.h: the images of a folder or manifest, read with progress; for train and evaluate. */
#pragma once

#include "cli.h"
#include "dataset.h"

G_BEGIN_DECLS

/**
 * twin_cli_load_dataset:
 * @path: of the folder or manifest, for messages
 * @split: (nullable): NULL for all
 * @side: see twin_dataset_load()
 *
 * Files that cannot be read are named on standard error and counted in the result.
 */
TwinDataset *twin_cli_load_dataset (const TwinManifest *manifest, const char *path,
                                    const char *split, guint side, const TwinCliShared *shared,
                                    GError **error);

G_END_DECLS
