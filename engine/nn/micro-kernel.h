/* micro-kernel.h: the innermost part of our matrix products: one tile of C, kept in registers over the whole depth.
 *
 * Operands are made of elements of four bytes: a float, or two neighbours of the depth in BF16, which the processor
 * multiplies and adds in one step. So one loop nest serves both, and what differs between instruction sets is this
 * table. Depths and strides below count elements.
 *
 *   along:   A [rows][depth]: a row lies along the depth, as a pixel's channels do;  B [depth][columns], packed
 *   across:  A [depth][rows], B [depth][columns]: both as they lie where sums go over pixels
 */
#pragma once

#include "nn/precision.h"

G_BEGIN_DECLS

/* No table has larger tiles. */
#define TWIN_TILE_ROWS 14
#define TWIN_TILE_COLUMNS 32

/**
 * TwinEpilogue: what becomes of a tile's sums before they are stored: max (0, sum + bias + addend)
 * @bias: (nullable): a value a column
 * @addend: (nullable): a value each; C itself to add to what is there
 * @relu: is there a maximum?
 */
typedef struct
{
  const float *bias;
  const float *addend;
  gsize stride_addend;
  gboolean relu;
} TwinEpilogue;

/**
 * TwinMicroKernel:
 * @rows, @columns: of a whole tile
 * @values: of the depth in an element, 1 or 2
 * @along, @across: a tile of 1 to @rows rows and all @columns. FLOP-bound: bench-layers. @across adds to C where
 *   @add, else writes it.
 * @pack_row: @n values that lie side by side along the depth; the last element is filled up with 0
 * @pack_pair: (nullable): @n elements across: value i of @first with value i of @second; NULL where @values is 1
 * @pack_panel: B [depth][columns] out of values at column * stride_column + k * stride_depth, one of these 1; what is
 *   beyond @n_columns or @depth values is 0
 */
typedef struct
{
  const char *name;
  guint rows;
  guint columns;
  guint values;
  void (*along) (guint rows, gsize depth, gconstpointer a, gsize stride_a, gconstpointer b,
                 const TwinEpilogue *epilogue, float *c, gsize stride_c);
  void (*across) (guint rows, gsize depth, gconstpointer a, gsize stride_a, gconstpointer b,
                  gsize stride_b, gboolean add, float *c, gsize stride_c);
  void (*pack_row) (gsize n, const float *from, gpointer to);
  void (*pack_pair) (gsize n, const float *first, const float *second, gpointer to);
  void (*pack_panel) (gsize n_columns, gsize depth, const float *from, gsize stride_column,
                      gsize stride_depth, gpointer to);
} TwinMicroKernel;

/* (nullable): NULL where products are OpenBLAS's: a processor that none was written for. BF16 falls back on float32. */
const TwinMicroKernel *twin_micro_kernel_get (TwinPrecision precision);

G_END_DECLS
