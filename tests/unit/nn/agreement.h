/* agreement.h: whether two tensors agree: the largest error, over the RMS of what is wanted. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinAgreement:
 * @error: the largest |got - want| over the RMS of @want; infinite where a value is not finite, or
 *   where all of @want is 0 and @got is not
 * @worst: where that is
 * @rms: of what is wanted
 */
typedef struct
{
  double error;
  gsize worst;
  double rms;
} TwinAgreement;

TwinAgreement twin_agreement_of (const float *got, const float *want, gsize n);
gboolean tensors_agree (const float *got, const float *want, gsize n, double tolerance);

/* Fails the test, naming the worst place, unless they agree. */
#define assert_tensor(name, got, want, n, tolerance) \
  twin_assert_tensor (G_STRLOC, name, got, want, n, tolerance)
void twin_assert_tensor (const char *place, const char *name, const float *got, const float *want,
                         gsize n, double tolerance);

/* The same to the last bit. */
#define assert_same_bits(got, want, n) \
  g_assert_cmpmem (got, (n) * sizeof (float), want, (n) * sizeof (float))

G_END_DECLS
