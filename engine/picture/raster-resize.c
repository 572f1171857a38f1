/* raster-resize.c: separable resizing with weights worked out once an axis.
 *
 * Columns of rows first: the rows that an output row covers are added up whole, which runs at the
 * speed of memory; the rest is done on that one row. Nothing but that row is kept in between. */
#include "picture/raster-resize.h"

#include <math.h>
#include <string.h>

/* The output position covers [i * scale, (i + 1) * scale) of the input, scale above 1. */
static void
fill_area_taps (TwinTaps *taps, guint n_in)
{
  double scale = (double) n_in / taps->n_out;

  for (guint i = 0; i < taps->n_out; i++)
    {
      double start = i * scale, end = MIN ((i + 1) * scale, (double) n_in);
      guint first = (guint) start;
      guint last = MIN (MAX ((guint) ceil (end), first + 1), n_in) - 1;
      float *weights = taps->weights + (gsize) i * taps->most;

      last = MIN (last, first + taps->most - 1);
      taps->first[i] = first;
      taps->count[i] = last - first + 1;
      for (guint j = first; j <= last; j++)
        weights[j - first] = (float) ((MIN (end, j + 1.0) - MAX (start, (double) j)) /
                                      (end - start));
    }
}

/* Pixel centres at +0.5; beyond the outermost centres their value goes on. */
static void
fill_bilinear_taps (TwinTaps *taps, guint n_in)
{
  double scale = (double) n_in / taps->n_out;

  for (guint i = 0; i < taps->n_out; i++)
    {
      double centre = CLAMP ((i + 0.5) * scale - 0.5, 0.0, n_in - 1.0);
      guint first = (guint) centre;
      float after = (float) (centre - first);

      taps->first[i] = first;
      taps->count[i] = after > 0 ? 2 : 1;
      taps->weights[(gsize) i * taps->most] = 1 - after;
      taps->weights[(gsize) i * taps->most + 1] = after;
    }
}

TwinTaps *
twin_taps_new (guint n_in, guint n_out)
{
  TwinTaps *taps;

  g_return_val_if_fail (n_in > 0 && n_out > 0, NULL);

  taps = g_new (TwinTaps, 1);
  taps->n_out = n_out;
  /* An interval of length s touches at most ceil (s) + 1 cells. */
  taps->most = n_in / n_out + 2;
  taps->first = g_new (guint, n_out);
  taps->count = g_new (guint, n_out);
  taps->weights = g_new0 (float, (gsize) n_out * taps->most);
  if (n_out < n_in)
    fill_area_taps (taps, n_in);
  else
    fill_bilinear_taps (taps, n_in);
  return taps;
}

void
twin_taps_free (TwinTaps *taps)
{
  if (taps == NULL)
    return;
  g_free (taps->first);
  g_free (taps->count);
  g_free (taps->weights);
  g_free (taps);
}

void
twin_taps_apply_row (const TwinTaps *taps, const float *in, float *out)
{
  for (guint i = 0; i < taps->n_out; i++)
    {
      const float *pixel = in + (gsize) taps->first[i] * 3;
      const float *weights = taps->weights + (gsize) i * taps->most;
      float red = 0, green = 0, blue = 0;

      for (guint j = 0; j < taps->count[i]; j++, pixel += 3)
        {
          red += weights[j] * pixel[0];
          green += weights[j] * pixel[1];
          blue += weights[j] * pixel[2];
        }
      out[i * 3] = red;
      out[i * 3 + 1] = green;
      out[i * 3 + 2] = blue;
    }
}

/* sum[n] = the rows of @raster that output row @y covers, weighted. */
static void
add_up_rows (const TwinTaps *taps, guint y, const TwinRaster *raster, float *restrict sum)
{
  const float *weights = taps->weights + (gsize) y * taps->most;
  gsize n = (gsize) raster->width * 3;

  for (guint j = 0; j < taps->count[y]; j++)
    {
      const float *restrict row = twin_raster_at (raster, 0, taps->first[y] + j);
      float weight = weights[j];

      if (j == 0)
        for (gsize i = 0; i < n; i++)
          sum[i] = weight * row[i];
      else
        for (gsize i = 0; i < n; i++)
          sum[i] += weight * row[i];
    }
}

void
twin_raster_resize_into (const TwinRaster *raster, guint width, guint height, float *out,
                         gsize stride)
{
  g_autoptr (TwinTaps) across = twin_taps_new (raster->width, width);
  g_autoptr (TwinTaps) down = twin_taps_new (raster->height, height);
  g_autofree float *sum = g_new (float, (gsize) raster->width * 3);

  for (guint y = 0; y < height; y++)
    {
      add_up_rows (down, y, raster, sum);
      twin_taps_apply_row (across, sum, out + y * stride);
    }
}

TwinRaster *
twin_raster_resize (const TwinRaster *raster, guint width, guint height)
{
  TwinRaster *resized;

  if (width == raster->width && height == raster->height)
    return twin_raster_copy (raster);
  resized = twin_raster_new (width, height);
  if (resized != NULL)
    twin_raster_resize_into (raster, width, height, resized->pixels, (gsize) width * 3);
  return resized;
}

TwinRaster *
twin_raster_shrink_to (const TwinRaster *raster, guint side)
{
  guint longest = MAX (raster->width, raster->height);

  g_return_val_if_fail (side > 0, NULL);

  if (longest <= side)
    return twin_raster_copy (raster);
  return twin_raster_resize (raster, twin_raster_scaled (raster->width, side, longest),
                             twin_raster_scaled (raster->height, side, longest));
}
