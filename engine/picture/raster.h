/* raster.h: the small working picture: colour as shown on a screen, in plain memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinRaster:
 * @width, @height: in pixels, each at least 1
 * @pixels: [height][width][3], R'G'B' (sRGB, perceptual), nominally 0 to 1; rows follow each other
 *
 * A value type for the steps between a picture and a tensor; a thread's own.
 */
typedef struct
{
  guint width;
  guint height;
  float *pixels;
} TwinRaster;

/* Pixels start at 0. Returns: (transfer full) (nullable): NULL where memory does not suffice. */
TwinRaster *twin_raster_new (guint width, guint height);
TwinRaster *twin_raster_copy (const TwinRaster *raster);
void twin_raster_free (TwinRaster *raster);

static inline float *
twin_raster_at (const TwinRaster *raster, guint x, guint y)
{
  return raster->pixels + ((gsize) y * raster->width + x) * 3;
}

/* How bright it looks: luma by Recommendation ITU-R BT.601. */
static inline float
twin_raster_grey (const float pixel[3])
{
  return 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
}

/* A copy of the rectangle, which must lie inside. */
TwinRaster *twin_raster_cut (const TwinRaster *raster, guint x, guint y, guint width, guint height);

/**
 * twin_raster_resize:
 *
 * Each axis by itself: shrinking takes the mean over the area that an output pixel covers,
 * enlarging is bilinear with pixel centres at +0.5.
 */
TwinRaster *twin_raster_resize (const TwinRaster *raster, guint width, guint height);

/* Shrinks (never enlarges) so that the longer side is at most @side, aspect kept. */
TwinRaster *twin_raster_shrink_to (const TwinRaster *raster, guint side);

/* Median of the outermost pixel ring, channel by channel: what lies around a picture. */
void twin_raster_border_median (const TwinRaster *raster, float median[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinRaster, twin_raster_free)

G_END_DECLS
