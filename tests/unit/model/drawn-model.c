#include "drawn-model.h"

const TwinCalibration drawn_calibration = {
  .slope = 1.25,
  .intercept = -0.1,
  .threshold = 1.0 / 3.0,
  .false_positive_rate = 0.01,
  .n_negatives = 12345,
};

float *
draw_values (const TwinNetwork *network, guint64 seed)
{
  float *values = twin_parameters_new_values (network->parameters);

  twin_network_initialise (network, values, seed);
  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);

      if (parameter->kind != TWIN_PARAMETER_CONVOLUTION && parameter->kind != TWIN_PARAMETER_MATRIX)
        for (gsize v = 0; v < parameter->size; v++)
          values[parameter->offset + v] = g_test_rand_double_range (0.5, 1.5);
    }
  return values;
}

TwinModel *
draw_model (guint64 seed)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  float *values = draw_values (network, seed);
  TwinModel *model = twin_model_new (network, values, 96, &drawn_calibration, NULL);

  twin_values_free (values);
  return model;
}

void
drawn_session_init (DrawnSession *drawn, guint jobs)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  float *values = draw_values (network, 5);

  drawn->model = twin_model_new (network, values, DRAWN_SESSION_SIZE, &drawn_calibration, NULL);
  drawn->workers = twin_workers_new (jobs);
  drawn->session = twin_session_new (drawn->model, drawn->workers);
  twin_values_free (values);
}

void
drawn_session_clear (DrawnSession *drawn)
{
  twin_session_free (drawn->session);
  twin_workers_free (drawn->workers);
  twin_model_unref (drawn->model);
}
