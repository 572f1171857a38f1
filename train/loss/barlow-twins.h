/* barlow-twins.h: L_proj (Zbontar et al. 2021, eq. 1 and 2).
 *
 *   L = sum_i (1 - C_ii)^2 + lambda sum_i sum_{j != i} C_ij^2
 *   C_ij = sum_b zA_bi zB_bj / (sqrt (sum_b zA_bi^2) sqrt (sum_b zB_bj^2)),  z centred over the batch
 *
 * 0/0 is 0: a constant component correlates with nothing. C itself is never made. With A and B the two views' normalised
 * columns, [n, width], and c_i = C_ii:
 *
 *   sum_ij C_ij^2 = |A^T B|^2 = sum_bk (A A^T)_bk (B B^T)_bk
 *   dL/dA = 2 lambda (B B^T) A - 2 (1 - c_i + lambda c_i) B,  column by column; so for B
 *
 * which takes n / width of the products: a batch of 48 with a width of 2048 has none over 48 x 48 x 2048. */
#pragma once

#include "nn/arena.h"
#include "nn/workers.h"

G_BEGIN_DECLS

typedef struct
{
  gsize n; /* pictures: rows of each of the two views */
  gsize width;
  float *normalised[2];     /* [n, width]: A and B: centred, each column of length 1 */
  float *inverse_length[2]; /* [width] */
  float *products[2];       /* [n, n]: A A^T and B B^T */
  float *columns;           /* [4][width]: what a pass over columns needs */
} TwinBarlowTwins;

void twin_barlow_twins_lay_out (TwinBarlowTwins *loss, gsize n, gsize width, TwinArena *arena);

/* @z_a, @z_b: [n, width]; @d_a, @d_b: written, times @scale. Returns: L */
double twin_barlow_twins (TwinBarlowTwins *loss, TwinWorkers *workers, double lambda, double scale,
                          const float *z_a, const float *z_b, float *d_a, float *d_b);

G_END_DECLS
