#include "subject.h"

#include "judgement/texture.h"

#include <glib/gi18n-lib.h>

/* The side that texture is looked for at: fine grain that a screen would not show counts for nothing. */
#define TEXTURE_SIDE 512

struct _TwinSubject
{
  gatomicrefcount references;
  char *path;
  char *sha256;
  guint width;
  guint height;
  guint page;
  double texture;
  TwinEmbeddings *embeddings;
  TwinFeatures *features;
  GArray *parts;
};

static gboolean
measure_texture (TwinSubject *subject, const TwinPicture *picture)
{
  g_autoptr (TwinRaster) raster = twin_picture_show (picture, TEXTURE_SIDE);

  if (raster != NULL)
    subject->texture = twin_texture (raster);
  return raster != NULL;
}

/* @embeddings: (transfer full) (nullable): NULL where memory did not suffice */
static TwinSubject *
subject_new (const TwinPicture *picture, TwinEmbeddings *embeddings, GError **error)
{
  g_autoptr (TwinSubject) subject = g_new0 (TwinSubject, 1);

  g_atomic_ref_count_init (&subject->references);
  subject->path = g_strdup (twin_picture_get_path (picture));
  subject->sha256 = g_strdup (twin_picture_get_sha256 (picture));
  subject->width = twin_picture_get_width (picture);
  subject->height = twin_picture_get_height (picture);
  subject->page = twin_picture_get_page (picture);
  subject->embeddings = embeddings;
  if (embeddings != NULL && measure_texture (subject, picture))
    return g_steal_pointer (&subject);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("“%s”: not enough memory to look at it; close other programs"),
               twin_picture_get_name (picture));
  return NULL;
}

/* The rows of picture @owner, which follow each other; *first moves on behind them. */
static TwinEmbeddings *
cut_rows (const TwinEmbeddings *embeddings, const TwinTensor *tensor, guint owner, guint *first)
{
  TwinEmbeddings *rows;
  guint begin = *first, n_tiles = 0;

  for (; *first < tensor->n && tensor->owners[*first] == owner; ++*first)
    n_tiles += tensor->is_tile[*first];
  rows = twin_embeddings_cut (embeddings, begin, *first - begin);
  if (rows != NULL)
    rows->n_tiles = n_tiles;
  return rows;
}

GPtrArray *
twin_subjects_new (TwinSession *session, TwinPicture *const *pictures, guint n_pictures,
                   TwinViews views, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func (
    (GDestroyNotify) twin_subject_unref);
  guint size = twin_model_get_input_size (twin_session_get_model (session));
  g_autoptr (TwinTensor) tensor = twin_tensor_from_pictures (pictures, n_pictures, size, views,
                                                             error);
  g_autoptr (TwinEmbeddings) embeddings = NULL;
  guint row = 0;

  if (tensor == NULL)
    return NULL;
  embeddings = twin_session_embed (session, tensor, cancellable, error);
  if (embeddings == NULL)
    return NULL;
  for (guint i = 0; i < n_pictures; i++)
    {
      TwinSubject *subject = subject_new (pictures[i], cut_rows (embeddings, tensor, i, &row),
                                          error);

      if (subject == NULL)
        return NULL;
      g_ptr_array_add (subjects, subject);
    }
  return g_steal_pointer (&subjects);
}

TwinSubject *
twin_subject_new (TwinSession *session, TwinPicture *picture, TwinViews views,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) subjects = twin_subjects_new (session, &picture, 1, views, cancellable,
                                                      error);

  return subjects != NULL ? twin_subject_ref (g_ptr_array_index (subjects, 0)) : NULL;
}

gboolean
twin_subject_find_features (TwinSubject *subject, const TwinPicture *picture,
                            GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (subject->features == NULL, FALSE);

  subject->features = twin_features_find (picture, cancellable, error);
  if (subject->features != NULL)
    subject->parts = twin_parts_find (picture, cancellable, error);
  if (subject->parts == NULL)
    g_clear_pointer (&subject->features, twin_features_unref);
  return subject->features != NULL;
}

TwinSubject *
twin_subject_ref (TwinSubject *subject)
{
  g_atomic_ref_count_inc (&subject->references);
  return subject;
}

void
twin_subject_unref (TwinSubject *subject)
{
  if (!g_atomic_ref_count_dec (&subject->references))
    return;
  twin_embeddings_free (subject->embeddings);
  g_clear_pointer (&subject->features, twin_features_unref);
  g_clear_pointer (&subject->parts, g_array_unref);
  g_free (subject->sha256);
  g_free (subject->path);
  g_free (subject);
}

const char *
twin_subject_get_path (const TwinSubject *subject)
{
  return subject->path;
}

const char *
twin_subject_get_sha256 (const TwinSubject *subject)
{
  return subject->sha256;
}

guint
twin_subject_get_width (const TwinSubject *subject)
{
  return subject->width;
}

guint
twin_subject_get_height (const TwinSubject *subject)
{
  return subject->height;
}

guint
twin_subject_get_page (const TwinSubject *subject)
{
  return subject->page;
}

const TwinEmbeddings *
twin_subject_get_embeddings (const TwinSubject *subject)
{
  return subject->embeddings;
}

const TwinFeatures *
twin_subject_get_features (const TwinSubject *subject)
{
  return subject->features;
}

GArray *
twin_subject_get_parts (const TwinSubject *subject)
{
  return subject->parts;
}

double
twin_subject_get_texture (const TwinSubject *subject)
{
  return subject->texture;
}
