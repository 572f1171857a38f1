#include "scan/image-files.h"
#include "picture/picture.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * Walk:
 * @files: paths of those taken
 * @seen: real paths of the files taken and the folders entered
 * @waiting: paths of folders still to be entered
 */
typedef struct
{
  GPtrArray *files;
  GPtrArray *unreadable;
  GHashTable *seen;
  GQueue *waiting;
  gboolean recursive;
} Walk;

TwinUnreadable *
twin_unreadable_new (const char *path, const GError *error)
{
  TwinUnreadable *unreadable = g_new (TwinUnreadable, 1);

  unreadable->path = g_strdup (path);
  unreadable->message = g_strdup (error->message);
  return unreadable;
}

void
twin_unreadable_free (TwinUnreadable *unreadable)
{
  g_free (unreadable->path);
  g_free (unreadable->message);
  g_free (unreadable);
}

static void
fail (Walk *walk, const char *path, const char *reason)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                                          _ ("“%s” cannot be opened: %s"), name, reason);

  g_ptr_array_add (walk->unreadable, twin_unreadable_new (path, error));
}

/* Of a link, what it points to. */
static void
take (Walk *walk, const char *path, gboolean named)
{
  g_autofree char *real = realpath (path, NULL);
  GStatBuf status;

  if (real == NULL || g_stat (real, &status) != 0)
    {
      if (named || twin_picture_has_suffix (path))
        fail (walk, path, g_strerror (errno));
      return;
    }
  if (S_ISDIR (status.st_mode))
    {
      if (named || walk->recursive)
        g_queue_push_tail (walk->waiting, g_strdup (path));
    }
  else if (!S_ISREG (status.st_mode))
    {
      if (named)
        fail (walk, path, _ ("it is neither a file nor a folder"));
    }
  else if ((named || twin_picture_has_suffix (path)) &&
           g_hash_table_add (walk->seen, g_strdup (real)))
    g_ptr_array_add (walk->files, g_strdup (path));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *const *first = a, *const *second = b;

  return strcmp (*first, *second);
}

/* Sorted, so that of several ways to one file always the same is taken. */
static GPtrArray *
list_names (GDir *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
walk_folder (Walk *walk, const char *path)
{
  char *real = realpath (path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (real != NULL && !g_hash_table_add (walk->seen, real))
    return;
  folder = g_dir_open (path, 0, &error);
  if (folder == NULL)
    {
      g_ptr_array_add (walk->unreadable, twin_unreadable_new (path, error));
      return;
    }
  names = list_names (folder);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *inside = g_build_filename (path, names->pdata[i], NULL);

      take (walk, inside, FALSE);
    }
}

static void
walk_clear (Walk *walk)
{
  g_clear_pointer (&walk->files, g_ptr_array_unref);
  g_hash_table_unref (walk->seen);
  g_queue_free_full (walk->waiting, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

GPtrArray *
twin_image_files_find (const char *const *paths, gboolean recursive, GPtrArray *unreadable,
                       GCancellable *cancellable, GError **error)
{
  g_auto (Walk) walk = {
    .files = g_ptr_array_new_with_free_func (g_free),
    .unreadable = unreadable,
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .waiting = g_queue_new (),
    .recursive = recursive,
  };

  for (guint i = 0; paths[i] != NULL; i++)
    take (&walk, paths[i], TRUE);
  while (!g_queue_is_empty (walk.waiting))
    {
      g_autofree char *path = g_queue_pop_head (walk.waiting);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      walk_folder (&walk, path);
    }
  g_ptr_array_sort (walk.files, compare_names);
  return g_steal_pointer (&walk.files);
}
