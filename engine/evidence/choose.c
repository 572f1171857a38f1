#include "evidence/choose.h"

#include <math.h>

#define GRID 8
/* Sizes (diameters in the picture's pixels) outside of these bring neither more nor less. */
#define SMALLEST 2.0
#define LARGEST 20.0

/* What the order goes by: larger blobs are found again more surely. */
typedef struct
{
  TwinBlobPoint blob;
  double worth;
  guint cell;
  guint rank;
} Candidate;

static int
compare_worth (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a, *second = b;
  double difference = second->worth - first->worth;

  if (difference == 0)
    difference = first->blob.y != second->blob.y ? first->blob.y - second->blob.y
                                                 : first->blob.x - second->blob.x;
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* By rank within the cell; equal ranks by worth, since the order is already that and the sort keeps it. */
static int
compare_rank (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a, *second = b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return compare_worth (a, b);
}

static guint
cell_along (double place, guint length)
{
  return (guint) CLAMP (place * GRID / length, 0, GRID - 1);
}

static Candidate
candidate_of (const TwinBlobPoint *blob, const TwinScaleSpace *space, guint width, guint height)
{
  const TwinOctave *octave = &space->octaves[blob->octave];
  double size = CLAMP (2 * blob->sigma * octave->step, SMALLEST, LARGEST);

  return (Candidate){
    .blob = *blob,
    .worth = fabs (blob->response) * sqrt (size),
    .cell = cell_along (blob->y * octave->step + octave->origin, height) * GRID +
            cell_along (blob->x * octave->step + octave->origin, width),
  };
}

static void
rank_in_cells (Candidate *candidates, guint n)
{
  guint counts[GRID * GRID] = { 0 };

  for (guint i = 0; i < n; i++)
    candidates[i].rank = counts[candidates[i].cell]++;
}

void
twin_blobs_choose (GArray *blobs, const TwinScaleSpace *space, guint width, guint height,
                   guint most)
{
  g_autofree Candidate *candidates = g_new (Candidate, blobs->len);
  guint n = blobs->len, half = most / 2;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    candidates[i] = candidate_of (&g_array_index (blobs, TwinBlobPoint, i), space, width, height);
  qsort (candidates, n, sizeof *candidates, compare_worth);
  if (n > most)
    {
      rank_in_cells (candidates, n);
      qsort (candidates + half, n - half, sizeof *candidates, compare_rank);
      n = most;
    }
  g_array_set_size (blobs, n);
  for (guint i = 0; i < n; i++)
    g_array_index (blobs, TwinBlobPoint, i) = candidates[i].blob;
}
