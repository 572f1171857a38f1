/* modification.h: one alteration of a picture, as `alter` and the training views use it. */
#pragma once

#include "picture/raster.h"
#include "random.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwinModificationKind: with the meaning of amount
 * @TWIN_MODIFY_ROTATE: degrees anticlockwise as seen; the canvas grows, filled with the border's
 *   median
 * @TWIN_MODIFY_CROP: to the rectangle, in pixels
 * @TWIN_MODIFY_FLIP: left-right
 * @TWIN_MODIFY_SCALE: factor on both sides
 * @TWIN_MODIFY_STRETCH: factor on the width alone
 * @TWIN_MODIFY_BRIGHTNESS: factor
 * @TWIN_MODIFY_CONTRAST: factor around the picture's mean
 * @TWIN_MODIFY_SATURATION: factor around the pixel's grey
 * @TWIN_MODIFY_GAMMA: exponent
 * @TWIN_MODIFY_HUE: degrees, from red towards yellow
 * @TWIN_MODIFY_DROP: colour dropped: grey
 * @TWIN_MODIFY_INVERT: 1 - value
 * @TWIN_MODIFY_FALSE_COLOUR: number of the table of colours (modulo how many there are)
 * @TWIN_MODIFY_NOISE: Gaussian, standard deviation on the scale of 0 to 255
 * @TWIN_MODIFY_BLUR: Gaussian, standard deviation in pixels
 * @TWIN_MODIFY_JPEG: quality, 1 to 100
 * @TWIN_MODIFY_RETOUCH: number of places patched with ground from elsewhere in the picture, each
 *   0.5 to 2 % of its area
 */
typedef enum
{
  TWIN_MODIFY_ROTATE,
  TWIN_MODIFY_CROP,
  TWIN_MODIFY_FLIP,
  TWIN_MODIFY_SCALE,
  TWIN_MODIFY_STRETCH,
  TWIN_MODIFY_BRIGHTNESS,
  TWIN_MODIFY_CONTRAST,
  TWIN_MODIFY_SATURATION,
  TWIN_MODIFY_GAMMA,
  TWIN_MODIFY_HUE,
  TWIN_MODIFY_DROP,
  TWIN_MODIFY_INVERT,
  TWIN_MODIFY_FALSE_COLOUR,
  TWIN_MODIFY_NOISE,
  TWIN_MODIFY_BLUR,
  TWIN_MODIFY_JPEG,
  TWIN_MODIFY_RETOUCH,
} TwinModificationKind;

typedef struct
{
  TwinModificationKind kind;
  double amount;
  guint x, y, width, height; /* CROP only */
} TwinModification;

/* Takes @raster and returns it changed, or another in its place. Values stay in 0 to 1.
 * NULL with @error where memory does not suffice or a crop lies outside. Any thread. */
TwinRaster *twin_modification_apply (const TwinModification *modification, TwinRaster *raster,
                                     TwinRandom *random, GError **error);
/* All of a list (element-type TwinModification), in order; @raster is taken. */
TwinRaster *twin_modifications_apply (const GArray *modifications, TwinRaster *raster,
                                      TwinRandom *random, GError **error);

G_END_DECLS
