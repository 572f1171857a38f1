/* treatment.c: blur from how the waves that both have in common weaken, noise from what single pixels deviate by. */
#include "evidence/treatment.h"

#include "evidence/fourier.h"

#include <math.h>
#include <string.h>

/* Rings of equal frequency. */
#define RINGS 24
/* Those count in which the pictures have so much in common (a squared correlation), and that are as long. */
#define COMMON 0.8
#define LONGEST_RING 2
#define LEAST_RINGS 4
/* Less blur than this, in pixels of the frame, is what resampling does. */
#define LEAST_BLUR 0.7
#define LEAST_NOISE 1.5
#define NOISIER 1.5

/* Sums over each ring. */
typedef struct
{
  double a[RINGS], b[RINGS], both[RINGS];
} Rings;

static TwinFourier *
transform (const TwinGrey *grey, const TwinGrey *shared, const TwinTone *tone)
{
  TwinFourier *fourier = twin_fourier_new (twin_fourier_length (grey->width),
                                           twin_fourier_length (grey->height));
  double sum = 0, n = 0;

  for (guint y = 0; fourier != NULL && y < grey->height; y++)
    for (guint x = 0; x < grey->width; x++)
      {
        float value = *twin_grey_at (grey, x, y), is_shared = *twin_grey_at (shared, x, y);

        value = tone != NULL ? twin_tone_apply (tone, value) : value;
        fourier->values[(gsize) y * fourier->width + x] = value;
        sum += value * is_shared;
        n += is_shared;
      }
  for (guint y = 0; fourier != NULL && y < grey->height; y++)
    for (guint x = 0; x < grey->width; x++)
      {
        /* Fading out towards the edge, which would be a wave of all frequencies. */
        double fade = sin (G_PI * (x + 0.5) / grey->width) * sin (G_PI * (y + 0.5) / grey->height);
        float *value = &fourier->values[(gsize) y * fourier->width + x];

        *value = (float) ((*value - sum / MAX (n, 1)) * *twin_grey_at (shared, x, y) * fade);
      }
  if (fourier != NULL)
    twin_fourier_forward (fourier);
  return fourier;
}

static void
sum_rings (const TwinFourier *a, const TwinFourier *b, Rings *rings)
{
  guint columns = a->width / 2 + 1;
  const float *of_a = (const float *) a->waves, *of_b = (const float *) b->waves;

  for (guint y = 0; y < a->height; y++)
    for (guint x = 0; x < columns; x++)
      {
        double down = (y <= a->height / 2 ? y : (double) y - a->height) / a->height;
        guint ring = (guint) (hypot ((double) x / a->width, down) * 2 * RINGS);
        gsize at = 2 * ((gsize) y * columns + x);

        if (ring >= RINGS)
          continue;
        rings->a[ring] += of_a[at] * of_a[at] + of_a[at + 1] * of_a[at + 1];
        rings->b[ring] += of_b[at] * of_b[at] + of_b[at + 1] * of_b[at + 1];
        rings->both[ring] += of_a[at] * of_b[at] + of_a[at + 1] * of_b[at + 1];
      }
}

/* A Gaussian of deviation s weakens waves of frequency f by exp (-2 (pi s f)^2): s from a line through the logarithms, of
 * what of the first is left in the second. */
static double
find_blur (const double first[RINGS], const double second[RINGS], const double both[RINGS])
{
  double n = 0, x_sum = 0, y_sum = 0, products = 0, squares = 0, slope;

  for (guint ring = LONGEST_RING; ring < RINGS; ring++)
    {
      double frequency = (ring + 0.5) / (2 * RINGS), x = 2 * G_PI * G_PI * frequency * frequency, y;

      if (both[ring] <= 0 || both[ring] * both[ring] < COMMON * first[ring] * second[ring])
        continue;
      /* Noise in the first weakens what is left of it, noise in the second what is left of that: blur does the one as
       * much as it does the reverse of the other. */
      y = MIN (-log (both[ring] / first[ring]), log (both[ring] / second[ring]));
      n++;
      x_sum += x;
      y_sum += y;
      products += x * y;
      squares += x * x;
    }
  if (n < LEAST_RINGS)
    return 0;
  slope = (n * products - x_sum * y_sum) / MAX (n * squares - x_sum * x_sum, 1e-12);
  return slope > LEAST_BLUR * LEAST_BLUR ? sqrt (slope) : 0;
}

static double
scale_of (const TwinAffine *to_frame)
{
  return sqrt (fabs (twin_affine_determinant (to_frame)));
}

static void
find_noise (const TwinAlignment *alignment, const TwinTone *tone, TwinTreatment *treatment)
{
  double of_a = twin_grey_noise (alignment->a) * CLAMP (fabs (tone->gain), 0.2, 5);
  double of_b = twin_grey_noise (alignment->b);
  /* Making smaller by the mean weakens noise as much. */
  double scale_a = MIN (scale_of (&alignment->a_to_frame), 1);
  double scale_b = MIN (scale_of (&alignment->b_to_frame), 1);

  treatment->noise_a = of_a > NOISIER * of_b + LEAST_NOISE
                         ? sqrt (of_a * of_a - of_b * of_b) / scale_a
                         : 0;
  treatment->noise_b = of_b > NOISIER * of_a + LEAST_NOISE
                         ? sqrt (of_b * of_b - of_a * of_a) / scale_b
                         : 0;
}

gboolean
twin_treatment_find (const TwinAlignment *alignment, const TwinTone *tone,
                     TwinTreatment *out_treatment)
{
  g_autoptr (TwinFourier) a = transform (alignment->a, alignment->shared, tone);
  g_autoptr (TwinFourier) b = transform (alignment->b, alignment->shared, NULL);
  Rings rings = { 0 };
  double of_b, of_a;

  if (a == NULL || b == NULL)
    return FALSE;
  sum_rings (a, b, &rings);
  of_b = find_blur (rings.a, rings.b, rings.both);
  of_a = find_blur (rings.b, rings.a, rings.both);
  *out_treatment = (TwinTreatment){
    .blur_a = of_a > of_b ? of_a / scale_of (&alignment->a_to_frame) : 0,
    .blur_b = of_b > of_a ? of_b / scale_of (&alignment->b_to_frame) : 0,
  };
  find_noise (alignment, tone, out_treatment);
  /* Blur takes noise along: that is nothing done besides. */
  if (out_treatment->blur_b > 0)
    out_treatment->noise_a = 0;
  if (out_treatment->blur_a > 0)
    out_treatment->noise_b = 0;
  return TRUE;
}

/* Lines of the picture that are looked along, at most; columns or rows that are needed. */
#define LINES 256
#define LEAST_LENGTH 64
/* The steps at one place in eight are on the average so much larger than those at the others, and so many of their standard
 * deviations. */
#define LARGER 1.12
#define DEVIATIONS 6.0

static float
grey_at (const TwinRaster *raster, guint along, guint line, gboolean down)
{
  const float *pixel = down ? twin_raster_at (raster, line, along)
                            : twin_raster_at (raster, along, line);

  return twin_raster_grey (pixel);
}

/* How much larger the step behind a pixel is than those beside it, cut off so that edges do not count for more. */
static double
step_at (const TwinRaster *raster, guint along, guint line, gboolean down)
{
  float before = grey_at (raster, along - 1, line, down), at = grey_at (raster, along, line, down);
  float next = grey_at (raster, along + 1, line, down),
        after = grey_at (raster, along + 2, line, down);
  double step = fabsf (next - at) - 0.5 * (fabsf (at - before) + fabsf (after - next));

  return CLAMP (step, -0.02, 0.02);
}

/* Do the steps at one place in eight stand out from all? */
static gboolean
blocks_along (const TwinRaster *raster, gboolean down)
{
  guint length = down ? raster->height : raster->width,
        lines = down ? raster->width : raster->height;
  guint every = lines / LINES + 1;
  double sums[8] = { 0 }, n = 0, squares = 0, most = -G_MAXDOUBLE, second = -G_MAXDOUBLE;

  if (length < LEAST_LENGTH)
    return FALSE;
  for (guint line = every / 2; line < lines; line += every)
    for (guint along = 1; along + 2 < length; along++, n++)
      {
        double step = step_at (raster, along, line, down);

        sums[along % 8] += step;
        squares += step * step;
      }
  for (guint i = 0; i < 8; i++)
    {
      second = sums[i] > most ? most : MAX (second, sums[i]);
      most = MAX (most, sums[i]);
    }
  /* Each sum has n / 8 steps of a variance of about squares / n. */
  return most - second > DEVIATIONS * sqrt (squares / 8) &&
         most - second > (LARGER - 1) * sqrt (squares * n) / 8;
}

gboolean
twin_treatment_has_blocks (const TwinRaster *raster)
{
  return blocks_along (raster, FALSE) && blocks_along (raster, TRUE);
}
