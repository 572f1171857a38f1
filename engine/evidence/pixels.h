/* pixels.h: do two pictures agree, pixel by pixel, where one is laid over the other? */
#pragma once

#include "evidence/affine.h"
#include "evidence/grey.h"

G_BEGIN_DECLS

#define TWIN_PIXEL_SCALES 3

/**
 * TwinPixelMeasures:
 * @ncc: correlation of the band-passed, locally whitened pictures, details of 1, 2 and 4 pixels of the frame
 * @z: the same in standard deviations of what chance would give
 * @best: the scale with the largest @z; what follows is measured at it
 * @agree: share of the textured ground where the two correlate locally
 * @agree_free: the same where no furniture lies
 * @cells: share of the cells of a grid of 8 x 8 with texture that agree in the mean
 * @texture: share of what is shared that has texture in both
 * @overlap: what is shared, as a share of the smaller picture
 * @peak: by how much the correlation is higher here than anywhere around
 * @side_lobe_ratio: it over the standard deviation of what lies around, 100 at most
 * @grain: @ncc of the finest detail where the next coarser scales are flat; 0 where there is no such ground
 * @grain_z: the same in standard deviations of what chance would give
 * @a_to_b: refined to a fraction of a pixel
 *
 * All positive where the pictures agree, inverted ones too.
 */
typedef struct
{
  double ncc[TWIN_PIXEL_SCALES];
  double z[TWIN_PIXEL_SCALES];
  guint best;
  double agree;
  double agree_free;
  double cells;
  double texture;
  double overlap;
  double peak;
  double side_lobe_ratio;
  double grain;
  double grain_z;
  TwinAffine a_to_b;
} TwinPixelMeasures;

/**
 * twin_pixels_compare:
 * @a_furniture, @b_furniture: (nullable): of their picture's size, over 0 where letters, bars and frames lie
 * @a_to_b: roughly
 * @inverted: dark in one is bright in the other
 *
 * Returns: NULL where less than 12 % of the smaller picture is shared or what is shared is too small to tell, or
 * memory does not suffice; free with g_free()
 */
TwinPixelMeasures *twin_pixels_compare (const TwinGrey *a, const TwinGrey *b,
                                        const TwinGrey *a_furniture, const TwinGrey *b_furniture,
                                        const TwinAffine *a_to_b, gboolean inverted);

/* The sum of the positive @z: which of several alignments is the best one. */
double twin_pixel_measures_get_strength (const TwinPixelMeasures *measures);

G_END_DECLS
