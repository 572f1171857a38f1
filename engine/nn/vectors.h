/* vectors.h: vectors in GNU C, as wide as the instruction set that the file is built for. */
#pragma once

#include <glib.h>

#ifdef __AVX512F__
#define LANES 16
#else
#define LANES 8
#endif

#define INLINE static inline __attribute__ ((always_inline))

/* Before a loop whose values must stay in registers. */
#ifdef __clang__
#define UNROLL _Pragma ("clang loop unroll(full)")
#else
#define UNROLL _Pragma ("GCC unroll 32")
#endif

typedef float Vector __attribute__ ((vector_size (LANES * sizeof (float))));
typedef gint32 Mask __attribute__ ((vector_size (LANES * sizeof (float))));
typedef float VectorInMemory
  __attribute__ ((vector_size (LANES * sizeof (float)), aligned (4), may_alias));

INLINE Vector
load (const float *from)
{
  return *(const VectorInMemory *) from;
}

INLINE void
store (float *to, Vector vector)
{
  *(VectorInMemory *) to = vector;
}

/* The values of two vectors in turns: of their lower halves, of their upper ones. */
#if LANES == 16
#define ZIP_LOW(a, b) \
  __builtin_shufflevector (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b) \
  __builtin_shufflevector (a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#else
#define ZIP_LOW(a, b) __builtin_shufflevector (a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(a, b) __builtin_shufflevector (a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#endif

/* A square of values, rows to columns: zipping row i with row i + LANES / 2 into rows 2 i and 2 i + 1 rotates the bits
 * of each value's place, and after log2 (LANES) times row and column have changed places. */
INLINE void
turn_square (Vector rows[LANES])
{
  for (guint round = 1; round < LANES; round *= 2)
    {
      Vector zipped[LANES];

      UNROLL
      for (guint i = 0; i < LANES / 2; i++)
        {
          zipped[2 * i] = ZIP_LOW (rows[i], rows[i + LANES / 2]);
          zipped[2 * i + 1] = ZIP_HIGH (rows[i], rows[i + LANES / 2]);
        }
      UNROLL
      for (guint i = 0; i < LANES; i++)
        rows[i] = zipped[i];
    }
}

/* NaN stays. */
INLINE Vector
clip (Vector vector)
{
  Mask below = vector < (Vector){ 0 };

  return (Vector) ((Mask) vector & ~below);
}
