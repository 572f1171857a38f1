/* spectrum.c: log-polar Fourier spectra (Reddy and Chatterji 1996). */
#include "evidence/spectrum.h"

#include <math.h>
#include <string.h>

/* As a picture of 192 x 144 has; smaller pictures are enlarged, at most so far. */
#define WORKING_PIXELS 27648
#define MOST_ENLARGED 2.0
#define LONGEST_SIDE 768
#define LEAST_SIDE 12
/* Before normalising. */
#define BLUR 0.8
#define SIDE 27
#define FLOOR 2.0
/* Frequencies looked at, in cycles a pixel. */
#define LOWEST 0.018
#define HIGHEST 0.45
/* The part of each side over which the picture fades out, so that its edge is no wave. */
#define FADE 0.15
/* What changes over more than so many rows and columns is not a picture's own. */
#define SMOOTH 25
/* Zeros between the highest frequency and the lowest, which are no neighbours; directions go on around. */
#define COLUMNS 128
#define ROWS TWIN_SPECTRUM_ANGLES
/* Phases count alike, but for those of waves weaker than this share of the strongest. */
#define WEAKEST 1e-3f
/* How much larger or smaller one may be than the other, in working sizes. */
#define MOST_SCALE 2.5
/* A peak takes its surroundings with it. */
#define PEAK_REACH 4

double
twin_spectrum_step (void)
{
  return exp (log (HIGHEST / LOWEST) / TWIN_SPECTRUM_LENGTHS);
}

static double
choose_factor (const TwinGrey *grey)
{
  double factor = MIN (sqrt (WORKING_PIXELS / ((double) grey->width * grey->height)),
                       MOST_ENLARGED);

  return MIN (factor, (double) LONGEST_SIDE / MAX (grey->width, grey->height));
}

TwinGrey *
twin_spectrum_prepare (const TwinGrey *grey, double factor)
{
  g_autoptr (TwinGrey) resized = twin_grey_resize (
    grey, MAX ((guint) round (grey->width * factor), LEAST_SIDE),
    MAX ((guint) round (grey->height * factor), LEAST_SIDE));
  g_autoptr (TwinGrey) blurred = resized != NULL ? twin_grey_blur (resized, BLUR) : NULL;

  return blurred != NULL ? twin_grey_normalise_locally (blurred, SIDE, FLOOR) : NULL;
}

/* 1 in the middle, 0 at both ends. */
static float
fade (guint i, guint n)
{
  double part = (i + 0.5) / n, from_end = MIN (part, 1 - part) / FADE;

  return from_end >= 1 ? 1 : (float) (0.5 - 0.5 * cos (G_PI * from_end));
}

static TwinFourier *
transform (const TwinGrey *grey)
{
  TwinFourier *fourier = twin_fourier_new (twin_fourier_length (grey->width * 4 / 3),
                                           twin_fourier_length (grey->height * 4 / 3));

  for (guint y = 0; fourier != NULL && y < grey->height; y++)
    for (guint x = 0; x < grey->width; x++)
      fourier->values[(gsize) y * fourier->width + x] = *twin_grey_at (grey, x, y) *
                                                        fade (x, grey->width) *
                                                        fade (y, grey->height);
  if (fourier != NULL)
    twin_fourier_forward (fourier);
  return fourier;
}

/* Logarithms of the waves' size, in place of the waves: [height][width / 2 + 1]. */
static TwinGrey *
sizes_of (const TwinFourier *fourier)
{
  TwinGrey *sizes = twin_grey_new (fourier->width / 2 + 1, fourier->height);
  const float *waves = (const float *) fourier->waves;
  gsize n = twin_fourier_n_waves (fourier);

  for (gsize i = 0; sizes != NULL && i < n; i++)
    sizes->values[i] = logf (
      1 + sqrtf (waves[2 * i] * waves[2 * i] + waves[2 * i + 1] * waves[2 * i + 1]));
  return sizes;
}

/* A real picture's waves at -f are those at f: columns run from 0 up, rows around. */
static float
size_at (const TwinGrey *sizes, double column, double row)
{
  guint height = sizes->height, left = MIN ((guint) column, sizes->width - 2), top, below;
  float part = (float) (column - left), lower;
  const float *upper_row, *lower_row;

  if (row < 0)
    row += height;
  top = (guint) row;
  lower = (float) (row - top);
  below = (top + 1) % height;
  top %= height;
  upper_row = twin_grey_at (sizes, left, top);
  lower_row = twin_grey_at (sizes, left, below);
  return (1 - lower) * (upper_row[0] + part * (upper_row[1] - upper_row[0])) +
         lower * (lower_row[0] + part * (lower_row[1] - lower_row[0]));
}

static TwinGrey *
to_polar (const TwinFourier *fourier, const TwinGrey *sizes)
{
  g_autoptr (TwinGrey) polar = twin_grey_new (TWIN_SPECTRUM_LENGTHS, TWIN_SPECTRUM_ANGLES);
  g_autoptr (TwinGrey) smooth = NULL;
  double step = twin_spectrum_step ();

  for (guint degrees = 0; polar != NULL && degrees < TWIN_SPECTRUM_ANGLES; degrees++)
    {
      double angle = degrees * G_PI / 180, frequency = LOWEST;
      /* Columns below 0 are the same waves as above, seen from the other end. */
      double sign = cos (angle) < 0 ? -1 : 1;
      double across = sign * cos (angle) * fourier->width;
      double down = sign * sin (angle) * fourier->height;

      for (guint i = 0; i < TWIN_SPECTRUM_LENGTHS; i++, frequency *= step)
        *twin_grey_at (polar, i, degrees) = size_at (sizes, frequency * across, frequency * down);
    }
  smooth = polar != NULL ? twin_grey_box_mean (polar, SMOOTH) : NULL;
  if (smooth == NULL)
    return NULL;
  for (gsize i = 0; i < (gsize) TWIN_SPECTRUM_LENGTHS * TWIN_SPECTRUM_ANGLES; i++)
    polar->values[i] -= smooth->values[i];
  return g_steal_pointer (&polar);
}

static TwinFourier *
transform_polar (const TwinGrey *polar, gboolean mirrored)
{
  TwinFourier *fourier = twin_fourier_new (COLUMNS, ROWS);

  for (guint row = 0; fourier != NULL && row < TWIN_SPECTRUM_ANGLES; row++)
    {
      guint from = mirrored ? (TWIN_SPECTRUM_ANGLES - row) % TWIN_SPECTRUM_ANGLES : row;

      memcpy (fourier->values + (gsize) row * COLUMNS, twin_grey_at (polar, 0, from),
              TWIN_SPECTRUM_LENGTHS * sizeof (float));
    }
  if (fourier != NULL)
    twin_fourier_forward (fourier);
  return fourier;
}

TwinSpectrum *
twin_spectrum_new (const TwinGrey *grey)
{
  g_autoptr (TwinSpectrum) spectrum = g_new0 (TwinSpectrum, 1);
  g_autoptr (TwinFourier) fourier = NULL;
  g_autoptr (TwinGrey) sizes = NULL;
  g_autoptr (TwinGrey) polar = NULL;

  spectrum->factor = choose_factor (grey);
  spectrum->grey = twin_spectrum_prepare (grey, spectrum->factor);
  fourier = spectrum->grey != NULL ? transform (spectrum->grey) : NULL;
  sizes = fourier != NULL ? sizes_of (fourier) : NULL;
  polar = sizes != NULL ? to_polar (fourier, sizes) : NULL;
  if (polar == NULL)
    return NULL;
  spectrum->waves = transform_polar (polar, FALSE);
  spectrum->mirrored = transform_polar (polar, TRUE);
  if (spectrum->waves == NULL || spectrum->mirrored == NULL)
    return NULL;
  return g_steal_pointer (&spectrum);
}

void
twin_spectrum_free (TwinSpectrum *spectrum)
{
  if (spectrum == NULL)
    return;
  twin_grey_free (spectrum->grey);
  twin_fourier_free (spectrum->waves);
  twin_fourier_free (spectrum->mirrored);
  g_free (spectrum);
}

/* In place: every wave as strong as the others, but for those that are nearly none. */
static void
whiten (TwinFourier *fourier)
{
  gsize n = twin_fourier_n_waves (fourier);
  float *waves = (float *) fourier->waves, most = 0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, waves[2 * i] * waves[2 * i] + waves[2 * i + 1] * waves[2 * i + 1]);
  most = sqrtf (most) * WEAKEST + 1e-12f;
  for (gsize i = 0; i < n; i++)
    {
      float size = sqrtf (waves[2 * i] * waves[2 * i] + waves[2 * i + 1] * waves[2 * i + 1]);

      waves[2 * i] /= size + most;
      waves[2 * i + 1] /= size + most;
    }
}

/* Between three values, the middle one the largest: where the parabola through them is highest, -0.5 to 0.5. */
static double
parabola_top (double before, double at, double after)
{
  double curve = 2 * at - before - after;

  return curve > 0 ? CLAMP (0.5 * (after - before) / curve, -0.5, 0.5) : 0;
}

/* Columns are shifts of frequency, cut to those that are sizes of interest; rows go on around. */
static TwinSpectrumPeak
take_peak (TwinGrey *heights)
{
  gsize n = (gsize) heights->width * heights->height, top = 0;
  guint x, y, above, below;
  double right, down;
  TwinSpectrumPeak peak;

  for (gsize i = 0; i < n; i++)
    if (i % heights->width > 0 && i % heights->width + 1 < heights->width &&
        heights->values[i] > heights->values[top])
      top = i;
  x = CLAMP (top % heights->width, 1, heights->width - 2);
  y = top / heights->width;
  above = (y + heights->height - 1) % heights->height;
  below = (y + 1) % heights->height;
  peak.height = *twin_grey_at (heights, x, y);
  right = parabola_top (*twin_grey_at (heights, x - 1, y), peak.height,
                        *twin_grey_at (heights, x + 1, y));
  down = parabola_top (*twin_grey_at (heights, x, above), peak.height,
                       *twin_grey_at (heights, x, below));
  peak.degrees = y + down;
  /* Larger pictures have longer waves: lower frequencies. */
  peak.scale = pow (twin_spectrum_step (), heights->width / 2 - (x + right));
  for (gint i = -PEAK_REACH; i <= PEAK_REACH; i++)
    for (gint j = -PEAK_REACH; j <= PEAK_REACH; j++)
      *twin_grey_at (heights, CLAMP ((gint) x + j, 0, (gint) heights->width - 1),
                     (y + heights->height + i) % heights->height) = -1;
  return peak;
}

gboolean
twin_spectrum_match (const TwinSpectrum *a, const TwinSpectrum *b, gboolean mirrored,
                     TwinSpectrumPeak *peaks, guint n)
{
  g_autoptr (TwinFourier) product = twin_fourier_new (COLUMNS, ROWS);
  guint most = (guint) (log (MOST_SCALE) / log (twin_spectrum_step ())) + 1;
  g_autoptr (TwinGrey) heights = twin_grey_new (2 * most + 1, ROWS);
  g_autoptr (TwinGrey) smooth = NULL;

  if (product == NULL || heights == NULL)
    return FALSE;
  twin_fourier_correlate (b->waves, mirrored ? a->mirrored : a->waves, product);
  whiten (product);
  twin_fourier_backward (product);
  for (guint y = 0; y < ROWS; y++)
    for (guint x = 0; x < heights->width; x++)
      *twin_grey_at (heights, x, y) =
        product->values[(gsize) y * COLUMNS + (x + COLUMNS - most) % COLUMNS] / (COLUMNS * ROWS);
  smooth = twin_grey_blur (heights, 1);
  for (guint i = 0; smooth != NULL && i < n; i++)
    peaks[i] = take_peak (smooth);
  return smooth != NULL;
}
