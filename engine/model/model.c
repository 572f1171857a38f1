#include "model/model-metadata.h"

#include <string.h>

/* clang-format off */
G_DEFINE_QUARK (twin-model-error-quark, twin_model_error)
/* clang-format on */

/* What is worked out at the first call, by whichever thread. The flags: g_once_init_enter() */
typedef struct
{
  gsize has_values;
  float *values; /* of a file: widened */
  gsize has_sha256;
  char *sha256; /* of values in memory */
} Later;

struct _TwinModel
{
  gatomicrefcount references;
  TwinNetwork *network;
  GHashTable *metadata;
  guint input_size;
  TwinCalibration network_alone;
  gboolean has_joint;
  TwinJointCalibration joint;
  char *name;
  TwinSafetensors *file; /* NULL: made in memory */
  Later *later;
};

/* Without a projector, which only training needs; no values. */
static TwinModel *
model_new (char *name, GHashTable *metadata)
{
  TwinModel *model = g_new0 (TwinModel, 1);

  g_atomic_ref_count_init (&model->references);
  model->network = twin_network_new (0);
  model->metadata = metadata;
  model->name = name;
  model->later = g_new0 (Later, 1);
  return model;
}

TwinModel *
twin_model_load (GFile *file, GError **error)
{
  g_autoptr (TwinSafetensors) safetensors = twin_safetensors_read (file, error);
  g_autoptr (TwinModel) model = NULL;

  if (safetensors == NULL)
    return NULL;
  model = model_new (g_filename_display_basename (g_file_peek_path (file)),
                     g_hash_table_ref (twin_safetensors_get_all_metadata (safetensors)));
  if (!twin_model_metadata_read (model->metadata, &model->input_size, &model->network_alone,
                                 error) ||
      !twin_model_metadata_read_joint (model->metadata, &model->has_joint, &model->joint, error))
    {
      g_prefix_error (error, "“%s”: ", twin_safetensors_get_path (safetensors));
      return NULL;
    }
  if (!twin_model_check_parameters (safetensors, model->network, error))
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

  model->later->values = twin_parameters_new_values (parameters);
  model->later->has_values = 1;
  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    {
      const TwinParameter *to = twin_parameters_get (parameters, i);
      const TwinParameter *from = twin_parameters_find (network->parameters, to->name);

      g_return_if_fail (from != NULL && from->size == to->size);
      memcpy (model->later->values + to->offset, values + from->offset, to->size * sizeof *values);
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
  twin_values_free (model->later->values);
  g_hash_table_unref (model->metadata);
  twin_safetensors_free (model->file);
  g_free (model->later->sha256);
  g_free (model->later);
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
  twin_model_add_parameters (writer, model->network, NULL, "", dtype,
                             twin_model_get_values (model));
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
  Later *later = model->later;

  if (g_once_init_enter (&later->has_values))
    {
      later->values = twin_parameters_new_values_unset (model->network->parameters);
      twin_model_widen_parameters (model->file, model->network, later->values);
      g_once_init_leave (&later->has_values, 1);
    }
  return later->values;
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
  gsize bytes = twin_parameters_get_size (model->network->parameters) * sizeof (float);

  g_checksum_update (checksum, (const guchar *) &model->input_size, sizeof model->input_size);
  g_checksum_update (checksum, (const guchar *) model->later->values, bytes);
  return g_strdup (g_checksum_get_string (checksum));
}

const char *
twin_model_get_sha256 (const TwinModel *model)
{
  if (model->file != NULL)
    return twin_safetensors_get_sha256 (model->file);
  if (g_once_init_enter (&model->later->has_sha256))
    {
      model->later->sha256 = digest_values (model);
      g_once_init_leave (&model->later->has_sha256, 1);
    }
  return model->later->sha256;
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

const TwinJointCalibration *
twin_model_get_joint_calibration (const TwinModel *model)
{
  return model->has_joint ? &model->joint : NULL;
}

GHashTable *
twin_model_get_metadata (const TwinModel *model)
{
  return model->metadata;
}
