/* tone.h: what became of the greys: brightness, contrast, gamma, inversion, or some other curve. */
#pragma once

#include "evidence/warp.h"

G_BEGIN_DECLS

#define TWIN_TONE_KNOTS 33

/**
 * TwinToneKind:
 * @TWIN_TONE_SAME: as they were
 * @TWIN_TONE_LINE: brighter or darker, of more or less contrast: a straight line
 * @TWIN_TONE_GAMMA: bent by a power
 * @TWIN_TONE_CURVE: bent otherwise, darker staying darker (where inverted: brighter)
 * @TWIN_TONE_FOLDED: neither rising nor falling: another colour table
 */
typedef enum
{
  TWIN_TONE_SAME,
  TWIN_TONE_LINE,
  TWIN_TONE_GAMMA,
  TWIN_TONE_CURVE,
  TWIN_TONE_FOLDED,
} TwinToneKind;

/**
 * TwinTone: with x a's grey over 255, turned to 1 - x where inverted, b's is gain x^gamma + offset
 * @inverted: dark became bright
 * @gain, @gamma, @offset: 1, 1 and 0 where nothing was done; gamma is 1 unless @kind is GAMMA
 * @curve: b's grey, 0 to 255, at a's greys of 0, 8, ..., 256; beyond the greys that there are, it goes on flat
 * @residual: robust standard deviation of b's greys around it
 * @lowest, @highest: a's greys that it was fitted over
 */
typedef struct
{
  TwinToneKind kind;
  gboolean inverted;
  double gain;
  double gamma;
  double offset;
  float curve[TWIN_TONE_KNOTS];
  double residual;
  double lowest, highest;
} TwinTone;

/* From two aligned pictures. @inverted: as far as is known; the greys themselves decide where they are clear.
 * FALSE where too little is shared, or without memory. */
gboolean twin_tone_fit (const TwinAlignment *alignment, gboolean inverted, TwinTone *out_tone);

/**
 * twin_tone_fit_points: the same from a curve that is known
 * @a, @b: greys, 0 to 255, @a rising
 * @weights: how much each counts
 */
void twin_tone_fit_points (const double *a, const double *b, const double *weights, guint n,
                           gboolean inverted, TwinTone *out_tone);

/* What a's grey became. */
static inline float
twin_tone_apply (const TwinTone *tone, float grey)
{
  float at = CLAMP (grey, 0.0f, 255.0f) / 8;
  guint knot = (guint) at;

  return tone->curve[knot] + (at - knot) * (tone->curve[knot + 1] - tone->curve[knot]);
}

G_END_DECLS
