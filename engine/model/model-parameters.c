#include "model/model.h"

#include "model/safetensors-header.h"
#include "picture/half.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ENCODER "encoder."

static char *
shape_to_text (guint n_dims, const gsize *dims)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < n_dims; i++)
    g_string_append_printf (text, "%s%zu", i > 0 ? ", " : "", dims[i]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static gboolean
check_shape (const TwinStoredTensor *tensor, const TwinParameter *parameter, GError **error)
{
  g_autofree char *stored = shape_to_text (tensor->n_dims, tensor->dims);
  g_autofree char *needed = shape_to_text (parameter->n_dims, parameter->dims);

  if (tensor->dtype != TWIN_DTYPE_F32 && tensor->dtype != TWIN_DTYPE_F16)
    g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_SHAPE,
                 _ ("its tensor “%s” is stored as %s, and only F32 and F16 are read; convert it"),
                 tensor->name, tensor->dtype_name);
  else if (tensor->n_dims != parameter->n_dims ||
           memcmp (tensor->dims, parameter->dims, tensor->n_dims * sizeof *tensor->dims) != 0)
    g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_SHAPE,
                 _ ("its tensor “%s” has the shape %s, and the network needs %s"), tensor->name,
                 stored, needed);
  else
    return TRUE;
  return FALSE;
}

/* All exponent bits are set in NaN and infinity only. No branch inside: memory-bound, 4 bytes a value. */
static gboolean
floats_are_finite (const guint8 *values, gsize n)
{
  guint32 found = 0;

  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, values + 4 * i, sizeof bits);
      found |= (GUINT32_FROM_LE (bits) & 0x7f800000u) == 0x7f800000u;
    }
  return found == 0;
}

/* In either type, the highest bit of a little-endian value is its sign; minus zero is no harm. */
static gboolean
has_negative (const TwinStoredTensor *tensor)
{
  gsize size = tensor->n_bytes / MAX (tensor->n_values, 1);

  for (gsize at = 0; at < tensor->n_bytes; at += size)
    {
      guint8 any = tensor->data[at + size - 1] & 0x7f;

      for (gsize i = 0; i + 1 < size; i++)
        any |= tensor->data[at + i];
      if (any != 0 && (tensor->data[at + size - 1] & 0x80) != 0)
        return TRUE;
    }
  return FALSE;
}

/* As stored, so that nothing need be widened for it. A variance below zero would make the network give NaN for every
 * picture. */
static gboolean
check_values (const TwinStoredTensor *tensor, GError **error)
{
  gboolean are_finite = tensor->dtype == TWIN_DTYPE_F16
                          ? twin_halves_are_finite (tensor->data, tensor->n_values)
                          : floats_are_finite (tensor->data, tensor->n_values);

  if (!are_finite)
    g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_VALUE,
                 _ ("its tensor “%s” holds infinity or a value that is not a number"),
                 tensor->name);
  else if (g_str_has_suffix (tensor->name, ".running_var") && has_negative (tensor))
    g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_VALUE,
                 _ ("its tensor “%s” holds a variance below zero"), tensor->name);
  else
    return TRUE;
  return FALSE;
}

/* What a parameter is called in a file. */
typedef struct
{
  const char *label;
  gboolean is_torchvision;
} Naming;

static const TwinStoredTensor *
find_tensor (const TwinSafetensors *file, const TwinParameter *parameter, Naming naming,
             GError **error)
{
  gboolean shorten = naming.is_torchvision && g_str_has_prefix (parameter->name, ENCODER);
  g_autofree char *name = g_strconcat (naming.label,
                                       parameter->name + (shorten ? strlen (ENCODER) : 0), NULL);
  const TwinStoredTensor *tensor = twin_safetensors_find (file, name);

  if (tensor == NULL)
    g_set_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_MISSING,
                 _ ("it has no tensor “%s”, which the network needs"), name);
  return tensor;
}

static gboolean
is_wanted (const TwinParameter *parameter, const char *prefix)
{
  return prefix == NULL || g_str_has_prefix (parameter->name, prefix);
}

static gsize
largest_size (const TwinParameters *parameters)
{
  gsize largest = 1;

  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    largest = MAX (largest, twin_parameters_get (parameters, i)->size);
  return largest;
}

static gboolean
check_wanted (const TwinSafetensors *file, const TwinNetwork *network, const char *prefix,
              Naming naming, GError **error)
{
  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);
      const TwinStoredTensor *tensor;

      if (!is_wanted (parameter, prefix))
        continue;
      tensor = find_tensor (file, parameter, naming, error);
      if (tensor == NULL || !check_shape (tensor, parameter, error) ||
          !check_values (tensor, error))
        {
          g_prefix_error (error, "“%s”: ", twin_safetensors_get_path (file));
          return FALSE;
        }
    }
  return TRUE;
}

/* What check_wanted() let pass. @scratch: room for the largest tensor in the file's order. */
static void
widen_wanted (const TwinSafetensors *file, const TwinNetwork *network, const char *prefix,
              Naming naming, float *scratch, float *values)
{
  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);
      const TwinStoredTensor *tensor;

      if (!is_wanted (parameter, prefix))
        continue;
      tensor = find_tensor (file, parameter, naming, NULL);
      if (twin_parameter_is_plain (parameter))
        {
          twin_stored_tensor_read (tensor, values + parameter->offset);
          continue;
        }
      twin_stored_tensor_read (tensor, scratch);
      twin_parameter_from_file (parameter, scratch, values + parameter->offset);
    }
}

static gboolean
read_wanted (const TwinSafetensors *file, const TwinNetwork *network, const char *prefix,
             Naming naming, float *values, GError **error)
{
  gsize largest = largest_size (network->parameters);
  g_autofree float *scratch = g_try_new (float, largest);

  if (scratch == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("No memory for a tensor of %zu values"), largest);
      return FALSE;
    }
  if (!check_wanted (file, network, prefix, naming, error))
    return FALSE;
  widen_wanted (file, network, prefix, naming, scratch, values);
  return TRUE;
}

/* As torchvision does where its names are there and ours are not. */
static Naming
naming_of (const TwinSafetensors *file)
{
  return (Naming){ "", twin_safetensors_find (file, "conv1.weight") != NULL &&
                         twin_safetensors_find (file, ENCODER "conv1.weight") == NULL };
}

gboolean
twin_model_read_parameters (const TwinSafetensors *file, const TwinNetwork *network,
                            const char *prefix, float *values, GError **error)
{
  return read_wanted (file, network, prefix, naming_of (file), values, error);
}

gboolean
twin_model_check_parameters (const TwinSafetensors *file, const TwinNetwork *network,
                             GError **error)
{
  return check_wanted (file, network, NULL, naming_of (file), error);
}

void
twin_model_widen_parameters (const TwinSafetensors *file, const TwinNetwork *network, float *values)
{
  g_autofree float *scratch = g_new (float, largest_size (network->parameters));

  widen_wanted (file, network, NULL, naming_of (file), scratch, values);
}

gboolean
twin_model_read_labelled (const TwinSafetensors *file, const TwinNetwork *network,
                          const char *label, float *values, GError **error)
{
  return read_wanted (file, network, NULL, (Naming){ label, FALSE }, values, error);
}

/* A parameter in one set of values. */
typedef struct
{
  const TwinParameter *parameter;
  const float *values;
} ParameterValues;

static void
source_parameter (gconstpointer data, float *values)
{
  const ParameterValues *from = data;

  twin_parameter_to_file (from->parameter, from->values + from->parameter->offset, values);
}

static TwinDtype
dtype_for (const TwinParameter *parameter, TwinDtype dtype)
{
  gboolean is_weight = parameter->kind == TWIN_PARAMETER_CONVOLUTION ||
                       parameter->kind == TWIN_PARAMETER_MATRIX;

  return is_weight ? dtype : TWIN_DTYPE_F32;
}

void
twin_model_add_parameters (TwinSafetensorsWriter *writer, const TwinNetwork *network,
                           const char *prefix, const char *label, TwinDtype dtype,
                           const float *values)
{
  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);
      g_autofree char *name = g_strconcat (label, parameter->name, NULL);
      ParameterValues from = { parameter, values };

      if (is_wanted (parameter, prefix))
        twin_safetensors_writer_add_source (writer, name, dtype_for (parameter, dtype),
                                            parameter->n_dims, parameter->dims, source_parameter,
                                            g_memdup2 (&from, sizeof from), g_free);
    }
}
