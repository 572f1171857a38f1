/* model-recalibrate.c: other numbers in a model file's metadata, every tensor as it was. */
#include "model/model-metadata.h"

#include <glib/gi18n-lib.h>

static void
read_stored (gconstpointer data, float *values)
{
  twin_stored_tensor_read (data, values);
}

/* Widened and rounded again a number stays what it was. */
static gboolean
add_tensors (const TwinSafetensors *file, TwinSafetensorsWriter *writer, GError **error)
{
  for (guint i = 0; i < twin_safetensors_get_n_tensors (file); i++)
    {
      const TwinStoredTensor *tensor = twin_safetensors_get_tensor (file, i);

      if (tensor->dtype != TWIN_DTYPE_F32 && tensor->dtype != TWIN_DTYPE_F16)
        {
          g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_SHAPE,
                       _ ("“%s”: the tensor “%s” is of the type %s, which cannot be written again"),
                       twin_safetensors_get_path (file), tensor->name, tensor->dtype_name);
          return FALSE;
        }
      twin_safetensors_writer_add_source (writer, tensor->name, tensor->dtype, tensor->n_dims,
                                          tensor->dims, read_stored, (gpointer) tensor, NULL);
    }
  return TRUE;
}

static void
add_metadata (TwinSafetensorsWriter *writer, GHashTable *metadata)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, metadata);
  while (g_hash_table_iter_next (&iter, &key, &value))
    twin_safetensors_writer_set_metadata (writer, key, value);
}

/* A copy with other calibrations. */
static GHashTable *
recalibrate (GHashTable *metadata, guint input_size, const TwinCalibration *network_alone,
             const TwinJointCalibration *joint)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, metadata);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  twin_model_metadata_write (copy, input_size, network_alone);
  if (joint != NULL)
    twin_model_metadata_write_joint (copy, joint);
  return copy;
}

gboolean
twin_model_recalibrate (GFile *file, const TwinCalibration *network_alone,
                        const TwinJointCalibration *joint, GError **error)
{
  g_autoptr (TwinSafetensors) safetensors = twin_safetensors_read (file, error);
  g_autoptr (TwinSafetensorsWriter) writer = twin_safetensors_writer_new ();
  g_autoptr (GHashTable) metadata = NULL;
  TwinCalibration before;
  guint input_size;

  if (safetensors == NULL)
    return FALSE;
  if (!twin_model_metadata_read (twin_safetensors_get_all_metadata (safetensors), &input_size,
                                 &before, error))
    {
      g_prefix_error (error, "“%s”: ", twin_safetensors_get_path (safetensors));
      return FALSE;
    }
  metadata = recalibrate (twin_safetensors_get_all_metadata (safetensors), input_size,
                          network_alone, joint);
  add_metadata (writer, metadata);
  return add_tensors (safetensors, writer, error) &&
         twin_safetensors_writer_write (writer, file, error);
}
