/* treatment.h: what was done to a picture's detail: blur, noise, JPEG. */
#pragma once

#include "evidence/tone.h"
#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * TwinTreatment:
 * @blur_a, @blur_b: standard deviation, in pixels of either picture, of the Gaussian that makes the other one as soft as it
 *   is; 0 where it is not softer
 * @noise_a, @noise_b: standard deviation, in grey levels, of the noise that it has more; 0 where it has not clearly more
 */
typedef struct
{
  double blur_a, blur_b;
  double noise_a, noise_b;
} TwinTreatment;

/**
 * twin_treatment_find:
 * @tone: fitted on the same pictures
 *
 * In pixels of the pictures that @alignment was made of. FALSE without memory.
 */
gboolean twin_treatment_find (const TwinAlignment *alignment, const TwinTone *tone,
                              TwinTreatment *out_treatment);

/* Do steps stand out along lines eight pixels apart, as JPEG leaves them? For a picture as its file has it, not resized. */
gboolean twin_treatment_has_blocks (const TwinRaster *raster);

G_END_DECLS
