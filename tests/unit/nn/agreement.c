#include "agreement.h"

#include <math.h>

TwinAgreement
twin_agreement_of (const float *got, const float *want, gsize n)
{
  TwinAgreement agreement = { 0.0, 0, 0.0 };
  double squares = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      double error = isfinite (got[i]) && isfinite (want[i]) ? fabs ((double) got[i] - want[i])
                                                             : INFINITY;

      squares += (double) want[i] * want[i];
      if (error > agreement.error)
        {
          agreement.error = error;
          agreement.worst = i;
        }
    }
  agreement.rms = n > 0 ? sqrt (squares / n) : 0.0;
  if (agreement.error > 0.0)
    agreement.error = isfinite (agreement.rms) ? agreement.error / agreement.rms : INFINITY;
  return agreement;
}

gboolean
tensors_agree (const float *got, const float *want, gsize n, double tolerance)
{
  return twin_agreement_of (got, want, n).error <= tolerance;
}

void
twin_assert_tensor (const char *place, const char *name, const float *got, const float *want,
                    gsize n, double tolerance)
{
  TwinAgreement agreement = twin_agreement_of (got, want, n);

  if (agreement.error <= tolerance)
    return;
  g_error ("%s: %s: error %.3g of the RMS %.3g at %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
           ": got %.9g, want %.9g; at most %.3g",
           place, name, agreement.error, agreement.rms, agreement.worst, n, got[agreement.worst],
           want[agreement.worst], tolerance);
}
