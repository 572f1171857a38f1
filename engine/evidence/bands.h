/* bands.h: two aligned pictures at one scale: details of about a pixel, whitened by what lies around. */
#pragma once

#include "evidence/grey.h"

G_BEGIN_DECLS

/**
 * TwinBands: all of the frame's size
 * @mask: 1 where both pictures show something
 * @a, @b: band-passed, over the local standard deviation; mean 0 in @mask, 0 outside
 * @likeness: local correlation, -1 to 1
 * @textured: 1 where both have texture, else 0
 * @n: pixels of @mask
 * @ncc: correlation of @a and @b
 */
typedef struct
{
  TwinGrey *mask;
  TwinGrey *a;
  TwinGrey *b;
  TwinGrey *likeness;
  TwinGrey *textured;
  double n;
  double ncc;
} TwinBands;

/* @mask: copied. Returns: NULL where memory does not suffice */
TwinBands *twin_bands_new (const TwinGrey *a, const TwinGrey *b, const TwinGrey *mask);
void twin_bands_free (TwinBands *bands);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinBands, twin_bands_free)

G_END_DECLS
