/* A fuzz target: any bytes as a model file. With clang: -fsanitize=fuzzer in place of replay.c, then run it on the corpus. */
#include "fuzz.h"
#include "model/model-metadata.h"

#include <sys/mman.h>
#include <unistd.h>

/* A file without a place on disk. */
static GFile *
file_of (const guint8 *bytes, gsize n, int *out_descriptor)
{
  int descriptor = memfd_create ("fuzz", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", descriptor);

  g_assert_cmpint (descriptor, >=, 0);
  g_assert_cmpint (write (descriptor, bytes, n), ==, n);
  *out_descriptor = descriptor;
  return g_file_new_for_path (path);
}

/* Whatever was found to be sound can be read. */
static void
read_all (const TwinSafetensors *safetensors)
{
  g_autoptr (GError) error = NULL;
  TwinCalibration calibration;
  guint input_size;

  for (guint i = 0; i < twin_safetensors_get_n_tensors (safetensors); i++)
    {
      const TwinStoredTensor *tensor = twin_safetensors_get_tensor (safetensors, i);
      g_autofree float *values = g_new (float, tensor->n_values + 1);

      g_assert_true (twin_safetensors_find (safetensors, tensor->name) == tensor);
      if (tensor->dtype == TWIN_DTYPE_F32 || tensor->dtype == TWIN_DTYPE_F16)
        twin_stored_tensor_read (tensor, values);
    }
  if (!twin_model_metadata_read (twin_safetensors_get_all_metadata (safetensors), &input_size,
                                 &calibration, &error))
    g_assert_true (error->domain == TWIN_MODEL_ERROR);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n)
{
  int descriptor;
  g_autoptr (GFile) file = file_of (bytes, n, &descriptor);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinSafetensors) safetensors = twin_safetensors_open (file, &error);

  if (safetensors != NULL)
    read_all (safetensors);
  else
    {
      g_assert_true (error->domain == TWIN_SAFETENSORS_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  close (descriptor);
  return 0;
}
