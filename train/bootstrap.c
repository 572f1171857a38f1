/* bootstrap.c: pairs are sorted once; each draw of groups is then one walk from the highest score down. */
#include "bootstrap.h"

#include "random.h"

#include <math.h>

#define DRAWS 1000
#define SHARE_LOW 0.025
#define SHARE_HIGH 0.975

/* A pair, where it stands by score. */
typedef struct
{
  TwinScored scored;
  TwinPairGroups groups;
} Ranked;

/* What one draw gives; in the order of TwinIntervals. */
enum
{
  AUC,
  RECALL_AT,
  RECALL = RECALL_AT + TWIN_BOOTSTRAP_RATES,
  FALSE_POSITIVE_RATE,
  ECE,
  N_FIGURES,
};

static gint
compare_ranked (gconstpointer a, gconstpointer b)
{
  double first = ((const Ranked *) a)->scored.score, second = ((const Ranked *) b)->scored.score;

  return (first < second) - (first > second);
}

static Ranked *
rank (const TwinScored *pairs, const TwinPairGroups *groups, gsize n)
{
  Ranked *ranked = g_new (Ranked, n + 1);

  for (gsize i = 0; i < n; i++)
    ranked[i] = (Ranked){ pairs[i], groups[i] };
  qsort (ranked, n, sizeof *ranked, compare_ranked);
  return ranked;
}

static double
weight_of (const Ranked *pair, const guint *counts)
{
  double of_a = counts[pair->groups.a];

  return pair->groups.a == pair->groups.b ? of_a : of_a * counts[pair->groups.b];
}

static void
draw_counts (guint *counts, guint n_groups, TwinRandom *random)
{
  for (guint i = 0; i < n_groups; i++)
    counts[i] = 0;
  for (guint i = 0; i < n_groups; i++)
    counts[twin_random_below (random, n_groups)]++;
}

/* Weight of both kinds from the highest score down to some place. */
typedef struct
{
  double positives, negatives;
} Sums;

static Sums
sum_all (const Ranked *ranked, gsize n, const guint *counts)
{
  Sums all = { 0, 0 };

  for (gsize i = 0; i < n; i++)
    *(ranked[i].scored.positive ? &all.positives : &all.negatives) += weight_of (&ranked[i],
                                                                                 counts);
  return all;
}

/* Recall at a rate is what lies above the score at which the rate is passed. */
static void
walk (const Ranked *ranked, gsize n, const guint *counts, double threshold, const double *rates,
      double *figures)
{
  Sums all = sum_all (ranked, n, counts), above = { 0, 0 };
  double area = 0;
  gboolean passed[TWIN_BOOTSTRAP_RATES] = { FALSE };

  for (gsize first = 0, end; first < n; first = end)
    {
      Sums tied = { 0, 0 };
      double score = ranked[first].scored.score;

      if (first > 0 && ranked[first - 1].scored.score >= threshold && score < threshold)
        {
          figures[RECALL] = above.positives / all.positives;
          figures[FALSE_POSITIVE_RATE] = above.negatives / all.negatives;
        }
      for (end = first; end < n && ranked[end].scored.score == score; end++)
        *(ranked[end].scored.positive ? &tied.positives
                                      : &tied.negatives) += weight_of (&ranked[end], counts);
      area += tied.negatives * (above.positives + tied.positives / 2);
      for (guint i = 0; i < TWIN_BOOTSTRAP_RATES; i++)
        if (!passed[i] && above.negatives + tied.negatives > rates[i] * all.negatives)
          {
            passed[i] = TRUE;
            figures[RECALL_AT + i] = above.positives / all.positives;
          }
      above.positives += tied.positives;
      above.negatives += tied.negatives;
    }
  figures[AUC] = area / (all.positives * all.negatives);
}

/* At equal odds, as twin_metrics_ece(). */
static double
weighted_ece (const Ranked *ranked, gsize n, const guint *counts)
{
  Sums all = sum_all (ranked, n, counts);
  double gaps[TWIN_ECE_BINS] = { 0 }, error = 0;

  for (gsize i = 0; i < n; i++)
    {
      const TwinScored *scored = &ranked[i].scored;
      double whole = scored->positive ? all.positives : all.negatives;

      gaps[twin_metrics_bin (scored->score)] += weight_of (&ranked[i], counts) / (2 * whole) *
                                                (scored->score - scored->positive);
    }
  for (guint bin = 0; bin < TWIN_ECE_BINS; bin++)
    error += fabs (gaps[bin]);
  return error;
}

/* A draw may hold nothing of a kind: there is no figure then. */
static void
blank (double *figures, Sums all)
{
  gboolean both = all.positives > 0 && all.negatives > 0;

  for (guint i = 0; i < N_FIGURES; i++)
    if ((i == RECALL && all.positives > 0) || (i == FALSE_POSITIVE_RATE && all.negatives > 0))
      continue;
    else if (!both)
      figures[i] = NAN;
}

static void
measure (const Ranked *ranked, gsize n, const guint *counts, double threshold, const double *rates,
         double *figures)
{
  gboolean all_called = ranked[n - 1].scored.score >= threshold;

  figures[RECALL] = figures[FALSE_POSITIVE_RATE] = all_called ? 1 : 0;
  for (guint i = 0; i < TWIN_BOOTSTRAP_RATES; i++)
    figures[RECALL_AT + i] = 1;
  walk (ranked, n, counts, threshold, rates, figures);
  figures[ECE] = weighted_ece (ranked, n, counts);
  blank (figures, sum_all (ranked, n, counts));
}

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

/* @values are put in order; draws that had nothing of a kind gave NaN and are left out. */
static TwinInterval
interval_of (double *values, guint n)
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      values[kept++] = values[i];
  if (kept < n / 2)
    return (TwinInterval){ NAN, NAN };
  qsort (values, kept, sizeof *values, compare_doubles);
  return (TwinInterval){ values[(guint) (SHARE_LOW * (kept - 1) + 0.5)],
                         values[(guint) (SHARE_HIGH * (kept - 1) + 0.5)] };
}

TwinIntervals
twin_bootstrap (const TwinScored *pairs, const TwinPairGroups *groups, gsize n, guint n_groups,
                double threshold, const double *rates, guint64 seed)
{
  g_autofree Ranked *ranked = rank (pairs, groups, n);
  g_autofree guint *counts = g_new (guint, n_groups + 1);
  g_autofree double *values = g_new (double, DRAWS *N_FIGURES); /* [N_FIGURES][DRAWS] */
  TwinInterval found[N_FIGURES];
  TwinRandom random;

  twin_random_init (&random, seed, 0);
  for (guint draw = 0; draw < DRAWS; draw++)
    {
      double figures[N_FIGURES] = { 0 };

      draw_counts (counts, n_groups, &random);
      if (n > 0)
        measure (ranked, n, counts, threshold, rates, figures);
      for (guint i = 0; i < N_FIGURES; i++)
        values[i * DRAWS + draw] = n > 0 ? figures[i] : NAN;
    }
  for (guint i = 0; i < N_FIGURES; i++)
    found[i] = interval_of (values + i * DRAWS, DRAWS);
  return (TwinIntervals){ found[AUC],
                          { found[RECALL_AT], found[RECALL_AT + 1], found[RECALL_AT + 2] },
                          found[RECALL],
                          found[FALSE_POSITIVE_RATE],
                          found[ECE] };
}
