/* noise-field.c: value noise: lattice values from a hash of the place, joined by smoothsteps. */
#include "draw/noise-field.h"

#include <math.h>

/* Bits well mixed: the finishing steps of MurmurHash3 (Appleby, public domain). */
static guint32
mix (guint32 h)
{
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}

static float
lattice_value (guint32 seed, int x, int y)
{
  guint32 h = mix (seed ^ mix ((guint32) x * 0x9e3779b1u ^ mix ((guint32) y + 0x7f4a7c15u)));

  return (float) h * (2.0f / 4294967296.0f) - 1.0f;
}

static float
ease (float t)
{
  return t * t * (3.0f - 2.0f * t);
}

float
twin_noise_field (guint32 seed, float x, float y)
{
  int left = (int) floorf (x), top = (int) floorf (y);
  float across = ease (x - left), down = ease (y - top);
  float a = lattice_value (seed, left, top), b = lattice_value (seed, left + 1, top);
  float c = lattice_value (seed, left, top + 1), d = lattice_value (seed, left + 1, top + 1);
  float upper = a + across * (b - a), lower = c + across * (d - c);

  return upper + down * (lower - upper);
}

float
twin_noise_fractal (guint32 seed, guint octaves, float x, float y)
{
  float sum = 0, strength = 1, whole = 0;

  for (guint i = 0; i < octaves; i++)
    {
      sum += strength * twin_noise_field (seed + i * 0x51ed27u, x, y);
      whole += strength;
      strength *= 0.5f;
      x = 2 * x + 0.37f; /* so that lattice points do not lie on each other */
      y = 2 * y + 0.71f;
    }
  return 1.4f * sum / whole;
}
