/* blur.c: Gaussian blur, rows then columns; beyond the border its outermost pixels go on.
 *
 * One output row is made at a time from a ring-less column sum: whole rows are added up with the
 * weights, which runs as fast as memory, and the sum is then blurred along the row. */
#include "modify/operations.h"

#include <math.h>
#include <string.h>

/* Beyond 3 deviations lies 0.3 % of the weight. */
#define DEVIATIONS 3.0

typedef struct
{
  int radius;
  float *weights; /* [2 * radius + 1], sum 1 */
} Kernel;

static void
kernel_clear (Kernel *kernel)
{
  g_free (kernel->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kernel, kernel_clear)

static gboolean
kernel_fill (Kernel *kernel, double deviation)
{
  double sum = 0;

  kernel->radius = (int) ceil (DEVIATIONS * deviation);
  kernel->weights = g_try_new (float, 2 * (gsize) kernel->radius + 1);
  if (kernel->weights == NULL)
    return FALSE;
  for (int i = -kernel->radius; i <= kernel->radius; i++)
    sum += exp (-0.5 * i * i / (deviation * deviation));
  for (int i = -kernel->radius; i <= kernel->radius; i++)
    kernel->weights[i + kernel->radius] = (float) (exp (-0.5 * i * i / (deviation * deviation)) /
                                                   sum);
  return TRUE;
}

static void
add_weighted (float *restrict sum, const float *restrict values, float weight, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += weight * values[i];
}

static void
sum_rows (const TwinRaster *raster, const Kernel *kernel, int y, float *sum)
{
  gsize n = (gsize) raster->width * 3;

  memset (sum, 0, n * sizeof (float));
  for (int i = -kernel->radius; i <= kernel->radius; i++)
    {
      int row = CLAMP (y + i, 0, (int) raster->height - 1);

      add_weighted (sum, twin_raster_at (raster, 0, (guint) row),
                    kernel->weights[i + kernel->radius], n);
    }
}

/* @padded: [radius + width + radius][3], the middle filled */
static void
pad (float *padded, int radius, guint width)
{
  float *middle = padded + (gsize) radius * 3;
  const float *last = middle + (gsize) (width - 1) * 3;

  for (int i = 0; i < radius; i++)
    {
      memcpy (padded + (gsize) i * 3, middle, 3 * sizeof (float));
      memcpy (middle + ((gsize) width + i) * 3, last, 3 * sizeof (float));
    }
}

TwinRaster *
twin_modify_blur (const TwinRaster *raster, double deviation)
{
  g_auto (Kernel) kernel = { 0, NULL };
  g_autofree float *padded = NULL;
  g_autoptr (TwinRaster) blurred = NULL;
  gsize n = (gsize) raster->width * 3;

  if (deviation < 0.05) /* the nearest neighbours would weigh e^-200 */
    return twin_raster_copy (raster);
  if (!kernel_fill (&kernel, deviation))
    return NULL;
  padded = g_try_new (float, n + 6 * (gsize) kernel.radius);
  blurred = twin_raster_new (raster->width, raster->height);
  if (padded == NULL || blurred == NULL)
    return NULL;
  for (guint y = 0; y < raster->height; y++)
    {
      float *out = twin_raster_at (blurred, 0, y);

      sum_rows (raster, &kernel, (int) y, padded + 3 * (gsize) kernel.radius);
      pad (padded, kernel.radius, raster->width);
      for (int i = 0; i <= 2 * kernel.radius; i++)
        add_weighted (out, padded + (gsize) i * 3, kernel.weights[i], n);
    }
  return g_steal_pointer (&blurred);
}
