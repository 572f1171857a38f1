/* convolution.h: two-dimensional convolution without bias (batch normalisation follows it). */
#pragma once

#include "nn/gemm.h"
#include "nn/parameters.h"
#include "nn/shape.h"
#include "nn/workers.h"

G_BEGIN_DECLS

/**
 * TwinConvolution:
 * @in, @out: channels
 * @kernel, @stride, @padding: the same in both directions
 * @weight: offset of [out, kernel, kernel, in] in the flat memory
 * @precision: of all three products; float32 unless told otherwise
 */
typedef struct
{
  guint in;
  guint out;
  guint kernel;
  guint stride;
  guint padding;
  gsize weight;
  TwinPrecision precision;
} TwinConvolution;

/* Adds its weights to the plan. */
void twin_convolution_plan (TwinConvolution *convolution, TwinParameters *parameters,
                            const char *name, guint in, guint out, guint kernel, guint stride);
TwinShape twin_convolution_out_shape (const TwinConvolution *convolution, TwinShape in);
/* Floats of scratch memory that each of the three calls below needs. */
gsize twin_convolution_scratch_size (const TwinConvolution *convolution, TwinShape in);

/* y = x * weight. @x [in shape], @y [out shape], @weight [out, kernel, kernel, in] */
void twin_convolution_forward (const TwinConvolution *convolution, TwinWorkers *workers,
                               TwinShape in, const float *x, const float *weight, float *y,
                               float *scratch);
/* d_weight = the gradient by the weights, written, not added. */
void twin_convolution_backward_weight (const TwinConvolution *convolution, TwinWorkers *workers,
                                       TwinShape in, const float *x, const float *d_y,
                                       float *d_weight, float *scratch);
/* d_x = beta d_x + the gradient by the input; @beta is 0 or 1. */
void twin_convolution_backward_input (const TwinConvolution *convolution, TwinWorkers *workers,
                                      TwinShape in, const float *d_y, const float *weight,
                                      float beta, float *d_x, float *scratch);

G_END_DECLS
