#include "picture/half.h"

#include <string.h>

/* sign 1, exponent 5 (bias 15), fraction 10; a float: 1, 8 (bias 127), 23. */
#define SIGN 0x8000u
#define MAGNITUDE 0x7fffu
#define INFINITE 0x7c00u
#define LARGEST 0x7bffu
#define FRACTION_DIFFERENCE 13
#define BIAS_DIFFERENCE (127u - 15u)

static inline guint32
bits_of (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static inline float
float_of (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* No branch, so that compilers turn a loop of it into vectors. A subnormal is fraction * 2^-24: put
 * under the exponent of 2^-14, that power is too much, and taking it off is exact. */
static inline float
widen (guint16 half)
{
  const guint32 smallest_normal = (BIAS_DIFFERENCE + 1) << 23;
  guint32 magnitude = half & MAGNITUDE;
  guint32 shifted = magnitude << FRACTION_DIFFERENCE;
  guint32 normal = shifted + (BIAS_DIFFERENCE << 23);
  guint32 subnormal = bits_of (float_of (shifted | smallest_normal) - float_of (smallest_normal));
  guint32 infinite = shifted | 0x7f800000u;
  guint32 bits = magnitude < 0x0400u ? subnormal : magnitude >= INFINITE ? infinite : normal;

  return float_of (bits | (guint32) (half & SIGN) << 16);
}

float
twin_half_to_float (guint16 half)
{
  return widen (half);
}

void
twin_halves_to_floats (const guint8 *halves, gsize n, float *values)
{
  for (gsize i = 0; i < n; i++)
    {
      guint16 half;

      memcpy (&half, halves + 2 * i, sizeof half);
      values[i] = widen (GUINT16_FROM_LE (half));
    }
}

/* All exponent bits are set in infinity and NaN only. No branch inside, and no type wider than a half. */
gboolean
twin_halves_are_finite (const guint8 *halves, gsize n)
{
  guint16 found = 0;

  for (gsize i = 0; i < n; i++)
    {
      guint16 half;

      memcpy (&half, halves + 2 * i, sizeof half);
      found |= (guint16) ((GUINT16_FROM_LE (half) & INFINITE) == INFINITE);
    }
  return found == 0;
}

/* @fraction / 2^@shift, to nearest, ties to even. */
static guint32
shift_rounded (guint32 fraction, guint shift)
{
  guint32 half_way = 1u << (shift - 1);
  guint32 rest = fraction & ((1u << shift) - 1);
  guint32 whole = fraction >> shift;

  return whole + (rest > half_way || (rest == half_way && (whole & 1)));
}

guint16
twin_half_from_float (float value)
{
  guint32 bits = bits_of (value);
  guint16 sign = bits >> 16 & SIGN;
  guint32 magnitude = bits & 0x7fffffffu;
  guint exponent = magnitude >> 23;
  guint32 rounded;

  if (magnitude > 0x7f800000u)
    return sign | INFINITE | 0x0200u; /* a quiet NaN */
  if (magnitude == 0x7f800000u)
    return sign | INFINITE;
  if (exponent < BIAS_DIFFERENCE - 10)
    return sign; /* below half of the smallest subnormal, 2^-25 */
  if (exponent <= BIAS_DIFFERENCE)
    rounded = shift_rounded ((magnitude & 0x7fffffu) | 0x800000u,
                             FRACTION_DIFFERENCE + 1 + BIAS_DIFFERENCE - exponent);
  else
    rounded = shift_rounded (magnitude - (BIAS_DIFFERENCE << 23), FRACTION_DIFFERENCE);
  return sign | (guint16) MIN (rounded, LARGEST);
}
