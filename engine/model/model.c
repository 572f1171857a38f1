#include "model/model-metadata.h"

#include <string.h>

/* clang-format off */
G_DEFINE_QUARK (twin-model-error-quark, twin_model_error)
/* clang-format on */

/* Of values in memory; worked out at the first call, by whichever thread. */
typedef struct
{
  gsize is_known; /* g_once_init_enter() */
  char *sha256;
} Digest;

struct _TwinModel
{
  gatomicrefcount references;
  TwinNetwork *network;
  float *values;
  GHashTable *metadata;
  guint input_size;
  TwinCalibration network_alone;
  char *name;
  TwinSafetensors *file; /* kept for its digest; NULL: made in memory */
  Digest *digest;
};

/* Without a projector, which only training needs; values zero. */
static TwinModel *
model_new (char *name, GHashTable *metadata)
{
  TwinModel *model = g_new0 (TwinModel, 1);

  g_atomic_ref_count_init (&model->references);
  model->network = twin_network_new (0);
  model->values = twin_parameters_new_values (model->network->parameters);
  model->metadata = metadata;
  model->name = name;
  model->digest = g_new0 (Digest, 1);
  return model;
}

TwinModel *
twin_model_load (GFile *file, GError **error)
{
  g_autoptr (TwinSafetensors) safetensors = twin_safetensors_open (file, error);
  g_autoptr (TwinModel) model = NULL;

  if (safetensors == NULL)
    return NULL;
  model = model_new (g_filename_display_basename (g_file_peek_path (file)),
                     g_hash_table_ref (twin_safetensors_get_all_metadata (safetensors)));
  if (!twin_model_metadata_read (model->metadata, &model->input_size, &model->network_alone, error))
    {
      g_prefix_error (error, "“%s”: ", twin_safetensors_get_path (safetensors));
      return NULL;
    }
  if (!twin_model_read_parameters (safetensors, model->network, NULL, model->values, error))
    return NULL;
  model->file = g_steal_pointer (&safetensors);
  return g_steal_pointer (&model);
}

static GHashTable *
copy_metadata (GHashTable *metadata)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  if (metadata == NULL)
    return copy;
  g_hash_table_iter_init (&iter, metadata);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

/* By name: the same parameter may lie elsewhere in a network with a projector. */
static void
copy_values (TwinModel *model, const TwinNetwork *network, const float *values)
{
  const TwinParameters *parameters = model->network->parameters;

  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    {
      const TwinParameter *to = twin_parameters_get (parameters, i);
      const TwinParameter *from = twin_parameters_find (network->parameters, to->name);

      g_return_if_fail (from != NULL && from->size == to->size);
      memcpy (model->values + to->offset, values + from->offset, to->size * sizeof *values);
    }
}

TwinModel *
twin_model_new (const TwinNetwork *network, const float *values, guint input_size,
                const TwinCalibration *network_alone, GHashTable *metadata)
{
  TwinModel *model = model_new (g_strdup ("untitled"), copy_metadata (metadata));

  model->input_size = input_size;
  model->network_alone = *network_alone;
  twin_model_metadata_write (model->metadata, input_size, network_alone);
  copy_values (model, network, values);
  return model;
}

TwinModel *
twin_model_ref (TwinModel *model)
{
  g_atomic_ref_count_inc (&model->references);
  return model;
}

void
twin_model_unref (TwinModel *model)
{
  if (!g_atomic_ref_count_dec (&model->references))
    return;
  twin_network_free (model->network);
  twin_values_free (model->values);
  g_hash_table_unref (model->metadata);
  twin_safetensors_free (model->file);
  g_free (model->digest->sha256);
  g_free (model->digest);
  g_free (model->name);
  g_free (model);
}

gboolean
twin_model_save (const TwinModel *model, GFile *file, TwinDtype dtype, GError **error)
{
  g_autoptr (TwinSafetensorsWriter) writer = twin_safetensors_writer_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, model->metadata);
  while (g_hash_table_iter_next (&iter, &key, &value))
    twin_safetensors_writer_set_metadata (writer, key, value);
  twin_model_add_parameters (writer, model->network, NULL, "", dtype, model->values);
  return twin_safetensors_writer_write (writer, file, error);
}

const TwinNetwork *
twin_model_get_network (const TwinModel *model)
{
  return model->network;
}

const float *
twin_model_get_values (const TwinModel *model)
{
  return model->values;
}

const char *
twin_model_get_name (const TwinModel *model)
{
  return model->name;
}

/* The input's size is part of what a model makes of a picture. */
static char *
digest_values (const TwinModel *model)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize bytes = twin_parameters_get_size (model->network->parameters) * sizeof *model->values;

  g_checksum_update (checksum, (const guchar *) &model->input_size, sizeof model->input_size);
  g_checksum_update (checksum, (const guchar *) model->values, bytes);
  return g_strdup (g_checksum_get_string (checksum));
}

const char *
twin_model_get_sha256 (const TwinModel *model)
{
  if (model->file != NULL)
    return twin_safetensors_get_sha256 (model->file);
  if (g_once_init_enter (&model->digest->is_known))
    {
      model->digest->sha256 = digest_values (model);
      g_once_init_leave (&model->digest->is_known, 1);
    }
  return model->digest->sha256;
}

guint
twin_model_get_input_size (const TwinModel *model)
{
  return model->input_size;
}

const TwinCalibration *
twin_model_get_calibration (const TwinModel *model)
{
  return &model->network_alone;
}

GHashTable *
twin_model_get_metadata (const TwinModel *model)
{
  return model->metadata;
}
