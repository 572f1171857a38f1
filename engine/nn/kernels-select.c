#include "nn/kernels.h"
#include "nn/micro-kernel.h"
#include "nn/winograd.h"

#include <string.h>

extern const TwinKernels twin_kernels_generic;
#ifdef __x86_64__
extern const TwinKernels twin_kernels_avx2;
extern const TwinKernels twin_kernels_avx512;
extern const TwinMicroKernel twin_micro_kernel_avx512_bf16;
extern const TwinMicroKernel twin_micro_kernel_avx2;
extern const TwinMicroKernel twin_micro_kernel_avx512;
extern const TwinWinograd twin_winograd_avx2[2];
extern const TwinWinograd twin_winograd_avx512[2];
#endif

static gboolean
processor_has (const TwinKernels *kernels)
{
#ifdef __x86_64__
  if (kernels == &twin_kernels_avx2)
    return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
  if (kernels == &twin_kernels_avx512)
    return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vl") &&
           __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq") &&
           __builtin_cpu_supports ("fma");
#endif
  return kernels == &twin_kernels_generic;
}

/* From the plainest up. */
static const TwinKernels *const levels[] = {
  &twin_kernels_generic,
#ifdef __x86_64__
  &twin_kernels_avx2,
  &twin_kernels_avx512,
#endif
};

const TwinKernels *
twin_kernels_get_named (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (strcmp (levels[i]->name, name) == 0)
      return processor_has (levels[i]) ? levels[i] : NULL;
  return NULL;
}

static const TwinKernels *
choose (void)
{
  const char *cap = g_getenv ("TWINSCOPE_KERNELS");
  const TwinKernels *best = levels[0];

  for (guint i = 1; i < G_N_ELEMENTS (levels); i++)
    {
      if (g_strcmp0 (cap, best->name) == 0)
        break;
      if (processor_has (levels[i]))
        best = levels[i];
    }
  return best;
}

const TwinKernels *
twin_kernels_get (void)
{
  static gsize chosen = 0;

  if (g_once_init_enter (&chosen))
    g_once_init_leave (&chosen, (gsize) choose ());
  return (const TwinKernels *) chosen;
}

/* A level above avx512: where the variable caps at that, there is none. */
gboolean
twin_precision_has_bfloat16 (void)
{
#ifdef __x86_64__
  return twin_kernels_get () == &twin_kernels_avx512 && __builtin_cpu_supports ("avx512bf16") &&
         g_strcmp0 (g_getenv ("TWINSCOPE_KERNELS"), "avx512") != 0;
#else
  return FALSE;
#endif
}

const TwinMicroKernel *
twin_micro_kernel_get (TwinPrecision precision)
{
#ifdef __x86_64__
  if (precision == TWIN_PRECISION_BFLOAT16 && twin_precision_has_bfloat16 ())
    return &twin_micro_kernel_avx512_bf16;
  if (twin_kernels_get () == &twin_kernels_avx512)
    return &twin_micro_kernel_avx512;
  if (twin_kernels_get () == &twin_kernels_avx2)
    return &twin_micro_kernel_avx2;
#endif
  return NULL;
}

const TwinWinograd *
twin_winograd_get (guint tile)
{
#ifdef __x86_64__
  guint index = tile == 4;

  if (twin_kernels_get () == &twin_kernels_avx512)
    return &twin_winograd_avx512[index];
  if (twin_kernels_get () == &twin_kernels_avx2)
    return &twin_winograd_avx2[index];
#endif
  return NULL;
}
