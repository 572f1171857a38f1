/* There and back, and correlations. */
#include "evidence/fourier.h"
#include "random.h"

#include <math.h>

static void
test_lengths (void)
{
  for (guint least = 1; least < 3000; least++)
    {
      guint length = twin_fourier_length (least), odd = length;

      g_assert_cmpuint (length, >=, least);
      g_assert_cmpuint (length, <=, MAX (16, least + least / 2));
      while (odd % 2 == 0)
        odd /= 2;
      g_assert_true (odd == 1 || odd == 3);
    }
}

static void
fill_at_random (TwinFourier *fourier, guint64 seed)
{
  TwinRandom random;

  twin_random_init (&random, seed, 0);
  for (gsize i = 0; i < (gsize) fourier->width * fourier->height; i++)
    fourier->values[i] = (float) twin_random_normal (&random);
}

static void
test_round_trip (void)
{
  g_autoptr (TwinFourier) fourier = twin_fourier_new (48, 32);
  g_autoptr (TwinFourier) same = twin_fourier_new (48, 32);

  fill_at_random (fourier, 5);
  fill_at_random (same, 5);
  twin_fourier_forward (fourier);
  g_assert_cmpmem (fourier->values, 48 * 32 * 4, same->values, 48 * 32 * 4);
  twin_fourier_backward (fourier);
  for (guint i = 0; i < 48 * 32; i++)
    g_assert_cmpfloat_with_epsilon (fourier->values[i] / (48 * 32), same->values[i], 1e-5);
}

/* a is b, moved right by 5 and up by 3. */
static void
test_correlation (void)
{
  g_autoptr (TwinFourier) a = twin_fourier_new (64, 48);
  g_autoptr (TwinFourier) b = twin_fourier_new (64, 48);
  gsize top = 0;

  fill_at_random (b, 7);
  for (guint y = 0; y < 48; y++)
    for (guint x = 0; x < 64; x++)
      a->values[y * 64 + x] = b->values[(y + 3) % 48 * 64 + (x + 59) % 64];
  twin_fourier_forward (a);
  twin_fourier_forward (b);
  twin_fourier_correlate (a, b, a);
  twin_fourier_backward (a);
  for (gsize i = 0; i < 64 * 48; i++)
    if (a->values[i] > a->values[top])
      top = i;
  g_assert_cmpuint (top, ==, 45 * 64 + 5);
}

static gpointer
transform_much (gpointer seed)
{
  for (guint i = 0; i < 40; i++)
    {
      guint length = twin_fourier_length (16 + 7 * i);
      g_autoptr (TwinFourier) fourier = twin_fourier_new (length, 32);
      double sum = 0;

      fill_at_random (fourier, GPOINTER_TO_UINT (seed) + i);
      for (gsize at = 0; at < (gsize) length * 32; at++)
        sum += fourier->values[at];
      twin_fourier_forward (fourier);
      g_assert_cmpfloat_with_epsilon (crealf (fourier->waves[0]), sum, 1e-2);
    }
  return NULL;
}

/* Threads make plans at the same time. */
static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("transform", transform_much, GUINT_TO_POINTER (100 * i + 1));
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fourier/lengths are fast ones", test_lengths);
  g_test_add_func ("/fourier/there and back", test_round_trip);
  g_test_add_func ("/fourier/correlation finds a shift", test_correlation);
  g_test_add_func ("/fourier/threads", test_threads);
  return g_test_run ();
}
