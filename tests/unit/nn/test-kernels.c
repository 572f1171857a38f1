/* Every level that this processor has, against the definition and against plain C, with every tail. */
#include "agreement.h"
#include "drawing.h"
#include "nn/kernels.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS 5
#define MAX_CHANNELS 67
/* One more float than asked for: the tested memory then starts at 4 bytes past an aligned address. */
#define SKEW 1

static const char *const levels[] = { "generic", "avx2", "avx512" };

/* Of sums of up to MAX_ROWS terms, each at most 4; levels differ in fused multiply-adds. */
#define TOLERANCE 5e-6

typedef void (*Check) (const TwinKernels *kernels, gsize rows, gsize channels);

static void
check_all_sizes (const TwinKernels *kernels, Check check)
{
  for (gsize rows = 0; rows <= MAX_ROWS; rows++)
    for (gsize channels = 1; channels <= MAX_CHANNELS; channels++)
      check (kernels, rows, channels);
}

/* TRUE with @kernels set, or the test is skipped. */
static gboolean
level_is_there (const char *level, const TwinKernels **kernels)
{
  *kernels = twin_kernels_get_named (level);
  if (*kernels == NULL)
    {
      g_autofree char *reason = g_strdup_printf ("this processor, or this build, has no %s", level);

      g_test_skip (reason);
      return FALSE;
    }
  g_assert_cmpstr ((*kernels)->name, ==, level);
  return TRUE;
}

static void
assert_near (const char *name, const float *got, const float *want, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!(fabs ((double) got[i] - want[i]) <= TOLERANCE))
      g_error ("%s: got %.9g, want %.9g at %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT, name, got[i],
               want[i], i, n);
}

static void
check_sums (const TwinKernels *kernels, gsize rows, gsize channels)
{
  g_autofree float *x = twin_draw (rows * channels + SKEW), *origin = twin_draw (channels);
  g_autofree float *got = twin_draw (2 * channels), *want = g_new (float, 2 * channels);

  for (gsize i = 0; i < channels; i++)
    {
      double sum = 0.0, squares = 0.0;

      for (gsize row = 0; row < rows; row++)
        {
          double difference = (double) x[SKEW + row * channels + i] - origin[i];

          sum += difference;
          squares += difference * difference;
        }
      want[i] = sum;
      want[channels + i] = squares;
    }
  kernels->sums (rows, channels, x + SKEW, origin, got, got + channels);
  assert_near ("sums", got, want, 2 * channels);
}

static void
want_normalised (gsize rows, gsize channels, const float *x, const float *scale, const float *shift,
                 const float *residual, gboolean relu, float *y)
{
  for (gsize i = 0; i < rows * channels; i++)
    {
      double value = (double) x[i] * scale[i % channels] + shift[i % channels];

      if (residual != NULL)
        value += residual[i];
      y[i] = relu && value < 0.0 ? 0.0 : value;
    }
}

static void
check_normalise (const TwinKernels *kernels, gsize rows, gsize channels)
{
  gsize n = rows * channels;

  for (guint kind = 0; kind < 4; kind++)
    {
      g_autofree float *x = twin_draw (n + SKEW), *y = twin_draw (n + SKEW),
                       *want = g_new (float, n);
      g_autofree float *scale = twin_draw (channels), *shift = twin_draw (channels),
                       *added = twin_draw (n);
      const float *residual = kind & 1 ? added : NULL;

      want_normalised (rows, channels, x + SKEW, scale, shift, residual, kind >> 1, want);
      kernels->normalise (rows, channels, x + SKEW, scale, shift, residual, kind >> 1, y + SKEW);
      assert_near ("normalise", y + SKEW, want, n);
      kernels->normalise (rows, channels, x + SKEW, scale, shift, residual, kind >> 1, x + SKEW);
      assert_same_bits (x + SKEW, y + SKEW, n);
    }
}

static void
want_gradient_sums (gsize rows, gsize channels, const float *x, const float *mean, const float *d_y,
                    float *want)
{
  for (gsize i = 0; i < channels; i++)
    {
      double sum = 0.0, with_x = 0.0;

      for (gsize at = i; at < rows * channels; at += channels)
        {
          sum += d_y[at];
          with_x += (double) d_y[at] * (x[at] - mean[i]);
        }
      want[i] = sum;
      want[channels + i] = with_x;
    }
}

static void
check_gradient_sums (const TwinKernels *kernels, gsize rows, gsize channels)
{
  gsize n = rows * channels;

  for (guint relu = 0; relu < 2; relu++)
    {
      g_autofree float *x = twin_draw (n), *y = twin_draw (n), *mean = twin_draw (channels);
      g_autofree float *d_y = twin_draw (n), *masked = g_memdup2 (d_y, n * sizeof (float));
      g_autofree float *got = twin_draw (2 * channels), *want = g_new (float, 2 * channels);

      if (n > 2)
        y[n / 2] = 0.0f; /* where y is 0, nothing passes */
      for (gsize i = 0; i < n && relu; i++)
        masked[i] = y[i] > 0.0f ? d_y[i] : 0.0f;
      want_gradient_sums (rows, channels, x, mean, n > 0 ? masked : d_y, want);
      kernels->gradient_sums (rows, channels, x, relu ? y : NULL, mean, d_y, got, got + channels);
      assert_near ("gradient sums", got, want, 2 * channels);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (d_y[i], ==, masked[i]);
    }
}

static void
check_gradient_input (const TwinKernels *kernels, gsize rows, gsize channels)
{
  gsize n = rows * channels;
  g_autofree float *x = twin_draw (n), *d_y = twin_draw (n), *d_x = twin_draw (n),
                   *want = g_new (float, n);
  g_autofree float *a = twin_draw (channels), *b = twin_draw (channels), *k = twin_draw (channels);

  for (gsize i = 0; i < n; i++)
    want[i] = (double) a[i % channels] * d_y[i] + (double) b[i % channels] * x[i] + k[i % channels];
  kernels->gradient_input (rows, channels, x, d_y, a, b, k, d_x);
  assert_near ("gradient input", d_x, want, n);
  kernels->gradient_input (rows, channels, x, d_y, a, b, k, d_y);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (d_y[i], ==, d_x[i]);
}

static void
check_dot3 (const TwinKernels *kernels, gsize rows, gsize channels)
{
  gsize n = rows * channels;
  g_autofree float *w = twin_draw (n), *u = twin_draw (n), *v = twin_draw (n);
  double want = 0.0, size = 0.0;
  float one_way = kernels->dot3 (n, w, u, v), other_way = kernels->dot3 (n, w, v, u);

  for (gsize i = 0; i < n; i++)
    {
      want += (double) w[i] * u[i] * v[i];
      size += fabs ((double) w[i] * u[i] * v[i]);
    }
  g_assert_cmpfloat_with_epsilon (one_way, want, 1e-6 * size + 1e-30);
  assert_same_bits (&one_way, &other_way, 1);
}

/* The formula of train/adamw.h, in double. */
static void
check_adamw (const TwinKernels *kernels, gsize rows, gsize channels)
{
  const TwinAdamWFactors f = { 0.9f, 0.1f, 0.999f, 0.001f, 0.03f, 1.7f, 1e-8f, 0.98f, 0.4f };
  gsize n = rows * channels;
  g_autofree float *g = twin_draw (n), *x = twin_draw (n), *m = twin_draw (n), *v = twin_draw (n),
                   *mean = twin_draw (n), *want = g_new (float, 4 * n);

  for (gsize i = 0; i < n; i++)
    {
      double first = 0.9f * (double) m[i] + 0.1f * (double) g[i], second, value;

      v[i] = fabsf (v[i]) + 0.01f;
      second = 0.999f * (double) v[i] + 0.001f * (double) g[i] * g[i];
      value = 0.98f * (double) x[i] - 0.03f * first / (sqrt (1.7f * second) + 1e-8f);
      want[i] = first;
      want[n + i] = second;
      want[2 * n + i] = value;
      want[3 * n + i] = mean[i] + 0.4f * (value - mean[i]);
    }
  kernels->adamw (n, &f, g, x, m, v, mean);
  assert_near ("m", m, want, n);
  assert_near ("v", v, want + n, n);
  assert_near ("x", x, want + 2 * n, n);
  assert_near ("average", mean, want + 3 * n, n);
}

/* Few different values, so that there are equals; now and then none but NaN. */
static float *
draw_coarsely (gsize n, gboolean only_nan)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = only_nan || twin_draw_between (0, 9) == 0 ? NAN : twin_draw_between (0, 3);
  return values;
}

static void
check_largest (const TwinKernels *kernels, gsize rows, gsize channels)
{
  g_autofree float *x = draw_coarsely (TWIN_KERNELS_TAPS * channels, rows == 0);
  g_autofree float *y = twin_draw (channels), *alone = twin_draw (channels);
  g_autofree guint8 *places = g_new (guint8, channels);
  const float *from[TWIN_KERNELS_TAPS];

  for (gsize tap = 0; tap < TWIN_KERNELS_TAPS; tap++)
    from[tap] = x + tap * channels;
  kernels->largest (channels, from, y, places);
  kernels->largest (channels, from, alone, NULL);
  assert_same_bits (y, alone, channels);
  for (gsize i = 0; i < channels; i++)
    {
      float best = -INFINITY;
      guint place = TWIN_KERNELS_TAPS / 2;

      for (gsize tap = 0; tap < TWIN_KERNELS_TAPS; tap++)
        if (from[tap][i] > best)
          {
            best = from[tap][i];
            place = tap;
          }
      g_assert_cmpfloat (y[i], ==, best);
      g_assert_cmpuint (places[i], ==, place);
    }
}

/* rows + 1 windows. */
static void
check_gather (const TwinKernels *kernels, gsize rows, gsize channels)
{
  gsize windows = rows + 1;
  g_autofree float *d_y = twin_draw (windows * channels), *got = twin_draw (channels),
                   *want = g_new0 (float, channels);
  g_autofree guint8 *places = g_new (guint8, windows * channels);
  const float *from[MAX_ROWS + 1];
  const guint8 *at[MAX_ROWS + 1];
  guint8 which[MAX_ROWS + 1];

  for (gsize k = 0; k < windows; k++)
    {
      from[k] = d_y + k * channels;
      at[k] = places + k * channels;
      which[k] = twin_draw_between (0, TWIN_KERNELS_TAPS - 1);
      for (gsize i = 0; i < channels; i++)
        {
          places[k * channels + i] = twin_draw_between (0, TWIN_KERNELS_TAPS - 1);
          want[i] += at[k][i] == which[k] ? from[k][i] : 0.0f;
        }
    }
  kernels->gather (windows, channels, from, at, which, got);
  for (gsize i = 0; i < channels; i++)
    g_assert_cmpfloat (got[i], ==, want[i]);
}

/* In every lane and in the tail. */
static void
check_nan (const TwinKernels *kernels, gsize rows, gsize channels)
{
  gsize n = rows * channels;
  g_autofree float *x = twin_draw (n), *ones = g_new (float, channels),
                   *zeros = g_new0 (float, channels);
  gsize place;

  if (n == 0)
    return;
  place = twin_draw_between (0, n - 1);
  for (gsize i = 0; i < channels; i++)
    ones[i] = 1.0f;
  x[place] = NAN;
  kernels->normalise (rows, channels, x, ones, zeros, NULL, TRUE, x);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (isnan (x[i]) != 0, ==, i == place);
}

static const struct
{
  const char *name;
  Check check;
} kernels_checks[] = {
  { "sums", check_sums },
  { "normalise", check_normalise },
  { "gradient sums", check_gradient_sums },
  { "gradient input", check_gradient_input },
  { "dot3", check_dot3 },
  { "AdamW", check_adamw },
  { "largest", check_largest },
  { "gather", check_gather },
  { "NaN stays through a ReLU", check_nan },
};

typedef struct
{
  const char *level;
  Check check;
} LevelTest;

static void
test_level (gconstpointer data)
{
  const LevelTest *test = data;
  const TwinKernels *kernels;

  if (level_is_there (test->level, &kernels))
    check_all_sizes (kernels, test->check);
}

static void
test_unknown (void)
{
  g_assert_null (twin_kernels_get_named ("abacus"));
}

/* The variable caps the level; the table is chosen once a process, hence one process a level. */
static void
test_cap (gconstpointer data)
{
  const char *level = data;
  const TwinKernels *kernels;

  if (g_test_subprocess ())
    {
      g_print ("chosen: %s\n", twin_kernels_get ()->name);
      return;
    }
  if (!level_is_there (level, &kernels))
    return;
  g_setenv ("TWINSCOPE_KERNELS", level, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_unsetenv ("TWINSCOPE_KERNELS");
  g_test_trap_assert_passed ();
  {
    g_autofree char *pattern = g_strdup_printf ("*chosen: %s*", level);

    g_test_trap_assert_stdout (pattern);
  }
}

static void
add_level (const char *level)
{
  g_autofree char *cap = g_strdup_printf ("/kernels/%s/the variable chooses it", level);

  g_test_add_data_func (cap, level, test_cap);
  for (guint i = 0; i < G_N_ELEMENTS (kernels_checks); i++)
    {
      LevelTest *test = g_new (LevelTest, 1);
      g_autofree char *path = g_strdup_printf ("/kernels/%s/%s", level, kernels_checks[i].name);

      *test = (LevelTest){ level, kernels_checks[i].check };
      g_test_add_data_func_full (path, test, test_level, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/an unknown level is not there", test_unknown);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    add_level (levels[i]);
  return g_test_run ();
}
