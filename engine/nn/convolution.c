/* A convolution is computed in one of three ways, each in a file of its own:
 *
 *   Winograd   3x3 of stride 1 in float32: the fewest products       convolution-winograd.c
 *   direct     all others, by our own micro-kernels                 convolution-direct.c
 *   BLAS       where none was written for the processor             convolution-blas.c
 *
 * FLOP-bound; benchmark: bench-layers. */
#include "nn/convolution-private.h"

#include <string.h>

void
twin_convolution_plan (TwinConvolution *convolution, TwinParameters *parameters, const char *name,
                       guint in, guint out, guint kernel, guint stride)
{
  g_return_if_fail (kernel <= TWIN_CONVOLUTION_MAX_KERNEL);

  *convolution = (TwinConvolution){
    .in = in, .out = out, .kernel = kernel, .stride = stride, .padding = kernel / 2
  };
  convolution->weight = twin_parameters_add (parameters, name, TWIN_PARAMETER_CONVOLUTION, 4,
                                             (gsize[]){ out, in, kernel, kernel });
}

TwinShape
twin_convolution_out_shape (const TwinConvolution *convolution, TwinShape in)
{
  guint reach = 2 * convolution->padding - convolution->kernel;

  return (TwinShape){ in.n, (in.height + reach) / convolution->stride + 1,
                      (in.width + reach) / convolution->stride + 1, convolution->out };
}

gsize
twin_convolution_n_weights (const TwinConvolution *convolution)
{
  return (gsize) convolution->out * convolution->kernel * convolution->kernel * convolution->in;
}

TwinGather
twin_convolution_gather (const TwinConvolution *convolution, TwinShape in, const float *x)
{
  gint first = -(gint) convolution->padding;

  return (TwinGather){ .elements = x,
                       .pixel = in.channels,
                       .height = in.height,
                       .width = in.width,
                       .grid = twin_convolution_out_shape (convolution, in),
                       .step = convolution->stride,
                       .taps = { first, convolution->kernel, first, convolution->kernel } };
}

/* The way: Winograd's where there are transforms, else direct where there is a micro-kernel. */
typedef struct
{
  const TwinWinograd *winograd;
  const TwinMicroKernel *kernel;
} Way;

static Way
choose (const TwinConvolution *convolution, TwinShape in)
{
  return (Way){ twin_convolution_winograd_choose (convolution, in),
                twin_micro_kernel_get (convolution->precision) };
}

gsize
twin_convolution_packed_size (const TwinConvolution *convolution, TwinShape in)
{
  Way way = choose (convolution, in);

  if (way.winograd != NULL)
    return twin_convolution_winograd_packed_size (convolution, way.winograd);
  if (way.kernel != NULL)
    return twin_convolution_direct_packed_size (convolution, way.kernel);
  return twin_convolution_n_weights (convolution);
}

gsize
twin_convolution_scratch_size (const TwinConvolution *convolution, TwinShape in)
{
  Way way = choose (convolution, in);

  if (way.winograd != NULL)
    return twin_convolution_winograd_scratch_size (convolution, way.winograd, in);
  if (way.kernel != NULL)
    return twin_convolution_direct_packed_size (convolution, way.kernel) +
           twin_convolution_direct_scratch_size (convolution, way.kernel, in);
  return twin_convolution_blas_scratch_size (convolution, in);
}

static void
multiply_by_factor (const TwinConvolution *convolution, const float *weight, const float *factor,
                    float *scaled)
{
  gsize row = twin_convolution_n_weights (convolution) / convolution->out;

  for (gsize out = 0; out < convolution->out; out++)
    for (gsize i = 0; i < row; i++)
      scaled[out * row + i] = weight[out * row + i] * factor[out];
}

void
twin_convolution_pack (const TwinConvolution *convolution, TwinWorkers *workers, TwinShape in,
                       const float *weight, const float *factor, float *packed, float *scratch)
{
  Way way = choose (convolution, in);

  if (factor != NULL)
    {
      multiply_by_factor (convolution, weight, factor, scratch);
      weight = scratch;
    }
  if (way.winograd != NULL)
    twin_convolution_winograd_pack (convolution, way.winograd, workers, weight, packed);
  else if (way.kernel != NULL)
    twin_convolution_direct_pack (convolution, way.kernel, workers, weight, packed);
  else
    memcpy (packed, weight, twin_convolution_n_weights (convolution) * sizeof *packed);
}

static void
apply_tail (const TwinConvolutionTail *tail, TwinShape out, float *y)
{
  gsize pixels = twin_shape_pixels (out), channels = out.channels;

  for (gsize pixel = 0; pixel < pixels; pixel++)
    for (gsize channel = 0; channel < channels; channel++)
      {
        float *value = y + pixel * channels + channel;

        if (tail->bias != NULL)
          *value += tail->bias[channel];
        if (tail->relu && *value < 0.0f)
          *value = 0.0f;
      }
}

/* The addend goes into y first, and the product on top of it. */
static void
apply_by_blas (const TwinConvolution *convolution, TwinWorkers *workers, TwinShape in,
               const float *x, const float *weight, const TwinConvolutionTail *tail, float *y,
               float *scratch)
{
  TwinShape out = twin_convolution_out_shape (convolution, in);

  if (tail->addend != NULL && tail->addend != y)
    memcpy (y, tail->addend, twin_shape_size (out) * sizeof *y);
  twin_convolution_blas_forward (convolution, workers, in, x, weight, tail->addend != NULL, y,
                                 scratch);
  if (tail->bias != NULL || tail->relu)
    apply_tail (tail, out, y);
}

void
twin_convolution_apply (const TwinConvolution *convolution, TwinWorkers *workers, TwinShape in,
                        const float *x, const float *packed, const TwinConvolutionTail *tail,
                        float *y, float *scratch)
{
  Way way = choose (convolution, in);

  if (way.winograd != NULL)
    twin_convolution_winograd_forward (convolution, way.winograd, workers, in, x, packed, tail, y);
  else if (way.kernel != NULL)
    twin_convolution_direct_forward (convolution, way.kernel, workers, in, x, packed, tail, y,
                                     scratch);
  else
    apply_by_blas (convolution, workers, in, x, packed, tail, y, scratch);
}

void
twin_convolution_forward (const TwinConvolution *convolution, TwinWorkers *workers, TwinShape in,
                          const float *x, const float *weight, float *y, float *scratch)
{
  const TwinConvolutionTail none = { 0 };
  Way way = choose (convolution, in);

  if (way.winograd == NULL && way.kernel == NULL)
    {
      twin_convolution_blas_forward (convolution, workers, in, x, weight, FALSE, y, scratch);
      return;
    }
  twin_convolution_pack (convolution, workers, in, weight, NULL, scratch, NULL);
  twin_convolution_apply (convolution, workers, in, x, scratch, &none, y,
                          scratch + twin_convolution_packed_size (convolution, in));
}

void
twin_convolution_backward_weight (const TwinConvolution *convolution, TwinWorkers *workers,
                                  TwinShape in, const float *x, const float *d_y, float *d_weight,
                                  float *scratch)
{
  Way way = choose (convolution, in);

  if (way.winograd != NULL)
    twin_convolution_winograd_backward_weight (convolution, way.winograd, workers, in, x, d_y,
                                               d_weight, scratch);
  else if (way.kernel != NULL)
    twin_convolution_direct_backward_weight (convolution, way.kernel, workers, in, x, d_y, d_weight,
                                             scratch);
  else
    twin_convolution_blas_backward_weight (convolution, workers, in, x, d_y, d_weight, scratch);
}

void
twin_convolution_backward_input (const TwinConvolution *convolution, TwinWorkers *workers,
                                 TwinShape in, const float *d_y, const float *weight, float beta,
                                 float *d_x, float *scratch)
{
  Way way = choose (convolution, in);

  if (way.winograd != NULL)
    twin_convolution_winograd_backward_input (convolution, way.winograd, workers, in, d_y, weight,
                                              beta != 0.0f, d_x, scratch);
  else if (way.kernel != NULL)
    twin_convolution_direct_backward_input (convolution, way.kernel, workers, in, d_y, weight,
                                            beta != 0.0f, d_x, scratch);
  else
    twin_convolution_blas_backward_input (convolution, workers, in, d_y, weight, beta, d_x,
                                          scratch);
}
