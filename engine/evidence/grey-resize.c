/* grey-resize.c: separable resizing, with the weights that rasters are resized by. */
#include "evidence/grey.h"
#include "picture/raster-resize.h"

#include <string.h>

/* sum[n] = the rows that output row @y covers, weighted. */
static void
add_up_rows (const TwinTaps *taps, guint y, const TwinGrey *grey, float *restrict sum)
{
  const float *weights = taps->weights + (gsize) y * taps->most;

  memset (sum, 0, grey->width * sizeof (float));
  for (guint j = 0; j < taps->count[y]; j++)
    {
      const float *restrict row = twin_grey_at (grey, 0, taps->first[y] + j);
      float weight = weights[j];

      for (guint x = 0; x < grey->width; x++)
        sum[x] += weight * row[x];
    }
}

static void
apply_along (const TwinTaps *taps, const float *in, float *out)
{
  for (guint i = 0; i < taps->n_out; i++)
    {
      const float *weights = taps->weights + (gsize) i * taps->most;
      float sum = 0;

      for (guint j = 0; j < taps->count[i]; j++)
        sum += weights[j] * in[taps->first[i] + j];
      out[i] = sum;
    }
}

TwinGrey *
twin_grey_resize (const TwinGrey *grey, guint width, guint height)
{
  g_autoptr (TwinTaps) across = NULL;
  g_autoptr (TwinTaps) down = NULL;
  g_autofree float *sum = NULL;
  TwinGrey *resized;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  if (width == grey->width && height == grey->height)
    return twin_grey_copy (grey);
  resized = twin_grey_new (width, height);
  if (resized == NULL)
    return NULL;
  across = twin_taps_new (grey->width, width);
  down = twin_taps_new (grey->height, height);
  sum = g_new (float, grey->width);
  for (guint y = 0; y < height; y++)
    {
      add_up_rows (down, y, grey, sum);
      apply_along (across, sum, twin_grey_at (resized, 0, y));
    }
  return resized;
}
