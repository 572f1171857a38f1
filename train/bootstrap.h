/* bootstrap.h: how sure figures are: intervals from groups drawn anew. */
#pragma once

#include "metrics.h"

G_BEGIN_DECLS

/* NaN where there is nothing to tell by. */
typedef struct
{
  double low, high;
} TwinInterval;

#define TWIN_BOOTSTRAP_RATES 3

typedef struct
{
  TwinInterval auc;
  TwinInterval recall_at[TWIN_BOOTSTRAP_RATES];
  TwinInterval recall;
  TwinInterval false_positive_rate;
  TwinInterval ece;
} TwinIntervals;

/* Which groups (0 to n_groups - 1) the two pictures of a pair come from. */
typedef struct
{
  guint a, b;
} TwinPairGroups;

/**
 * twin_bootstrap:
 * @pairs, @groups: [n]
 * @threshold: that recall and the false-positive rate belong to
 * @rates: [TWIN_BOOTSTRAP_RATES]: false-positive rates that recall is asked for at
 *
 * 95 % percentile intervals over a thousand draws of as many groups as there are, with replacement; a pair weighs as
 * often as its two groups were drawn, multiplied (Snijders and Borgatti 1999): pairs that share a picture
 * are no independent witnesses. The same @seed gives the same. Any thread.
 */
TwinIntervals twin_bootstrap (const TwinScored *pairs, const TwinPairGroups *groups, gsize n,
                              guint n_groups, double threshold, const double *rates, guint64 seed);

G_END_DECLS
