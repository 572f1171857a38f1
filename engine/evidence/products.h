/* products.h: how alike descriptors are, many with many, by matrix products. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* [n][TWIN_DESCRIPTOR_LENGTH] of values that are 1 at TWIN_DESCRIPTOR_ONE.
 * Returns: (transfer full) (nullable): NULL where memory does not suffice; never NULL for no descriptors */
float *twin_descriptors_to_floats (const guint8 *descriptors, guint n);

/* out[m][stride] = the cosines of @a[m] with @b[n]. On the calling thread; FLOP-bound: bench-compare. */
void twin_descriptor_products (const float *a, guint m, const float *b, guint n, float *out,
                               guint stride);

/* The distance of two of length 1 with this cosine. */
float twin_descriptor_distance (float cosine);

G_END_DECLS
