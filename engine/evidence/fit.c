#include "evidence/fit.h"

#include <math.h>

/* Below this, in square pixels, places are one; below this share of it, on a line. */
#define SMALLEST_SPREAD 1e-9
#define SMALLEST_SHARE 1e-8

static TwinPlaces
middle_of (const TwinPlaces *places, guint n)
{
  TwinPlaces middle = { 0, 0, 0, 0 };

  for (guint i = 0; i < n; i++)
    {
      middle.x += places[i].x / n;
      middle.y += places[i].y / n;
      middle.u += places[i].u / n;
      middle.v += places[i].v / n;
    }
  return middle;
}

/* Gives @map the shift that takes the one middle to the other. */
static void
settle_shift (TwinAffine *map, const TwinPlaces *middle)
{
  map->m[0][2] = middle->u - map->m[0][0] * middle->x - map->m[0][1] * middle->y;
  map->m[1][2] = middle->v - map->m[1][0] * middle->x - map->m[1][1] * middle->y;
}

/* The complex number a + bi that takes x + yi to u + vi; mirrored, -x + yi. */
gboolean
twin_fit_similarity (const TwinPlaces *places, guint n, gboolean mirrored, TwinAffine *out_map)
{
  TwinPlaces middle = middle_of (places, n);
  double spread = 0, a = 0, b = 0, sign = mirrored ? -1 : 1;

  for (guint i = 0; i < n; i++)
    {
      double x = sign * (places[i].x - middle.x), y = places[i].y - middle.y;
      double u = places[i].u - middle.u, v = places[i].v - middle.v;

      spread += x * x + y * y;
      a += x * u + y * v;
      b += x * v - y * u;
    }
  if (!(spread > SMALLEST_SPREAD))
    return FALSE;
  a /= spread;
  b /= spread;
  *out_map = (TwinAffine){ { { sign * a, -b, 0 }, { sign * b, a, 0 } } };
  settle_shift (out_map, &middle);
  return TRUE;
}

gboolean
twin_fit_affine (const TwinPlaces *places, guint n, TwinAffine *out_map)
{
  TwinPlaces middle = middle_of (places, n);
  double xx = 0, xy = 0, yy = 0, xu = 0, yu = 0, xv = 0, yv = 0, det;

  for (guint i = 0; i < n; i++)
    {
      double x = places[i].x - middle.x, y = places[i].y - middle.y;
      double u = places[i].u - middle.u, v = places[i].v - middle.v;

      xx += x * x;
      xy += x * y;
      yy += y * y;
      xu += x * u;
      yu += y * u;
      xv += x * v;
      yv += y * v;
    }
  det = xx * yy - xy * xy;
  if (!(det > SMALLEST_SHARE * (xx + yy) * (xx + yy)) || !(xx + yy > SMALLEST_SPREAD))
    return FALSE;
  *out_map = (TwinAffine){ { { (xu * yy - yu * xy) / det, (yu * xx - xu * xy) / det, 0 },
                             { (xv * yy - yv * xy) / det, (yv * xx - xv * xy) / det, 0 } } };
  settle_shift (out_map, &middle);
  return TRUE;
}

double
twin_fit_error (const TwinAffine *map, const TwinPlaces *places)
{
  double u, v;

  twin_affine_apply (map, places->x, places->y, &u, &v);
  return hypot (u - places->u, v - places->v);
}
