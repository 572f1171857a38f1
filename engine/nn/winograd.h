/* winograd.h: the transforms of Winograd's minimal filtering for 3x3 taps (Lavin and Gray 2016).
 *
 * A tile of m x m outputs takes (m + 2)^2 products a pair of channels, not 9 m^2:
 *
 *   Y = A^T [ (G g G^T) . (B^T d B) ] A        d: (m + 2)^2 inputs, g: 3 x 3 weights, ".": value by value
 *
 * and, by its transposition, the gradient by the weights: d_g = G^T [ (A d_y A^T) . (B^T d B) ] G. The values of one
 * position, 0 to (m + 2)^2 - 1, over all tiles and channels make a matrix, so "." is a matrix product a position. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of any transform: positions, and pixels of a tile. */
#define TWIN_WINOGRAD_POSITIONS 36u
/* Channels come in multiples of this. */
#define TWIN_WINOGRAD_CHANNELS 32u

/* @pixels: each its [channels] values; position p is written at @to + p * @stride */
typedef void (*TwinToPositions) (gsize channels, const float *const *pixels, float *to,
                                 gsize stride);
/* @pixels: as above; NULL where nothing is wanted. y = max (0, y + bias + what is there): @bias NULL, @add, @relu */
typedef void (*TwinFromPositions) (gsize channels, const float *from, gsize stride,
                                   const float *bias, gboolean add, gboolean relu,
                                   float *const *pixels);

/**
 * TwinWinograd: memory-bound, as far as channels are few
 * @tile: m
 * @side: of the tile's input, m + 2
 * @input: B^T d B, of side x side pixels
 * @output: A^T M A, m x m pixels
 * @output_gradient: A d_y A^T, of m x m pixels
 * @weights: G g G^T, of 3 x 3 taps
 * @weights_gradient: G^T N G, 3 x 3 taps
 */
typedef struct
{
  guint tile;
  guint side;
  TwinToPositions input;
  TwinFromPositions output;
  TwinToPositions output_gradient;
  TwinToPositions weights;
  TwinFromPositions weights_gradient;
} TwinWinograd;

/* (nullable): for tiles of 2 or 4; NULL where no micro-kernel was written for this processor. */
const TwinWinograd *twin_winograd_get (guint tile);

G_END_DECLS
