#include "evidence/matching.h"

#include "evidence/products.h"

#include <stdlib.h>

/* Cosines below this are of different things. */
#define LEAST_COSINE 0.55f
/* Larger ratios are no matches. */
#define MOST_RATIO 0.92f
/* A rival lies elsewhere: further away than so many pixels, and than this share of the point's size. */
#define ELSEWHERE 4.0f
#define ELSEWHERE_SIZES 0.6f
/* What is met everywhere counts as a rival this much further away: it is of other pictures. */
#define BANK_WEIGHT 1.1f
/* How many of the nearest may lie in one place before one does that is elsewhere. */
#define MOST_COPIES 4

/* A blob is bright or dark, and matches only its like. */
#define SIGNS 2

const TwinVariant twin_variants[TWIN_VARIANTS] = { { FALSE, FALSE },
                                                   { TRUE, FALSE },
                                                   { FALSE, TRUE },
                                                   { TRUE, TRUE } };

/* @numbers: [n]: of the points of one sign; @rows: [n][length] */
typedef struct
{
  guint n;
  guint *numbers;
  float *rows;
} Part;

struct _TwinMatchTable
{
  const TwinFeatures *features;
  Part parts[SIGNS];
};

static gboolean
part_fill (Part *part, const TwinFeatures *features, const TwinVariant *variant, gboolean dark)
{
  const TwinKeyPoint *points = twin_features_get_points (features);
  const guint8 *descriptors = twin_features_get_descriptors (features);
  guint n = twin_features_get_n_points (features);
  g_autofree guint8 *permuted = g_new (guint8, MAX ((gsize) n, 1) * TWIN_DESCRIPTOR_LENGTH);

  part->numbers = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    if (((points[i].flags & TWIN_POINT_DARK) != 0) == dark)
      {
        twin_descriptor_permute (variant->mirrored, variant->inverted,
                                 descriptors + (gsize) i * TWIN_DESCRIPTOR_LENGTH,
                                 permuted + (gsize) part->n * TWIN_DESCRIPTOR_LENGTH);
        part->numbers[part->n++] = i;
      }
  part->rows = twin_descriptors_to_floats (permuted, part->n);
  return part->rows != NULL;
}

/* What was dark is bright in an inverted picture. */
TwinMatchTable *
twin_match_table_new (const TwinFeatures *features, const TwinVariant *variant)
{
  g_autoptr (TwinMatchTable) table = g_new0 (TwinMatchTable, 1);

  table->features = features;
  for (guint sign = 0; sign < SIGNS; sign++)
    if (!part_fill (&table->parts[sign], features, variant, (sign == 1) != variant->inverted))
      return NULL;
  return g_steal_pointer (&table);
}

void
twin_match_table_free (TwinMatchTable *table)
{
  if (table == NULL)
    return;
  for (guint sign = 0; sign < SIGNS; sign++)
    {
      g_free (table->parts[sign].numbers);
      g_free (table->parts[sign].rows);
    }
  g_free (table);
}

static gboolean
lies_elsewhere (const TwinKeyPoint *rival, const TwinKeyPoint *point)
{
  float dx = rival->x - point->x, dy = rival->y - point->y;
  float reach = MAX (ELSEWHERE, ELSEWHERE_SIZES * point->scale);

  return dx * dx + dy * dy >= reach * reach;
}

/* The cosine of the nearest but @nearest that lies elsewhere; spoils @row. */
static float
rival_cosine (float *row, const Part *b, const TwinKeyPoint *points, guint nearest)
{
  const TwinLoops *loops = twin_loops_get ();
  guint place = nearest;
  float cosine = 0;

  for (guint i = 0; i < MOST_COPIES; i++)
    {
      row[place] = -1;
      place = loops->best (row, b->n, &cosine);
      if (lies_elsewhere (&points[b->numbers[place]], &points[b->numbers[nearest]]))
        break;
    }
  return MAX (cosine, 0);
}

static float
ratio_of (float cosine, float rival, float rarity)
{
  float distance = twin_descriptor_distance (cosine);
  float next = MIN (twin_descriptor_distance (rival), BANK_WEIGHT * rarity);

  return distance / MAX (next, 1e-3f);
}

/* Appends what of the parts belongs together. */
static gboolean
match_parts (const Part *a, const Part *b, const TwinKeyPoint *points, GArray *matches)
{
  const TwinLoops *loops = twin_loops_get ();
  g_autofree float *products = g_try_new (float, MAX ((gsize) a->n * b->n, 1));
  g_autofree float *most = g_new (float, b->n);
  g_autofree guint32 *places = g_new0 (guint32, b->n);

  if (products == NULL)
    return FALSE;
  twin_descriptor_products (a->rows, a->n, b->rows, b->n, products, b->n);
  for (guint i = 0; i < b->n; i++)
    most[i] = -1;
  for (guint i = 0; i < a->n && b->n > 0; i++)
    loops->raise (most, places, b->n, products + (gsize) i * b->n, i);
  for (guint i = 0; i < a->n && b->n > 0; i++)
    {
      float *row = products + (gsize) i * b->n, cosine;
      guint j = loops->best (row, b->n, &cosine);
      TwinMatch match = { a->numbers[i], b->numbers[j], 0 };

      if (cosine <= LEAST_COSINE || places[j] != i)
        continue;
      match.ratio = ratio_of (cosine, rival_cosine (row, b, points, j), points[match.b].rarity);
      if (match.ratio < MOST_RATIO)
        g_array_append_val (matches, match);
    }
  return TRUE;
}

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const TwinMatch *first = a, *second = b;

  if (first->ratio != second->ratio)
    return first->ratio < second->ratio ? -1 : 1;
  return first->a < second->a ? -1 : first->a > second->a;
}

GArray *
twin_matches_find (const TwinMatchTable *a, const TwinMatchTable *b)
{
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (TwinMatch));

  for (guint sign = 0; sign < SIGNS; sign++)
    if (!match_parts (&a->parts[sign], &b->parts[sign], twin_features_get_points (b->features),
                      matches))
      return NULL;
  g_array_sort (matches, compare_matches);
  g_array_set_size (matches, MIN (matches->len, TWIN_MATCHES_MOST));
  return g_steal_pointer (&matches);
}
