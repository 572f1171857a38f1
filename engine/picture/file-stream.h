/* file-stream.h: an output stream onto a file descriptor, whose errors name the file. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TWIN_TYPE_FILE_STREAM (twin_file_stream_get_type ())
G_DECLARE_FINAL_TYPE (TwinFileStream, twin_file_stream, TWIN, FILE_STREAM, GOutputStream)

/* @descriptor stays the caller's to close. @name: what messages call the file. */
GOutputStream *twin_file_stream_new (int descriptor, const char *name);

/* Sets @error from errno; names the file and says what to do. Always FALSE. */
gboolean twin_file_stream_fail (const char *name, int error_number, GError **error);

G_END_DECLS
