#include "nn/gemm.h"

#include <cblas.h>

/* Cutting finer than this costs more in packing than it gains. */
#define GRAIN 16

static void
multiply (const TwinGemm *gemm, gsize m, gsize n, const float *a, const float *b, float *c)
{
  cblas_sgemm (CblasRowMajor, gemm->transpose_a ? CblasTrans : CblasNoTrans,
               gemm->transpose_b ? CblasTrans : CblasNoTrans, m, n, gemm->k, 1.0f, a,
               gemm->stride_a, b, gemm->stride_b, gemm->beta, c, gemm->stride_c);
}

static void
gemm_part (guint part, guint n_parts, gpointer data)
{
  const TwinGemm *gemm = data;
  gboolean by_rows = gemm->m >= gemm->n;
  gsize first, end, row, column, m, n;

  twin_workers_share (by_rows ? gemm->m : gemm->n, GRAIN, part, n_parts, &first, &end);
  if (first == end)
    return;
  row = by_rows ? first : 0;
  column = by_rows ? 0 : first;
  m = by_rows ? end - first : gemm->m;
  n = by_rows ? gemm->n : end - first;
  multiply (gemm, m, n, gemm->a + (gemm->transpose_a ? row : row * gemm->stride_a),
            gemm->b + (gemm->transpose_b ? column * gemm->stride_b : column),
            gemm->c + row * gemm->stride_c + column);
}

void
twin_gemm (TwinWorkers *workers, const TwinGemm *gemm)
{
  twin_workers_run (workers, twin_workers_get_jobs (workers), gemm_part, (gpointer) gemm);
}

void
twin_gemm_alone (const TwinGemm *gemm)
{
  multiply (gemm, gemm->m, gemm->n, gemm->a, gemm->b, gemm->c);
}
