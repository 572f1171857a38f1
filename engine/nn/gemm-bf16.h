/* gemm-bf16.h: a matrix product of values rounded to BF16 (8 bits of mantissa), summed in float32:
 * twice as fast where the processor has dot products of them (AVX-512 BF16). For training. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Blocks of op (A) [ROWS, DEPTH] and op (B) [DEPTH, COLUMNS] are rounded and packed at a time: they stay in the
 * second-level cache. */
#define TWIN_BF16_ROWS 224u
#define TWIN_BF16_COLUMNS 512u
#define TWIN_BF16_DEPTH 512u
/* Bytes of memory that one product needs for its packed blocks. */
#define TWIN_BF16_SCRATCH ((TWIN_BF16_ROWS + TWIN_BF16_COLUMNS) * TWIN_BF16_DEPTH * 2u)

/* @transpose_a: A is stored [k, m]; @transpose_b: B is stored [n, k]; strides in floats; C = A B + beta C;
 * @scratch: TWIN_BF16_SCRATCH bytes, 64-byte aligned. */
typedef void (*TwinGemmBf16) (gboolean transpose_a, gboolean transpose_b, gsize m, gsize n, gsize k,
                              const float *a, gsize stride_a, const float *b, gsize stride_b,
                              float beta, float *c, gsize stride_c, gpointer scratch);

/* (nullable): NULL where the processor has no such products, or TWINSCOPE_KERNELS caps them. */
TwinGemmBf16 twin_gemm_bf16_get (void);

G_END_DECLS
