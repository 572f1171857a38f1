#include "nn/network.h"

#include <math.h>

TwinNetwork *
twin_network_new (guint projector_width)
{
  TwinNetwork *network = g_new0 (TwinNetwork, 1);

  network->parameters = twin_parameters_new ();
  network->projector_width = projector_width;
  twin_resnet50_plan (&network->encoder, network->parameters);
  if (projector_width > 0)
    twin_projector_plan (&network->projector, network->parameters, TWIN_RESNET50_WIDTH,
                         projector_width);
  twin_classifier_plan (&network->classifier, network->parameters, TWIN_RESNET50_WIDTH);
  return network;
}

void
twin_network_free (TwinNetwork *network)
{
  if (network == NULL)
    return;
  twin_parameters_free (network->parameters);
  g_free (network);
}

void
twin_network_set_precision (TwinNetwork *network, TwinPrecision precision)
{
  twin_resnet50_set_precision (&network->encoder, precision);
  twin_projector_set_precision (&network->projector, precision);
}

/* Normal values by Marsaglia's polar method, from GLib's generator (the same everywhere). */
static double
draw_normal (GRand *random)
{
  double x, y, squares;

  do
    {
      x = g_rand_double_range (random, -1.0, 1.0);
      y = g_rand_double_range (random, -1.0, 1.0);
      squares = x * x + y * y;
    }
  while (squares >= 1.0 || squares == 0.0);
  return x * sqrt (-2.0 * log (squares) / squares);
}

/* He et al. 2015: convolutions by the values that leave a unit (fan out), matrices by those that enter. */
static void
initialise_weights (const TwinParameter *parameter, float *values, GRand *random)
{
  gsize fan = parameter->kind == TWIN_PARAMETER_CONVOLUTION ? parameter->size / parameter->dims[1]
                                                            : parameter->dims[1];
  double deviation = sqrt (2.0 / fan);

  for (gsize i = 0; i < parameter->size; i++)
    values[parameter->offset + i] = deviation * draw_normal (random);
}

static void
initialise_norm (const TwinBatchNorm *norm, float scale, float *values)
{
  for (guint i = 0; i < norm->channels; i++)
    {
      values[norm->scale + i] = scale;
      values[norm->variance + i] = 1.0f;
    }
}

/* A block begins as its shortcut alone (Goyal et al. 2017): the last scale is 0. */
static void
initialise_encoder_norms (const TwinResnet50 *encoder, float *values)
{
  initialise_norm (&encoder->stem.norm, 1.0f, values);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    {
      const TwinBottleneck *block = &encoder->blocks[i];

      for (guint unit = 0; unit < 3; unit++)
        initialise_norm (&block->units[unit].norm, unit == 2 ? 0.0f : 1.0f, values);
      if (block->has_shortcut)
        initialise_norm (&block->shortcut.norm, 1.0f, values);
    }
}

void
twin_network_initialise (const TwinNetwork *network, float *values, guint64 seed)
{
  guint32 words[] = { seed, seed >> 32 };
  GRand *random = g_rand_new_with_seed_array (words, G_N_ELEMENTS (words));

  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);

      if (parameter->kind == TWIN_PARAMETER_CONVOLUTION || parameter->kind == TWIN_PARAMETER_MATRIX)
        initialise_weights (parameter, values, random);
    }
  g_rand_free (random);
  initialise_encoder_norms (&network->encoder, values);
  if (network->projector_width > 0)
    for (guint i = 0; i < 2; i++)
      initialise_norm (&network->projector.norm[i], 1.0f, values);
  twin_classifier_initialise (&network->classifier, values);
}
