/* bands.c: Gaussians of 1 and 2.2 pixels, variances over some 3 around. */
#include "evidence/bands.h"
#include "evidence/quantile.h"

#include <math.h>
#include <stdlib.h>

#define FINE 1.0
#define COARSE 2.2
/* A box mean of this side, taken twice, is as wide as a Gaussian of 2.8 pixels. */
#define SIDE 7
/* Ground counts as flat below this share of the median variance, and, in grey levels squared, below this: else
 * the rounding of flat ground would agree or disagree. */
#define FLOOR_SHARE 0.15
#define FLOOR 0.05
#define TEXTURE_SHARE 0.25
#define TEXTURE 0.12
/* Values that a median is taken of, at most. */
#define MEDIAN_OF 4096

static gsize
n_values (const TwinGrey *grey)
{
  return (gsize) grey->width * grey->height;
}

static TwinGrey *
band_pass (const TwinGrey *grey)
{
  g_autoptr (TwinGrey) fine = twin_grey_blur (grey, FINE);
  g_autoptr (TwinGrey) coarse = twin_grey_blur (grey, COARSE);

  if (fine == NULL || coarse == NULL)
    return NULL;
  for (gsize i = 0; i < n_values (grey); i++)
    fine->values[i] -= coarse->values[i];
  return g_steal_pointer (&fine);
}

/* The local mean of two pictures' product. */
static TwinGrey *
mean_product (const TwinGrey *a, const TwinGrey *b)
{
  g_autoptr (TwinGrey) product = twin_grey_copy (a);
  g_autoptr (TwinGrey) once = NULL;

  if (product == NULL)
    return NULL;
  for (gsize i = 0; i < n_values (a); i++)
    product->values[i] *= b->values[i];
  once = twin_grey_box_mean (product, SIDE);
  return once != NULL ? twin_grey_box_mean (once, SIDE) : NULL;
}

/* Of the values in the mask, or every n-th of them. */
static float
masked_median (const TwinGrey *grey, const TwinGrey *mask)
{
  float values[MEDIAN_OF];
  gsize n = n_values (grey), every = n / MEDIAN_OF + 1;
  guint found = 0;

  for (gsize i = every / 2; i < n; i += every)
    if (mask->values[i] > 0)
      values[found++] = grey->values[i];
  return twin_quantile (values, found, 0.5);
}

/* One picture's part of the work. */
typedef struct
{
  TwinGrey *variance;
  float floor;
  float textured_from;
} Ground;

static gboolean
ground_init (Ground *ground, const TwinGrey *band, const TwinGrey *mask)
{
  float median;

  ground->variance = mean_product (band, band);
  if (ground->variance == NULL)
    return FALSE;
  median = masked_median (ground->variance, mask);
  ground->floor = FLOOR_SHARE * median + FLOOR;
  ground->textured_from = TEXTURE_SHARE * median + TEXTURE;
  return TRUE;
}

static void
ground_clear (Ground *ground)
{
  twin_grey_free (ground->variance);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ground, ground_clear)

static void
whiten (TwinGrey *band, const Ground *ground, const TwinGrey *mask, double n)
{
  double sum = 0;
  float mean;

  for (gsize i = 0; i < n_values (band); i++)
    {
      band->values[i] *= mask->values[i] / sqrtf (ground->variance->values[i] + ground->floor);
      sum += band->values[i];
    }
  mean = (float) (sum / MAX (n, 1));
  for (gsize i = 0; i < n_values (band); i++)
    band->values[i] -= mean * mask->values[i];
}

static double
correlation (const TwinGrey *a, const TwinGrey *b)
{
  double products = 0, squares_a = 0, squares_b = 0;

  for (gsize i = 0; i < n_values (a); i++)
    {
      products += a->values[i] * b->values[i];
      squares_a += a->values[i] * a->values[i];
      squares_b += b->values[i] * b->values[i];
    }
  return products / sqrt (squares_a * squares_b + 1e-9);
}

static void
judge_ground (TwinBands *bands, const Ground *a, const Ground *b)
{
  for (gsize i = 0; i < n_values (bands->mask); i++)
    {
      float of_a = a->variance->values[i], of_b = b->variance->values[i];

      bands->likeness->values[i] /= sqrtf ((of_a + a->floor) * (of_b + b->floor));
      bands->textured->values[i] = of_a > a->textured_from && of_b > b->textured_from
                                     ? bands->mask->values[i]
                                     : 0;
    }
}

static double
sum_of (const TwinGrey *grey)
{
  double sum = 0;

  for (gsize i = 0; i < n_values (grey); i++)
    sum += grey->values[i];
  return sum;
}

TwinBands *
twin_bands_new (const TwinGrey *a, const TwinGrey *b, const TwinGrey *mask)
{
  g_autoptr (TwinBands) bands = g_new0 (TwinBands, 1);
  g_auto (Ground) of_a = { 0 }, of_b = { 0 };

  bands->mask = twin_grey_copy (mask);
  bands->a = band_pass (a);
  bands->b = band_pass (b);
  bands->textured = twin_grey_new (a->width, a->height);
  if (bands->mask == NULL || bands->a == NULL || bands->b == NULL || bands->textured == NULL)
    return NULL;
  bands->likeness = mean_product (bands->a, bands->b);
  if (bands->likeness == NULL || !ground_init (&of_a, bands->a, mask) ||
      !ground_init (&of_b, bands->b, mask))
    return NULL;
  judge_ground (bands, &of_a, &of_b);
  bands->n = sum_of (mask);
  whiten (bands->a, &of_a, mask, bands->n);
  whiten (bands->b, &of_b, mask, bands->n);
  bands->ncc = correlation (bands->a, bands->b);
  return g_steal_pointer (&bands);
}

void
twin_bands_free (TwinBands *bands)
{
  if (bands == NULL)
    return;
  twin_grey_free (bands->mask);
  twin_grey_free (bands->a);
  twin_grey_free (bands->b);
  twin_grey_free (bands->likeness);
  twin_grey_free (bands->textured);
  g_free (bands);
}
