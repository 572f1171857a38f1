/* file-stream.c: GLib's own stream calls write() inside its library, where a test cannot make it
 * fail, and does not know the file's name. */
#include "picture/file-stream.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

struct _TwinFileStream
{
  GOutputStream parent_instance;

  int descriptor;
  char *name;
};

G_DEFINE_FINAL_TYPE (TwinFileStream, twin_file_stream, G_TYPE_OUTPUT_STREAM)

gboolean
twin_file_stream_fail (const char *name, int error_number, GError **error)
{
  g_set_error (
    error, G_IO_ERROR, g_io_error_from_errno (error_number),
    _ ("“%s” cannot be written: %s. Check the folder, your permission and the free space."), name,
    g_strerror (error_number));
  return FALSE;
}

static gssize
twin_file_stream_write (GOutputStream *stream, const void *buffer, gsize count,
                        GCancellable *cancellable, GError **error)
{
  TwinFileStream *self = TWIN_FILE_STREAM (stream);
  gssize written;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  do
    written = write (self->descriptor, buffer, count);
  while (written < 0 && errno == EINTR);
  if (written < 0)
    twin_file_stream_fail (self->name, errno, error);
  return written;
}

static void
twin_file_stream_finalize (GObject *object)
{
  g_free (TWIN_FILE_STREAM (object)->name);
  G_OBJECT_CLASS (twin_file_stream_parent_class)->finalize (object);
}

static void
twin_file_stream_class_init (TwinFileStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = twin_file_stream_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = twin_file_stream_write;
}

static void
twin_file_stream_init (TwinFileStream *self)
{
  self->descriptor = -1;
}

GOutputStream *
twin_file_stream_new (int descriptor, const char *name)
{
  TwinFileStream *self = g_object_new (TWIN_TYPE_FILE_STREAM, NULL);

  self->descriptor = descriptor;
  self->name = g_strdup (name);
  return G_OUTPUT_STREAM (self);
}
