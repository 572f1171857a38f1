#include "nn/parameters.h"
#include "nn/memory.h"

#include <string.h>

#define FLOATS_ALIGNED 16

struct _TwinParameters
{
  GPtrArray *list; /* of TwinParameter */
  GHashTable *by_name;
  gsize size;
};

static void
parameter_free (gpointer data)
{
  TwinParameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter);
}

TwinParameters *
twin_parameters_new (void)
{
  TwinParameters *parameters = g_new0 (TwinParameters, 1);

  parameters->list = g_ptr_array_new_with_free_func (parameter_free);
  parameters->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return parameters;
}

void
twin_parameters_free (TwinParameters *parameters)
{
  if (parameters == NULL)
    return;
  g_hash_table_unref (parameters->by_name);
  g_ptr_array_unref (parameters->list);
  g_free (parameters);
}

static gsize
padded (gsize n)
{
  return (n + FLOATS_ALIGNED - 1) / FLOATS_ALIGNED * FLOATS_ALIGNED;
}

gsize
twin_parameters_add (TwinParameters *parameters, const char *name, TwinParameterKind kind,
                     guint n_dims, const gsize *dims)
{
  TwinParameter *parameter = g_new0 (TwinParameter, 1);

  g_return_val_if_fail (n_dims <= G_N_ELEMENTS (parameter->dims), 0);
  g_return_val_if_fail (!g_hash_table_contains (parameters->by_name, name), 0);
  parameter->name = g_strdup (name);
  parameter->kind = kind;
  parameter->n_dims = n_dims;
  parameter->size = 1;
  parameter->rate_scale = 1.0f;
  parameter->offset = parameters->size;
  for (guint i = 0; i < n_dims; i++)
    {
      parameter->dims[i] = dims[i];
      parameter->size *= dims[i];
    }
  parameters->size += padded (parameter->size);
  g_ptr_array_add (parameters->list, parameter);
  g_hash_table_insert (parameters->by_name, parameter->name, parameter);
  return parameter->offset;
}

void
twin_parameters_set_last_rate_scale (TwinParameters *parameters, float rate_scale)
{
  TwinParameter *last = g_ptr_array_index (parameters->list, parameters->list->len - 1);

  last->rate_scale = rate_scale;
}

guint
twin_parameters_get_n (const TwinParameters *parameters)
{
  return parameters->list->len;
}

const TwinParameter *
twin_parameters_get (const TwinParameters *parameters, guint index)
{
  return g_ptr_array_index (parameters->list, index);
}

const TwinParameter *
twin_parameters_find (const TwinParameters *parameters, const char *name)
{
  return g_hash_table_lookup (parameters->by_name, name);
}

gsize
twin_parameters_get_size (const TwinParameters *parameters)
{
  return parameters->size;
}

static float *
new_values (gsize bytes)
{
  float *values = twin_memory_new (bytes);

  if (values == NULL)
    g_error ("no memory for %" G_GSIZE_FORMAT " bytes of weights", bytes);
  return values;
}

float *
twin_parameters_new_values (const TwinParameters *parameters)
{
  gsize bytes = MAX (parameters->size, FLOATS_ALIGNED) * sizeof (float);

  return memset (new_values (bytes), 0, bytes);
}

float *
twin_parameters_new_values_unset (const TwinParameters *parameters)
{
  float *values = new_values (MAX (parameters->size, FLOATS_ALIGNED) * sizeof (float));

  for (guint i = 0; i < parameters->list->len; i++)
    {
      const TwinParameter *parameter = g_ptr_array_index (parameters->list, i);
      gsize end = parameter->offset + parameter->size;

      memset (values + end, 0, (padded (end) - end) * sizeof *values);
    }
  return values;
}

void
twin_values_free (float *values)
{
  twin_memory_free (values);
}

/* Is the order in the file that in memory? */
gboolean
twin_parameter_is_plain (const TwinParameter *parameter)
{
  return parameter->kind != TWIN_PARAMETER_CONVOLUTION ||
         parameter->dims[2] * parameter->dims[3] == 1;
}

/* A convolution's [out, in, area] <-> [out, area, in]; everything else is the same in both. */
static void
swap_inner (gsize out, gsize rows, gsize columns, const float *from, float *to)
{
  for (gsize o = 0; o < out; o++)
    for (gsize row = 0; row < rows; row++)
      for (gsize column = 0; column < columns; column++)
        to[(o * columns + column) * rows + row] = from[(o * rows + row) * columns + column];
}

void
twin_parameter_to_file (const TwinParameter *parameter, const float *memory, float *file)
{
  const gsize *dims = parameter->dims;

  if (!twin_parameter_is_plain (parameter))
    swap_inner (dims[0], dims[2] * dims[3], dims[1], memory, file);
  else
    memcpy (file, memory, parameter->size * sizeof (float));
}

void
twin_parameter_from_file (const TwinParameter *parameter, const float *file, float *memory)
{
  const gsize *dims = parameter->dims;

  if (!twin_parameter_is_plain (parameter))
    swap_inner (dims[0], dims[1], dims[2] * dims[3], file, memory);
  else
    memcpy (memory, file, parameter->size * sizeof (float));
}
