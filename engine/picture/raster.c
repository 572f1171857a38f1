/* raster.c: making, cutting and looking at rasters; raster-resize.c changes their size. */
#include "picture/raster.h"

#include <string.h>

TwinRaster *
twin_raster_new (guint width, guint height)
{
  TwinRaster *raster;
  gsize n;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  if (!g_size_checked_mul (&n, width, height) || !g_size_checked_mul (&n, n, 3))
    return NULL;
  raster = g_new (TwinRaster, 1);
  *raster = (TwinRaster){ width, height, g_try_new0 (float, n) };
  if (raster->pixels == NULL)
    g_clear_pointer (&raster, g_free);
  return raster;
}

TwinRaster *
twin_raster_copy (const TwinRaster *raster)
{
  return twin_raster_cut (raster, 0, 0, raster->width, raster->height);
}

void
twin_raster_free (TwinRaster *raster)
{
  if (raster == NULL)
    return;
  g_free (raster->pixels);
  g_free (raster);
}

TwinRaster *
twin_raster_cut (const TwinRaster *raster, guint x, guint y, guint width, guint height)
{
  TwinRaster *part;

  g_return_val_if_fail (x < raster->width && width <= raster->width - x, NULL);
  g_return_val_if_fail (y < raster->height && height <= raster->height - y, NULL);

  part = twin_raster_new (width, height);
  for (guint row = 0; part != NULL && row < height; row++)
    memcpy (twin_raster_at (part, 0, row), twin_raster_at (raster, x, y + row),
            (gsize) width * 3 * sizeof (float));
  return part;
}

static void
swap (float *a, float *b)
{
  float kept = *a;

  *a = *b;
  *b = kept;
}

/* Reorders @values so that the @k-th smallest stands at @k, none larger before it (Hoare's quickselect). */
static float
select_kth (float *values, gsize n, gsize k)
{
  gsize low = 0, high = n - 1;

  while (low < high)
    {
      float pivot = values[low + (high - low) / 2];
      gsize i = low, j = high;

      while (TRUE)
        {
          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i >= j)
            break;
          swap (&values[i++], &values[j--]);
        }
      /* Everything up to @j is at most the pivot, everything after it at least. */
      if (values[j] > pivot)
        j--;
      if (k <= j)
        high = j;
      else
        low = j + 1;
    }
  return values[k];
}

/* An even count's median is the mean of the two middle values. */
static float
median_of (float *values, gsize n)
{
  float upper = select_kth (values, n, n / 2);
  float lower = upper;

  if (n % 2 == 1)
    return upper;
  lower = values[0];
  for (gsize i = 1; i < n / 2; i++)
    lower = MAX (lower, values[i]);
  return (lower + upper) / 2;
}

/* Writes the ring's values of one channel, each pixel once; returns how many. */
static gsize
gather_ring (const TwinRaster *raster, guint channel, float *values)
{
  guint right = raster->width - 1, bottom = raster->height - 1;
  gsize n = 0;

  for (guint x = 0; x <= right; x++)
    {
      values[n++] = twin_raster_at (raster, x, 0)[channel];
      if (bottom > 0)
        values[n++] = twin_raster_at (raster, x, bottom)[channel];
    }
  for (guint y = 1; y < bottom; y++)
    {
      values[n++] = twin_raster_at (raster, 0, y)[channel];
      if (right > 0)
        values[n++] = twin_raster_at (raster, right, y)[channel];
    }
  return n;
}

void
twin_raster_border_median (const TwinRaster *raster, float median[3])
{
  g_autofree float *values = g_new (float, 2 * ((gsize) raster->width + raster->height));

  for (guint channel = 0; channel < 3; channel++)
    median[channel] = median_of (values, gather_ring (raster, channel, values));
}
