/* fit.h: the map that takes places best to their counterparts, in the sense of least squares. */
#pragma once

#include "evidence/affine.h"

G_BEGIN_DECLS

/* Two places that belong together: @x, @y of a, @u, @v of b. */
typedef struct
{
  double x, y;
  double u, v;
} TwinPlaces;

/* Turn, scale and move, after mirroring left-right where @mirrored. FALSE where the places of a are one. */
gboolean twin_fit_similarity (const TwinPlaces *places, guint n, gboolean mirrored,
                              TwinAffine *out_map);
/* Any affine map. FALSE where the places of a lie on a line. */
gboolean twin_fit_affine (const TwinPlaces *places, guint n, TwinAffine *out_map);

/* How far the map misses. */
double twin_fit_error (const TwinAffine *map, const TwinPlaces *places);

G_END_DECLS
