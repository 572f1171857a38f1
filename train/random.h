/* random.h: random numbers that are the same everywhere: xoshiro256** (Blackman and Vigna 2018),
 * seeded by splitmix64. A stream a view, named by numbers, so that views can be made in any order
 * by any thread, and a run goes on after a stop without saved state. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 state[4];
} TwinRandom;

/* Streams of different (@seed, @stream) are independent. */
void twin_random_init (TwinRandom *random, guint64 seed, guint64 stream);
guint64 twin_random_next (TwinRandom *random);
/* In [low, high). */
double twin_random_range (TwinRandom *random, double low, double high);
/* In [0, n), n at least 1. */
guint twin_random_below (TwinRandom *random, guint n);
gboolean twin_random_chance (TwinRandom *random, double probability);
/* Mean 0, standard deviation 1. */
double twin_random_normal (TwinRandom *random);

G_END_DECLS
