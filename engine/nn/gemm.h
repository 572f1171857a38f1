/* gemm.h: matrix products over the workers. */
#pragma once

#include "nn/workers.h"

G_BEGIN_DECLS

/**
 * TwinPrecision: of the factors; sums are float32 in either
 * @TWIN_PRECISION_BFLOAT16: rounded to BF16, where the processor multiplies these faster; else float32
 */
typedef enum
{
  TWIN_PRECISION_FLOAT32,
  TWIN_PRECISION_BFLOAT16,
} TwinPrecision;

/* Does BF16 make a difference on this processor? */
gboolean twin_precision_has_bfloat16 (void);

/**
 * TwinGemm: C [m, n] = op (A) [m, k] op (B) [k, n] + beta C, all row-major
 * @stride_a, @stride_b, @stride_c: floats from row to row as stored
 */
typedef struct
{
  TwinPrecision precision;
  gboolean transpose_a; /* A is stored [k, m] */
  gboolean transpose_b; /* B is stored [n, k] */
  gsize m, n, k;
  const float *a;
  gsize stride_a;
  const float *b;
  gsize stride_b;
  float beta;
  float *c;
  gsize stride_c;
} TwinGemm;

/* Each worker takes shares of C, cut along its longer side: by OpenBLAS, or our own BF16 product. FLOP-bound:
 * bench-layers. */
void twin_gemm (TwinWorkers *workers, const TwinGemm *gemm);
/* The same on the calling thread alone. @scratch: its part's (twin_workers_get_scratch()). */
void twin_gemm_alone (const TwinGemm *gemm, gpointer scratch);

G_END_DECLS
