/* barlow-twins.h: L_proj (Zbontar et al. 2021, eq. 1 and 2).
 *
 *   L = sum_i (1 - C_ii)^2 + lambda sum_i sum_{j != i} C_ij^2
 *   C_ij = sum_b zA_bi zB_bj / (sqrt (sum_b zA_bi^2) sqrt (sum_b zB_bj^2)),  z centred over the batch
 *
 * 0/0 is 0: a constant component correlates with nothing. */
#pragma once

#include "nn/arena.h"
#include "nn/workers.h"

G_BEGIN_DECLS

typedef struct
{
  gsize n; /* pictures: rows of each of the two views */
  gsize width;
  float *normalised[2];     /* [n, width], centred, each column of length 1 */
  float *inverse_length[2]; /* [width] */
  float *correlation;       /* [width, width], then the gradient by it */
  float *row_loss;          /* [width]: a row's part of L */
  float *columns;           /* [4][width]: what a pass over columns needs */
} TwinBarlowTwins;

void twin_barlow_twins_lay_out (TwinBarlowTwins *loss, gsize n, gsize width, TwinArena *arena);

/* @z_a, @z_b: [n, width]; @d_a, @d_b: written, times @scale. Returns: L */
double twin_barlow_twins (TwinBarlowTwins *loss, TwinWorkers *workers, double lambda, double scale,
                          const float *z_a, const float *z_b, float *d_a, float *d_b);

G_END_DECLS
