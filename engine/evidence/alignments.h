/* alignments.h: the ways to lay two pictures over each other, and which of them the pixels bear out. */
#pragma once

#include "evidence/geometry.h"
#include "evidence/pixels.h"

G_BEGIN_DECLS

/**
 * TwinChosen: the best of them
 * @hypothesis: (nullable): of the key points; NULL where the pictures as wholes were laid over each other
 * @a_to_b: in pixels of the working pictures, refined where there are pixels
 * @pixels: (nullable)
 */
typedef struct
{
  const TwinHypothesis *hypothesis;
  TwinAffine a_to_b;
  gboolean inverted;
  TwinPixelMeasures *pixels;
} TwinChosen;

/**
 * twin_alignments_choose:
 * @hypotheses: (element-type TwinHypothesis): the surest first
 * @out_chosen: free @pixels with g_free()
 *
 * FALSE where there is none.
 */
gboolean twin_alignments_choose (const TwinFeatures *a, const TwinFeatures *b,
                                 GPtrArray *hypotheses, TwinChosen *out_chosen);

/* Pixels of both under one map; NULL where there are none, or the two do not share enough. */
TwinPixelMeasures *twin_alignments_measure (const TwinFeatures *a, const TwinFeatures *b,
                                            const TwinAffine *a_to_b, gboolean inverted);

G_END_DECLS
