#include "model/session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Pixels of a batch: as many pictures of 64 px as of 224 px fill the caches alike. */
#define BATCH_PIXELS (16u * 224 * 224)
#define BATCH_MAX 64u

struct _TwinSession
{
  TwinModel *model;
  TwinWorkers *workers;
  TwinPrecision precision;
  guint size; /* that the weights are packed for; 0: not yet */
  TwinArena weights;
  TwinResnet50Packed packed;
  guint batch; /* that the activations are laid out for; 0: not yet */
  TwinArena activations;
  TwinResnet50Inference inference;
};

void
twin_embeddings_free (TwinEmbeddings *embeddings)
{
  if (embeddings == NULL)
    return;
  g_free (embeddings->vectors);
  g_free (embeddings->units);
  g_free (embeddings);
}

static TwinEmbeddings *
embeddings_new (guint n, guint width)
{
  TwinEmbeddings *embeddings = g_new0 (TwinEmbeddings, 1);

  embeddings->n = n;
  embeddings->width = width;
  embeddings->vectors = g_try_new (float, (gsize) n *width);
  embeddings->units = g_try_new (float, (gsize) n *width);
  if (n > 0 && (embeddings->vectors == NULL || embeddings->units == NULL))
    g_clear_pointer (&embeddings, twin_embeddings_free);
  return embeddings;
}

TwinEmbeddings *
twin_embeddings_cut (const TwinEmbeddings *embeddings, guint first, guint n)
{
  TwinEmbeddings *part;
  gsize at = (gsize) first * embeddings->width,
        bytes = (gsize) n * embeddings->width * sizeof (float);

  g_return_val_if_fail (first <= embeddings->n && n <= embeddings->n - first, NULL);
  part = embeddings_new (n, embeddings->width);
  if (part == NULL)
    return NULL;
  memcpy (part->vectors, embeddings->vectors + at, bytes);
  memcpy (part->units, embeddings->units + at, bytes);
  return part;
}

TwinSession *
twin_session_new (TwinModel *model, TwinWorkers *workers)
{
  TwinSession *session = g_new0 (TwinSession, 1);

  session->model = twin_model_ref (model);
  session->workers = workers;
  return session;
}

void
twin_session_free (TwinSession *session)
{
  if (session == NULL)
    return;
  twin_arena_clear (&session->weights);
  twin_arena_clear (&session->activations);
  twin_model_unref (session->model);
  g_free (session);
}

void
twin_session_set_precision (TwinSession *session, TwinPrecision precision)
{
  if (session->precision != precision)
    session->size = 0;
  session->precision = precision;
}

TwinModel *
twin_session_get_model (const TwinSession *session)
{
  return session->model;
}

TwinWorkers *
twin_session_get_workers (const TwinSession *session)
{
  return session->workers;
}

/* Packed once for views of @size. */
static gboolean
pack (TwinSession *session, guint size, GError **error)
{
  const TwinResnet50 *encoder = &twin_model_get_network (session->model)->encoder;

  if (session->size == size)
    return TRUE;
  session->size = session->batch = 0;
  twin_arena_clear (&session->weights);
  twin_resnet50_packed_lay_out (encoder, size, session->precision, &session->weights,
                                &session->packed);
  if (!twin_arena_allocate (&session->weights, error))
    return FALSE;
  twin_resnet50_packed_lay_out (encoder, size, session->precision, &session->weights,
                                &session->packed);
  twin_resnet50_pack (encoder, session->workers, twin_model_get_values (session->model),
                      &session->packed);
  session->size = size;
  return TRUE;
}

/* Laid out for batches of @n; kept while they are no larger. */
static gboolean
prepare (TwinSession *session, guint size, guint n, GError **error)
{
  const TwinResnet50 *encoder = &twin_model_get_network (session->model)->encoder;
  guint batch = CLAMP (BATCH_PIXELS / (size * size), 1, BATCH_MAX);

  batch = MIN (batch, n);
  if (!pack (session, size, error))
    return FALSE;
  if (session->batch >= batch)
    return TRUE;
  session->batch = 0;
  twin_arena_clear (&session->activations);
  twin_resnet50_inference_lay_out (encoder, &session->packed, batch, &session->activations,
                                   &session->inference);
  if (!twin_arena_allocate (&session->activations, error))
    return FALSE;
  twin_resnet50_inference_lay_out (encoder, &session->packed, batch, &session->activations,
                                   &session->inference);
  session->batch = batch;
  return TRUE;
}

TwinEmbeddings *
twin_session_embed (TwinSession *session, const TwinTensor *tensor, GCancellable *cancellable,
                    GError **error)
{
  const TwinNetwork *network = twin_model_get_network (session->model);
  const float *values = twin_model_get_values (session->model);
  gsize view = (gsize) tensor->size * tensor->size * 3, width = TWIN_RESNET50_WIDTH;
  g_autoptr (TwinEmbeddings) embeddings = embeddings_new (tensor->n, width);

  if (embeddings == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                           _ ("There is not enough memory for so many pictures at a time"));
      return NULL;
    }
  if (!prepare (session, tensor->size, tensor->n, error))
    return NULL;
  for (guint first = 0; first < tensor->n; first += session->batch)
    {
      guint n = MIN (session->batch, tensor->n - first);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      twin_resnet50_infer (&network->encoder, &session->packed, session->workers, n,
                           tensor->values + first * view, &session->inference,
                           embeddings->vectors + first * width);
    }
  twin_classifier_normalise (&network->classifier, values, tensor->n, embeddings->vectors,
                             embeddings->units);
  return g_steal_pointer (&embeddings);
}
