/* test-torchvision PYTHON SCRIPT: weights named by torchvision, in a file that PyTorch's tensors were written to. */
#include "model/model.h"
#include "scratch.h"

#include <string.h>

#define SKIPPED 77
#define PERIOD 997

/* See torchvision-file.py. */
static float
known_value (const char *name, gsize index)
{
  gsize start = 0;

  for (; *name != '\0'; name++)
    start += (guchar) *name;
  return (float) ((start + index) % PERIOD) / PERIOD;
}

static void
assert_known_values (const TwinParameter *parameter, const float *values)
{
  const char *name = parameter->name + strlen ("encoder.");
  g_autofree float *file = g_new (float, parameter->size);

  twin_parameter_to_file (parameter, values + parameter->offset, file);
  for (gsize i = 0; i < parameter->size; i++)
    if (file[i] != known_value (name, i))
      g_error ("%s: value %zu is %g instead of %g", name, i, file[i], known_value (name, i));
}

/* Returns: FALSE, and the test skipped, where there is no PyTorch. */
static gboolean
make_file (const char *const *command, GFile *file)
{
  const char *arguments[] = { command[0], command[1], g_file_peek_path (file), NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  if (g_spawn_check_wait_status (status, &error))
    return TRUE;
  g_assert_error (error, G_SPAWN_EXIT_ERROR, SKIPPED);
  g_test_skip ("PyTorch is not installed (package python3-torch)");
  return FALSE;
}

static void
test_names (gconstpointer command)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL, missing = NULL;
  g_autoptr (TwinSafetensors) safetensors = NULL;
  float *values = twin_parameters_new_values (network->parameters);
  guint n_encoder = 0;

  scratch_init (&scratch);
  file = scratch_file (&scratch, "resnet50.safetensors");
  if (make_file (command, file))
    {
      safetensors = twin_safetensors_open (file, &error);
      g_assert_no_error (error);
      twin_model_read_parameters (safetensors, network, "encoder.", values, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
        if (g_str_has_prefix (twin_parameters_get (network->parameters, i)->name, "encoder."))
          {
            assert_known_values (twin_parameters_get (network->parameters, i), values);
            n_encoder++;
          }
      g_assert_cmpuint (n_encoder, ==, 53 + 53 * 4);
      g_assert_false (twin_model_read_parameters (safetensors, network, NULL, values, &missing));
      g_assert_error (missing, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_MISSING);
    }
  twin_values_free (values);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  g_test_add_data_func ("/model/weights named by torchvision are the encoder's", argv + 1,
                        test_names);
  return g_test_run ();
}
