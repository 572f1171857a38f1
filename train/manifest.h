/* manifest.h: which images there are to train and measure on, and how they belong together. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TWIN_MANIFEST_ERROR (twin_manifest_error_quark ())

/**
 * TwinManifestError:
 * @TWIN_MANIFEST_ERROR_EMPTY: no image in the folder, or none of the split asked for
 */
typedef enum
{
  TWIN_MANIFEST_ERROR_EMPTY,
} TwinManifestError;

GQuark twin_manifest_error_quark (void);

/**
 * TwinManifestEntry:
 * @split: `train`, `validation`, `test`, or a name of its own
 * @group: the specimen, field or series that the image comes from
 * @within_group_differs: two images of the group are known to be different; else their label is open
 * @source: where it was published, or the folder
 */
typedef struct
{
  GFile *file;
  char *split;
  char *group;
  gboolean within_group_differs;
  char *source;
  char *modality;
} TwinManifestEntry;

typedef struct
{
  GPtrArray *entries; /* of TwinManifestEntry */
} TwinManifest;

/**
 * twin_manifest_load:
 * @path: a CSV file with a column `path` (relative to it) and, where they are known, `split`, `group`,
 *   `within_group` (`different` or `open`), `source`, `modality`; or a folder, searched with its
 *   subfolders but no links to folders, in which every image is a group of its own
 * @seed: where splits are not given, a fifth of the groups is held back as `validation`
 *
 * @error: #TWIN_MANIFEST_ERROR, #TWIN_CSV_ERROR, #G_IO_ERROR
 */
TwinManifest *twin_manifest_load (GFile *path, guint64 seed, GError **error);
void twin_manifest_free (TwinManifest *manifest);
/* Those of a split, NULL for all; the entries are shared. @error: TWIN_MANIFEST_ERROR_EMPTY */
TwinManifest *twin_manifest_select (const TwinManifest *manifest, const char *split,
                                    GError **error);

/* Those of several splits whose modality holds one of some words: both (nullable), with commas between; NULL: all.
 * @error: TWIN_MANIFEST_ERROR_EMPTY */
TwinManifest *twin_manifest_choose (const TwinManifest *manifest, const char *splits,
                                    const char *modalities, GError **error);

/* Those that @keep ([n]) says. */
TwinManifest *twin_manifest_keep (const TwinManifest *manifest, const gboolean *keep);

static inline const TwinManifestEntry *
twin_manifest_get (const TwinManifest *manifest, guint index)
{
  return g_ptr_array_index (manifest->entries, index);
}

/* Are two images of the manifest known to be different? */
gboolean twin_manifest_differ (const TwinManifest *manifest, guint a, guint b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinManifest, twin_manifest_free)

G_END_DECLS
