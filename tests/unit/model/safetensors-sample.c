/* safetensors-sample write FILE, or list FILE: for check-python.py, which holds our files and Python's against each
 * other. `list` prints a line a tensor: name, dtype, shape, values. */
#include "model/safetensors.h"

#include <string.h>

#define N_VALUES 24

static gboolean
write_sample (GFile *file, GError **error)
{
  const gsize dims[] = { 2, 3, 4 }, none = 0;
  g_autoptr (TwinSafetensorsWriter) writer = twin_safetensors_writer_new ();
  float values[N_VALUES];

  for (guint i = 0; i < N_VALUES; i++)
    values[i] = (i - 11.5f) / 8;
  twin_safetensors_writer_set_metadata (writer, "format", "twinscope-1");
  twin_safetensors_writer_set_metadata (writer, "words", "“é” \"\\\n");
  twin_safetensors_writer_add (writer, "half", TWIN_DTYPE_F16, 3, dims, values);
  twin_safetensors_writer_add (writer, "full", TWIN_DTYPE_F32, 3, dims, values);
  twin_safetensors_writer_add (writer, "scalar", TWIN_DTYPE_F32, 0, NULL, values);
  twin_safetensors_writer_add (writer, "none", TWIN_DTYPE_F32, 1, &none, values);
  return twin_safetensors_writer_write (writer, file, error);
}

static void
list_tensor (const TwinStoredTensor *tensor)
{
  g_autofree float *values = g_new0 (float, tensor->n_values + 1);

  g_print ("%s %s [", tensor->name, tensor->dtype_name);
  for (guint i = 0; i < tensor->n_dims; i++)
    g_print ("%s%zu", i > 0 ? "," : "", tensor->dims[i]);
  g_print ("]");
  if (tensor->dtype == TWIN_DTYPE_F32 || tensor->dtype == TWIN_DTYPE_F16)
    twin_stored_tensor_read (tensor, values);
  for (gsize i = 0; i < tensor->n_values; i++)
    g_print (" %.9g", values[i]);
  g_print ("\n");
}

static gboolean
list_sample (GFile *file, GError **error)
{
  g_autoptr (TwinSafetensors) safetensors = twin_safetensors_open (file, error);

  if (safetensors == NULL)
    return FALSE;
  for (guint i = 0; i < twin_safetensors_get_n_tensors (safetensors); i++)
    list_tensor (twin_safetensors_get_tensor (safetensors, i));
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) file = argc == 3 ? g_file_new_for_path (argv[2]) : NULL;
  g_autoptr (GError) error = NULL;

  if (file == NULL)
    return 2;
  if (strcmp (argv[1], "write") == 0 ? write_sample (file, &error) : list_sample (file, &error))
    return 0;
  g_printerr ("%s\n", error->message);
  return 1;
}
