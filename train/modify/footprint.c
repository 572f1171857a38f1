/* footprint.c: two convex shapes cut with each other (Sutherland and Hodgman 1974). */
#include "modify/footprint.h"

#include <math.h>

/* Four corners, and one more for each side that cuts. */
#define MAX_CORNERS 8

typedef struct
{
  guint n;
  double x[MAX_CORNERS];
  double y[MAX_CORNERS];
} Polygon;

void
twin_footprint_set (TwinFootprint *footprint, double middle_x, double middle_y, double width,
                    double height, double angle)
{
  static const double across[4] = { -0.5, 0.5, 0.5, -0.5 }, down[4] = { -0.5, -0.5, 0.5, 0.5 };
  double cosine = cos (angle), sine = sin (angle);

  for (guint i = 0; i < 4; i++)
    {
      double u = across[i] * width, v = down[i] * height;

      footprint->x[i] = middle_x + u * cosine - v * sine;
      footprint->y[i] = middle_y + u * sine + v * cosine;
    }
}

/* The shoelace formula. */
static double
area_of (guint n, const double *x, const double *y)
{
  double twice = 0;

  for (guint i = 0; i < n; i++)
    {
      guint next = (i + 1) % n;

      twice += x[i] * y[next] - x[next] * y[i];
    }
  return fabs (twice) / 2;
}

double
twin_footprint_get_area (const TwinFootprint *footprint)
{
  return area_of (4, footprint->x, footprint->y);
}

static void
add_corner (Polygon *polygon, double x, double y)
{
  /* Rounding could add a corner where two coincide: it would be of no consequence to the area. */
  if (polygon->n == MAX_CORNERS)
    return;
  polygon->x[polygon->n] = x;
  polygon->y[polygon->n++] = y;
}

/* Keeps what lies on the inner side of the line from (ax, ay) to (bx, by). */
static void
cut (Polygon *polygon, double ax, double ay, double bx, double by)
{
  Polygon kept = { 0 };

  for (guint i = 0; i < polygon->n; i++)
    {
      guint next = (i + 1) % polygon->n;
      double x0 = polygon->x[i], y0 = polygon->y[i], x1 = polygon->x[next], y1 = polygon->y[next];
      double here = (bx - ax) * (y0 - ay) - (by - ay) * (x0 - ax);
      double there = (bx - ax) * (y1 - ay) - (by - ay) * (x1 - ax);

      if (here >= 0)
        add_corner (&kept, x0, y0);
      if ((here > 0 && there < 0) || (here < 0 && there > 0))
        add_corner (&kept, x0 + (x1 - x0) * here / (here - there),
                    y0 + (y1 - y0) * here / (here - there));
    }
  *polygon = kept;
}

double
twin_footprint_overlap (const TwinFootprint *a, const TwinFootprint *b)
{
  Polygon shared = { 0 };
  double smaller = MIN (twin_footprint_get_area (a), twin_footprint_get_area (b));

  for (guint i = 0; i < 4; i++)
    add_corner (&shared, a->x[i], a->y[i]);
  for (guint i = 0; i < 4; i++)
    {
      guint next = (i + 1) % 4;

      cut (&shared, b->x[i], b->y[i], b->x[next], b->y[next]);
    }
  return smaller > 0 ? area_of (shared.n, shared.x, shared.y) / smaller : 0;
}
