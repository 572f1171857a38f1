#include "nn/linear.h"
#include "nn/gemm.h"

void
twin_linear_plan (TwinLinear *linear, TwinParameters *parameters, const char *name, guint in,
                  guint out)
{
  *linear = (TwinLinear){ .in = in, .out = out };
  linear->weight = twin_parameters_add (parameters, name, TWIN_PARAMETER_MATRIX, 2,
                                        (gsize[]){ out, in });
}

void
twin_linear_forward (const TwinLinear *linear, TwinWorkers *workers, const float *values, gsize n,
                     const float *x, float *y)
{
  twin_gemm (workers, &(TwinGemm){ .transpose_b = TRUE,
                                   .m = n,
                                   .n = linear->out,
                                   .k = linear->in,
                                   .a = x,
                                   .stride_a = linear->in,
                                   .b = values + linear->weight,
                                   .stride_b = linear->in,
                                   .c = y,
                                   .stride_c = linear->out });
}

void
twin_linear_backward (const TwinLinear *linear, TwinWorkers *workers, const float *values, gsize n,
                      const float *x, const float *d_y, float *gradients, float beta, float *d_x)
{
  twin_gemm (workers, &(TwinGemm){ .transpose_a = TRUE,
                                   .m = linear->out,
                                   .n = linear->in,
                                   .k = n,
                                   .a = d_y,
                                   .stride_a = linear->out,
                                   .b = x,
                                   .stride_b = linear->in,
                                   .c = gradients + linear->weight,
                                   .stride_c = linear->in });
  if (d_x != NULL)
    twin_gemm (workers, &(TwinGemm){ .m = n,
                                     .n = linear->in,
                                     .k = linear->out,
                                     .beta = beta,
                                     .a = d_y,
                                     .stride_a = linear->out,
                                     .b = values + linear->weight,
                                     .stride_b = linear->in,
                                     .c = d_x,
                                     .stride_c = linear->in });
}
