/* differences.h: gradients by central differences. */
#pragma once

#include "agreement.h"

G_BEGIN_DECLS

/* A number that depends on some values; summed in double. */
typedef double (*TwinLoss) (gpointer data);

/* estimate [n]: (loss (value + step) - loss (value - step)) / (2 step), one value after another. */
void twin_differences (TwinLoss loss, gpointer data, float *values, gsize n, float step,
                       float *estimate);

/* Fails the test unless @gradient [n] is that of @loss by @values, which are as before afterwards. */
#define assert_gradient(name, loss, data, values, gradient, n, step, tolerance) \
  twin_assert_gradient (G_STRLOC, name, loss, data, values, gradient, n, step, tolerance)
void twin_assert_gradient (const char *place, const char *name, TwinLoss loss, gpointer data,
                           float *values, const float *gradient, gsize n, float step,
                           double tolerance);

/* sum_i w_i y_i: a loss whose gradient by y is w. */
double twin_weighted_sum (const float *w, const float *y, gsize n);

G_END_DECLS
