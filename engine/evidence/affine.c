#include "evidence/affine.h"

#include <math.h>

/* Below this share of the map's size squared, a determinant is rounding. */
#define SMALLEST_DETERMINANT 1e-12

TwinAffine
twin_affine_identity (void)
{
  return twin_affine_scaling (1, 1);
}

TwinAffine
twin_affine_scaling (double x, double y)
{
  return (TwinAffine){ { { x, 0, 0 }, { 0, y, 0 } } };
}

/* y points down, so anticlockwise as seen is (x cos + y sin, -x sin + y cos). */
TwinAffine
twin_affine_similarity (gboolean flipped, double degrees, double scale, double x, double y)
{
  double angle = degrees * G_PI / 180;
  double cosine = scale * cos (angle), sine = scale * sin (angle);
  double sign = flipped ? -1 : 1;

  return (TwinAffine){ { { sign * cosine, sine, x }, { -sign * sine, cosine, y } } };
}

TwinAffine
twin_affine_compose (const TwinAffine *outer, const TwinAffine *inner)
{
  TwinAffine map;

  for (guint row = 0; row < 2; row++)
    {
      const double *o = outer->m[row];

      for (guint column = 0; column < 3; column++)
        map.m[row][column] = o[0] * inner->m[0][column] + o[1] * inner->m[1][column];
      map.m[row][2] += o[2];
    }
  return map;
}

double
twin_affine_determinant (const TwinAffine *map)
{
  return map->m[0][0] * map->m[1][1] - map->m[0][1] * map->m[1][0];
}

static double
square_size (const TwinAffine *map)
{
  return map->m[0][0] * map->m[0][0] + map->m[0][1] * map->m[0][1] + map->m[1][0] * map->m[1][0] +
         map->m[1][1] * map->m[1][1];
}

gboolean
twin_affine_invert (const TwinAffine *map, TwinAffine *out_inverse)
{
  double det = twin_affine_determinant (map);
  double a, b, c, d, x = map->m[0][2], y = map->m[1][2];

  /* Written so that NaN is refused too. */
  if (!(fabs (det) > SMALLEST_DETERMINANT * square_size (map)) || !isfinite (det + x + y))
    return FALSE;
  a = map->m[1][1] / det;
  b = -map->m[0][1] / det;
  c = -map->m[1][0] / det;
  d = map->m[0][0] / det;
  *out_inverse = (TwinAffine){ { { a, b, -(a * x + b * y) }, { c, d, -(c * x + d * y) } } };
  return TRUE;
}

/* Of [[a, b], [c, d]]: s1^2 + s2^2 is the square size and s1 s2 the determinant. */
static double
stretch_of (const TwinAffine *map)
{
  double size = square_size (map), det = fabs (twin_affine_determinant (map));
  double larger = sqrt (MAX (size + 2 * det, 0)), smaller = sqrt (MAX (size - 2 * det, 0));

  return det > 0 ? (larger + smaller) / MAX (larger - smaller, G_MINDOUBLE) : G_MAXDOUBLE;
}

/* The rotation is the nearest one, in the sum of squares, to the map without its mirroring. */
TwinAffineParts
twin_affine_decompose (const TwinAffine *map)
{
  double det = twin_affine_determinant (map);
  double sign = det < 0 ? -1 : 1;
  double rotation = atan2 (map->m[0][1] - sign * map->m[1][0], sign * map->m[0][0] + map->m[1][1]) *
                    180 / G_PI;

  return (TwinAffineParts){
    .flipped = det < 0,
    .rotation = rotation <= -180 ? rotation + 360 : rotation,
    .scale = sqrt (fabs (det)),
    .stretch = stretch_of (map),
  };
}
