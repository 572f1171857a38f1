/* pair-truth.h: what is true of a pair of altered pictures, as columns of a table. */
#pragma once

#include "modify/trace.h"

G_BEGIN_DECLS

/* A picture that was made. */
typedef struct
{
  guint width, height;
  TwinTrace trace;
} TwinPairTruth;

/* `matrix,tone,gain,gamma,tone_curve,changes_a,changes_b,change`:
 *
 * matrix: six numbers, row by row: where a place of a lies in b
 * tone: `none`, or of `inverted`, `gain`, `gamma` those that it takes, joined by +; `false-colour` by itself
 * gain, gamma: of b = gain a^gamma (of 1 - a where inverted), greys from 0 to 1; the best such curve
 * tone_curve: greys of a and what they are in b, `0.250:0.310 …`
 * changes_a, changes_b: outlines of the places retouched in either picture, in pixels of a and of b: `x,y x,y …; …`
 * change: for each, how far its greys were moved (of 255)
 */
extern const char twin_pair_truth_columns[];

/* Appends the fields, each with a comma before it: those of a copy. */
void twin_pair_truth_append (const TwinPairTruth *a, const TwinPairTruth *b, GString *line);
/* The same number of fields, empty: those of different pictures. */
void twin_pair_truth_append_none (GString *line);

G_END_DECLS
