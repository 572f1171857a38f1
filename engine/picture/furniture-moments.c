#include "picture/furniture-private.h"

#include <math.h>

#define DIRECTIONS 12

/* Moments about the mean place. */
static TwinMoments
centre (const TwinMoments *sums, double n)
{
  double x = sums->x / n, y = sums->y / n;
  double xx = sums->xx / n, xy = sums->xy / n, yy = sums->yy / n;

  return (TwinMoments){
    .xx = xx - x * x,
    .xy = xy - x * y,
    .yy = yy - y * y,
    .xxx = sums->xxx / n - 3 * x * xx + 2 * x * x * x,
    .xxy = sums->xxy / n - 2 * x * xy - y * xx + 2 * x * x * y,
    .xyy = sums->xyy / n - 2 * y * xy - x * yy + 2 * x * y * y,
    .yyy = sums->yyy / n - 3 * y * yy + 2 * y * y * y,
  };
}

double
twin_component_skew (const TwinComponent *component)
{
  TwinMoments about = centre (&component->moments, component->area);
  double most = 0;

  for (guint i = 0; i < DIRECTIONS; i++)
    {
      double c = cos (i * G_PI / DIRECTIONS), s = sin (i * G_PI / DIRECTIONS);
      double second = c * c * about.xx + 2 * c * s * about.xy + s * s * about.yy;
      double third = c * c * c * about.xxx + 3 * c * c * s * about.xxy + 3 * c * s * s * about.xyy +
                     s * s * s * about.yyy;

      if (second > 0.1)
        most = MAX (most, fabs (third) / pow (second, 1.5));
    }
  return most;
}
