/* file-replace.h: a file replaced whole or not at all. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes a part; called once. FALSE with @error set abandons the file. */
typedef gboolean (*TwinFileWriter) (GOutputStream *stream, gpointer data, GError **error);

/**
 * twin_file_replace:
 *
 * Has @writer fill a temporary file beside @file (buffered), syncs it, and renames it over @file; then
 * syncs the folder. On any failure the old file stands and the temporary one is gone.
 * @error: #G_IO_ERROR, or what @writer set; names the file.
 */
gboolean twin_file_replace (GFile *file, TwinFileWriter writer, gpointer data, GError **error);

G_END_DECLS
