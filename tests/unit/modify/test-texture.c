/* test-texture.c: noise, blur, JPEG and retouching, measured. */
#include "pictures.h"

#include <math.h>

/* Of the differences of two pictures. */
typedef struct
{
  double mean, deviation, kurtosis;
} Moments;

static Moments
measure (const TwinRaster *a, const TwinRaster *b)
{
  gsize n = (gsize) a->width * a->height * 3;
  double sum = 0, squares = 0, fourths = 0, mean, variance;

  for (gsize i = 0; i < n; i++)
    sum += a->pixels[i] - b->pixels[i];
  mean = sum / n;
  for (gsize i = 0; i < n; i++)
    {
      double away = a->pixels[i] - b->pixels[i] - mean;

      squares += away * away;
      fourths += away * away * away * away;
    }
  variance = squares / n;
  return (Moments){ mean, sqrt (variance), fourths / n / (variance * variance) };
}

/* On a middle grey nothing is clamped. 196,608 values: the deviation's standard error is 0.16 %. */
static void
test_noise (void)
{
  static const double deviations[] = { 1, 5, 20 };
  g_autoptr (TwinRaster) raster = plain_picture (256, 256, 0.5f, 0.5f, 0.5f);

  for (gsize i = 0; i < G_N_ELEMENTS (deviations); i++)
    {
      g_autoptr (TwinRaster) noisy = altered (raster, TWIN_MODIFY_NOISE, deviations[i]);
      Moments moments = measure (noisy, raster);

      g_assert_cmpfloat_with_epsilon (moments.deviation * 255 / deviations[i], 1, 0.01);
      g_assert_cmpfloat (fabs (moments.mean) * 255 / deviations[i], <, 0.01);
      /* Normal is 3; eight bytes added are 2.85. */
      g_assert_cmpfloat_with_epsilon (moments.kurtosis, 2.85, 0.06);
    }
}

static void
test_noise_is_white (void)
{
  g_autoptr (TwinRaster) raster = plain_picture (256, 256, 0.5f, 0.5f, 0.5f);
  g_autoptr (TwinRaster) noisy = altered (raster, TWIN_MODIFY_NOISE, 20);
  static const gsize lags[] = { 1, 2, 3, 3 * 256 };
  gsize n = 3 * 256 * 256;
  double variance = pow (20 / 255.0, 2);

  for (gsize l = 0; l < G_N_ELEMENTS (lags); l++)
    {
      double sum = 0;

      for (gsize i = 0; i + lags[l] < n; i++)
        sum += (noisy->pixels[i] - 0.5) * (noisy->pixels[i + lags[l]] - 0.5);
      g_assert_cmpfloat (fabs (sum / n / variance), <, 5 / sqrt (n));
    }
}

/* What a single light pixel spreads to is the Gaussian itself. */
static void
test_blur (void)
{
  static const double deviations[] = { 0.5, 1, 2.5 };

  for (gsize d = 0; d < G_N_ELEMENTS (deviations); d++)
    {
      g_autoptr (TwinRaster) dot = plain_picture (41, 41, 0, 0, 0);
      g_autoptr (TwinRaster) blurred = NULL;
      double variance = deviations[d] * deviations[d], across = 0;

      twin_raster_at (dot, 20, 20)[0] = 1;
      blurred = altered (dot, TWIN_MODIFY_BLUR, deviations[d]);
      for (int x = -20; x <= 20; x++)
        across += exp (-0.5 * x * x / variance);
      for (int y = 0; y < 41; y++)
        for (int x = 0; x < 41; x++)
          {
            int square = (x - 20) * (x - 20) + (y - 20) * (y - 20);

            g_assert_cmpfloat_with_epsilon (twin_raster_at (blurred, x, y)[0],
                                            exp (-0.5 * square / variance) / (across * across),
                                            3e-3 / variance);
            g_assert_cmpfloat (twin_raster_at (blurred, x, y)[1], ==, 0);
          }
    }
}

static void
test_blur_keeps_plain (void)
{
  g_autoptr (TwinRaster) raster = plain_picture (9, 5, 0.3f, 0.6f, 0.9f);
  g_autoptr (TwinRaster) little = altered (raster, TWIN_MODIFY_BLUR, 0.8);
  g_autoptr (TwinRaster) much = altered (raster, TWIN_MODIFY_BLUR, 40);
  g_autoptr (TwinRaster) none = altered (raster, TWIN_MODIFY_BLUR, 0);

  g_assert_cmpfloat (largest_difference (little, raster), <, 1e-5);
  g_assert_cmpfloat (largest_difference (much, raster), <, 1e-5);
  g_assert_cmpfloat (largest_difference (none, raster), ==, 0);
}

/* A smooth picture, as JPEG likes. */
static TwinRaster *
wave_picture (guint width, guint height)
{
  TwinRaster *raster = twin_raster_new (width, height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint channel = 0; channel < 3; channel++)
        twin_raster_at (raster, x, y)[channel] = (float) (0.5 + 0.3 * sin (0.2 * x + channel) *
                                                                  cos (0.15 * y));
  return raster;
}

static void
test_jpeg (void)
{
  static const double qualities[] = { 95, 60, 20, 5 };
  g_autoptr (TwinRaster) raster = wave_picture (61, 47);
  double before = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (qualities); i++)
    {
      g_autoptr (TwinRaster) result = altered (raster, TWIN_MODIFY_JPEG, qualities[i]);
      double error = 0;

      g_assert_cmpuint (result->width, ==, 61);
      g_assert_cmpuint (result->height, ==, 47);
      for (gsize v = 0; v < 3 * 61 * 47; v++)
        {
          float level = result->pixels[v] * 255;

          g_assert_cmpfloat_with_epsilon (level, roundf (level), 1e-3);
          error += pow (result->pixels[v] - raster->pixels[v], 2);
        }
      error = sqrt (error / (3 * 61 * 47));
      /* Worse with every step, and never lost. */
      g_assert_cmpfloat (error, >, before);
      g_assert_cmpfloat (error, <, 0.2);
      before = error;
      if (i == 0)
        g_assert_cmpfloat (error, <, 0.02);
    }
}

static void
test_jpeg_too_long (void)
{
  TwinModification jpeg = { .kind = TWIN_MODIFY_JPEG, .amount = 90 };
  g_autoptr (GError) error = NULL;
  TwinRaster *result = twin_modification_apply (&jpeg, plain_picture (65501, 1, 0, 0, 0), NULL,
                                                &error);

  g_assert_null (result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* Pixels of @a that are not as in @b. */
static guint
count_changed (const TwinRaster *a, const TwinRaster *b)
{
  guint n = 0;

  for (gsize i = 0; i < (gsize) a->width * a->height; i++)
    n += a->pixels[3 * i] != b->pixels[3 * i] || a->pixels[3 * i + 1] != b->pixels[3 * i + 1];
  return n;
}

static void
test_retouch (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (200, 150, 9);
  TwinModification retouch = { .kind = TWIN_MODIFY_RETOUCH };

  for (guint seed = 0; seed < 50; seed++)
    for (guint places = 0; places <= 3; places++)
      {
        g_autoptr (TwinRaster) result = NULL;
        TwinRandom random;
        guint changed;

        twin_random_init (&random, seed, 0);
        retouch.amount = places;
        result = twin_modification_apply (&retouch, twin_raster_copy (raster), &random, NULL);
        changed = count_changed (result, raster);
        /* Of places that lie on each other one alone may show. Rounding to pixels: a tenth. */
        g_assert_cmpfloat (changed, >=, places > 0 ? 0.9 * 0.005 * 200 * 150 : 0);
        g_assert_cmpfloat (changed, <=, 1.1 * 0.02 * 200 * 150 * places);
      }
}

/* The heart of a patch is a copy of pixels elsewhere. */
static void
test_retouch_copies (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (100, 80, 10);
  g_autoptr (TwinRaster) result = altered (raster, TWIN_MODIFY_RETOUCH, 1);
  guint changed = count_changed (result, raster), copied = 0;

  for (gsize i = 0; i < 8000; i++)
    for (gsize j = 0; j < 8000 && result->pixels[3 * i] != raster->pixels[3 * i]; j++)
      if (i != j && fabsf (result->pixels[3 * i] - raster->pixels[3 * j]) < 1e-7f &&
          fabsf (result->pixels[3 * i + 1] - raster->pixels[3 * j + 1]) < 1e-7f)
        {
          copied++;
          break;
        }
  /* A disc of 0.7 of the radius is half of the area. */
  g_assert_cmpuint (copied, >, 0.35 * changed);
  g_assert_cmpuint (copied, <, changed);
}

/* Nothing is too small. */
static void
test_smallest (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 9 }, { 9, 1 }, { 2, 2 } };
  static const double amounts[] = { 33, 0, 0, 0.5, 1.2, 1.2, 1.2, 1.2, 1.2,
                                    20, 0, 0, 3,   9,   1.5, 70,  3 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint kind = 0; kind < G_N_ELEMENTS (amounts); kind++)
      {
        g_autoptr (TwinRaster) raster = noise_picture (sizes[s][0], sizes[s][1], 11);
        g_autoptr (TwinRaster) result = NULL;

        if (kind == TWIN_MODIFY_CROP)
          continue;
        result = altered (raster, kind, amounts[kind]);
        g_assert_cmpuint (result->width, >=, 1);
        g_assert_cmpuint (result->height, >=, 1);
        g_assert_true (isfinite (result->pixels[0]));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/texture/noise has its deviation", test_noise);
  g_test_add_func ("/texture/noise of one value says nothing of the next", test_noise_is_white);
  g_test_add_func ("/texture/blur is the Gaussian", test_blur);
  g_test_add_func ("/texture/blur leaves a plain picture", test_blur_keeps_plain);
  g_test_add_func ("/texture/jpeg loses more at lower quality", test_jpeg);
  g_test_add_func ("/texture/jpeg of too long a side is INVALID_ARGUMENT", test_jpeg_too_long);
  g_test_add_func ("/texture/retouch changes as much as it says", test_retouch);
  g_test_add_func ("/texture/retouch copies from elsewhere", test_retouch_copies);
  g_test_add_func ("/texture/the smallest pictures are altered too", test_smallest);
  return g_test_run ();
}
