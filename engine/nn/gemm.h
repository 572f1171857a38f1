/* gemm.h: matrix products over the workers. */
#pragma once

#include "nn/workers.h"

G_BEGIN_DECLS

/**
 * TwinGemm: C [m, n] = op (A) [m, k] op (B) [k, n] + beta C, all row-major
 * @stride_a, @stride_b, @stride_c: floats from row to row as stored
 */
typedef struct
{
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

/* Each worker takes shares of C, cut along its longer side; by OpenBLAS. FLOP-bound: bench-layers. */
void twin_gemm (TwinWorkers *workers, const TwinGemm *gemm);
/* The same on the calling thread alone. */
void twin_gemm_alone (const TwinGemm *gemm);

G_END_DECLS
