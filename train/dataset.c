#include "dataset.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* As 8 bits a value a picture takes a quarter of a raster's memory. */
typedef struct
{
  guint width;
  guint height;
  guint8 pixels[]; /* [height][width][3] */
} Stored;

typedef struct
{
  const TwinManifest *manifest;
  guint side;
  GCancellable *cancellable;
  GAsyncQueue *finished; /* of Result */
} Loading;

typedef struct
{
  guint index;
  Stored *stored; /* or NULL, with */
  GError *error;
} Result;

static Stored *
store (const TwinRaster *raster)
{
  gsize n = (gsize) raster->width * raster->height * 3;
  Stored *stored = g_malloc (sizeof (Stored) + n);

  stored->width = raster->width;
  stored->height = raster->height;
  for (gsize i = 0; i < n; i++)
    stored->pixels[i] = lrintf (CLAMP (raster->pixels[i], 0.0f, 1.0f) * 255.0f);
  return stored;
}

/* A strip's longer side may stay longer, so that the shorter one keeps its detail. */
static guint
longest_side (const TwinPicture *picture, guint side)
{
  double width = twin_picture_get_width (picture), height = twin_picture_get_height (picture);
  double ratio = MAX (width, height) / MIN (width, height);

  return ratio > 4.0 ? MIN (side * ratio / 4.0, side * 4.0) : side;
}

static Stored *
load_one (const Loading *loading, guint index, GError **error)
{
  const TwinManifestEntry *entry = twin_manifest_get (loading->manifest, index);
  g_autoptr (TwinPicture) picture = twin_picture_load (entry->file, 0, loading->cancellable, error);
  g_autoptr (TwinRaster) raster = NULL;

  if (picture == NULL)
    return NULL;
  raster = twin_picture_show (picture, longest_side (picture, loading->side));
  if (raster == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("There is not enough memory for “%s”"), twin_picture_get_name (picture));
      return NULL;
    }
  return store (raster);
}

static void
load_in_thread (gpointer item, gpointer data)
{
  Loading *loading = data;
  Result *result = g_new0 (Result, 1);

  result->index = GPOINTER_TO_UINT (item) - 1;
  result->stored = load_one (loading, result->index, &result->error);
  g_async_queue_push (loading->finished, result);
}

/* Takes what the threads give, in whatever order, until all are in; @stored [n]. */
static guint
collect (Loading *loading, Stored **stored, TwinDatasetProgress progress, gpointer data)
{
  guint n = loading->manifest->entries->len, failed = 0;

  for (guint done = 1; done <= n; done++)
    {
      Result *result = g_async_queue_pop (loading->finished);

      stored[result->index] = result->stored;
      failed += result->stored == NULL;
      if (progress != NULL)
        progress (done, n, result->error, data);
      g_clear_error (&result->error);
      g_free (result);
    }
  return failed;
}

static TwinDataset *
dataset_from (const TwinManifest *manifest, Stored **stored, guint failed)
{
  TwinDataset *dataset = g_new0 (TwinDataset, 1);
  g_autofree gboolean *keep = g_new (gboolean, manifest->entries->len);

  dataset->failed = failed;
  dataset->pictures = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < manifest->entries->len; i++)
    {
      keep[i] = stored[i] != NULL;
      if (keep[i])
        g_ptr_array_add (dataset->pictures, stored[i]);
    }
  dataset->manifest = twin_manifest_keep (manifest, keep);
  return dataset;
}

TwinDataset *
twin_dataset_load (const TwinManifest *manifest, guint side, guint jobs,
                   TwinDatasetProgress progress, gpointer data, GCancellable *cancellable,
                   GError **error)
{
  guint n = manifest->entries->len;
  Loading loading = { manifest, side, cancellable, g_async_queue_new () };
  g_autofree Stored **stored = g_new0 (Stored *, n);
  GThreadPool *pool = g_thread_pool_new (load_in_thread, &loading, MAX (jobs, 1), FALSE, NULL);
  g_autoptr (TwinDataset) dataset = NULL;
  guint failed;

  for (guint i = 0; i < n; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  failed = collect (&loading, stored, progress, data);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_async_queue_unref (loading.finished);
  dataset = dataset_from (manifest, stored, failed);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (dataset->pictures->len == 0)
    {
      g_set_error_literal (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY,
                           _ ("None of the images could be read"));
      return NULL;
    }
  return g_steal_pointer (&dataset);
}

void
twin_dataset_free (TwinDataset *dataset)
{
  if (dataset == NULL)
    return;
  twin_manifest_free (dataset->manifest);
  g_ptr_array_unref (dataset->pictures);
  g_free (dataset);
}

TwinRaster *
twin_dataset_get (const TwinDataset *dataset, guint index)
{
  const Stored *stored = g_ptr_array_index (dataset->pictures, index);
  TwinRaster *raster = twin_raster_new (stored->width, stored->height);
  gsize n = (gsize) stored->width * stored->height * 3;

  if (raster == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    raster->pixels[i] = stored->pixels[i] * (1.0f / 255.0f);
  return raster;
}

void
twin_dataset_get_size (const TwinDataset *dataset, guint index, guint *width, guint *height)
{
  const Stored *stored = g_ptr_array_index (dataset->pictures, index);

  *width = stored->width;
  *height = stored->height;
}
