/* half.h: IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

static inline float
twin_float_of_half (guint16 half)
{
  guint32 sign = (guint32) (half & 0x8000) << 16, exponent = half >> 10 & 31;
  guint32 fraction = half & 0x3ff, bits;
  float value;

  if (exponent == 0)
    return (sign != 0 ? -0x1p-24f : 0x1p-24f) * (float) fraction;
  bits = sign | (exponent == 31 ? 255u : exponent + 112) << 23 | fraction << 13;
  memcpy (&value, &bits, sizeof value);
  return value;
}

G_END_DECLS
