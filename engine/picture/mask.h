/* mask.h: a yes or no for each pixel of a picture. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinMask:
 * @width, @height: in pixels, each at least 1
 * @values: [height][width], 0 or 1
 *
 * A value type; a thread's own.
 */
typedef struct
{
  guint width;
  guint height;
  guint8 *values;
} TwinMask;

/* All 0. Returns: (transfer full) (nullable): NULL where memory does not suffice. */
TwinMask *twin_mask_new (guint width, guint height);
void twin_mask_free (TwinMask *mask);

static inline guint8 *
twin_mask_at (const TwinMask *mask, guint x, guint y)
{
  return mask->values + (gsize) y * mask->width + x;
}

/* Of all pixels, those that are 1: in [0, 1]. */
double twin_mask_share (const TwinMask *mask);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinMask, twin_mask_free)

G_END_DECLS
