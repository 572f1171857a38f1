/* operations.h: what modification.c chooses from; for this room alone.
 *
 * Those that return void work in place and cannot fail. The others leave @raster alone and return
 * a new one, or NULL where memory does not suffice. Values stay in 0 to 1. */
#pragma once

#include "modify/modification.h"

G_BEGIN_DECLS

/* How a grey is made of red, green and blue: ITU-R BT.601, as in JPEG. */
#define TWIN_RED_WEIGHT 0.299f
#define TWIN_GREEN_WEIGHT 0.587f
#define TWIN_BLUE_WEIGHT 0.114f

static inline float
twin_grey_of (const float pixel[3])
{
  return TWIN_RED_WEIGHT * pixel[0] + TWIN_GREEN_WEIGHT * pixel[1] + TWIN_BLUE_WEIGHT * pixel[2];
}

static inline float
twin_clamp_unit (float value)
{
  return value < 0.0f ? 0.0f : value > 1.0f ? 1.0f : value;
}

/* geometry.c */
void twin_modify_flip (TwinRaster *raster);
TwinRaster *twin_modify_scale (const TwinRaster *raster, double across, double down);
/* What a side becomes: rounded, 1 at least. */
guint twin_scaled_length (guint length, double factor);

/* rotate.c */

/* The canvas that holds all of a picture turned by @degrees. */
void twin_rotated_size (guint width, guint height, double degrees, guint *out_width,
                        guint *out_height);
TwinRaster *twin_modify_rotate (const TwinRaster *raster, double degrees);

/* tone.c */
void twin_modify_brightness (TwinRaster *raster, double factor);
void twin_modify_contrast (TwinRaster *raster, double factor);
void twin_modify_contrast_about (TwinRaster *raster, double factor, float middle);
float twin_mean_grey (const TwinRaster *raster);
void twin_modify_gamma (TwinRaster *raster, double exponent);
void twin_modify_invert (TwinRaster *raster);

/* colour.c */
void twin_modify_saturation (TwinRaster *raster, double factor);
void twin_modify_hue (TwinRaster *raster, double degrees);
void twin_modify_drop (TwinRaster *raster);

/* false-colour.c */
void twin_modify_false_colour (TwinRaster *raster, guint table);

/* noise.c; @deviation on the scale of 0 to 255 */
void twin_modify_noise (TwinRaster *raster, double deviation, TwinRandom *random);

/* blur.c; @deviation in pixels */
TwinRaster *twin_modify_blur (const TwinRaster *raster, double deviation);

/* jpeg.c: there and back in memory */
#define TWIN_JPEG_MAX_SIDE 65500
TwinRaster *twin_modify_jpeg (const TwinRaster *raster, guint quality);

/* retouch.c; @patches: (element-type TwinPatch) (nullable): the places are added */
TwinRaster *twin_modify_retouch (const TwinRaster *raster, guint places, TwinRandom *random,
                                 GArray *patches);

/* modification.c: twin_modification_apply() that tells of retouched places. */
TwinRaster *twin_modification_apply_noting (const TwinModification *modification,
                                            TwinRaster *raster, TwinRandom *random, GArray *patches,
                                            GError **error);

G_END_DECLS
