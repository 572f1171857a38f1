/* describe.h: what the surroundings of a blob look like, whichever way they are turned (SIFT, Lowe 2004; RootSIFT,
 * Arandjelovic and Zisserman 2012). */
#pragma once

#include "evidence/blobs.h"
#include "evidence/loops.h"

G_BEGIN_DECLS

#define TWIN_DESCRIPTOR_LENGTH \
  (TWIN_DESCRIPTOR_CELLS * TWIN_DESCRIPTOR_CELLS * TWIN_DESCRIPTOR_BINS)
/* A descriptor's values are the square roots of shares of 1, times this, rounded. */
#define TWIN_DESCRIPTOR_ONE 512
/* Directions that one blob may have. */
#define TWIN_MOST_TURNS 4

/* @scratch: [TWIN_WINDOW_SCRATCH]. Radians from x towards y, in (-pi, pi]; the strongest first. Returns: how many */
guint twin_describe_turns (const TwinScaleSpace *space, const TwinBlobPoint *blob, float *scratch,
                           double turns[TWIN_MOST_TURNS]);

/* Writes [cells][cells][bins]: rows across @angle, columns along it, directions from it. FALSE on flat ground. */
gboolean twin_describe (const TwinScaleSpace *space, const TwinBlobPoint *blob, double angle,
                        float *scratch, guint8 descriptor[TWIN_DESCRIPTOR_LENGTH]);

/**
 * twin_descriptor_permute: what twin_describe() gives of the same place in an altered picture
 * @mirrored: left-right; @inverted: dark for bright
 * @in, @out: [TWIN_DESCRIPTOR_LENGTH], not the same
 */
void twin_descriptor_permute (gboolean mirrored, gboolean inverted, const guint8 *in, guint8 *out);
/* And the angle of the place. */
double twin_descriptor_turn (gboolean mirrored, gboolean inverted, double angle);

G_END_DECLS
