/* In float32 products go to OpenBLAS, whose way with a hundred rows is the better one; in BF16 a matrix is a 1x1
 * convolution over rows. FLOP-bound; benchmark: bench-profile --only projector. */
#include "nn/linear.h"
#include "nn/convolution.h"
#include "nn/gemm.h"

void
twin_linear_plan (TwinLinear *linear, TwinParameters *parameters, const char *name, guint in,
                  guint out)
{
  *linear = (TwinLinear){ .in = in, .out = out };
  linear->weight = twin_parameters_add (parameters, name, TWIN_PARAMETER_MATRIX, 2,
                                        (gsize[]){ out, in });
}

static TwinConvolution
as_convolution (const TwinLinear *linear)
{
  return (TwinConvolution){ .in = linear->in,
                            .out = linear->out,
                            .kernel = 1,
                            .stride = 1,
                            .weight = linear->weight,
                            .precision = linear->precision };
}

static TwinShape
rows (const TwinLinear *linear, gsize n)
{
  return (TwinShape){ 1, 1, n, linear->in };
}

gsize
twin_linear_scratch_size (const TwinLinear *linear, gsize n)
{
  TwinConvolution convolution = as_convolution (linear);

  return linear->precision == TWIN_PRECISION_FLOAT32
           ? 0
           : twin_convolution_scratch_size (&convolution, rows (linear, n));
}

static void
forward_float32 (const TwinLinear *linear, TwinWorkers *workers, const float *weight, gsize n,
                 const float *x, float *y)
{
  twin_gemm (workers, &(TwinGemm){ .transpose_b = TRUE,
                                   .m = n,
                                   .n = linear->out,
                                   .k = linear->in,
                                   .a = x,
                                   .stride_a = linear->in,
                                   .b = weight,
                                   .stride_b = linear->in,
                                   .c = y,
                                   .stride_c = linear->out });
}

static void
backward_float32 (const TwinLinear *linear, TwinWorkers *workers, const float *weight, gsize n,
                  const float *x, const float *d_y, float *d_weight, float beta, float *d_x)
{
  twin_gemm (workers, &(TwinGemm){ .transpose_a = TRUE,
                                   .m = linear->out,
                                   .n = linear->in,
                                   .k = n,
                                   .a = d_y,
                                   .stride_a = linear->out,
                                   .b = x,
                                   .stride_b = linear->in,
                                   .c = d_weight,
                                   .stride_c = linear->in });
  if (d_x != NULL)
    twin_gemm (workers, &(TwinGemm){ .m = n,
                                     .n = linear->in,
                                     .k = linear->out,
                                     .beta = beta,
                                     .a = d_y,
                                     .stride_a = linear->out,
                                     .b = weight,
                                     .stride_b = linear->in,
                                     .c = d_x,
                                     .stride_c = linear->in });
}

void
twin_linear_forward (const TwinLinear *linear, TwinWorkers *workers, const float *values, gsize n,
                     const float *x, float *y, float *scratch)
{
  TwinConvolution convolution = as_convolution (linear);
  const float *weight = values + linear->weight;

  if (linear->precision == TWIN_PRECISION_FLOAT32)
    forward_float32 (linear, workers, weight, n, x, y);
  else
    twin_convolution_forward (&convolution, workers, rows (linear, n), x, weight, y, scratch);
}

void
twin_linear_backward (const TwinLinear *linear, TwinWorkers *workers, const float *values, gsize n,
                      const float *x, const float *d_y, float *gradients, float beta, float *d_x,
                      float *scratch)
{
  TwinConvolution convolution = as_convolution (linear);
  const float *weight = values + linear->weight;
  float *d_weight = gradients + linear->weight;

  if (linear->precision == TWIN_PRECISION_FLOAT32)
    {
      backward_float32 (linear, workers, weight, n, x, d_y, d_weight, beta, d_x);
      return;
    }
  twin_convolution_backward_weight (&convolution, workers, rows (linear, n), x, d_y, d_weight,
                                    scratch);
  if (d_x != NULL)
    twin_convolution_backward_input (&convolution, workers, rows (linear, n), d_y, weight, beta,
                                     d_x, scratch);
}
