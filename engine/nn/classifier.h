/* classifier.h: h, a linear classifier with a sigmoid on a symmetric function of two embeddings.
 *
 *   u = normalise (standardise (f(x)))       standardise: by the running mean and variance
 *   M(x, y) = sigmoid (sum_k w_k u_k v_k + b)
 *
 * The product u_k v_k is the same either way round, and the sum is taken in one order: M(x, y) =
 * M(y, x) to the last bit. Pooled vectors of a ReLU network all point much the same way; hence the
 * standardisation (see docs/method.md). Starts at w = 10, b = -4. */
#pragma once

#include "nn/arena.h"
#include "nn/parameters.h"
#include "nn/workers.h"

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

/* Training: n pictures seen twice, rows 0 to n - 1 as x and n to 2n - 1 as y. */
typedef struct
{
  gsize n;
  float *standardised;      /* [2n, width], by the batch's own mean and variance */
  float *units;             /* [2n, width] */
  float *weighted;          /* [n, width]: w u */
  float *inverse_deviation; /* [width] */
  float *inverse_length;    /* [2n] */
  float *logits;            /* [n, n]: of x_i and y_j */
  float *d_logits;          /* [n, n] */
  float *d_units;           /* [2n, width] */
  float *columns;           /* [4][width]: what a pass over columns needs */
} TwinClassifierState;

void twin_classifier_lay_out (const TwinClassifier *classifier, gsize n, TwinArena *arena,
                              TwinClassifierState *state);
/* state->logits from embeddings [2n, width]; the running statistics in @values are moved on. */
void twin_classifier_forward (const TwinClassifier *classifier, TwinWorkers *workers, float *values,
                              const float *embeddings, TwinClassifierState *state);
/* From state->d_logits; d_embeddings [2n, width] is written, unless NULL. */
void twin_classifier_backward (const TwinClassifier *classifier, TwinWorkers *workers,
                               const float *values, TwinClassifierState *state, float *gradients,
                               float *d_embeddings);

G_END_DECLS
