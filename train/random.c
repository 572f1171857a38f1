/* random.c: xoshiro256** 1.0 (Blackman and Vigna 2018), seeded as its authors advise. */
#include "random.h"

#include <math.h>

/* Steele, Lea and Flood 2014: a counter and a mixing of its bits. */
static guint64
splitmix64 (guint64 *counter)
{
  guint64 z = (*counter += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
twin_random_init (TwinRandom *random, guint64 seed, guint64 stream)
{
  /* Both are mixed, so that (1, 2) and (2, 1) have nothing in common. */
  guint64 counter = splitmix64 (&seed) ^ stream;

  counter = splitmix64 (&counter);
  for (guint i = 0; i < G_N_ELEMENTS (random->state); i++)
    random->state[i] = splitmix64 (&counter);
}

static guint64
rotate_left (guint64 x, guint bits)
{
  return (x << bits) | (x >> (64 - bits));
}

guint64
twin_random_next (TwinRandom *random)
{
  guint64 *s = random->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 shifted = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = rotate_left (s[3], 45);
  return result;
}

/* 53 bits: every double of that spacing in [0, 1). */
static double
unit (TwinRandom *random)
{
  return (double) (twin_random_next (random) >> 11) * 0x1p-53;
}

double
twin_random_range (TwinRandom *random, double low, double high)
{
  double value = low + (high - low) * unit (random);

  return value < high ? value : low; /* the sum may round up to @high */
}

guint
twin_random_below (TwinRandom *random, guint n)
{
  guint32 rest = (guint32) -n %
                 n; /* 2^32 modulo n: below it a value would come up once too often */
  guint64 product;

  do
    product = (twin_random_next (random) >> 32) * n;
  while ((guint32) product < rest);
  return (guint) (product >> 32);
}

gboolean
twin_random_chance (TwinRandom *random, double probability)
{
  return unit (random) < probability;
}

/* Marsaglia's polar method; the second value is thrown away, so that the state is all there is. */
double
twin_random_normal (TwinRandom *random)
{
  double u, v, square;

  do
    {
      u = twin_random_range (random, -1.0, 1.0);
      v = twin_random_range (random, -1.0, 1.0);
      square = u * u + v * v;
    }
  while (square >= 1.0 || square == 0.0);
  return u * sqrt (-2.0 * log (square) / square);
}
