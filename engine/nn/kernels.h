/* kernels.h: the inner loops that touch memory once: one table an instruction set, chosen once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pixels that a 3 x 3 pool chooses from. */
#define TWIN_KERNELS_TAPS 9

/**
 * TwinAdamWFactors:
 * @share1, @share2: of the gradient, and of its square, in m and v, where @beta1 and @beta2 are kept
 * @rate: times 1 / (1 - beta1^t)
 * @correction2: 1 / (1 - beta2^t)
 * @keep: of x: 1 - rate decay
 * @average_share: of the new x in the average
 */
typedef struct
{
  float beta1, share1;
  float beta2, share2;
  float rate;
  float correction2;
  float epsilon;
  float keep;
  float average_share;
} TwinAdamWFactors;

/**
 * TwinKernels: loops over a run of @rows rows of @c channels (channels last). All are memory-bound;
 * sums are taken in the order of the rows. Benchmark: bench-layers.
 * @sums: sum_r (x - origin) and sum_r (x - origin)^2 a channel, written
 * @normalise: y = x * scale + shift (+ residual, unless NULL), then max (0, y) if @relu; y may be x
 * @gradient_sums: d_y = 0 where y <= 0 (unless y is NULL); sum_r d_y and sum_r d_y (x - mean), written
 * @gradient_input: d_x = a * d_y + b * x + k a channel; d_x may be d_y
 * @dot3: sum_k w u v
 * @largest: of one row of each of @from, the first of equals: its value, and its place in @from (unless @places is NULL);
 *   -INFINITY and the middle place where there are only NaN
 * @adamw: a step of AdamW (train/adamw.h has the formula): x, m, v and the average from the gradient g
 * @gather: d_x = the sum over k < @n of d_y[k], where places[k] is which[k]; @n at least 1
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
  void (*adamw) (gsize n, const TwinAdamWFactors *factors, const float *g, float *x, float *m,
                 float *v, float *average);
  void (*largest) (gsize c, const float *const from[TWIN_KERNELS_TAPS], float *y, guint8 *places);
  void (*gather) (gsize n, gsize c, const float *const *d_y, const guint8 *const *places,
                  const guint8 *which, float *d_x);
} TwinKernels;

/* The best that this processor has; the variable TWINSCOPE_KERNELS (`generic`, `avx2`, `avx512`) caps it. */
const TwinKernels *twin_kernels_get (void);
/* (nullable): by name, NULL where it was not built or the processor lacks it. */
const TwinKernels *twin_kernels_get_named (const char *name);

G_END_DECLS
