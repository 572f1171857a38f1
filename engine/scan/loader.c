#include "scan/loader.h"

#define MAX_PIXELS_READY (32 * 1000 * 1000)
#define MAX_READY 64

/* Under the lock: all from @ready on. */
struct _TwinLoader
{
  GPtrArray *paths;
  GCancellable *cancellable;
  GThread *thread;
  GMutex lock;
  GCond changed;
  GQueue *ready;
  guint64 pixels_ready;
  guint n_given;
  gboolean stopped;
};

void
twin_loaded_free (TwinLoaded *loaded)
{
  g_clear_pointer (&loaded->picture, twin_picture_unref);
  g_clear_error (&loaded->error);
  g_free (loaded);
}

static guint64
count_pixels (const TwinLoaded *loaded)
{
  if (loaded->picture == NULL)
    return 0;
  return (guint64) twin_picture_get_width (loaded->picture) *
         twin_picture_get_height (loaded->picture);
}

/* FALSE where nobody wants it any more. */
static gboolean
wait_for_room (TwinLoader *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  while (!self->stopped &&
         (self->pixels_ready >= MAX_PIXELS_READY || self->ready->length >= MAX_READY))
    g_cond_wait (&self->changed, &self->lock);
  return !self->stopped;
}

static void
give (TwinLoader *self, TwinLoaded *loaded)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->pixels_ready += count_pixels (loaded);
  g_queue_push_tail (self->ready, loaded);
  g_cond_broadcast (&self->changed);
}

static gpointer
load_all (gpointer data)
{
  TwinLoader *self = data;

  for (guint i = 0; i < self->paths->len && wait_for_room (self); i++)
    {
      TwinLoaded *loaded = g_new0 (TwinLoaded, 1);
      g_autoptr (GFile) file = NULL;

      loaded->path = self->paths->pdata[i];
      file = g_file_new_for_path (loaded->path);
      loaded->picture = twin_picture_load (file, 0, self->cancellable, &loaded->error);
      give (self, loaded);
    }
  return NULL;
}

TwinLoader *
twin_loader_new (GPtrArray *paths, GCancellable *cancellable)
{
  TwinLoader *self = g_new0 (TwinLoader, 1);

  self->paths = g_ptr_array_ref (paths);
  self->cancellable = cancellable;
  self->ready = g_queue_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("loader", load_all, self);
  return self;
}

TwinLoaded *
twin_loader_next (TwinLoader *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  TwinLoaded *loaded;

  if (self->n_given == self->paths->len)
    return NULL;
  while (g_queue_is_empty (self->ready))
    g_cond_wait (&self->changed, &self->lock);
  loaded = g_queue_pop_head (self->ready);
  self->pixels_ready -= count_pixels (loaded);
  self->n_given++;
  g_cond_broadcast (&self->changed);
  return loaded;
}

static void
stop (TwinLoader *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->stopped = TRUE;
  g_cond_broadcast (&self->changed);
}

void
twin_loader_free (TwinLoader *self)
{
  stop (self);
  g_thread_join (self->thread);
  g_queue_free_full (self->ready, (GDestroyNotify) twin_loaded_free);
  g_ptr_array_unref (self->paths);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}
