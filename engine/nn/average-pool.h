/* average-pool.h: mean over all pixels of a picture, channel by channel. */
#pragma once

#include "nn/shape.h"

G_BEGIN_DECLS

/* y [n, channels] from x [in shape]. Small: on the calling thread. */
void twin_average_pool_forward (TwinShape in, const float *x, float *y);
/* d_x [in shape] is written. */
void twin_average_pool_backward (TwinShape in, const float *d_y, float *d_x);

G_END_DECLS
