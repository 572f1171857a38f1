#include "evidence/votes.h"

#include <math.h>

/* How far a key point's own turn and scale may be from the truth. */
#define MOST_TURN (25 * G_PI / 180)
#define MOST_SIZE_FACTOR 1.6
/* Scales that chance would give lie within so much either way. */
#define SIZE_SPREAD 4.0
/* A first map may err by so many pixels, or by this share of what the matches cover. */
#define LEAST_TOLERANCE 6.0
#define TOLERANCE_SHARE 0.03
#define COVER_MARGIN 20
/* One match's map errs the more, the further away: square error over square distance. */
#define GROWTH 0.012f
/* Inliers are counted once a cell of this side. */
#define CELL 4
#define N_ARRAYS 6

static double
full_turn (double angle)
{
  double turn = angle / (2 * G_PI);

  return (turn - floor (turn)) * 2 * G_PI;
}

static guint32
cell_of (const TwinKeyPoint *point, guint columns)
{
  return (guint32) (point->y / CELL) * columns + (guint32) (point->x / CELL);
}

/* Distance between the outermost places in b, along both sides. */
static double
cover_of (const TwinPlaces *places, guint n)
{
  double left = G_MAXDOUBLE, right = -G_MAXDOUBLE, top = left, bottom = right;

  for (guint i = 0; i < n; i++)
    {
      left = MIN (left, places[i].u);
      right = MAX (right, places[i].u);
      top = MIN (top, places[i].v);
      bottom = MAX (bottom, places[i].v);
    }
  return n > 0 ? hypot (right - left, bottom - top) : 0;
}

static void
add_vote (TwinBallot *ballot, guint i, const TwinKeyPoint *a, const TwinKeyPoint *b,
          const TwinVariant *variant)
{
  float *vote = ballot->memory + i;
  guint n = ballot->n;
  double turned = twin_descriptor_turn (variant->mirrored, variant->inverted, a->angle);

  ballot->places[i] = (TwinPlaces){ a->x, a->y, b->x, b->y };
  ballot->free[i] = !((a->flags | b->flags) & TWIN_POINT_FURNITURE);
  vote[0] = variant->mirrored ? -a->x : a->x;
  vote[n] = a->y;
  vote[2 * n] = b->x;
  vote[3 * n] = b->y;
  vote[4 * n] = (float) full_turn (b->angle - turned);
  vote[5 * n] = logf (b->scale / a->scale);
}

TwinBallot *
twin_ballot_new (const TwinFeatures *a, const TwinFeatures *b, const TwinVariant *variant,
                 GArray *matches)
{
  TwinBallot *ballot = g_new0 (TwinBallot, 1);
  guint n = matches->len;
  guint columns_a = twin_features_get_width (a) / CELL + 1;
  guint columns_b = twin_features_get_width (b) / CELL + 1;

  ballot->n = n;
  ballot->mirrored = variant->mirrored;
  ballot->matches = (const TwinMatch *) (gpointer) matches->data;
  ballot->places = g_new (TwinPlaces, n);
  ballot->memory = g_new (float, N_ARRAYS *n);
  ballot->free = g_new (guint8, n);
  ballot->taken = g_new0 (guint8, n);
  ballot->cells_a = g_new (guint32, n);
  ballot->cells_b = g_new (guint32, n);
  ballot->n_cells_a = columns_a * (twin_features_get_height (a) / CELL + 1);
  ballot->n_cells_b = columns_b * (twin_features_get_height (b) / CELL + 1);
  for (guint i = 0; i < n; i++)
    {
      const TwinKeyPoint *of_a = &twin_features_get_points (a)[ballot->matches[i].a];
      const TwinKeyPoint *of_b = &twin_features_get_points (b)[ballot->matches[i].b];

      add_vote (ballot, i, of_a, of_b, variant);
      ballot->cells_a[i] = cell_of (of_a, columns_a);
      ballot->cells_b[i] = cell_of (of_b, columns_b);
    }
  ballot->votes = (TwinVotes){ ballot->memory,         ballot->memory + n,
                               ballot->memory + 2 * n, ballot->memory + 3 * n,
                               ballot->memory + 4 * n, ballot->memory + 5 * n };
  ballot->tolerance = MAX (LEAST_TOLERANCE,
                           TOLERANCE_SHARE * (cover_of (ballot->places, n) + COVER_MARGIN));
  return ballot;
}

void
twin_ballot_free (TwinBallot *ballot)
{
  if (ballot == NULL)
    return;
  g_free (ballot->places);
  g_free (ballot->memory);
  g_free (ballot->free);
  g_free (ballot->taken);
  g_free (ballot->cells_a);
  g_free (ballot->cells_b);
  g_free (ballot);
}

guint
twin_ballot_poll (const TwinBallot *ballot, guint i, guint8 *flags)
{
  const TwinVotes *votes = &ballot->votes;
  float scale = expf (votes->size[i]);
  float half = (float) ballot->tolerance / 2;
  TwinVote vote = {
    .cosine = scale * cosf (votes->turn[i]),
    .sine = scale * sinf (votes->turn[i]),
    .u = votes->u[i],
    .v = votes->v[i],
    .slack = half * half,
    .growth = GROWTH,
    .turn = votes->turn[i],
    .most_turn = (float) MOST_TURN,
    .size = votes->size[i],
    .most_size = logf (MOST_SIZE_FACTOR),
  };

  vote.shift_u = vote.u - vote.cosine * votes->x[i] + vote.sine * votes->y[i];
  vote.shift_v = vote.v - vote.sine * votes->x[i] - vote.cosine * votes->y[i];
  return twin_loops_get ()->followers (votes, ballot->n, &vote, flags);
}

gboolean
twin_ballot_suits (const TwinBallot *ballot, guint i, const TwinAffine *map)
{
  double sign = ballot->mirrored ? -1 : 1;
  double turn = full_turn (atan2 (sign * map->m[1][0], sign * map->m[0][0]));
  double size = log (MAX (fabs (twin_affine_determinant (map)), 1e-12)) / 2;
  double away = fabs (ballot->votes.turn[i] - turn);

  return MIN (away, 2 * G_PI - away) < MOST_TURN &&
         fabs (ballot->votes.size[i] - size) < log (MOST_SIZE_FACTOR);
}

double
twin_ballot_chance (double radius, double area)
{
  double size = MIN (1, log (MOST_SIZE_FACTOR) / log (SIZE_SPREAD));

  return MIN (1, G_PI * radius * radius / area) * (MOST_TURN / G_PI) * size;
}
