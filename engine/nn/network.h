/* network.h: the whole Siamese network: encoder (ResNet-50), projector, classifier. */
#pragma once

#include "nn/classifier.h"
#include "nn/projector.h"
#include "nn/resnet50.h"

G_BEGIN_DECLS

/**
 * TwinNetwork:
 * @parameters: the plan of all trained numbers: `encoder.*`, `projector.*`, `classifier.*`
 * @projector_width: of the three linear layers; 0: no projector (a model to be used, not trained)
 *
 * Immutable after twin_network_new(); the values lie elsewhere, so that one plan serves weights,
 * gradients and averages.
 */
typedef struct
{
  TwinParameters *parameters;
  guint projector_width;
  TwinResnet50 encoder;
  TwinProjector projector;
  TwinClassifier classifier;
} TwinNetwork;

TwinNetwork *twin_network_new (guint projector_width);
void twin_network_free (TwinNetwork *network);
/* Of the encoder's products and the projector's, before any memory is laid out; the plan begins with float32. */
void twin_network_set_precision (TwinNetwork *network, TwinPrecision precision);
/* He initialisation for convolutions and matrices; scales 1 (0 for the last of each block), biases
 * 0; the classifier as classifier.h says. The same @seed gives the same values everywhere. */
void twin_network_initialise (const TwinNetwork *network, float *values, guint64 seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinNetwork, twin_network_free)

G_END_DECLS
