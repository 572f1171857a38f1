#include "evidence/chance.h"

#include <math.h>

/* lgamma_r(): lgamma() writes a global. */
static double
log_factorial (guint n)
{
  int sign;

  return lgamma_r (n + 1.0, &sign);
}

static double
log_binomial (guint n, guint k)
{
  return log_factorial (n) - log_factorial (k) - log_factorial (n - k);
}

double
twin_chance_log_nfa (guint n, guint k, guint m, double p)
{
  if (k <= m || n < k)
    return 0;
  return (log (MAX (n - m, 1)) + log_binomial (n, k) + log_binomial (k, m) +
          (k - m) * log (CLAMP (p, G_MINDOUBLE, 1))) /
         G_LN10;
}
