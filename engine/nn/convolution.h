/* convolution.h: two-dimensional convolution without bias (batch normalisation follows it). */
#pragma once

#include "nn/parameters.h"
#include "nn/precision.h"
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

/* None is larger. */
#define TWIN_CONVOLUTION_MAX_KERNEL 7

/* Adds its weights to the plan. */
void twin_convolution_plan (TwinConvolution *convolution, TwinParameters *parameters,
                            const char *name, guint in, guint out, guint kernel, guint stride);
TwinShape twin_convolution_out_shape (const TwinConvolution *convolution, TwinShape in);
/* Floats of its weights. */
gsize twin_convolution_n_weights (const TwinConvolution *convolution);
/* Floats of scratch memory that any of the calls below needs. */
gsize twin_convolution_scratch_size (const TwinConvolution *convolution, TwinShape in);

/* Training: weights as they lie in the flat memory; each call packs them anew. */

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

/* Use: weights packed once. */

/**
 * TwinConvolutionTail: y = max (0, x * weight + bias + addend)
 * @bias: (nullable): [out]
 * @addend: (nullable): [out shape]; may be y
 * @relu: is there a maximum?
 */
typedef struct
{
  const float *bias;
  const float *addend;
  gboolean relu;
} TwinConvolutionTail;

/* Floats. Only @in's height and width count: whoever packs for one number of pictures may apply to another. */
gsize twin_convolution_packed_size (const TwinConvolution *convolution, TwinShape in);
/* @factor: (nullable): [out], multiplied into the weights; @scratch: as many floats as there are weights, where there
 * is a factor */
void twin_convolution_pack (const TwinConvolution *convolution, TwinWorkers *workers, TwinShape in,
                            const float *weight, const float *factor, float *packed,
                            float *scratch);
void twin_convolution_apply (const TwinConvolution *convolution, TwinWorkers *workers, TwinShape in,
                             const float *x, const float *packed, const TwinConvolutionTail *tail,
                             float *y, float *scratch);

G_END_DECLS
