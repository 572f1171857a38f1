/* As many sums at a time as hide an instruction's latency: 12 in registers, 4 cycles each, two a cycle. */
#include "peak-flops.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define SUMS 12
/* So that no compiler finds out that nobody wants the sums. */
#define KEEP(sums)                 \
  for (guint i = 0; i < SUMS; i++) \
  __asm__ volatile("" : "+x"(sums[i]))

#ifdef __x86_64__
__attribute__ ((target ("avx512f"))) static double
loop_avx512 (gsize times)
{
  __m512 sums[SUMS], factor = _mm512_set1_ps (0.5f), summand = _mm512_set1_ps (1.0f);

  for (guint i = 0; i < SUMS; i++)
    sums[i] = _mm512_set1_ps (i);
  for (gsize time = 0; time < times; time++)
#pragma GCC unroll 12
    for (guint i = 0; i < SUMS; i++)
      sums[i] = _mm512_fmadd_ps (sums[i], factor, summand);
  KEEP (sums);
  return 2.0 * 16 * SUMS * times;
}

__attribute__ ((target ("avx2,fma"))) static double
loop_avx2 (gsize times)
{
  __m256 sums[SUMS], factor = _mm256_set1_ps (0.5f), summand = _mm256_set1_ps (1.0f);

  for (guint i = 0; i < SUMS; i++)
    sums[i] = _mm256_set1_ps (i);
  for (gsize time = 0; time < times; time++)
#pragma GCC unroll 12
    for (guint i = 0; i < SUMS; i++)
      sums[i] = _mm256_fmadd_ps (sums[i], factor, summand);
  KEEP (sums);
  return 2.0 * 8 * SUMS * times;
}

/* Each lane takes the products of two pairs. */
__attribute__ ((target ("avx512f,avx512bf16"))) static double
loop_avx512_bf16 (gsize times)
{
  __m512 sums[SUMS];
  __m512bh factor = _mm512_cvtne2ps_pbh (_mm512_set1_ps (0.5f), _mm512_set1_ps (0.25f));

  for (guint i = 0; i < SUMS; i++)
    sums[i] = _mm512_set1_ps (i);
  for (gsize time = 0; time < times; time++)
#pragma GCC unroll 12
    for (guint i = 0; i < SUMS; i++)
      sums[i] = _mm512_dpbf16_ps (sums[i], factor, factor);
  KEEP (sums);
  return 4.0 * 16 * SUMS * times;
}
#endif

typedef float Lanes __attribute__ ((vector_size (16)));

static double
loop_generic (gsize times)
{
  Lanes sums[SUMS], factor = { 0.5f, 0.5f, 0.5f, 0.5f }, summand = { 1.0f, 1.0f, 1.0f, 1.0f };

  for (guint i = 0; i < SUMS; i++)
    sums[i] = (Lanes){ i, i, i, i };
  for (gsize time = 0; time < times; time++)
#pragma GCC unroll 12
    for (guint i = 0; i < SUMS; i++)
      sums[i] = sums[i] * factor + summand;
  for (guint i = 0; i < SUMS; i++)
    __asm__ volatile("" : : "m"(sums[i]));
  return 2.0 * 4 * SUMS * times;
}

TwinPeakLoop
twin_peak_loop (TwinPrecision precision)
{
#ifdef __x86_64__
  if (precision == TWIN_PRECISION_BFLOAT16 && __builtin_cpu_supports ("avx512bf16"))
    return loop_avx512_bf16;
  if (__builtin_cpu_supports ("avx512f"))
    return loop_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return loop_avx2;
#endif
  return loop_generic;
}
