/* grey.h: the grey picture that evidence is worked out on, and the filters that all of it shares. */
#pragma once

#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * TwinGrey:
 * @width, @height: in pixels, each at least 1
 * @values: [height][width], grey levels, 0 to 255 where it is a picture
 *
 * A value type. What filters give is new; each gives NULL where memory does not suffice. Beyond its edges a
 * picture goes on mirrored around the outermost pixels' centres. Any thread.
 */
typedef struct
{
  guint width;
  guint height;
  float *values;
} TwinGrey;

/* Values start at 0. */
TwinGrey *twin_grey_new (guint width, guint height);
TwinGrey *twin_grey_copy (const TwinGrey *grey);
void twin_grey_free (TwinGrey *grey);

static inline float *
twin_grey_at (const TwinGrey *grey, guint x, guint y)
{
  return grey->values + (gsize) y * grey->width + x;
}

/**
 * twin_grey_from_raster:
 * @max_pixels: shrink (area mean, aspect kept) to at most so many, or 0 for as it is
 * @out_scale_x, @out_scale_y: (out) (optional): width and height over those of @raster
 *
 * Rec. 601 of the raster as shown, times 255.
 */
TwinGrey *twin_grey_from_raster (const TwinRaster *raster, guint64 max_pixels, double *out_scale_x,
                                 double *out_scale_y);

/* Each axis by itself: shrinking takes the area mean, enlarging is bilinear. */
TwinGrey *twin_grey_resize (const TwinGrey *grey, guint width, guint height);

/* Gaussian of standard deviation @sigma in pixels; a copy where that is 0. */
TwinGrey *twin_grey_blur (const TwinGrey *grey, double sigma);

/* Mean over a square of @side pixels, odd; as fast for any side. */
TwinGrey *twin_grey_box_mean (const TwinGrey *grey, guint side);

/**
 * twin_grey_normalise_locally: d / sqrt (v + floor^2), where d is the distance to the local mean and v the local
 * mean of d^2, both by a box mean of @side taken twice
 * @floor: grey levels; keeps flat ground flat
 */
TwinGrey *twin_grey_normalise_locally (const TwinGrey *grey, guint side, double floor);

/* Standard deviation of white noise, robustly: the median of the second differences' size. Immerkaer 1996,
 * with the median in place of the mean. 0 below 3 x 3 pixels. */
double twin_grey_noise (const TwinGrey *grey);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinGrey, twin_grey_free)

G_END_DECLS
