/* image-files.h: which files of the paths that a user names are to be looked at. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwinUnreadable: what could not be looked at
 * @path: begins as the caller's path does, in the system's encoding
 * @message: names the file
 */
typedef struct
{
  char *path;
  char *message;
} TwinUnreadable;

TwinUnreadable *twin_unreadable_new (const char *path, const GError *error);
void twin_unreadable_free (TwinUnreadable *unreadable);

/**
 * twin_image_files_find:
 * @paths: NULL-ended: files and folders; a file named here is taken whatever it is called
 * @recursive: folders inside folders, too
 * @unreadable: (element-type TwinUnreadable): folders and files that could not be opened are added
 *
 * In folders: regular files of which twin_picture_has_suffix() says that they are images; what begins with a full stop is passed over. Links are followed, but a
 * folder is entered once and a file taken once, however many ways lead there.
 *
 * Returns: (element-type filename): begun as the caller's path was, in the order of their bytes;
 * NULL where @error (#G_IO_ERROR_CANCELLED) is set
 */
GPtrArray *twin_image_files_find (const char *const *paths, gboolean recursive,
                                  GPtrArray *unreadable, GCancellable *cancellable, GError **error);

G_END_DECLS
