/* max-pool.h: maximum over 3 x 3 pixels, stride 2, padding 1 (never chosen). */
#pragma once

#include "nn/shape.h"
#include "nn/workers.h"

G_BEGIN_DECLS

TwinShape twin_max_pool_out_shape (TwinShape in);
/* @taps: [out shape]: which of the 9 won, for backward; or NULL. */
void twin_max_pool_forward (TwinWorkers *workers, TwinShape in, const float *x, float *y,
                            guint8 *taps);
/* d_x [in shape] is written. */
void twin_max_pool_backward (TwinWorkers *workers, TwinShape in, const float *d_y,
                             const guint8 *taps, float *d_x);

G_END_DECLS
