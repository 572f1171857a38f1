#include "evidence/quantile.h"

#include <stdlib.h>

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

void
twin_sort_floats (float *values, gsize n)
{
  qsort (values, n, sizeof *values, compare_floats);
}

float
twin_quantile (float *values, guint n, double share)
{
  twin_sort_floats (values, n);
  return n > 0 ? values[MIN ((guint) (share * n), n - 1)] : 0;
}
