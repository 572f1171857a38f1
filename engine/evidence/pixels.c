/* pixels.c: the pictures laid into one frame, refined, and held against each other at three scales, each at half
 * the size of the one before. */
#include "evidence/pixels.h"

#include "evidence/bands.h"
#include "evidence/fourier.h"
#include "evidence/refine.h"

#include <math.h>

#define FRAME_PIXELS 80000
/* Of the smaller picture. */
#define LEAST_OVERLAP 0.12
/* Pixels of the frame. */
#define LEAST_SHARED 300
/* What is shared loses so much at its edge, where what is resampled came from beyond it. */
#define ERODED_SIDE 5
#define ERODED_SIDE_COARSER 3
/* A band's values are independent over an area of 2 pi (1.3 pixels)^2. */
#define AREA_OF_ONE (2 * G_PI * 1.3 * 1.3)
/* Local correlation from which ground agrees, and a cell in the mean. */
#define AGREES 0.5
#define CELL_AGREES 0.4
#define CELLS 8
#define LEAST_CELL_TEXTURE 0.1
/* Ground free of furniture: less than this share of the frame tells nothing. */
#define LEAST_FREE 0.01
/* The correlation's own peak, in pixels, and how far around it is looked, as a share of the shorter side. */
#define PEAK_REACH 4
#define SIDE_SHARE 0.3
#define LEAST_SIDE_VALUES 100
#define LARGEST_RATIO 100.0

/* At one scale. */
typedef struct
{
  TwinGrey *a;
  TwinGrey *b;
  TwinGrey *shared;
  TwinGrey *furniture; /* (nullable) */
  TwinBands *bands;
} Scale;

static void
scale_clear (Scale *scale)
{
  twin_grey_free (scale->a);
  twin_grey_free (scale->b);
  twin_grey_free (scale->shared);
  twin_grey_free (scale->furniture);
  twin_bands_free (scale->bands);
}

typedef struct
{
  Scale scales[TWIN_PIXEL_SCALES];
} Scales;

static void
scales_clear (Scales *scales)
{
  for (guint i = 0; i < TWIN_PIXEL_SCALES; i++)
    scale_clear (&scales->scales[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scales, scales_clear)

static gsize
n_values (const TwinGrey *grey)
{
  return (gsize) grey->width * grey->height;
}

static TwinGrey *
halve (const TwinGrey *grey)
{
  return twin_grey_resize (grey, MAX (grey->width / 2, 1), MAX (grey->height / 2, 1));
}

/* 1 where all around within @side is shared, else 0. */
static TwinGrey *
erode (const TwinGrey *shared, guint side)
{
  TwinGrey *eroded = twin_grey_box_mean (shared, side);

  for (gsize i = 0; eroded != NULL && i < n_values (eroded); i++)
    eroded->values[i] = eroded->values[i] > 0.999f;
  return eroded;
}

/* Where furniture of either lies in the frame. Returns FALSE without memory. */
static gboolean
lay_furniture (const TwinAlignment *alignment, const TwinGrey *of_a, const TwinGrey *of_b,
               TwinGrey **out_furniture)
{
  guint width = alignment->a->width, height = alignment->a->height;
  g_autoptr (TwinGrey) a = NULL;
  g_autoptr (TwinGrey) b = NULL;

  if (of_a == NULL && of_b == NULL)
    return TRUE;
  a = of_a != NULL ? twin_warp (of_a, &alignment->a_to_frame, width, height, NULL)
                   : twin_grey_new (width, height);
  b = of_b != NULL ? twin_warp (of_b, &alignment->b_to_frame, width, height, NULL)
                   : twin_grey_new (width, height);
  if (a == NULL || b == NULL)
    return FALSE;
  for (gsize i = 0; i < n_values (a); i++)
    a->values[i] = MAX (a->values[i], b->values[i]);
  *out_furniture = g_steal_pointer (&a);
  return TRUE;
}

static gboolean
fill_bands (Scale *scale, guint index)
{
  g_autoptr (TwinGrey) mask = erode (scale->shared, index == 0 ? ERODED_SIDE : ERODED_SIDE_COARSER);

  scale->bands = mask != NULL ? twin_bands_new (scale->a, scale->b, mask) : NULL;
  return scale->bands != NULL;
}

static gboolean
fill_scales (Scales *scales, TwinAlignment *alignment, TwinGrey *furniture)
{
  scales->scales[0] = (Scale){ g_steal_pointer (&alignment->a), g_steal_pointer (&alignment->b),
                               g_steal_pointer (&alignment->shared), furniture, NULL };
  for (guint i = 0; i < TWIN_PIXEL_SCALES; i++)
    {
      Scale *scale = &scales->scales[i], *finer = scale - 1;

      if (i > 0)
        {
          scale->a = halve (finer->a);
          scale->b = halve (finer->b);
          scale->shared = halve (finer->shared);
          scale->furniture = finer->furniture != NULL ? halve (finer->furniture) : NULL;
        }
      if (scale->a == NULL || scale->b == NULL || scale->shared == NULL ||
          (furniture != NULL && scale->furniture == NULL) || !fill_bands (scale, i))
        return FALSE;
    }
  return TRUE;
}

/* Fisher's z of a correlation of so many values, in standard deviations. */
static double
significance (double correlation, double n_independent)
{
  return atanh (CLAMP (correlation, -0.999, 0.999)) * sqrt (MAX (n_independent - 3, 1));
}

static void
measure_correlations (const Scales *scales, double sign, double area_of_one,
                      TwinPixelMeasures *measures)
{
  for (guint i = 0; i < TWIN_PIXEL_SCALES; i++)
    {
      const TwinBands *bands = scales->scales[i].bands;

      measures->ncc[i] = sign * bands->ncc;
      measures->z[i] = significance (measures->ncc[i], bands->n / area_of_one);
      if (measures->z[i] > measures->z[measures->best])
        measures->best = i;
    }
}

static void
measure_agreement (const Scale *scale, float sign, TwinPixelMeasures *measures)
{
  const TwinBands *bands = scale->bands;
  double textured = 0, agreeing = 0, free = 0, free_agreeing = 0;

  for (gsize i = 0; i < n_values (bands->mask); i++)
    {
      gboolean is_free = scale->furniture == NULL || scale->furniture->values[i] <= 0;

      if (bands->textured->values[i] <= 0)
        continue;
      gboolean agrees = sign * bands->likeness->values[i] > AGREES;

      textured++;
      agreeing += agrees;
      free += is_free;
      free_agreeing += is_free && agrees;
    }
  measures->texture = textured / MAX (bands->n, 1);
  measures->agree = agreeing / MAX (textured, 1);
  measures->agree_free = free > LEAST_FREE * bands->n ? free_agreeing / free : 0;
}

static void
measure_cells (const Scale *scale, float sign, TwinPixelMeasures *measures)
{
  const TwinBands *bands = scale->bands;
  guint width = bands->mask->width, height = bands->mask->height, judged = 0, agreeing = 0;
  double likeness[CELLS][CELLS] = { 0 }, textured[CELLS][CELLS] = { 0 };

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        float has_texture = *twin_grey_at (bands->textured, x, y);
        guint row = y * CELLS / height, column = x * CELLS / width;

        likeness[row][column] += sign * has_texture * *twin_grey_at (bands->likeness, x, y);
        textured[row][column] += has_texture;
      }
  for (guint i = 0; i < CELLS * CELLS; i++)
    if (textured[i / CELLS][i % CELLS] >
        LEAST_CELL_TEXTURE * width * height / (double) (CELLS * CELLS))
      {
        judged++;
        agreeing += likeness[i / CELLS][i % CELLS] > CELL_AGREES * textured[i / CELLS][i % CELLS];
      }
  measures->cells = judged > 0 ? (double) agreeing / judged : 0;
}

static void
fill_fourier (TwinFourier *fourier, const TwinGrey *grey)
{
  for (guint y = 0; y < grey->height; y++)
    for (guint x = 0; x < grey->width; x++)
      fourier->values[(gsize) y * fourier->width + x] = *twin_grey_at (grey, x, y);
  twin_fourier_forward (fourier);
}

static double
energy (const TwinGrey *grey)
{
  double sum = 0;

  for (gsize i = 0; i < n_values (grey); i++)
    sum += grey->values[i] * grey->values[i];
  return sum;
}

/* The value at a shift, either sign. */
static double
at_shift (const TwinFourier *fourier, gint x, gint y)
{
  guint column = x < 0 ? fourier->width + x : (guint) x,
        row = y < 0 ? fourier->height + y : (guint) y;

  return fourier->values[(gsize) row * fourier->width + column];
}

/* What lies around the peak: its maximum, and the mean of its squares. */
static void
measure_sides (const TwinFourier *fourier, gint reach, double sign, double unit,
               TwinPixelMeasures *measures)
{
  double peak = -G_MAXDOUBLE, side = -G_MAXDOUBLE, squares = 0;
  guint n = 0;

  for (gint y = -reach; y <= reach; y++)
    for (gint x = -reach; x <= reach; x++)
      {
        double value = sign * at_shift (fourier, x, y) * unit;

        if (ABS (x) <= 1 && ABS (y) <= 1)
          peak = MAX (peak, value);
        if (ABS (x) <= PEAK_REACH && ABS (y) <= PEAK_REACH)
          continue;
        side = MAX (side, value);
        squares += value * value;
        n++;
      }
  measures->peak = n > 0 ? peak - side : 0;
  measures->side_lobe_ratio = 1;
  if (n > LEAST_SIDE_VALUES)
    measures->side_lobe_ratio = MIN (peak / sqrt (squares / n + 1e-12), LARGEST_RATIO);
}

/* FALSE without memory. */
static gboolean
measure_peak (const Scale *scale, double sign, TwinPixelMeasures *measures)
{
  const TwinBands *bands = scale->bands;
  guint shorter = MIN (bands->a->width, bands->a->height);
  guint width = twin_fourier_length (bands->a->width),
        height = twin_fourier_length (bands->a->height);
  g_autoptr (TwinFourier) a = twin_fourier_new (width, height);
  g_autoptr (TwinFourier) b = twin_fourier_new (width, height);
  guint reach = MAX ((guint) (shorter * SIDE_SHARE), MIN (PEAK_REACH + 8, shorter / 2));
  double unit = 1 / (sqrt (energy (bands->a) * energy (bands->b) + 1e-9) * width * height);

  if (a == NULL || b == NULL)
    return FALSE;
  fill_fourier (a, bands->a);
  fill_fourier (b, bands->b);
  twin_fourier_correlate (a, b, a);
  twin_fourier_backward (a);
  measure_sides (a, (gint) reach, sign, unit, measures);
  return TRUE;
}

/* Every coarser scale must be flat at a place for its fine detail to be grain. */
static void
measure_grain (const Scales *scales, double sign, double area_of_one, TwinPixelMeasures *measures)
{
  const TwinBands *fine = scales->scales[0].bands, *coarse = scales->scales[1].bands;
  double products = 0, squares_a = 0, squares_b = 0, n = 0;

  for (guint y = 0; y < fine->mask->height; y++)
    for (guint x = 0; x < fine->mask->width; x++)
      {
        guint half_x = MIN (x / 2, coarse->mask->width - 1);
        guint half_y = MIN (y / 2, coarse->mask->height - 1);
        double a = *twin_grey_at (fine->a, x, y), b = *twin_grey_at (fine->b, x, y);

        if (*twin_grey_at (fine->mask, x, y) <= 0 ||
            *twin_grey_at (coarse->textured, half_x, half_y) > 0)
          continue;
        products += a * b;
        squares_a += a * a;
        squares_b += b * b;
        n++;
      }
  measures->grain = sign * products / sqrt (squares_a * squares_b + 1e-9);
  measures->grain_z = significance (measures->grain, n / area_of_one);
}

static TwinPixelMeasures *
measure (TwinAlignment *alignment, TwinGrey *furniture, gboolean inverted)
{
  g_auto (Scales) scales = { 0 };
  g_autofree TwinPixelMeasures *measures = g_new0 (TwinPixelMeasures, 1);
  float sign = inverted ? -1 : 1;
  /* What is enlarged holds no more. */
  double area_of_one = AREA_OF_ONE * MAX (alignment->zoom * alignment->zoom, 1);

  measures->overlap = alignment->overlap;
  if (!fill_scales (&scales, alignment, furniture) ||
      !twin_alignment_get_map (alignment, &measures->a_to_b))
    return NULL;
  if (scales.scales[0].bands->n < LEAST_SHARED)
    return NULL;
  measure_correlations (&scales, sign, area_of_one, measures);
  measure_agreement (&scales.scales[measures->best], sign, measures);
  measure_cells (&scales.scales[measures->best], sign, measures);
  measure_grain (&scales, sign, area_of_one, measures);
  if (!measure_peak (&scales.scales[measures->best], sign, measures))
    return NULL;
  return g_steal_pointer (&measures);
}

TwinPixelMeasures *
twin_pixels_compare (const TwinGrey *a, const TwinGrey *b, const TwinGrey *a_furniture,
                     const TwinGrey *b_furniture, const TwinAffine *a_to_b, gboolean inverted)
{
  g_autoptr (TwinAlignment) alignment = twin_alignment_new (a, b, a_to_b, FRAME_PIXELS);
  TwinGrey *furniture = NULL;

  if (alignment == NULL || alignment->n_shared < LEAST_SHARED ||
      alignment->overlap < LEAST_OVERLAP || !twin_refine (alignment, a, inverted))
    return NULL;
  if (alignment->overlap < LEAST_OVERLAP ||
      !lay_furniture (alignment, a_furniture, b_furniture, &furniture))
    return NULL;
  return measure (alignment, furniture, inverted);
}

double
twin_pixel_measures_get_strength (const TwinPixelMeasures *measures)
{
  double sum = 0;

  for (guint i = 0; i < TWIN_PIXEL_SCALES; i++)
    sum += MAX (measures->z[i], 0);
  return sum;
}
