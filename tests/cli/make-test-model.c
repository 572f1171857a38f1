/* make-test-model FILE SEED [THRESHOLD]: a model of random weights, with which everything but the
 * verdicts' truth can be tested. */
#include "model/model.h"

#include <stdlib.h>

int
main (int argc, char **argv)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  float *values = twin_parameters_new_values (network->parameters);
  TwinCalibration calibration = { 1.0, 0.0, argc > 3 ? g_ascii_strtod (argv[3], NULL) : 0.5, 0.01,
                                  1000 };
  g_autoptr (TwinModel) model = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (argv[1]);
  g_autoptr (GError) error = NULL;
  gboolean saved;

  twin_network_initialise (network, values, strtoull (argv[2], NULL, 10));
  model = twin_model_new (network, values, 64, &calibration, NULL);
  saved = twin_model_save (model, file, TWIN_DTYPE_F16, &error);
  twin_values_free (values);
  if (!saved)
    g_printerr ("%s\n", error->message);
  return saved ? 0 : 1;
}
