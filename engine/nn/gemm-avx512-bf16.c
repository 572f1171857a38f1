/* Loop nest, from the outside: blocks of depth and columns (B packed once each), blocks of rows (A packed), panels of
 * 32 columns, panels of 14 rows; innermost the micro-kernel over the depth, two values at a time:
 *
 *   packed A, a panel:  [depth / 2][14 rows][2]      packed B, a panel:  [depth / 2][32 columns][2]
 *   28 sums of 16 columns each stay in registers; a step loads two vectors of B and broadcasts 14 pairs of A.
 *
 * What is beyond the edges is packed as 0 and not stored. FLOP-bound: 64 a cycle; benchmark: bench-layers. */
#include "nn/gemm-bf16.h"

#include <immintrin.h>
#include <string.h>

#define PANEL_ROWS 14u
#define PANEL_COLUMNS 32u
#define VECTOR 16u

/* Before a loop over a panel's rows: the sums must stay in registers. */
#ifdef __clang__
#define UNROLL_ROWS _Pragma ("clang loop unroll(full)")
#else
#define UNROLL_ROWS _Pragma ("GCC unroll 14")
#endif

G_STATIC_ASSERT (TWIN_BF16_ROWS % PANEL_ROWS == 0);
G_STATIC_ASSERT (TWIN_BF16_COLUMNS % PANEL_COLUMNS == 0);
G_STATIC_ASSERT (TWIN_BF16_DEPTH % 32 == 0);

extern const TwinGemmBf16 twin_gemm_avx512_bf16;

/* One of the two matrices: value (i, k) of line i lies at i * line + k * depth, and one of the two is 1. */
typedef struct
{
  const float *values;
  gsize line;
  gsize depth;
} Operand;

/* Values 2 k and 2 k + 1 of up to 16 lines that lie side by side (line == 1). */
static inline __m512i
round_across (const float *even, const float *odd, __mmask16 lines)
{
  __m512 low = _mm512_maskz_loadu_ps (lines, even);
  __m512 high = odd != NULL ? _mm512_maskz_loadu_ps (lines, odd) : _mm512_setzero_ps ();
  __m512i even_bits = _mm512_cvtepu16_epi32 ((__m256i) _mm512_cvtneps_pbh (low));
  __m512i odd_bits = _mm512_cvtepu16_epi32 ((__m256i) _mm512_cvtneps_pbh (high));

  return _mm512_or_si512 (even_bits, _mm512_slli_epi32 (odd_bits, 16));
}

/* A panel of lines that lie side by side: to [depth / 2][panel][2]. */
static void
pack_across (const Operand *from, gsize lines, gsize depth, guint panel, guint32 *to)
{
  for (gsize k = 0; k < depth; k += 2, to += panel)
    for (gsize first = 0; first < panel; first += VECTOR)
      {
        gsize wanted = lines > first ? MIN (lines - first, VECTOR) : 0;
        gsize room = MIN (panel - first, VECTOR);
        const float *even = from->values + first + k * from->depth;

        _mm512_mask_storeu_epi32 (
          to + first, (1u << room) - 1,
          round_across (even, k + 1 < depth ? even + from->depth : NULL, (1u << wanted) - 1));
      }
}

/* A panel of lines that each lie along the depth (depth == 1). */
static void
pack_along (const Operand *from, gsize lines, gsize depth, guint panel, guint32 *to)
{
  gsize pairs = (depth + 1) / 2;

  for (gsize line = 0; line < panel; line++)
    {
      const float *values = from->values + line * from->line;

      if (line >= lines)
        {
          for (gsize pair = 0; pair < pairs; pair++)
            to[pair * panel + line] = 0;
          continue;
        }
      for (gsize k = 0; k < depth; k += 32)
        {
          gsize left = MIN (depth - k, 32);
          __mmask16 low = left >= 16 ? 0xffff : (1u << left) - 1,
                    high = left > 16 ? (1u << (left - 16)) - 1 : 0;
          __m512i rounded = (__m512i) _mm512_cvtne2ps_pbh (
            _mm512_maskz_loadu_ps (high, values + k + 16), _mm512_maskz_loadu_ps (low, values + k));
          guint32 bits[VECTOR];

          _mm512_storeu_si512 (bits, rounded);
          for (gsize pair = 0; pair < (left + 1) / 2; pair++)
            to[(k / 2 + pair) * panel + line] = bits[pair];
        }
    }
}

/* @lines in panels, one after the other. */
static void
pack (Operand from, gsize lines, gsize depth, guint panel, guint32 *to)
{
  for (gsize first = 0; first < lines; first += panel)
    {
      if (from.line == 1)
        pack_across (&from, MIN (lines - first, panel), depth, panel, to);
      else
        pack_along (&from, MIN (lines - first, panel), depth, panel, to);
      from.values += panel * from.line;
      to += (depth + 1) / 2 * panel;
    }
}

/* sums [14][2 vectors] over @pairs pairs of the depth. */
static inline void
multiply_panels (gsize pairs, const guint32 *a, const guint32 *b, __m512 sums[PANEL_ROWS][2])
{
  for (gsize pair = 0; pair < pairs; pair++, a += PANEL_ROWS, b += PANEL_COLUMNS)
    {
      __m512bh left = (__m512bh) _mm512_load_si512 (b),
               right = (__m512bh) _mm512_load_si512 (b + VECTOR);

      UNROLL_ROWS
      for (guint row = 0; row < PANEL_ROWS; row++)
        {
          __m512bh of_a = (__m512bh) _mm512_set1_epi32 ((gint) a[row]);

          sums[row][0] = _mm512_dpbf16_ps (sums[row][0], of_a, left);
          sums[row][1] = _mm512_dpbf16_ps (sums[row][1], of_a, right);
        }
    }
}

static void
micro_kernel (gsize pairs, const guint32 *a, const guint32 *b, gsize rows, gsize columns,
              float beta, float *c, gsize stride_c)
{
  __m512 sums[PANEL_ROWS][2];
  __mmask16 left = columns >= VECTOR ? 0xffff : (1u << columns) - 1;
  __mmask16 right = columns >= PANEL_COLUMNS ? 0xffff
                    : columns > VECTOR       ? (1u << (columns - VECTOR)) - 1
                                             : 0;

  UNROLL_ROWS
  for (guint row = 0; row < PANEL_ROWS; row++)
    sums[row][0] = sums[row][1] = _mm512_setzero_ps ();
  multiply_panels (pairs, a, b, sums);
  UNROLL_ROWS
  for (guint row = 0; row < PANEL_ROWS; row++)
    if (row < rows)
      {
        float *to = c + row * stride_c;

        if (beta != 0.0f)
          {
            __m512 scale = _mm512_set1_ps (beta);

            sums[row][0] = _mm512_fmadd_ps (scale, _mm512_maskz_loadu_ps (left, to), sums[row][0]);
            sums[row][1] = _mm512_fmadd_ps (scale, _mm512_maskz_loadu_ps (right, to + VECTOR),
                                            sums[row][1]);
          }
        _mm512_mask_storeu_ps (to, left, sums[row][0]);
        _mm512_mask_storeu_ps (to + VECTOR, right, sums[row][1]);
      }
}

/* A packed block of rows times a packed block of columns. */
static void
multiply_blocks (gsize rows, gsize columns, gsize depth, const guint32 *a, const guint32 *b,
                 float beta, float *c, gsize stride_c)
{
  gsize pairs = (depth + 1) / 2;

  for (gsize column = 0; column < columns; column += PANEL_COLUMNS)
    for (gsize row = 0; row < rows; row += PANEL_ROWS)
      micro_kernel (pairs, a + row * pairs, b + column * pairs, rows - row, columns - column, beta,
                    c + row * stride_c + column, stride_c);
}

static void
gemm (gboolean transpose_a, gboolean transpose_b, gsize m, gsize n, gsize k, const float *a,
      gsize stride_a, const float *b, gsize stride_b, float beta, float *c, gsize stride_c,
      gpointer scratch)
{
  Operand lines_of_a = { a, transpose_a ? 1 : stride_a, transpose_a ? stride_a : 1 };
  Operand lines_of_b = { b, transpose_b ? stride_b : 1, transpose_b ? 1 : stride_b };
  guint32 *packed_b = scratch, *packed_a = packed_b + TWIN_BF16_COLUMNS * TWIN_BF16_DEPTH / 2;

  for (gsize from_k = 0; from_k < k; from_k += TWIN_BF16_DEPTH)
    for (gsize column = 0; column < n; column += TWIN_BF16_COLUMNS)
      {
        gsize depth = MIN (k - from_k, TWIN_BF16_DEPTH),
              columns = MIN (n - column, TWIN_BF16_COLUMNS);
        Operand block_of_b = lines_of_b;

        block_of_b.values += column * lines_of_b.line + from_k * lines_of_b.depth;
        pack (block_of_b, columns, depth, PANEL_COLUMNS, packed_b);
        for (gsize row = 0; row < m; row += TWIN_BF16_ROWS)
          {
            gsize rows = MIN (m - row, TWIN_BF16_ROWS);
            Operand block_of_a = lines_of_a;

            block_of_a.values += row * lines_of_a.line + from_k * lines_of_a.depth;
            pack (block_of_a, rows, depth, PANEL_ROWS, packed_a);
            multiply_blocks (rows, columns, depth, packed_a, packed_b, from_k == 0 ? beta : 1.0f,
                             c + row * stride_c + column, stride_c);
          }
      }
}

const TwinGemmBf16 twin_gemm_avx512_bf16 = gemm;
