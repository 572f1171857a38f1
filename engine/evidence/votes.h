/* votes.h: matches as votes for a turn, a scale and a shift; who agrees with whom. */
#pragma once

#include "evidence/fit.h"
#include "evidence/loops.h"
#include "evidence/matching.h"

G_BEGIN_DECLS

/**
 * TwinBallot: all votes of one variant
 * @n: how many
 * @places: [n]
 * @votes: the same for the inner loops
 * @tolerance: pixels of b, within which a first map may err
 * @free: [n]: 0 where one of the points stands on furniture
 * @taken: [n]: over 0 where an earlier hypothesis accounts for it
 * @cells_a, @cells_b: [n]: the cell of 4 x 4 pixels of either picture that the point lies in
 */
typedef struct
{
  guint n;
  gboolean mirrored;
  const TwinMatch *matches;
  TwinPlaces *places;
  TwinVotes votes;
  float *memory;
  double tolerance;
  guint8 *free;
  guint8 *taken;
  guint32 *cells_a, *cells_b;
  guint32 n_cells_a, n_cells_b;
} TwinBallot;

/* @matches must live as long. */
TwinBallot *twin_ballot_new (const TwinFeatures *a, const TwinFeatures *b,
                             const TwinVariant *variant, GArray *matches);
void twin_ballot_free (TwinBallot *ballot);

/* flags[n]: who agrees with vote @i. Returns: how many */
guint twin_ballot_poll (const TwinBallot *ballot, guint i, guint8 *flags);
/* Is vote @i's own turn and scale near those of @map? */
gboolean twin_ballot_suits (const TwinBallot *ballot, guint i, const TwinAffine *map);

/* That a vote lies within @radius of where it should, by chance, in turn and scale too; @area: of b, in square pixels */
double twin_ballot_chance (double radius, double area);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinBallot, twin_ballot_free)

G_END_DECLS
