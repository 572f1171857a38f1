/* blobs.h: where the blurred pictures of a scale space have their blobs. */
#pragma once

#include "evidence/scale-space.h"

G_BEGIN_DECLS

/**
 * TwinBlobPoint:
 * @octave: its number
 * @level: of the octave: whose blur is nearest to the blob's size
 * @x, @y: in the octave's pixels, the first being 0
 * @sigma: the blob's size in the octave's pixels
 * @response: by how much it stands out, in grey levels; below 0 where it is dark
 */
typedef struct
{
  guint octave;
  guint level;
  double x, y;
  double sigma;
  double response;
} TwinBlobPoint;

/**
 * twin_blobs_find:
 * @threshold: the least response, in grey levels
 * @edge: the largest ratio of curvatures, which edges exceed
 *
 * Returns: (transfer full) (nullable): NULL where memory does not suffice
 */
GArray *twin_blobs_find (const TwinScaleSpace *space, double threshold, double edge);

G_END_DECLS
