#include "evidence/geometry.h"

#include "evidence/chance.h"
#include "evidence/votes.h"
#include "evidence/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many of the votes with the most followers are looked at, and maps that fewer suit are none. */
#define MOST_SEEDS 40
#define LEAST_FOLLOWERS 3
/* Rounds of fitting, each with the tolerance times this. */
#define ROUNDS 4
/* Inliers that an affine map is fitted to, and the largest stretch that is believed. */
#define AFFINE_INLIERS 8
#define MOST_STRETCH 1.4
/* Points' numbers that fix a similarity (two matches less the one that it starts from) and an affine map. */
#define SIMILARITY_SAMPLE 1
#define AFFINE_SAMPLE 3
/* Share of points left out at either end when the area that they cover is measured, and the least area. */
#define TRIMMED 0.02
#define LEAST_AREA 2000.0

static const double tolerance_shares[ROUNDS] = { 1, 0.7, 0.5, 0.5 };
/* Pixels of b that an inlier may err by: the one with the lowest log NFA counts. */
static const double radii[] = { 2, 3, 4.5, 7, 10, 15 };

/* What a search of one variant needs; all arrays are as long as there are votes. */
typedef struct
{
  TwinBallot *ballot;
  double area;
  guint8 *flags;
  TwinPlaces *chosen;
  guint *members;
  guint *inliers;
  guint32 *stamps_a, *stamps_b;
  guint32 stamp;
} Search;

/* A map with those that it suits: @inliers is the search's. */
typedef struct
{
  TwinAffine map;
  double log_nfa;
  double radius;
  guint sample;
  guint n_inliers;
} Candidate;

void
twin_hypothesis_free (TwinHypothesis *hypothesis)
{
  if (hypothesis == NULL)
    return;
  g_array_unref (hypothesis->pairs);
  g_free (hypothesis);
}

/* Of one coordinate of all points, without the outermost. */
static double
trimmed_extent (const TwinFeatures *features, gboolean along_y)
{
  const TwinKeyPoint *points = twin_features_get_points (features);
  guint n = twin_features_get_n_points (features);
  g_autofree float *values = g_new (float, n);

  for (guint i = 0; i < n; i++)
    values[i] = along_y ? points[i].y : points[i].x;
  twin_sort_floats (values, n);
  return (double) values[(guint) ((1 - TRIMMED) * (n - 1))] - values[(guint) (TRIMMED * (n - 1))];
}

/* That the points cover, in square pixels. */
static double
area_of (const TwinFeatures *features)
{
  if (twin_features_get_n_points (features) == 0)
    return LEAST_AREA;
  return MAX (trimmed_extent (features, FALSE) * trimmed_extent (features, TRUE), LEAST_AREA);
}

static gboolean
search_init (Search *search, TwinBallot *ballot, double area)
{
  guint n = ballot->n;

  *search = (Search){
    .ballot = ballot,
    .area = area,
    .flags = g_new (guint8, n),
    .chosen = g_new (TwinPlaces, n),
    .members = g_new (guint, n),
    .inliers = g_new (guint, n),
    .stamps_a = g_try_new0 (guint32, ballot->n_cells_a),
    .stamps_b = g_try_new0 (guint32, ballot->n_cells_b),
  };
  return search->stamps_a != NULL && search->stamps_b != NULL;
}

static void
search_clear (Search *search)
{
  g_free (search->flags);
  g_free (search->chosen);
  g_free (search->members);
  g_free (search->inliers);
  g_free (search->stamps_a);
  g_free (search->stamps_b);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* The votes that @map takes to within @radius and that are no earlier hypothesis's. */
static guint
collect (const Search *search, const TwinAffine *map, double radius, guint *members)
{
  const TwinBallot *ballot = search->ballot;
  guint n = 0;

  for (guint i = 0; i < ballot->n; i++)
    if (!ballot->taken[i] && twin_fit_error (map, &ballot->places[i]) < radius &&
        twin_ballot_suits (ballot, i, map))
      members[n++] = i;
  return n;
}

/* Keeps one of those that lie in one cell of either picture, the surest. */
static guint
keep_distinct (Search *search, guint *members, guint n)
{
  const TwinBallot *ballot = search->ballot;
  guint kept = 0;

  search->stamp++;
  for (guint i = 0; i < n; i++)
    {
      guint32 *of_a = &search->stamps_a[ballot->cells_a[members[i]]];
      guint32 *of_b = &search->stamps_b[ballot->cells_b[members[i]]];

      if (*of_a == search->stamp || *of_b == search->stamp)
        continue;
      *of_a = *of_b = search->stamp;
      members[kept++] = members[i];
    }
  return kept;
}

static const TwinPlaces *
places_of (Search *search, const guint *members, guint n)
{
  for (guint i = 0; i < n; i++)
    search->chosen[i] = search->ballot->places[members[i]];
  return search->chosen;
}

/* From the followers of one vote to the similarity that suits most of them. */
static gboolean
settle (Search *search, guint n, TwinAffine *map)
{
  gboolean found = FALSE;

  for (guint round = 0; round < ROUNDS && n >= LEAST_FOLLOWERS; round++)
    {
      if (!twin_fit_similarity (places_of (search, search->members, n), n, search->ballot->mirrored,
                                map))
        return FALSE;
      found = TRUE;
      n = collect (search, map, search->ballot->tolerance * tolerance_shares[round],
                   search->members);
    }
  return found;
}

/* Takes @map into *best where chance would give it more rarely. */
static void
weigh (Search *search, const TwinAffine *map, guint sample, Candidate *best)
{
  for (guint i = 0; i < G_N_ELEMENTS (radii); i++)
    {
      guint n = collect (search, map, radii[i], search->members);
      double log_nfa;

      n = keep_distinct (search, search->members, n);
      if (n < LEAST_FOLLOWERS)
        continue;
      log_nfa = twin_chance_log_nfa (search->ballot->n, n, sample,
                                     twin_ballot_chance (radii[i], search->area));
      if (best->n_inliers > 0 && log_nfa >= best->log_nfa)
        continue;
      *best = (Candidate){ *map, log_nfa, radii[i], sample, n };
      memcpy (search->inliers, search->members, n * sizeof (guint));
    }
}

/* Blots are stretched: a map with more freedom, where chance would give that more rarely still. */
static void
try_affine (Search *search, Candidate *best)
{
  TwinAffine map;
  TwinAffineParts parts;

  if (best->n_inliers < AFFINE_INLIERS ||
      !twin_fit_affine (places_of (search, search->inliers, best->n_inliers), best->n_inliers,
                        &map))
    return;
  parts = twin_affine_decompose (&map);
  if (parts.stretch < MOST_STRETCH && parts.flipped == search->ballot->mirrored)
    weigh (search, &map, AFFINE_SAMPLE, best);
}

static gboolean
grow (Search *search, guint seed, Candidate *best)
{
  TwinBallot *ballot = search->ballot;
  TwinAffine map;
  guint n = 0;

  twin_ballot_poll (ballot, seed, search->flags);
  for (guint i = 0; i < ballot->n; i++)
    if (search->flags[i] && !ballot->taken[i])
      search->members[n++] = i;
  *best = (Candidate){ .n_inliers = 0 };
  if (!settle (search, n, &map))
    return FALSE;
  weigh (search, &map, SIMILARITY_SAMPLE, best);
  if (best->n_inliers == 0)
    return FALSE;
  if (twin_fit_similarity (places_of (search, search->inliers, best->n_inliers), best->n_inliers,
                           ballot->mirrored, &map))
    best->map = map;
  try_affine (search, best);
  return TRUE;
}

static TwinHypothesis *
hypothesis_new (const Search *search, const Candidate *best, const TwinVariant *variant)
{
  const TwinBallot *ballot = search->ballot;
  TwinHypothesis *hypothesis = g_new0 (TwinHypothesis, 1);
  guint n_free = 0;

  hypothesis->a_to_b = best->map;
  hypothesis->variant = *variant;
  hypothesis->log_nfa = best->log_nfa;
  hypothesis->matches = ballot->n;
  hypothesis->inliers = best->n_inliers;
  hypothesis->pairs = g_array_sized_new (FALSE, FALSE, sizeof (TwinMatch), best->n_inliers);
  for (guint i = 0; i < best->n_inliers; i++)
    {
      g_array_append_val (hypothesis->pairs, ballot->matches[search->inliers[i]]);
      hypothesis->inliers_free += ballot->free[search->inliers[i]];
    }
  for (guint i = 0; i < ballot->n; i++)
    n_free += ballot->free[i];
  hypothesis->log_nfa_free = twin_chance_log_nfa (n_free, hypothesis->inliers_free, best->sample,
                                                  twin_ballot_chance (best->radius, search->area));
  return hypothesis;
}

/* What a found map accounts for is no other's. */
static void
take_members (Search *search, const Candidate *best)
{
  guint n = collect (search, &best->map, MAX (best->radius, search->ballot->tolerance / 2),
                     search->members);

  for (guint i = 0; i < n; i++)
    search->ballot->taken[search->members[i]] = 1;
}

/* A vote and how many follow it. */
typedef struct
{
  guint vote;
  guint followers;
} Seed;

static int
compare_seeds (gconstpointer a, gconstpointer b)
{
  const Seed *first = a, *second = b;

  if (first->followers != second->followers)
    return first->followers > second->followers ? -1 : 1;
  return first->vote < second->vote ? -1 : first->vote > second->vote;
}

static Seed *
rank_seeds (const Search *search)
{
  guint n = search->ballot->n;
  Seed *seeds = g_new (Seed, n);

  for (guint i = 0; i < n; i++)
    seeds[i] = (Seed){ i, twin_ballot_poll (search->ballot, i, search->flags) };
  qsort (seeds, n, sizeof *seeds, compare_seeds);
  return seeds;
}

static void
look_for_maps (Search *search, const TwinVariant *variant, GPtrArray *found)
{
  g_autofree Seed *seeds = rank_seeds (search);
  guint most = MIN (search->ballot->n, MOST_SEEDS), n_found = 0;

  for (guint i = 0; i < most && n_found < TWIN_HYPOTHESES_A_VARIANT; i++)
    {
      Candidate best;

      if (search->ballot->taken[seeds[i].vote] || seeds[i].followers < LEAST_FOLLOWERS ||
          !grow (search, seeds[i].vote, &best))
        continue;
      g_ptr_array_add (found, hypothesis_new (search, &best, variant));
      take_members (search, &best);
      n_found++;
    }
}

static gboolean
find_of_variant (const TwinFeatures *a, const TwinFeatures *b, const TwinMatchTable *table_b,
                 double area, const TwinVariant *variant, GPtrArray *found)
{
  g_autoptr (TwinMatchTable) table_a = twin_match_table_new (a, variant);
  g_autoptr (GArray) matches = table_a != NULL ? twin_matches_find (table_a, table_b) : NULL;
  g_autoptr (TwinBallot) ballot = NULL;
  g_auto (Search) search = { .ballot = NULL };

  if (matches == NULL)
    return FALSE;
  if (matches->len < LEAST_FOLLOWERS)
    return TRUE;
  ballot = twin_ballot_new (a, b, variant, matches);
  if (!search_init (&search, ballot, area))
    return FALSE;
  look_for_maps (&search, variant, found);
  return TRUE;
}

static int
compare_hypotheses (gconstpointer a, gconstpointer b)
{
  const TwinHypothesis *first = *(TwinHypothesis *const *) a;
  const TwinHypothesis *second = *(TwinHypothesis *const *) b;

  return (first->log_nfa > second->log_nfa) - (first->log_nfa < second->log_nfa);
}

GPtrArray *
twin_geometry_find (const TwinFeatures *a, const TwinFeatures *b)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (
    (GDestroyNotify) twin_hypothesis_free);
  g_autoptr (TwinMatchTable) table_b = twin_match_table_new (b, &twin_variants[0]);

  double area;

  if (table_b == NULL)
    return NULL;
  area = area_of (b);
  for (guint i = 0; i < TWIN_VARIANTS; i++)
    if (!find_of_variant (a, b, table_b, area, &twin_variants[i], found))
      return NULL;
  /* Stable, so that the order of the variants decides between equals. */
  g_ptr_array_sort (found, compare_hypotheses);
  return g_steal_pointer (&found);
}
