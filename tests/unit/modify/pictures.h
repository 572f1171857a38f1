/* pictures.h: small pictures for the tests of this room, and how far two are apart. */
#pragma once

#include "modify/modification.h"

G_BEGIN_DECLS

/* Even noise from @seed in all channels. */
TwinRaster *noise_picture (guint width, guint height, guint64 seed);
/* All of one colour. */
TwinRaster *plain_picture (guint width, guint height, float red, float green, float blue);

/* The largest difference of two values; G_MAXFLOAT where the sizes differ. */
float largest_difference (const TwinRaster *a, const TwinRaster *b);

/* A copy of @raster altered, by random numbers from seed 1; fails the test where that fails. */
TwinRaster *altered (const TwinRaster *raster, TwinModificationKind kind, double amount);

G_END_DECLS
