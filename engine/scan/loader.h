/* loader.h: reads and decodes pictures ahead of whoever uses them, by a thread of its own. */
#pragma once

#include "picture/picture.h"

G_BEGIN_DECLS

/**
 * TwinLoaded:
 * @path: of the file, (transfer none)
 * @picture: (nullable): NULL where it could not be read
 * @error: (nullable): why not
 */
typedef struct
{
  const char *path;
  TwinPicture *picture;
  GError *error;
} TwinLoaded;

void twin_loaded_free (TwinLoaded *loaded);

typedef struct _TwinLoader TwinLoader;

/**
 * twin_loader_new:
 * @paths: (element-type filename): referenced
 *
 * Starts at once. Keeps at most 32 million pixels ready (one picture, if that is larger).
 */
TwinLoader *twin_loader_new (GPtrArray *paths, GCancellable *cancellable);
/* The next, in the order of the paths; waits for it. NULL once all have been given. One thread. */
TwinLoaded *twin_loader_next (TwinLoader *loader);
/* Waits for the picture that is being read, no longer. */
void twin_loader_free (TwinLoader *loader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinLoaded, twin_loaded_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinLoader, twin_loader_free)

G_END_DECLS
