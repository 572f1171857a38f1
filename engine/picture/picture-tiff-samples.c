/* picture-tiff-samples.c: packed samples into elements. Memory-bound for whole bytes; packed bits
 * (12, say) take a shift and a mask a sample. */
#include "picture/half.h"
#include "picture/picture-tiff.h"

#include <string.h>

gsize
twin_tiff_element_size (TwinTiffElement element)
{
  switch (element)
    {
    case TWIN_TIFF_U8:
      return 1;
    case TWIN_TIFF_U16:
      return 2;
    default:
      return 4;
    }
}

/* Up to 57 bits from bit @at on, the highest first. */
static guint64
take_bits (const guint8 *raw, gsize at, guint bits)
{
  const guint8 *byte = raw + at / 8;
  guint have = 8 - at % 8;
  guint64 value = *byte & (0xffu >> at % 8);

  for (; have < bits; have += 8)
    value = value << 8 | *++byte;
  return value >> (have - bits);
}

static void
unpack_to_8 (const TwinTiffSamples *kind, const guint8 *raw, gsize n, guint8 *out)
{
  guint most = (1u << kind->bits) - 1;

  if (kind->bits == 8)
    memcpy (out, raw, n);
  else
    for (gsize i = 0; i < n; i++)
      {
        guint value = (guint) take_bits (raw, i * kind->bits, kind->bits);

        out[i] = (guint8) (kind->spread ? (value * 255 + most / 2) / most : value);
      }
}

static void
unpack_to_16 (const TwinTiffSamples *kind, const guint8 *raw, gsize n, guint16 *out)
{
  if (kind->bits == 16)
    memcpy (out, raw, n * 2);
  else
    for (gsize i = 0; i < n; i++)
      out[i] = (guint16) take_bits (raw, i * kind->bits, kind->bits);
}

/* Sample @i of 8, 16, 24, 32 or 64 bits, in the machine's byte order, in the low bits. */
static guint64
take_bytes (const guint8 *raw, gsize i, guint bits)
{
  guint n = bits / 8;
  guint64 value = 0;

  for (guint byte = 0; byte < n; byte++)
    value = value << 8 | raw[i * n + (G_BYTE_ORDER == G_BIG_ENDIAN ? byte : n - 1 - byte)];
  return value;
}

/* Of 16, 32 or 64 bits. */
static float
float_of_bits (guint64 bits, guint n)
{
  guint32 low = (guint32) bits;
  float single;
  double value;

  if (n == 16)
    return twin_half_to_float ((guint16) bits);
  memcpy (&single, &low, sizeof single);
  memcpy (&value, &bits, sizeof value);
  return n == 32 ? single : (float) value;
}

/* Two's complement of @bits bits. */
static gint64
extend_sign (guint64 value, guint bits)
{
  return (gint64) (value << (64 - bits)) >> (64 - bits);
}

static void
unpack_to_float (const TwinTiffSamples *kind, const guint8 *raw, gsize n, float *out)
{
  guint bits = kind->bits;

  for (gsize i = 0; i < n; i++)
    {
      guint64 value = bits % 8 == 0 ? take_bytes (raw, i, bits) : take_bits (raw, i * bits, bits);

      if (kind->format == SAMPLEFORMAT_IEEEFP)
        out[i] = float_of_bits (value, bits);
      else if (kind->format == SAMPLEFORMAT_INT)
        out[i] = (float) extend_sign (value, bits);
      else
        out[i] = (float) value;
    }
}

void
twin_tiff_unpack (const TwinTiffSamples *kind, const guint8 *raw, gsize n, void *out)
{
  switch (kind->element)
    {
    case TWIN_TIFF_U8:
      unpack_to_8 (kind, raw, n, out);
      break;
    case TWIN_TIFF_U16:
      unpack_to_16 (kind, raw, n, out);
      break;
    default:
      unpack_to_float (kind, raw, n, out);
    }
}
