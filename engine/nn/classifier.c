#include "nn/classifier.h"
#include "nn/kernels.h"

#include <math.h>

#define START_WEIGHT 10.0f
#define START_BIAS -4.0f
/* Learns this much faster than the encoder (see docs/method.md). */
#define RATE_SCALE 10.0f

void
twin_classifier_plan (TwinClassifier *classifier, TwinParameters *parameters, guint width)
{
  classifier->width = width;
  classifier->mean = twin_parameters_add (parameters, "classifier.running_mean",
                                          TWIN_PARAMETER_STATISTIC, 1, (gsize[]){ width });
  classifier->variance = twin_parameters_add (parameters, "classifier.running_var",
                                              TWIN_PARAMETER_STATISTIC, 1, (gsize[]){ width });
  classifier->weight = twin_parameters_add (parameters, "classifier.weight", TWIN_PARAMETER_VECTOR,
                                            1, (gsize[]){ width });
  twin_parameters_set_last_rate_scale (parameters, RATE_SCALE);
  classifier->bias = twin_parameters_add (parameters, "classifier.bias", TWIN_PARAMETER_VECTOR, 1,
                                          (gsize[]){ 1 });
  twin_parameters_set_last_rate_scale (parameters, RATE_SCALE);
}

void
twin_classifier_initialise (const TwinClassifier *classifier, float *values)
{
  for (guint i = 0; i < classifier->width; i++)
    {
      values[classifier->mean + i] = 0.0f;
      values[classifier->variance + i] = 1.0f;
      values[classifier->weight + i] = START_WEIGHT;
    }
  values[classifier->bias] = START_BIAS;
}

static void
normalise_one (const TwinClassifier *classifier, const float *values, const float *embedding,
               float *unit)
{
  const float *mean = values + classifier->mean, *variance = values + classifier->variance;
  double squares = 0.0;
  float inverse_length;

  for (guint i = 0; i < classifier->width; i++)
    {
      unit[i] = (embedding[i] - mean[i]) / sqrtf (variance[i] + TWIN_CLASSIFIER_EPSILON);
      squares += (double) unit[i] * unit[i];
    }
  inverse_length = 1.0 / sqrt (squares + TWIN_CLASSIFIER_EPSILON);
  for (guint i = 0; i < classifier->width; i++)
    unit[i] *= inverse_length;
}

void
twin_classifier_normalise (const TwinClassifier *classifier, const float *values, guint n,
                           const float *embeddings, float *unit)
{
  for (gsize row = 0; row < n; row++)
    normalise_one (classifier, values, embeddings + row * classifier->width,
                   unit + row * classifier->width);
}

float
twin_classifier_logit (const TwinClassifier *classifier, const float *values, const float *u,
                       const float *v)
{
  return twin_kernels_get ()->dot3 (classifier->width, values + classifier->weight, u, v) +
         values[classifier->bias];
}
