/* file-replace.c: written aside, synced, renamed. */
#include "picture/file-replace.h"

#include "picture/file-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES (256 * 1024)

typedef struct
{
  char *name;   /* for messages: as the caller gave it */
  char *target; /* the file itself, links followed */
  char *aside;  /* the temporary file, NULL once it is renamed or was never made */
  int descriptor;
} Replacement;

static void
replacement_clear (Replacement *self)
{
  if (self->descriptor >= 0)
    close (self->descriptor);
  if (self->aside != NULL)
    unlink (self->aside);
  g_free (self->name);
  g_free (self->target);
  g_free (self->aside);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replacement, replacement_clear)

/* Where @path is a link, what it points to is replaced, not the link. */
static char *
follow_links (const char *path)
{
  char *resolved = realpath (path, NULL);
  char *copy = g_strdup (resolved != NULL ? resolved : path);

  free (resolved);
  return copy;
}

static gboolean
replacement_open (Replacement *self, GFile *file, GError **error)
{
  const char *path = g_file_peek_path (file);
  struct stat old;

  self->name = path != NULL ? g_filename_display_name (path) : g_file_get_parse_name (file);
  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _ ("“%s” is not on this computer. Choose a file in a local folder."),
                   self->name);
      return FALSE;
    }
  self->target = follow_links (path);
  self->aside = g_strconcat (self->target, ".XXXXXX", NULL);
  self->descriptor = g_mkstemp_full (self->aside, O_RDWR | O_CLOEXEC, 0666);
  if (self->descriptor < 0)
    {
      int error_number = errno;

      g_clear_pointer (&self->aside, g_free);
      return twin_file_stream_fail (self->name, error_number, error);
    }
  if (stat (self->target, &old) == 0 && fchmod (self->descriptor, old.st_mode & 07777) != 0)
    return twin_file_stream_fail (self->name, errno, error);
  return TRUE;
}

static gboolean
replacement_fill (Replacement *self, TwinFileWriter writer, gpointer data, GError **error)
{
  g_autoptr (GOutputStream) file_stream = twin_file_stream_new (self->descriptor, self->name);
  g_autoptr (GOutputStream) stream = g_buffered_output_stream_new_sized (file_stream, BUFFER_BYTES);
  GError *problem = NULL;

  if (writer (stream, data, &problem) && g_output_stream_flush (stream, NULL, &problem))
    return TRUE;
  if (problem != NULL && strstr (problem->message, self->name) == NULL)
    g_prefix_error (&problem, "“%s”: ", self->name);
  g_propagate_error (error, problem);
  return FALSE;
}

/* The rename has happened and both old and new file are whole, so a file system that cannot sync a
 * folder is no failure: only the moment at which the name is safe is later. */
static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (descriptor < 0)
    return;
  fsync (descriptor);
  close (descriptor);
}

static gboolean
replacement_finish (Replacement *self, GError **error)
{
  int closed;

  if (fsync (self->descriptor) != 0)
    return twin_file_stream_fail (self->name, errno, error);
  closed = close (self->descriptor);
  self->descriptor = -1;
  if (closed != 0 || rename (self->aside, self->target) != 0)
    return twin_file_stream_fail (self->name, errno, error);
  g_clear_pointer (&self->aside, g_free);
  sync_folder_of (self->target);
  return TRUE;
}

gboolean
twin_file_replace (GFile *file, TwinFileWriter writer, gpointer data, GError **error)
{
  g_auto (Replacement) replacement = { .descriptor = -1 };

  g_return_val_if_fail (G_IS_FILE (file) && writer != NULL, FALSE);

  return replacement_open (&replacement, file, error) &&
         replacement_fill (&replacement, writer, data, error) &&
         replacement_finish (&replacement, error);
}
