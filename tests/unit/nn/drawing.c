#include "drawing.h"

void
twin_draw_into (float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.0, 1.0);
}

float *
twin_draw (gsize n)
{
  float *values = g_new (float, n);

  twin_draw_into (values, n);
  return values;
}

guint
twin_draw_between (guint low, guint high)
{
  return g_test_rand_int_range (low, high + 1);
}
