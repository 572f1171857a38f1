#include "loss/pair-cross-entropy.h"

#include <math.h>

/* log (1 + exp (x)) without overflow. */
static double
softplus (double x)
{
  return MAX (x, 0.0) + log1p (exp (-fabs (x)));
}

double
twin_pair_cross_entropy (gsize n_pairs, const float *logits, const gint8 *labels, float *d_logits)
{
  gsize known = 0;
  double sum = 0.0;

  for (gsize i = 0; i < n_pairs; i++)
    known += labels[i] != TWIN_PAIR_OPEN;
  for (gsize i = 0; i < n_pairs; i++)
    {
      double sign = labels[i] == TWIN_PAIR_POSITIVE ? 1.0 : -1.0;

      d_logits[i] = 0.0f;
      if (labels[i] == TWIN_PAIR_OPEN)
        continue;
      sum += softplus (-sign * logits[i]);
      d_logits[i] = -sign / (1.0 + exp (sign * logits[i])) / known;
    }
  return known > 0 ? sum / known : 0.0;
}
