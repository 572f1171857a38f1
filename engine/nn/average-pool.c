#include "nn/average-pool.h"

#include <string.h>

void
twin_average_pool_forward (TwinShape in, const float *x, float *y)
{
  gsize area = (gsize) in.height * in.width;

  for (guint image = 0; image < in.n; image++, y += in.channels)
    {
      memset (y, 0, in.channels * sizeof (float));
      for (gsize pixel = 0; pixel < area; pixel++, x += in.channels)
        for (guint channel = 0; channel < in.channels; channel++)
          y[channel] += x[channel];
      for (guint channel = 0; channel < in.channels; channel++)
        y[channel] /= area;
    }
}

void
twin_average_pool_backward (TwinShape in, const float *d_y, float *d_x)
{
  gsize area = (gsize) in.height * in.width;

  for (guint image = 0; image < in.n; image++, d_y += in.channels)
    for (gsize pixel = 0; pixel < area; pixel++, d_x += in.channels)
      for (guint channel = 0; channel < in.channels; channel++)
        d_x[channel] = d_y[channel] / area;
}
