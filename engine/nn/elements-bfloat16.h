/* elements-bfloat16.h: an element of a product's factors is two neighbours of the depth in BF16, the first in the lower
 * half; both products are added to a float. For micro-kernel.c alone. */
#pragma once

#include "nn/vectors.h"

#include <immintrin.h>

#define VALUES 2
#define COLUMNS (2 * LANES)
#define PACK_PAIR pack_pair

typedef guint32 Element;
typedef __m512bh Factor;

INLINE Factor
load_factor (const Element *from)
{
  return (Factor) _mm512_loadu_si512 (from);
}

INLINE Vector
multiply_add (Vector sum, Element a, Factor b)
{
  return (Vector) _mm512_dpbf16_ps ((__m512) sum, (Factor) _mm512_set1_epi32 ((gint) a), b);
}

/* The first @n of a vector's lanes. */
INLINE __mmask16
lanes (gsize n)
{
  return n >= LANES ? 0xffff : (1u << n) - 1;
}

/* 2 x LANES values that lie side by side, or the first @n of them and 0 then, as LANES elements. */
INLINE __m512i
round_along (gsize n, const float *from)
{
  __mmask16 low = lanes (n), high = lanes (n > LANES ? n - LANES : 0);

  return (__m512i) _mm512_cvtne2ps_pbh (_mm512_maskz_loadu_ps (high, from + LANES),
                                        _mm512_maskz_loadu_ps (low, from));
}

/* Elements of a value of @first and one of @second each. */
INLINE __m512i
round_across (__mmask16 wanted, const float *first, const float *second)
{
  __m256i low = (__m256i) _mm512_cvtneps_pbh (_mm512_maskz_loadu_ps (wanted, first));
  __m256i high = (__m256i) _mm512_cvtneps_pbh (_mm512_maskz_loadu_ps (wanted, second));

  return _mm512_or_si512 (_mm512_cvtepu16_epi32 (low),
                          _mm512_slli_epi32 (_mm512_cvtepu16_epi32 (high), 16));
}

static void
pack_row (gsize n, const float *from, gpointer to)
{
  guint32 *elements = to;

  for (; n > 0; from += 2 * LANES, elements += LANES)
    {
      gsize some = MIN (n, 2 * LANES);

      _mm512_mask_storeu_epi32 (elements, lanes ((some + 1) / 2), round_along (some, from));
      n -= some;
    }
}

static void
pack_pair (gsize n, const float *first, const float *second, gpointer to)
{
  for (gsize i = 0; i < n; i += LANES)
    _mm512_mask_storeu_epi32 ((guint32 *) to + i, lanes (n - i),
                              round_across (lanes (n - i), first + i, second + i));
}

/* Up to LANES columns that each lie along the depth, from one row of the panel on. */
static void
turn_columns (gsize n_columns, gsize depth, const float *from, gsize stride_column, guint32 *panel)
{
  for (gsize first = 0; first < depth; first += 2 * LANES)
    {
      gsize n = MIN (2 * LANES, depth - first);
      Vector square[LANES] = { 0 };

      for (gsize column = 0; column < n_columns; column++)
        square[column] = (Vector) round_along (n, from + column * stride_column + first);
      turn_square (square);
      for (gsize k = 0; k < (n + 1) / 2; k++)
        store ((float *) panel + (first / 2 + k) * COLUMNS, square[k]);
    }
}

static void
pack_panel (gsize n_columns, gsize depth, const float *from, gsize stride_column,
            gsize stride_depth, gpointer to)
{
  guint32 *panel = to;

  for (gsize first = 0; stride_column != 1 && first < COLUMNS; first += LANES)
    turn_columns (n_columns > first ? MIN (n_columns - first, LANES) : 0, depth,
                  from + first * stride_column, stride_column, panel + first);
  for (gsize k = 0; stride_column == 1 && k < depth; k += 2, panel += COLUMNS)
    for (gsize first = 0; first < COLUMNS; first += LANES)
      {
        const float *even = from + k * stride_depth + first;
        __mmask16 wanted = lanes (n_columns > first ? n_columns - first : 0);
        __m512i both = k + 1 < depth ? round_across (wanted, even, even + stride_depth)
                                     : _mm512_cvtepu16_epi32 ((__m256i) _mm512_cvtneps_pbh (
                                         _mm512_maskz_loadu_ps (wanted, even)));

        _mm512_storeu_si512 (panel + first, both);
      }
}
