/* test-loops.c: every instruction set's loops against the plain ones, on random values. */
#include "evidence/loops.h"
#include "random.h"

#include <math.h>
#include <string.h>

#define LENGTH 397
#define SIDE 80

static float *
draw_values (TwinRandom *random, gsize n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) twin_random_range (random, -100, 100);
  return values;
}

static void
assert_floats (const char *what, const float *got, const float *want, gsize n, float tolerance)
{
  for (gsize i = 0; i < n; i++)
    if (fabsf (got[i] - want[i]) > tolerance)
      g_error ("%s: value %" G_GSIZE_FORMAT " is %g, not %g", what, i, got[i], want[i]);
}

static void
check_fold (const TwinLoops *loops, const TwinLoops *plain, TwinRandom *random)
{
  const guint reach = 6;
  g_autofree float *values = draw_values (random, LENGTH + 2 * reach);
  g_autofree float *weights = draw_values (random, reach + 1);
  float got[LENGTH], want[LENGTH];
  const float *up[7], *down[7];

  for (guint k = 0; k <= reach; k++)
    {
      up[k] = values + reach - k;
      down[k] = values + reach + k;
    }
  loops->fold (got, LENGTH, up, down, weights, reach);
  plain->fold (want, LENGTH, up, down, weights, reach);
  assert_floats ("fold", got, want, LENGTH, 0.1f);
}

static void
check_double (const TwinLoops *loops, const TwinLoops *plain, TwinRandom *random)
{
  g_autofree float *near = draw_values (random, LENGTH), *far = draw_values (random, LENGTH);
  float got[2 * LENGTH], want[2 * LENGTH];

  loops->double_row (got, LENGTH, near, far);
  plain->double_row (want, LENGTH, near, far);
  assert_floats ("double", got, want, 2 * LENGTH, 1e-3f);
}

/* Comparisons are exact: there is nothing to tolerate. */
static void
check_peaks (const TwinLoops *loops, const TwinLoops *plain, TwinRandom *random)
{
  float *rows[9], high[3][LENGTH], low[3][LENGTH], other[LENGTH], scratch[2 * LENGTH];
  const float *highs[3] = { high[0], high[1], high[2] }, *lows[3] = { low[0], low[1], low[2] };
  guint8 got[LENGTH], want[LENGTH];
  guint n = 0;

  for (guint i = 0; i < 9; i++)
    rows[i] = draw_values (random, LENGTH);
  for (guint i = 0; i < 3; i++)
    {
      plain->span (high[i], low[i], LENGTH, (const float *const *) rows + 3 * i);
      loops->span (scratch, other, LENGTH, (const float *const *) rows + 3 * i);
      assert_floats ("high", scratch, high[i], LENGTH, 0);
      assert_floats ("low", other, low[i], LENGTH, 0);
    }
  loops->peaks (got, LENGTH, rows[4], highs, lows, 50, scratch);
  plain->peaks (want, LENGTH, rows[4], highs, lows, 50, scratch);
  g_assert_cmpmem (got, LENGTH, want, LENGTH);
  for (guint i = 0; i < LENGTH; i++)
    n += got[i];
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpuint (n, <, LENGTH / 4);
  for (guint i = 0; i < 9; i++)
    g_free (rows[i]);
}

/* In the middle, and so near to an edge that most of the window lies outside. */
static void
check_windows (const TwinLoops *loops, const TwinLoops *plain, TwinRandom *random)
{
  static const double places[][2] = { { 40.3, 38.7 }, { 2.2, 70 }, { 79, 0 } };
  g_autofree float *values = draw_values (random, SIDE * SIDE);
  g_autofree float *scratch = g_new (float, TWIN_WINDOW_SCRATCH);

  for (guint i = 0; i < 6; i++)
    {
      TwinWindow window = { values, SIDE, SIDE,      places[i / 2][0], places[i / 2][1],
                            6,      0.7,  i % 2 + 1, scratch };
      float got[TWIN_DESCRIPTOR_ROOM], want[TWIN_DESCRIPTOR_ROOM];

      loops->turn_histogram (&window, got);
      plain->turn_histogram (&window, want);
      assert_floats ("turns", got, want, TWIN_TURN_BINS, 0.5f);
      loops->descriptor (&window, got);
      plain->descriptor (&window, want);
      assert_floats ("descriptor", got, want, TWIN_DESCRIPTOR_ROOM, 0.5f);
    }
}

static void
check_best (const TwinLoops *loops, const TwinLoops *plain, TwinRandom *random)
{
  g_autofree float *row = draw_values (random, LENGTH), *most = draw_values (random, LENGTH);
  g_autofree float *again = g_memdup2 (most, LENGTH * sizeof (float));
  guint32 places[LENGTH] = { 0 }, want_places[LENGTH] = { 0 };
  float got, want;

  row[17] = row[200] = 1000;
  g_assert_cmpuint (loops->best (row, LENGTH, &got), ==, 17);
  g_assert_cmpuint (plain->best (row, LENGTH, &want), ==, 17);
  g_assert_cmpfloat (got, ==, 1000);
  g_assert_cmpuint (loops->best (row + 18, 1, &got), ==, 0);
  g_assert_cmpfloat (got, ==, row[18]);
  loops->raise (most, places, LENGTH, row, 5);
  plain->raise (again, want_places, LENGTH, row, 5);
  g_assert_cmpmem (most, sizeof (float) * LENGTH, again, sizeof (float) * LENGTH);
  g_assert_cmpmem (places, sizeof places, want_places, sizeof want_places);
  g_assert_cmpuint (places[17], ==, 5);
}

static void
check_followers (const TwinLoops *loops, const TwinLoops *plain, TwinRandom *random)
{
  g_autofree float *values = draw_values (random, 4 * LENGTH);
  float turns[LENGTH], sizes[LENGTH];
  TwinVotes votes = { values, values + LENGTH, values + 2 * LENGTH, values + 3 * LENGTH, turns,
                      sizes };
  TwinVote vote = { 1, 0, 3, 4, 0, 0, 2000, 0.01f, 0.1f, 1.5f, 0, 0.7f };
  guint8 got[LENGTH], want[LENGTH];
  guint n;

  for (guint i = 0; i < LENGTH; i++)
    {
      turns[i] = (float) twin_random_range (random, 0, 6.28);
      sizes[i] = (float) twin_random_range (random, -1, 1);
    }
  n = plain->followers (&votes, LENGTH, &vote, want);
  g_assert_cmpuint (n, >, 3);
  g_assert_cmpuint (loops->followers (&votes, LENGTH, &vote, got), ==, n);
  g_assert_cmpmem (got, LENGTH, want, LENGTH);
}

static void
test_level (gconstpointer data)
{
  const TwinLoops *loops = twin_loops_get_named (data), *plain = twin_loops_get_named ("generic");
  TwinRandom random;

  if (loops == NULL)
    {
      g_test_skip ("not built, or this processor lacks it");
      return;
    }
  g_assert_cmpstr (loops->name, ==, data);
  twin_random_init (&random, 20, 0);
  check_fold (loops, plain, &random);
  check_double (loops, plain, &random);
  check_peaks (loops, plain, &random);
  check_windows (loops, plain, &random);
  check_best (loops, plain, &random);
  check_followers (loops, plain, &random);
}

/* A ramp that rises along x everywhere has all its weight in the first direction, in every cell. */
static void
test_ramp (void)
{
  const TwinLoops *loops = twin_loops_get ();
  g_autofree float *values = g_new (float, SIDE *SIDE);
  g_autofree float *scratch = g_new (float, TWIN_WINDOW_SCRATCH);
  TwinWindow window = { values, SIDE, SIDE, 40, 40, 5, 0, 1, scratch };
  float turns[TWIN_TURN_BINS], room[TWIN_DESCRIPTOR_ROOM], sum = 0;

  for (guint i = 0; i < SIDE * SIDE; i++)
    values[i] = 3.0f * (i % SIDE);
  loops->turn_histogram (&window, turns);
  loops->descriptor (&window, room);
  for (guint i = 0; i < TWIN_TURN_BINS; i++)
    g_assert_true ((turns[i] > 1) == (i == 0));
  for (guint i = 0; i < TWIN_DESCRIPTOR_ROOM; i++)
    if (i % TWIN_DESCRIPTOR_BINS != 0)
      sum += room[i];
  g_assert_cmpfloat (sum, <, 1e-2f);
  g_assert_cmpfloat (room[(2 * 6 + 2) * TWIN_DESCRIPTOR_BINS], >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/loops/avx2 gives what plain C gives", "avx2", test_level);
  g_test_add_data_func ("/loops/avx512 gives what plain C gives", "avx512", test_level);
  g_test_add_func ("/loops/a ramp has one direction", test_ramp);
  return g_test_run ();
}
