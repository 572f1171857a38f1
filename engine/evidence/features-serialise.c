/* features-serialise.c: features as bytes, for an index. Little endian:
 *   "TwFt", version, width, height, number of points: 5 x 4 bytes
 *   the map to the original: 6 x 8, the noise: 8, the digest: 32
 *   a point: x, y (float32), scale, angle, rarity (16 bits each), flags (8), descriptor (128) */
#include "evidence/features-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAGIC 0x74467754u
#define VERSION 1u
#define HEADER_BYTES (5 * 4 + 7 * 8 + TWIN_FEATURES_DIGEST)
#define POINT_BYTES (2 * 4 + 3 * 2 + 1 + TWIN_DESCRIPTOR_LENGTH)

G_STATIC_ASSERT (HEADER_BYTES + TWIN_FEATURES_POINTS * POINT_BYTES <= TWIN_FEATURES_BYTES);

G_DEFINE_QUARK (twin - features - error - quark, twin_features_error)

static void
put (GByteArray *bytes, guint64 value, guint length)
{
  for (guint i = 0; i < length; i++)
    {
      guint8 byte = (guint8) (value >> (8 * i));

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
put_float (GByteArray *bytes, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  put (bytes, bits, 4);
}

static void
put_double (GByteArray *bytes, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  put (bytes, bits, 8);
}

static void
put_header (GByteArray *bytes, const TwinFeatures *features)
{
  put (bytes, MAGIC, 4);
  put (bytes, VERSION, 4);
  put (bytes, features->width, 4);
  put (bytes, features->height, 4);
  put (bytes, features->n_points, 4);
  for (guint i = 0; i < 6; i++)
    put_double (bytes, features->to_original.m[i / 3][i % 3]);
  put_double (bytes, features->noise);
  g_byte_array_append (bytes, features->digest, TWIN_FEATURES_DIGEST);
}

static void
put_point (GByteArray *bytes, const TwinKeyPoint *point, const guint8 *descriptor)
{
  put_float (bytes, point->x);
  put_float (bytes, point->y);
  put (bytes, (guint64) (point->scale * TWIN_SCALE_STEPS), 2);
  put (bytes, (guint64) round (point->angle / (2 * G_PI) * TWIN_TURN_STEPS), 2);
  put (bytes, (guint64) roundf (point->rarity * TWIN_RARITY_STEPS), 2);
  put (bytes, point->flags, 1);
  g_byte_array_append (bytes, descriptor, TWIN_DESCRIPTOR_LENGTH);
}

GBytes *
twin_features_to_bytes (const TwinFeatures *features)
{
  GByteArray *bytes = g_byte_array_sized_new (HEADER_BYTES + features->n_points * POINT_BYTES);

  put_header (bytes, features);
  for (guint i = 0; i < features->n_points; i++)
    put_point (bytes, &features->points[i],
               features->descriptors + (gsize) i * TWIN_DESCRIPTOR_LENGTH);
  return g_byte_array_free_to_bytes (bytes);
}

/* The size was checked before, so there is always as much left as is taken. */
static guint64
take (const guint8 **next, guint length)
{
  guint64 value = 0;

  for (guint i = 0; i < length; i++)
    value |= (guint64) * (*next)++ << (8 * i);
  return value;
}

static float
take_float (const guint8 **next)
{
  guint32 bits = (guint32) take (next, 4);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static double
take_double (const guint8 **next)
{
  guint64 bits = take (next, 8);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* FALSE where the point lies outside of its picture or says what cannot be. */
static gboolean
take_point (const guint8 **next, TwinFeatures *features, guint i)
{
  TwinKeyPoint *point = &features->points[i];

  point->x = take_float (next);
  point->y = take_float (next);
  point->scale = take (next, 2) / TWIN_SCALE_STEPS;
  point->angle = (float) (take (next, 2) / TWIN_TURN_STEPS * 2 * G_PI);
  point->rarity = take (next, 2) / TWIN_RARITY_STEPS;
  point->flags = (TwinPointFlags) take (next, 1);
  memcpy (features->descriptors + (gsize) i * TWIN_DESCRIPTOR_LENGTH, *next,
          TWIN_DESCRIPTOR_LENGTH);
  *next += TWIN_DESCRIPTOR_LENGTH;
  /* Written so that NaN is refused. */
  return point->x >= 0 && point->x <= features->width && point->y >= 0 &&
         point->y <= features->height && point->scale > 0;
}

static gboolean
take_header (const guint8 **next, TwinFeatures *features)
{
  TwinAffine inverse;

  for (guint i = 0; i < 6; i++)
    features->to_original.m[i / 3][i % 3] = take_double (next);
  features->noise = take_double (next);
  memcpy (features->digest, *next, TWIN_FEATURES_DIGEST);
  *next += TWIN_FEATURES_DIGEST;
  return twin_affine_invert (&features->to_original, &inverse) && features->noise >= 0 &&
         features->noise < 1000;
}

static TwinFeatures *
fail (TwinFeaturesError code, const char *message, GError **error)
{
  g_set_error_literal (error, TWIN_FEATURES_ERROR, code, message);
  return NULL;
}

TwinFeatures *
twin_features_from_bytes (GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *next = g_bytes_get_data (bytes, &length);
  g_autoptr (TwinFeatures) features = NULL;
  guint32 width, height, n;

  if (length < HEADER_BYTES || take (&next, 4) != MAGIC || take (&next, 4) != VERSION)
    return fail (TWIN_FEATURES_ERROR_FORMAT,
                 _ ("the stored key points are of another version; make them again"), error);
  width = (guint32) take (&next, 4);
  height = (guint32) take (&next, 4);
  n = (guint32) take (&next, 4);
  if (n > TWIN_FEATURES_POINTS || length != HEADER_BYTES + (gsize) n * POINT_BYTES || width == 0 ||
      height == 0 || (guint64) width * height > TWIN_FEATURES_PIXELS)
    return fail (TWIN_FEATURES_ERROR_CORRUPT,
                 _ ("the stored key points are damaged; make them again"), error);
  features = twin_features_new (n);
  features->width = width;
  features->height = height;
  if (!take_header (&next, features))
    return fail (TWIN_FEATURES_ERROR_CORRUPT,
                 _ ("the stored key points are damaged; make them again"), error);
  for (guint i = 0; i < n; i++)
    if (!take_point (&next, features, i))
      return fail (TWIN_FEATURES_ERROR_CORRUPT,
                   _ ("the stored key points are damaged; make them again"), error);
  return g_steal_pointer (&features);
}
