#include "differences.h"

void
twin_differences (TwinLoss loss, gpointer data, float *values, gsize n, float step, float *estimate)
{
  for (gsize i = 0; i < n; i++)
    {
      float value = values[i], above = value + step, below = value - step;
      double loss_above;

      values[i] = above;
      loss_above = loss (data);
      values[i] = below;
      estimate[i] = (loss_above - loss (data)) / ((double) above - below);
      values[i] = value;
    }
}

void
twin_assert_gradient (const char *place, const char *name, TwinLoss loss, gpointer data,
                      float *values, const float *gradient, gsize n, float step, double tolerance)
{
  g_autofree float *estimate = g_new (float, n);

  twin_differences (loss, data, values, n, step, estimate);
  twin_assert_tensor (place, name, gradient, estimate, n, tolerance);
}

double
twin_weighted_sum (const float *w, const float *y, gsize n)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += (double) w[i] * y[i];
  return sum;
}
