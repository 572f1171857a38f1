/* kernels.h: the inner loops that touch memory once: one table an instruction set, chosen once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinKernels: loops over a run of @rows rows of @c channels (channels last). All are memory-bound;
 * sums are taken in the order of the rows. Benchmark: bench-layers.
 * @sums: sum_r (x - origin) and sum_r (x - origin)^2 a channel, written
 * @normalise: y = x * scale + shift (+ residual, unless NULL), then max (0, y) if @relu; y may be x
 * @gradient_sums: d_y = 0 where y <= 0 (unless y is NULL); sum_r d_y and sum_r d_y (x - mean), written
 * @gradient_input: d_x = a * d_y + b * x + k a channel; d_x may be d_y
 * @dot3: sum_k w u v
 */
typedef struct
{
  const char *name;
  void (*sums) (gsize rows, gsize c, const float *x, const float *origin, float *sum,
                float *sum_of_squares);
  void (*normalise) (gsize rows, gsize c, const float *x, const float *scale, const float *shift,
                     const float *residual, gboolean relu, float *y);
  void (*gradient_sums) (gsize rows, gsize c, const float *x, const float *y, const float *mean,
                         float *d_y, float *sum, float *sum_with_x);
  void (*gradient_input) (gsize rows, gsize c, const float *x, const float *d_y, const float *a,
                          const float *b, const float *k, float *d_x);
  float (*dot3) (gsize n, const float *w, const float *u, const float *v);
} TwinKernels;

/* The best that this processor has; the variable TWINSCOPE_KERNELS (`generic`, `avx2`, `avx512`) caps it. */
const TwinKernels *twin_kernels_get (void);
/* (nullable): by name, NULL where it was not built or the processor lacks it. */
const TwinKernels *twin_kernels_get_named (const char *name);

G_END_DECLS
