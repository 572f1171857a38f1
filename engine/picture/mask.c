#include "picture/mask.h"

TwinMask *
twin_mask_new (guint width, guint height)
{
  TwinMask *mask;
  gsize n;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  if (!g_size_checked_mul (&n, width, height))
    return NULL;
  mask = g_new (TwinMask, 1);
  *mask = (TwinMask){ width, height, g_try_malloc0 (n) };
  if (mask->values == NULL)
    g_clear_pointer (&mask, g_free);
  return mask;
}

void
twin_mask_free (TwinMask *mask)
{
  if (mask == NULL)
    return;
  g_free (mask->values);
  g_free (mask);
}

double
twin_mask_share (const TwinMask *mask)
{
  gsize n = (gsize) mask->width * mask->height, ones = 0;

  for (gsize i = 0; i < n; i++)
    ones += mask->values[i];
  return (double) ones / (double) n;
}
