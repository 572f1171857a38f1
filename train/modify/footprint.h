/* footprint.h: what of the original an altered picture shows, and what two of them share. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinFootprint: a rectangle, perhaps turned
 * @x, @y: its corners in pixels of the original, in order around it
 */
typedef struct
{
  double x[4];
  double y[4];
} TwinFootprint;

/* A rectangle around a middle: @width along (cos, sin) of @angle, @height along (-sin, cos). */
void twin_footprint_set (TwinFootprint *footprint, double middle_x, double middle_y, double width,
                         double height, double angle);
double twin_footprint_get_area (const TwinFootprint *footprint);
/* The area that both show, over the smaller one's area: 0 to 1. */
double twin_footprint_overlap (const TwinFootprint *a, const TwinFootprint *b);

G_END_DECLS
