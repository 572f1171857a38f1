/* scale-space.h: a picture ever more blurred, where blobs of every size can be looked for (Lowe 2004). */
#pragma once

#include "evidence/grey.h"

G_BEGIN_DECLS

/* Blobs are looked for in so many layers an octave; one blurred picture more on top and two below. */
#define TWIN_OCTAVE_LAYERS 3
#define TWIN_OCTAVE_LEVELS (TWIN_OCTAVE_LAYERS + 3)
/* Standard deviation of the blur of an octave's first level, in its own pixels. */
#define TWIN_OCTAVE_SIGMA 1.6

/**
 * TwinOctave:
 * @step, @origin: pixel x of it (the first is 0) lies at x step + origin of the picture
 * @levels: level i is blurred by SIGMA 2^(i / LAYERS) in all
 */
typedef struct
{
  double step;
  double origin;
  TwinGrey *levels[TWIN_OCTAVE_LEVELS];
} TwinOctave;

typedef struct
{
  guint n;
  TwinOctave *octaves;
} TwinScaleSpace;

/* @doublings: how many times the picture is enlarged by two before.
 * Returns: (transfer full) (nullable): NULL where memory does not suffice */
TwinScaleSpace *twin_scale_space_new (const TwinGrey *picture, guint doublings);
void twin_scale_space_free (TwinScaleSpace *space);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinScaleSpace, twin_scale_space_free)

G_END_DECLS
