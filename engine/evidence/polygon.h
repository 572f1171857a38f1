/* polygon.h: a region of a picture, by its corners. */
#pragma once

#include "evidence/affine.h"

G_BEGIN_DECLS

#define TWIN_POLYGON_CORNERS 32

/* Corners in order around it, in pixels; @n is 0 where there is no region. A value type. */
typedef struct
{
  guint n;
  double x[TWIN_POLYGON_CORNERS];
  double y[TWIN_POLYGON_CORNERS];
} TwinPolygon;

/* From (0, 0) to (@width, @height). */
TwinPolygon twin_polygon_rectangle (double width, double height);
/* Each corner where @map takes it. */
TwinPolygon twin_polygon_map (const TwinPolygon *polygon, const TwinAffine *map);
/* What of it lies within (0, 0) to (@width, @height). @polygon: convex, of at most 28 corners */
TwinPolygon twin_polygon_clip (const TwinPolygon *polygon, double width, double height);
/* What lies in both. Both convex, together of at most 28 corners. */
TwinPolygon twin_polygon_intersect (const TwinPolygon *a, const TwinPolygon *b);
/* @n corners at most are kept, those that matter most. */
TwinPolygon twin_polygon_simplify (const TwinPolygon *polygon, guint n);
double twin_polygon_area (const TwinPolygon *polygon);

/**
 * twin_polygon_hull:
 * @x, @y: [n] places, sorted by @y
 *
 * The convex hull; where it has too many corners, those that matter least are left out.
 */
TwinPolygon twin_polygon_hull (const double *x, const double *y, guint n);

G_END_DECLS
