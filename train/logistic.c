#include "logistic.h"

#include <math.h>
#include <string.h>

#define ITERATIONS 200
/* Of half the square of each weight; the examples weigh 1 in all. */
#define PULL 1e-4
#define CONVERGED 1e-10

/* The intercept is the last number, with a term of 1. */
#define MOST (TWIN_LOGISTIC_MOST_TERMS + 1)

struct _TwinLogisticSet
{
  guint n_terms;
  gsize n, n_positives;
  double *terms; /* [room][n_terms] */
  gboolean *positive;
};

TwinLogisticSet *
twin_logistic_set_new (gsize n, guint n_terms)
{
  TwinLogisticSet *set = g_new0 (TwinLogisticSet, 1);

  g_return_val_if_fail (n_terms <= TWIN_LOGISTIC_MOST_TERMS, set);

  set->n_terms = n_terms;
  set->terms = g_new (double, n *n_terms + 1);
  set->positive = g_new (gboolean, n + 1);
  return set;
}

void
twin_logistic_set_free (TwinLogisticSet *set)
{
  if (set == NULL)
    return;
  g_free (set->terms);
  g_free (set->positive);
  g_free (set);
}

void
twin_logistic_set_add (TwinLogisticSet *set, const double *terms, gboolean positive)
{
  memcpy (set->terms + set->n * set->n_terms, terms, set->n_terms * sizeof *terms);
  set->positive[set->n++] = positive;
  set->n_positives += positive;
}

/* Numbers being fitted: [n_terms], then the intercept. */
static double
sum_of (const TwinLogisticSet *set, gsize i, const double *numbers)
{
  const double *terms = set->terms + i * set->n_terms;
  double sum = numbers[set->n_terms];

  for (guint j = 0; j < set->n_terms; j++)
    sum += numbers[j] * terms[j];
  return sum;
}

/* Platt 1999: a kind of n examples is taken to be right n + 1 times in n + 2. */
static void
get_target (const TwinLogisticSet *set, gsize i, double *target, double *weight)
{
  double n = set->positive[i] ? set->n_positives : set->n - set->n_positives;

  *target = set->positive[i] ? (n + 1) / (n + 2) : 1 / (n + 2);
  *weight = 0.5 / n;
}

static double
loss_of (const TwinLogisticSet *set, const double *numbers)
{
  double loss = 0;

  for (guint j = 0; j < set->n_terms; j++)
    loss += 0.5 * PULL * numbers[j] * numbers[j];
  for (gsize i = 0; i < set->n; i++)
    {
      double x = sum_of (set, i, numbers), target, weight;

      get_target (set, i, &target, &weight);
      loss += weight * (fmax (x, 0) - x * target + log1p (exp (-fabs (x))));
    }
  return loss;
}

typedef struct
{
  guint n;
  double gradient[MOST];
  double curvature[MOST][MOST];
} Slope;

static void
add_example (Slope *slope, const TwinLogisticSet *set, gsize i, const double *numbers)
{
  double x = sum_of (set, i, numbers), p = 1 / (1 + exp (-x)), target, weight;
  double terms[MOST];

  memcpy (terms, set->terms + i * set->n_terms, set->n_terms * sizeof *terms);
  terms[set->n_terms] = 1;
  get_target (set, i, &target, &weight);
  for (guint j = 0; j < slope->n; j++)
    {
      slope->gradient[j] += weight * (p - target) * terms[j];
      for (guint k = 0; k < slope->n; k++)
        slope->curvature[j][k] += weight * p * (1 - p) * terms[j] * terms[k];
    }
}

static void
find_slope (Slope *slope, const TwinLogisticSet *set, const double *numbers)
{
  memset (slope, 0, sizeof *slope);
  slope->n = set->n_terms + 1;
  for (gsize i = 0; i < set->n; i++)
    add_example (slope, set, i, numbers);
  for (guint j = 0; j < set->n_terms; j++)
    {
      slope->gradient[j] += PULL * numbers[j];
      slope->curvature[j][j] += PULL;
    }
  slope->curvature[set->n_terms][set->n_terms] += 1e-9;
}

/* A weight at 0 that wants to go lower stays: its row and column leave the system. */
static void
hold (Slope *slope, const double *numbers)
{
  for (guint j = 0; j + 1 < slope->n; j++)
    if (numbers[j] <= 0 && slope->gradient[j] > 0)
      {
        slope->gradient[j] = 0;
        for (guint k = 0; k < slope->n; k++)
          slope->curvature[j][k] = slope->curvature[k][j] = j == k;
      }
}

/* Gauss without pivots: the matrix is positive definite. @step: minus its inverse times the gradient */
static void
solve (Slope *slope, double *step)
{
  guint n = slope->n;

  for (guint j = 0; j < n; j++)
    for (guint row = j + 1; row < n; row++)
      {
        double factor = slope->curvature[row][j] / slope->curvature[j][j];

        for (guint k = j; k < n; k++)
          slope->curvature[row][k] -= factor * slope->curvature[j][k];
        slope->gradient[row] -= factor * slope->gradient[j];
      }
  for (guint j = n; j-- > 0;)
    {
      step[j] = -slope->gradient[j];
      for (guint k = j + 1; k < n; k++)
        step[j] -= slope->curvature[j][k] * step[k];
      step[j] /= slope->curvature[j][j];
    }
}

static void
go (const TwinLogisticSet *set, const double *from, const double *step, double scale, double *to)
{
  for (guint j = 0; j <= set->n_terms; j++)
    {
      to[j] = from[j] + scale * step[j];
      if (j < set->n_terms)
        to[j] = fmax (to[j], 0);
    }
}

/* One step; how far it went. */
static double
improve (const TwinLogisticSet *set, double *numbers)
{
  double before = loss_of (set, numbers), step[MOST], next[MOST], moved = 0;
  Slope slope;

  find_slope (&slope, set, numbers);
  hold (&slope, numbers);
  solve (&slope, step);
  for (double scale = 1; scale > 1e-8; scale /= 2)
    {
      go (set, numbers, step, scale, next);
      if (loss_of (set, next) <= before)
        break;
      memcpy (next, numbers, sizeof next);
    }
  for (guint j = 0; j <= set->n_terms; j++)
    {
      moved += fabs (next[j] - numbers[j]);
      numbers[j] = next[j];
    }
  return moved;
}

gboolean
twin_logistic_fit (const TwinLogisticSet *set, double *out_intercept, double *out_weights)
{
  double numbers[MOST] = { 0 };

  if (set->n_positives == 0 || set->n_positives == set->n)
    return FALSE;
  for (guint i = 0; i < ITERATIONS && improve (set, numbers) > CONVERGED; i++)
    ;
  memcpy (out_weights, numbers, set->n_terms * sizeof *numbers);
  *out_intercept = numbers[set->n_terms];
  return TRUE;
}
