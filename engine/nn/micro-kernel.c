/* In vectors of GNU C, built once for every instruction set; TWIN_KERNELS_LEVEL names the table.
 *
 * What an element is, and how it is multiplied and packed, are told by elements-float32.h or elements-bfloat16.h.
 *
 * A tile of ROWS x 2 vectors of sums fills the registers but for two vectors of B and one value of A, spread out; each
 * step of the depth is 2 x ROWS multiply-adds, two loads of B and ROWS of A. */
#include "nn/micro-kernel.h"

#ifdef __AVX512BF16__
#include "nn/elements-bfloat16.h"
#else
#include "nn/elements-float32.h"
#endif

#define NAME_OF(level) G_PASTE (twin_micro_kernel_, level)

#ifdef __AVX512F__
#define ROWS 14u
#else
#define ROWS 6u
#endif
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
along_rows (const guint rows, gsize depth, const Element *a, gsize stride_a, const Element *b,
            const TwinEpilogue *epilogue, float *c, gsize stride_c)
{
  Vector sums[ROWS][2];

  fetch (rows, c, stride_c);
  clear (rows, sums);
  for (const Element *end = a + depth; a != end; a++, b += COLUMNS)
    {
      Factor left = load_factor (b), right = load_factor (b + LANES);

      UNROLL
      for (guint row = 0; row < rows; row++)
        {
          sums[row][0] = multiply_add (sums[row][0], a[row * stride_a], left);
          sums[row][1] = multiply_add (sums[row][1], a[row * stride_a], right);
        }
    }
  finish (rows, sums, epilogue, c, stride_c);
}

INLINE void
across_rows (const guint rows, gsize depth, const Element *a, gsize stride_a, const Element *b,
             gsize stride_b, gboolean add, float *c, gsize stride_c)
{
  TwinEpilogue epilogue = { .addend = add ? c : NULL, .stride_addend = stride_c };
  Vector sums[ROWS][2];

  clear (rows, sums);
  for (gsize k = 0; k < depth; k++, a += stride_a, b += stride_b)
    {
      Factor left = load_factor (b), right = load_factor (b + LANES);

      UNROLL
      for (guint row = 0; row < rows; row++)
        {
          sums[row][0] = multiply_add (sums[row][0], a[row], left);
          sums[row][1] = multiply_add (sums[row][1], a[row], right);
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

const TwinMicroKernel NAME_OF (TWIN_KERNELS_LEVEL) = {
  G_STRINGIFY (TWIN_KERNELS_LEVEL),
  ROWS,
  COLUMNS,
  VALUES,
  along,
  across,
  pack_row,
  PACK_PAIR,
  pack_panel,
};
