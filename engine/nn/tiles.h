/* tiles.h: matrix products of our own on one thread: the loops around the micro-kernel. */
#pragma once

#include "nn/micro-kernel.h"

G_BEGIN_DECLS

/**
 * twin_tiles_along: C = epilogue (A B)
 * @a: [rows][depth] elements; @packed: B in panels of kernel->columns, [panel][depth][columns]
 * @first_panel, @end_panel: which of them; C's column 0 is panel 0's
 * @columns: of C in all; the last panel may stand over
 *
 * Loop nest: panels, which stay in the cache near the processor; tiles down the rows; depth. A fits the second cache.
 */
void twin_tiles_along (const TwinMicroKernel *kernel, gsize rows, gsize depth, gconstpointer a,
                       gsize stride_a, gconstpointer packed, gsize first_panel, gsize end_panel,
                       gsize columns, const TwinEpilogue *epilogue, float *c, gsize stride_c);

/* C [rows][columns] (+)= A^T B, A [depth][rows], B [depth][columns]; B's rows may be read up to a whole tile. */
void twin_tiles_across (const TwinMicroKernel *kernel, gsize rows, gsize columns, gsize depth,
                        gconstpointer a, gsize stride_a, gconstpointer b, gsize stride_b,
                        gboolean add, float *c, gsize stride_c);

static inline gsize
twin_tiles_panels (const TwinMicroKernel *kernel, gsize columns)
{
  return (columns + kernel->columns - 1) / kernel->columns;
}

/* Elements that @n values of the depth take. */
static inline gsize
twin_tiles_elements (const TwinMicroKernel *kernel, gsize n)
{
  return (n + kernel->values - 1) / kernel->values;
}

/* Elements from row to row in memory of our own: an odd number of cache lines, lest the rows of a tile fall on the
 * same few places of the cache (measured: a fifth of the speed at 1024). */
static inline gsize
twin_tiles_stride (gsize depth)
{
  return ((depth + 15) / 16 | 1) * 16;
}

/* Do rows so far apart fall on the same places? */
static inline gboolean
twin_tiles_collide (gsize stride)
{
  return stride % 1024 == 0;
}

G_END_DECLS
