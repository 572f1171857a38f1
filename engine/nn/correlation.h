/* correlation.h: pixels as weighted sums of pixels around: what a convolution does, and its gradient by the input. */
#pragma once

#include "nn/gather.h"
#include "nn/micro-kernel.h"
#include "nn/workers.h"

G_BEGIN_DECLS

/**
 * TwinCorrelation:
 * @grid: pixels to compute: n, height, width, and channels of each
 * @source: [source_shape]; around it is 0
 * @step: pixels of the source from one of the grid to the next
 * @packed: the weights, see twin_correlation_pack()
 * @target: [target_shape]; pixel (y, x) of the grid goes to (y * target_step + target_y, x * target_step + target_x)
 * @bias, @addend, @relu: the epilogue, where target_step is 1; else @addend alone. @addend lies as the target does
 */
typedef struct
{
  const TwinMicroKernel *kernel;
  TwinShape grid;
  TwinTaps taps;
  const float *source;
  TwinShape source_shape;
  guint step;
  gconstpointer packed;
  float *target;
  TwinShape target_shape;
  guint target_step;
  guint target_y;
  guint target_x;
  const float *bias;
  const float *addend;
  gboolean relu;
} TwinCorrelation;

/**
 * TwinTapWeights: where a correlation's weights lie
 * @values: of the first tap, from source channel 0 to grid channel 0
 * @stride_y, @stride_x: floats from tap to tap, ascending in the source; may be negative
 * @stride_source, @stride_grid: from channel to channel; one of them is 1
 */
typedef struct
{
  const float *values;
  gssize stride_y;
  gssize stride_x;
  gsize stride_source;
  gsize stride_grid;
} TwinTapWeights;

/* Elements of four bytes. */
gsize twin_correlation_packed_size (const TwinMicroKernel *kernel, const TwinTaps *taps,
                                    guint source_channels, guint grid_channels);
/* To [panel][tap][source channel][column]. */
void twin_correlation_pack (const TwinMicroKernel *kernel, TwinWorkers *workers,
                            const TwinTaps *taps, guint source_channels, guint grid_channels,
                            const TwinTapWeights *weights, gpointer packed);

/* Elements of four bytes: the source, rounded. */
gsize twin_correlation_scratch_size (const TwinMicroKernel *kernel, TwinShape source);
/* FLOP-bound: bench-layers. The same to the bit whatever the number of threads. */
void twin_correlation_run (const TwinCorrelation *correlation, TwinWorkers *workers,
                           gpointer scratch);

G_END_DECLS
