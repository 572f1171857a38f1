/* optics.h: what microscope and camera do to what was drawn. */
#pragma once

#include "picture/raster.h"
#include "random.h"

G_BEGIN_DECLS

/* Light of one stain or dye that passes or shines, as R'G'B'. */
typedef struct
{
  float red, green, blue;
} TwinTint;

/* Blurs by @deviation pixels. FALSE where memory does not suffice. */
gboolean twin_optics_blur (TwinRaster **raster, double deviation);

/* Noise of a standard deviation sqrt (read^2 + shot^2 * value), on the scale of 0 to 1. @grey: the
 * same for all channels. */
void twin_optics_expose (TwinRaster *raster, double read, double shot, gboolean grey,
                         TwinRandom *random);

/* The first channel, shown in @tint. */
void twin_optics_tint (TwinRaster *raster, TwinTint tint);

/**
 * twin_optics_stain: first and second channel, the amounts of haematoxylin and eosin, become the
 * colour of the light that they let through (Beer and Lambert; vectors: Ruifrok, Johnston 2001).
 * @white: what passes where there is neither
 */
void twin_optics_stain (TwinRaster *raster, float white);

G_END_DECLS
