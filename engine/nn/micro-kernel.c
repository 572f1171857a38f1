/* In vectors of GNU C, built once for every instruction set; TWIN_KERNELS_LEVEL names the table.
 *
 * A tile of ROWS x 2 vectors of sums fills the registers but for two vectors of B and one value of A, spread out; each
 * step of the depth is 2 x ROWS multiply-adds, two loads of B and ROWS of A. */
#include "nn/micro-kernel.h"

#include "nn/vectors.h"

#include <string.h>

#define NAME_OF(level) G_PASTE (twin_micro_kernel_, level)

#ifdef __AVX512F__
#define ROWS 14u
#else
#define ROWS 6u
#endif
#define COLUMNS (2 * LANES)
/* Floats of a cache line. */
#define LINE 16u

G_STATIC_ASSERT (ROWS <= TWIN_TILE_ROWS && COLUMNS <= TWIN_TILE_COLUMNS);

extern const TwinMicroKernel NAME_OF (TWIN_KERNELS_LEVEL);

INLINE void
clear (guint rows, Vector sums[ROWS][2])
{
  UNROLL
  for (guint row = 0; row < rows; row++)
    sums[row][0] = sums[row][1] = (Vector){ 0 };
}

/* The lines that the sums will go to: stores to lines that are far away stall what comes next. */
INLINE void
fetch (guint rows, const float *c, gsize stride_c)
{
  for (guint row = 0; row < rows; row++)
    for (guint i = 0; i < COLUMNS; i += LINE)
      __builtin_prefetch (c + row * stride_c + i, 1);
}

INLINE void
finish (guint rows, Vector sums[ROWS][2], const TwinEpilogue *epilogue, float *c, gsize stride_c)
{
  UNROLL
  for (guint row = 0; row < rows; row++)
    UNROLL
  for (guint half = 0; half < 2; half++)
    {
      gsize column = half * LANES;
      Vector sum = sums[row][half];

      if (epilogue->bias != NULL)
        sum += load (epilogue->bias + column);
      if (epilogue->addend != NULL)
        sum += load (epilogue->addend + row * epilogue->stride_addend + column);
      store (c + row * stride_c + column, epilogue->relu ? clip (sum) : sum);
    }
}

INLINE void
along_rows (const guint rows, gsize depth, const float *a, gsize stride_a, const float *b,
            const TwinEpilogue *epilogue, float *c, gsize stride_c)
{
  Vector sums[ROWS][2];

  fetch (rows, c, stride_c);
  clear (rows, sums);
  for (const float *end = a + depth; a != end; a++, b += COLUMNS)
    {
      Vector left = load (b), right = load (b + LANES);

      UNROLL
      for (guint row = 0; row < rows; row++)
        {
          float value = a[row * stride_a];

          sums[row][0] += value * left;
          sums[row][1] += value * right;
        }
    }
  finish (rows, sums, epilogue, c, stride_c);
}

INLINE void
across_rows (const guint rows, gsize depth, const float *a, gsize stride_a, const float *b,
             gsize stride_b, gboolean add, float *c, gsize stride_c)
{
  TwinEpilogue epilogue = { .addend = add ? c : NULL, .stride_addend = stride_c };
  Vector sums[ROWS][2];

  clear (rows, sums);
  for (gsize k = 0; k < depth; k++, a += stride_a, b += stride_b)
    {
      Vector left = load (b), right = load (b + LANES);

      UNROLL
      for (guint row = 0; row < rows; row++)
        {
          sums[row][0] += a[row] * left;
          sums[row][1] += a[row] * right;
        }
    }
  finish (rows, sums, &epilogue, c, stride_c);
}

/* The number of rows is a constant in each case, so that their sums stay in registers. */
#define EACH_ROWS(CASE) CASE (1) CASE (2) CASE (3) CASE (4) CASE (5) CASE (6)
#define EACH_MORE_ROWS(CASE) \
  CASE (7) CASE (8) CASE (9) CASE (10) CASE (11) CASE (12) CASE (13) CASE (14)

static void
along (guint rows, gsize depth, gconstpointer a, gsize stride_a, gconstpointer b,
       const TwinEpilogue *epilogue, float *c, gsize stride_c)
{
#define CASE(n)                                                   \
  case n:                                                         \
    along_rows (n, depth, a, stride_a, b, epilogue, c, stride_c); \
    break;
  switch (rows)
    {
      EACH_ROWS (CASE)
#ifdef __AVX512F__
      EACH_MORE_ROWS (CASE)
#endif
    default:
      g_assert_not_reached ();
    }
#undef CASE
}

static void
across (guint rows, gsize depth, gconstpointer a, gsize stride_a, gconstpointer b, gsize stride_b,
        gboolean add, float *c, gsize stride_c)
{
#define CASE(n)                                                         \
  case n:                                                               \
    across_rows (n, depth, a, stride_a, b, stride_b, add, c, stride_c); \
    break;
  switch (rows)
    {
      EACH_ROWS (CASE)
#ifdef __AVX512F__
      EACH_MORE_ROWS (CASE)
#endif
    default:
      g_assert_not_reached ();
    }
#undef CASE
}

static void
pack_row (gsize n, const float *from, gpointer to)
{
  memcpy (to, from, n * sizeof *from);
}

/* Some columns that each lie along the depth, at most as many as a vector is long, from one row of the panel on. Squares
 * are read and written by whole vectors; the rest by a square of zeros that they are laid into. */
static void
turn_columns (gsize n_columns, gsize depth, const float *from, gsize stride_column, float *panel)
{
  for (gsize first = 0; first < depth; first += LANES)
    {
      gsize n = MIN (LANES, depth - first);
      Vector square[LANES] = { 0 };

      if (n == LANES && n_columns == LANES)
        UNROLL
      for (guint column = 0; column < LANES; column++)
        square[column] = load (from + column * stride_column + first);
      else for (gsize column = 0; column < n_columns; column++)
        memcpy (&square[column], from + column * stride_column + first, n * sizeof *from);
      turn_square (square);
      for (gsize k = 0; k < n; k++)
        store (panel + (first + k) * COLUMNS, square[k]);
    }
}

static void
turn_panel (gsize n_columns, gsize depth, const float *from, gsize stride_column, float *panel)
{
  for (gsize first = 0; first < COLUMNS; first += LANES)
    turn_columns (n_columns > first ? MIN (n_columns - first, LANES) : 0, depth,
                  from + first * stride_column, stride_column, panel + first);
}

static void
pack_panel (gsize n_columns, gsize depth, const float *from, gsize stride_column,
            gsize stride_depth, gpointer to)
{
  float *panel = to;

  if (stride_column != 1)
    {
      turn_panel (n_columns, depth, from, stride_column, panel);
      return;
    }
  for (gsize k = 0; k < depth; k++, from += stride_depth, panel += COLUMNS)
    {
      memcpy (panel, from, n_columns * sizeof *panel);
      memset (panel + n_columns, 0, (COLUMNS - n_columns) * sizeof *panel);
    }
}

const TwinMicroKernel NAME_OF (TWIN_KERNELS_LEVEL) = {
  G_STRINGIFY (TWIN_KERNELS_LEVEL), ROWS, COLUMNS, 1, along, across, pack_row, NULL, pack_panel,
};
