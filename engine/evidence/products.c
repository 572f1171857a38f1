#include "evidence/products.h"

#include "evidence/describe.h"
#include "nn/gemm.h"

#include <math.h>

float *
twin_descriptors_to_floats (const guint8 *descriptors, guint n)
{
  gsize length = (gsize) n * TWIN_DESCRIPTOR_LENGTH;
  float *floats = g_try_new (float, MAX (length, 1));

  for (gsize i = 0; floats != NULL && i < length; i++)
    floats[i] = descriptors[i] * (1.0f / TWIN_DESCRIPTOR_ONE);
  return floats;
}

void
twin_descriptor_products (const float *a, guint m, const float *b, guint n, float *out,
                          guint stride)
{
  TwinGemm gemm = {
    .transpose_b = TRUE,
    .m = m,
    .n = n,
    .k = TWIN_DESCRIPTOR_LENGTH,
    .a = a,
    .stride_a = TWIN_DESCRIPTOR_LENGTH,
    .b = b,
    .stride_b = TWIN_DESCRIPTOR_LENGTH,
    .c = out,
    .stride_c = stride,
  };

  if (m > 0 && n > 0)
    twin_gemm_alone (&gemm);
}

float
twin_descriptor_distance (float cosine)
{
  return sqrtf (MAX (2 - 2 * cosine, 0));
}
