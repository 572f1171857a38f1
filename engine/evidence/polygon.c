#include "evidence/polygon.h"

#include <math.h>

TwinPolygon
twin_polygon_rectangle (double width, double height)
{
  return (TwinPolygon){ 4, { 0, width, width, 0 }, { 0, 0, height, height } };
}

TwinPolygon
twin_polygon_map (const TwinPolygon *polygon, const TwinAffine *map)
{
  TwinPolygon mapped = { .n = polygon->n };

  for (guint i = 0; i < polygon->n; i++)
    twin_affine_apply (map, polygon->x[i], polygon->y[i], &mapped.x[i], &mapped.y[i]);
  return mapped;
}

static void
add (TwinPolygon *polygon, double x, double y)
{
  if (polygon->n == TWIN_POLYGON_CORNERS)
    return;
  polygon->x[polygon->n] = x;
  polygon->y[polygon->n++] = y;
}

/* What lies where a x + b y <= c (Sutherland and Hodgman 1974). */
static TwinPolygon
cut (const TwinPolygon *polygon, double a, double b, double c)
{
  TwinPolygon kept = { .n = 0 };

  for (guint i = 0; i < polygon->n; i++)
    {
      guint next = (i + 1) % polygon->n;
      double here = a * polygon->x[i] + b * polygon->y[i] - c;
      double there = a * polygon->x[next] + b * polygon->y[next] - c;

      if (here <= 0)
        add (&kept, polygon->x[i], polygon->y[i]);
      if ((here < 0 && there > 0) || (here > 0 && there < 0))
        {
          double part = here / (here - there);

          add (&kept, polygon->x[i] + part * (polygon->x[next] - polygon->x[i]),
               polygon->y[i] + part * (polygon->y[next] - polygon->y[i]));
        }
    }
  return kept;
}

TwinPolygon
twin_polygon_clip (const TwinPolygon *polygon, double width, double height)
{
  TwinPolygon clipped = cut (polygon, -1, 0, 0);

  clipped = cut (&clipped, 1, 0, width);
  clipped = cut (&clipped, 0, -1, 0);
  return cut (&clipped, 0, 1, height);
}

/* Above 0 where its corners follow each other clockwise as seen. */
static double
signed_area (const TwinPolygon *polygon)
{
  double twice = 0;

  for (guint i = 0; i < polygon->n; i++)
    {
      guint next = (i + 1) % polygon->n;

      twice += polygon->x[i] * polygon->y[next] - polygon->x[next] * polygon->y[i];
    }
  return twice / 2;
}

TwinPolygon
twin_polygon_intersect (const TwinPolygon *a, const TwinPolygon *b)
{
  TwinPolygon kept = *a;
  double sign = signed_area (b) < 0 ? -1 : 1;

  for (guint i = 0; i < b->n; i++)
    {
      guint next = (i + 1) % b->n;
      double across = sign * (b->y[next] - b->y[i]), down = sign * (b->x[i] - b->x[next]);

      kept = cut (&kept, across, down, across * b->x[i] + down * b->y[i]);
    }
  return kept;
}

double
twin_polygon_area (const TwinPolygon *polygon)
{
  return fabs (signed_area (polygon));
}

/* Twice the area of the triangle, above 0 where the three turn right as seen. */
static double
turn (const double *x, const double *y, guint a, guint b, guint c)
{
  return (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]);
}

/* One side of the hull (Andrew 1979): places from @begin on by @step, into @chain. Returns: how many. */
static guint
build_chain (const double *x, const double *y, guint n, gboolean backwards, guint *chain)
{
  guint length = 0;

  for (guint i = 0; i < n; i++)
    {
      guint at = backwards ? n - 1 - i : i;

      while (length > 1 && turn (x, y, chain[length - 2], chain[length - 1], at) <= 0)
        length--;
      chain[length++] = at;
    }
  return length;
}

/* The corner whose triangle with its neighbours is the smallest. */
static guint
find_least (const double *x, const double *y, const guint *corners, guint n)
{
  guint least = 0;
  double smallest = G_MAXDOUBLE;

  for (guint i = 0; i < n; i++)
    {
      double area = fabs (turn (x, y, corners[(i + n - 1) % n], corners[i], corners[(i + 1) % n]));

      if (area < smallest)
        {
          smallest = area;
          least = i;
        }
    }
  return least;
}

TwinPolygon
twin_polygon_hull (const double *x, const double *y, guint n)
{
  g_autofree guint *corners = g_new (guint, 2 * (gsize) n + 2);
  guint n_corners = n > 0 ? build_chain (x, y, n, FALSE, corners) : 0;
  TwinPolygon hull = { .n = 0 };

  if (n_corners > 1)
    /* Each side ends where the other begins. */
    n_corners = n_corners - 1 + build_chain (x, y, n, TRUE, corners + n_corners - 1) - 1;
  while (n_corners > TWIN_POLYGON_CORNERS)
    {
      guint least = find_least (x, y, corners, n_corners--);

      for (guint i = least; i < n_corners; i++)
        corners[i] = corners[i + 1];
    }
  for (guint i = 0; i < n_corners; i++)
    add (&hull, x[corners[i]], y[corners[i]]);
  return hull;
}

TwinPolygon
twin_polygon_simplify (const TwinPolygon *polygon, guint n)
{
  TwinPolygon simple = *polygon;
  guint corners[TWIN_POLYGON_CORNERS];

  for (guint i = 0; i < TWIN_POLYGON_CORNERS; i++)
    corners[i] = i;
  while (simple.n > n)
    {
      guint least = find_least (simple.x, simple.y, corners, simple.n--);

      for (guint i = least; i < simple.n; i++)
        {
          simple.x[i] = simple.x[i + 1];
          simple.y[i] = simple.y[i + 1];
        }
    }
  return simple;
}
