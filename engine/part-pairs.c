/* part-pairs.c: which panels of two figures are worth a closer look. Key points tell most at a tenth of the cost. */
#include "evidence/geometry.h"
#include "parts.h"

#include <math.h>

/* A strip or a smooth band has fewer key points than this: then shape must tell. */
#define FEW_POINTS 90
/* How far apart the logarithms of width over height may be. */
#define LIKE_SHAPE 0.35
/* At least as rare by chance, or key points say nothing. */
#define LEAST_RARE -0.5

/* The two in the order of their pixels, which is the same from either side. */
static void
order (const TwinPartPair *pair, const TwinFeatures **first, const TwinFeatures **second)
{
  gboolean swapped = twin_features_order (pair->of_a, pair->of_b) > 0;

  *first = swapped ? pair->of_b : pair->of_a;
  *second = swapped ? pair->of_a : pair->of_b;
}

static double
shape_of (const TwinFeatures *features)
{
  return log ((double) twin_features_get_width (features) / twin_features_get_height (features));
}

/* -1 to 0, for pairs of which key points cannot tell: the likelier in shape, the lower; above 0 for none. */
static double
rank_shapes (const TwinFeatures *first, const TwinFeatures *second)
{
  guint points = MIN (twin_features_get_n_points (first), twin_features_get_n_points (second));
  double apart = fabs (shape_of (first) - shape_of (second));

  return points < FEW_POINTS && apart < LIKE_SHAPE ? apart / LIKE_SHAPE - 1 : 1;
}

/* FALSE where memory does not suffice. */
static gboolean
rank (TwinPartPair *pair)
{
  const TwinFeatures *first, *second;
  g_autoptr (GPtrArray) hypotheses = NULL;

  order (pair, &first, &second);
  hypotheses = twin_geometry_find (first, second);
  if (hypotheses == NULL)
    return FALSE;
  pair->log_nfa = 0;
  if (hypotheses->len > 0)
    pair->log_nfa = MIN (((const TwinHypothesis *) hypotheses->pdata[0])->log_nfa_free, 0);
  if (pair->log_nfa > LEAST_RARE)
    pair->log_nfa = LEAST_RARE * -rank_shapes (first, second);
  return TRUE;
}

static int
compare_rank (gconstpointer a, gconstpointer b)
{
  const TwinPartPair *pair_a = a, *pair_b = b;
  const TwinFeatures *first_a, *second_a, *first_b, *second_b;
  int of_first;

  if (pair_a->log_nfa != pair_b->log_nfa)
    return pair_a->log_nfa < pair_b->log_nfa ? -1 : 1;
  order (pair_a, &first_a, &second_a);
  order (pair_b, &first_b, &second_b);
  of_first = twin_features_order (first_a, first_b);
  return of_first != 0 ? of_first : twin_features_order (second_a, second_b);
}

static TwinPart
part_at (GArray *parts, guint index, const TwinFeatures *whole)
{
  if (index == TWIN_PART_WHOLE)
    return (TwinPart){ TWIN_PART_WHOLE, { 0, 0, 0, 0 }, (TwinFeatures *) whole };
  return g_array_index (parts, TwinPart, index);
}

/* All pairs, not yet ranked. (transfer full) */
static GArray *
list_pairs (GArray *parts_a, const TwinFeatures *a, GArray *parts_b, const TwinFeatures *b)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (TwinPartPair));
  guint n_a = MAX (parts_a->len, 1), n_b = MAX (parts_b->len, 1);

  for (guint i = 0; i < n_a; i++)
    for (guint k = 0; k < n_b; k++)
      {
        guint of_a = parts_a->len > 0 ? i : TWIN_PART_WHOLE;
        guint of_b = parts_b->len > 0 ? k : TWIN_PART_WHOLE;
        TwinPartPair pair = { of_a, of_b, part_at (parts_a, of_a, a).features,
                              part_at (parts_b, of_b, b).features, 0 };

        g_array_append_val (pairs, pair);
      }
  return pairs;
}

GArray *
twin_part_pairs_find (GArray *parts_a, const TwinFeatures *a, GArray *parts_b,
                      const TwinFeatures *b, guint *out_tried)
{
  g_autoptr (GArray) pairs = list_pairs (parts_a, a, parts_b, b);
  guint tried = pairs->len, n = 0;

  for (guint i = 0; i < pairs->len; i++)
    if (!rank (&g_array_index (pairs, TwinPartPair, i)))
      return NULL;
  g_array_sort (pairs, compare_rank);
  while (n < MIN (pairs->len, TWIN_PART_PAIRS_MOST) &&
         g_array_index (pairs, TwinPartPair, n).log_nfa < 0)
    n++;
  g_array_set_size (pairs, n);
  *out_tried = tried;
  return g_steal_pointer (&pairs);
}
