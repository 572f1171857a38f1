/* convolution-private.h: the ways of computing a convolution; convolution.c chooses. */
#pragma once

#include "nn/convolution.h"
#include "nn/gather.h"
#include "nn/micro-kernel.h"
#include "nn/winograd.h"

G_BEGIN_DECLS

/* What lies around each output pixel of @x: [taps * in] values a pixel. */
TwinGather twin_convolution_gather (const TwinConvolution *convolution, TwinShape in,
                                    const float *x);

/* Each way: sizes in floats; the passes as convolution.h says. @packed is what …_pack wrote. */

gsize twin_convolution_blas_scratch_size (const TwinConvolution *convolution, TwinShape in);
void twin_convolution_blas_forward (const TwinConvolution *convolution, TwinWorkers *workers,
                                    TwinShape in, const float *x, const float *weight, gboolean add,
                                    float *y, float *scratch);
void twin_convolution_blas_backward_weight (const TwinConvolution *convolution,
                                            TwinWorkers *workers, TwinShape in, const float *x,
                                            const float *d_y, float *d_weight, float *scratch);
void twin_convolution_blas_backward_input (const TwinConvolution *convolution, TwinWorkers *workers,
                                           TwinShape in, const float *d_y, const float *weight,
                                           float beta, float *d_x, float *scratch);

gsize twin_convolution_direct_packed_size (const TwinConvolution *convolution,
                                           const TwinMicroKernel *kernel);
void twin_convolution_direct_pack (const TwinConvolution *convolution,
                                   const TwinMicroKernel *kernel, TwinWorkers *workers,
                                   const float *weight, float *packed);
/* Of all three passes, packed weights of the backward ones included. */
gsize twin_convolution_direct_scratch_size (const TwinConvolution *convolution,
                                            const TwinMicroKernel *kernel, TwinShape in);
void twin_convolution_direct_forward (const TwinConvolution *convolution,
                                      const TwinMicroKernel *kernel, TwinWorkers *workers,
                                      TwinShape in, const float *x, const float *packed,
                                      const TwinConvolutionTail *tail, float *y, float *scratch);
void twin_convolution_direct_backward_weight (const TwinConvolution *convolution,
                                              const TwinMicroKernel *kernel, TwinWorkers *workers,
                                              TwinShape in, const float *x, const float *d_y,
                                              float *d_weight, float *scratch);
void twin_convolution_direct_backward_input (const TwinConvolution *convolution,
                                             const TwinMicroKernel *kernel, TwinWorkers *workers,
                                             TwinShape in, const float *d_y, const float *weight,
                                             gboolean add, float *d_x, float *scratch);

/* (nullable): the transforms that take the fewest products; NULL where the direct way is as fast, or the convolution is
 * not 3x3 of stride 1. Always in float32: BF16 is half as good again where it pays (measured), and too coarse for them. */
const TwinWinograd *twin_convolution_winograd_choose (const TwinConvolution *convolution,
                                                      TwinShape in);
gsize twin_convolution_winograd_packed_size (const TwinConvolution *convolution,
                                             const TwinWinograd *winograd);
void twin_convolution_winograd_pack (const TwinConvolution *convolution,
                                     const TwinWinograd *winograd, TwinWorkers *workers,
                                     const float *weight, float *packed);
gsize twin_convolution_winograd_scratch_size (const TwinConvolution *convolution,
                                              const TwinWinograd *winograd, TwinShape in);
void twin_convolution_winograd_forward (const TwinConvolution *convolution,
                                        const TwinWinograd *winograd, TwinWorkers *workers,
                                        TwinShape in, const float *x, const float *packed,
                                        const TwinConvolutionTail *tail, float *y);
void twin_convolution_winograd_backward_weight (const TwinConvolution *convolution,
                                                const TwinWinograd *winograd, TwinWorkers *workers,
                                                TwinShape in, const float *x, const float *d_y,
                                                float *d_weight, float *scratch);
void twin_convolution_winograd_backward_input (const TwinConvolution *convolution,
                                               const TwinWinograd *winograd, TwinWorkers *workers,
                                               TwinShape in, const float *d_y, const float *weight,
                                               gboolean add, float *d_x, float *scratch);

G_END_DECLS
