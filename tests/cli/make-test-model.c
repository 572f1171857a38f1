/* make-test-model FILE: a model of random weights that knows exact copies and nothing else: all
 * but the truth of verdicts can be tested with it.
 *
 * The logit of M is 10 (cos - 1): 0 for two views that are the same to the last pixel, below
 * -0.005 for any others (an untrained network makes all pictures alike). The calibration spreads
 * that: a score of 0.99 for the same, below 0.5 for others. */
#include "model/model.h"

#define SEED 1
#define INPUT_SIZE 64
#define BIAS -10.0f

int
main (int argc, char **argv)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  float *values = twin_parameters_new_values (network->parameters);
  const TwinCalibration calibration = { 1000.0, 5.0, 0.9, 0.01, 1000, 0, 0 };
  g_autoptr (TwinModel) model = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  gboolean saved;

  g_assert (argc == 2);
  file = g_file_new_for_path (argv[1]);
  twin_network_initialise (network, values, SEED);
  values[network->classifier.bias] = BIAS;
  model = twin_model_new (network, values, INPUT_SIZE, &calibration, NULL);
  saved = twin_model_save (model, file, TWIN_DTYPE_F16, &error);
  twin_values_free (values);
  if (!saved)
    g_printerr ("%s\n", error->message);
  return saved ? 0 : 1;
}
