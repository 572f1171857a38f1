/* affine.h: maps of the plane onto the plane: where a place of one picture lies in another. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinAffine:
 * @m: x' = m[0][0] x + m[0][1] y + m[0][2], y' = m[1][0] x + m[1][1] y + m[1][2]
 *
 * Pixels, y down; the middle of the first pixel is (0.5, 0.5).
 */
typedef struct
{
  double m[2][3];
} TwinAffine;

/**
 * TwinAffineParts: a map as a person would describe it; the first three are done in this order
 * @flipped: mirrored left-right
 * @rotation: then turned, degrees anticlockwise as seen, in (-180, 180]
 * @scale: then made larger by this factor, sqrt (|det|)
 * @stretch: larger over smaller singular value, at least 1: how far it is from the three alone
 */
typedef struct
{
  gboolean flipped;
  double rotation;
  double scale;
  double stretch;
} TwinAffineParts;

/* Leaves every place where it is. */
TwinAffine twin_affine_identity (void);
/* Makes larger along each axis, around (0, 0). */
TwinAffine twin_affine_scaling (double x, double y);
/* The map described: around (0, 0), then moved by (@x, @y). */
TwinAffine twin_affine_similarity (gboolean flipped, double degrees, double scale, double x,
                                   double y);

/* First @inner, then @outer. */
TwinAffine twin_affine_compose (const TwinAffine *outer, const TwinAffine *inner);
/* FALSE, and nothing written, where the map takes the plane onto a line or is not finite. */
gboolean twin_affine_invert (const TwinAffine *map, TwinAffine *out_inverse);
double twin_affine_determinant (const TwinAffine *map);
TwinAffineParts twin_affine_decompose (const TwinAffine *map);

static inline void
twin_affine_apply (const TwinAffine *map, double x, double y, double *out_x, double *out_y)
{
  *out_x = map->m[0][0] * x + map->m[0][1] * y + map->m[0][2];
  *out_y = map->m[1][0] * x + map->m[1][1] * y + map->m[1][2];
}

G_END_DECLS
