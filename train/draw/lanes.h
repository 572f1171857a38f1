/* lanes.h: bands, as electrophoresis leaves them. */
#pragma once

#include "picture/raster.h"
#include "random.h"

G_BEGIN_DECLS

/**
 * TwinBand:
 * @x, @y: its middle
 * @half_width: along the lane's width
 * @thickness: standard deviation across it
 * @tail: how much thicker it is behind
 * @bend: how far its ends hang, in pixels; below 0 they rise
 * @strength: added to the first channel at its heart
 * @seed: of its unevenness
 */
typedef struct
{
  float x, y;
  float half_width;
  float thickness;
  float tail;
  float bend;
  float strength;
  guint32 seed;
} TwinBand;

void twin_band_add (TwinRaster *raster, const TwinBand *band);

/* A streak down the lane from @band->y on for @length pixels, or up where that is negative. */
void twin_band_smear (TwinRaster *raster, const TwinBand *band, float length);

/* Dots of dirt, added to the first channel. */
void twin_lanes_speck (TwinRaster *raster, guint n, double strength, TwinRandom *random);

G_END_DECLS
