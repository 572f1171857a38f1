/* texture.h: is there enough in a picture to judge by? */
#pragma once

#include "picture/raster.h"

G_BEGIN_DECLS

/* Below this much texture no verdict is given. */
#define TWIN_TEXTURE_MINIMUM 0.01

/* The standard deviation of the picture's grey values (0 to 1) after a 3 x 3 mean, which leaves noise out. */
double twin_texture (const TwinRaster *raster);

G_END_DECLS
