/* classifier.h: h, a linear classifier with a sigmoid on a symmetric function of two embeddings.
 *
 *   u = normalise (standardise (f(x)))       standardise: by the running mean and variance
 *   M(x, y) = sigmoid (sum_k w_k u_k v_k + b)
 *
 * The product u_k v_k is the same either way round, and the sum is taken in one order: M(x, y) =
 * M(y, x) to the last bit. Pooled vectors of a ReLU network all point much the same way; hence the
 * standardisation (measured: DESIGN, section 5). Starts at w = 10, b = -4. */
#pragma once

#include "nn/parameters.h"

G_BEGIN_DECLS

/* Under the roots of standardisation and normalisation, so that a constant vector gives no infinity. */
#define TWIN_CLASSIFIER_EPSILON 1e-6f

/* Offsets of its values in the flat memory. */
typedef struct
{
  guint width;
  gsize mean;
  gsize variance;
  gsize weight;
  gsize bias;
} TwinClassifier;

void twin_classifier_plan (TwinClassifier *classifier, TwinParameters *parameters, guint width);
void twin_classifier_initialise (const TwinClassifier *classifier, float *values);
/* unit [n, width] from embeddings [n, width], by the running statistics. Any thread. */
void twin_classifier_normalise (const TwinClassifier *classifier, const float *values, guint n,
                                const float *embeddings, float *unit);
/* The logit of M for two unit vectors. Any thread. */
float twin_classifier_logit (const TwinClassifier *classifier, const float *values, const float *u,
                             const float *v);

G_END_DECLS
