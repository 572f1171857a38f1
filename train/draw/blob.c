/* blob.c: ellipses with waves around their edge. */
#include "draw/blob.h"

#include <math.h>

void
twin_blob_init (TwinBlob *blob, double x, double y, double radius, double aspect, double angle,
                double roughness, TwinRandom *random)
{
  *blob = (TwinBlob){ (float) x,           (float) y,           (float) radius, (float) aspect,
                      (float) cos (angle), (float) sin (angle), { 0 },          { 0 } };
  for (guint i = 0; i < TWIN_BLOB_BUMPS; i++)
    {
      blob->bumps[i] = (float) (roughness * twin_random_range (random, 0.3, 1.0) / (1.0 + 0.5 * i));
      blob->phases[i] = (float) twin_random_range (random, 0, 2 * G_PI);
    }
}

void
twin_blob_draw (TwinBlob *blob, double x, double y, double radius, double most_aspect,
                double roughness, TwinRandom *random)
{
  double aspect = twin_random_range (random, 1.0, most_aspect);
  double angle = twin_random_range (random, 0, G_PI);

  twin_blob_init (blob, x, y, radius, aspect, angle, roughness, random);
}

float
twin_blob_depth (const TwinBlob *blob, float x, float y)
{
  float dx = x - blob->x, dy = y - blob->y;
  float stretch = sqrtf (blob->aspect);
  float u = (dx * blob->cosine + dy * blob->sine) / stretch;
  float v = (dy * blob->cosine - dx * blob->sine) * stretch;
  float around = atan2f (v, u), edge = 1.0f;

  for (guint i = 0; i < TWIN_BLOB_BUMPS; i++)
    edge += blob->bumps[i] * cosf ((i + 2) * around + blob->phases[i]);
  return sqrtf (u * u + v * v) / (blob->radius * edge);
}

static guint
limit (float place, guint whole)
{
  return place <= 0 ? 0 : MIN ((guint) place, whole);
}

TwinBlobBox
twin_blob_box (const TwinBlob *blob, float margin, guint width, guint height)
{
  float bumps = blob->bumps[0] + blob->bumps[1] + blob->bumps[2];
  float reach = blob->radius * sqrtf (blob->aspect) * (1 + bumps) * margin + 1;

  return (TwinBlobBox){ limit (blob->x - reach, width), limit (blob->y - reach, height),
                        limit (blob->x + reach + 1, width), limit (blob->y + reach + 1, height) };
}

float
twin_soft_edge (float depth, float edge, float softness)
{
  float t = (edge + softness - depth) / (2 * softness);

  t = t < 0 ? 0 : t > 1 ? 1 : t;
  return t * t * (3 - 2 * t);
}
