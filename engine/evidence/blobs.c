#include "evidence/blobs.h"

#include "evidence/loops.h"

#include <math.h>
#include <string.h>

/* Differences of neighbouring levels; blobs lie in all but the outermost two. */
#define N_DIFFERENCES (TWIN_OCTAVE_LEVELS - 1)
/* So near to an edge there is no telling. */
#define BORDER 5
#define MAX_STEPS 5
/* What a first look lets through, of the threshold. */
#define FIRST_LOOK 0.5

/* The rows that are being looked at: three of each difference, and their spans. */
typedef struct
{
  guint width;
  float *memory;
  float *rows[N_DIFFERENCES][3];
  float *high[N_DIFFERENCES];
  float *low[N_DIFFERENCES];
  float *scratch;
  guint8 *flags;
} Band;

static gboolean
band_init (Band *band, guint width)
{
  gsize n;
  float *next;

  memset (band, 0, sizeof *band);
  band->width = width;
  if (!g_size_checked_mul (&n, width, 5 * N_DIFFERENCES + 2))
    return FALSE;
  band->memory = next = g_try_new (float, n);
  band->flags = g_try_new (guint8, width);
  if (band->memory == NULL || band->flags == NULL)
    return FALSE;
  for (guint i = 0; i < N_DIFFERENCES; i++)
    {
      for (guint row = 0; row < 3; row++, next += width)
        band->rows[i][row] = next;
      band->high[i] = next;
      band->low[i] = next + width;
      next += 2 * (gsize) width;
    }
  band->scratch = next;
  return TRUE;
}

static void
band_clear (Band *band)
{
  g_free (band->memory);
  g_free (band->flags);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Band, band_clear)

static void
band_take_row (Band *band, const TwinOctave *octave, guint y)
{
  for (guint i = 0; i < N_DIFFERENCES; i++)
    twin_loops_get ()->difference (band->rows[i][y % 3], band->width,
                                   twin_grey_at (octave->levels[i + 1], 0, y),
                                   twin_grey_at (octave->levels[i], 0, y));
}

static inline double
at (const TwinOctave *octave, guint layer, guint x, guint y)
{
  return (double) *twin_grey_at (octave->levels[layer + 1], x, y) -
         *twin_grey_at (octave->levels[layer], x, y);
}

/* Derivatives of the differences along x, y and the layers. */
typedef struct
{
  double value;
  double x, y, s;
  double xx, yy, ss, xy, xs, ys;
} Surface;

static Surface
surface_at (const TwinOctave *octave, guint layer, guint x, guint y)
{
  Surface f = { .value = at (octave, layer, x, y) };
  double left = at (octave, layer, x - 1, y), right = at (octave, layer, x + 1, y);
  double up = at (octave, layer, x, y - 1), down = at (octave, layer, x, y + 1);
  double finer = at (octave, layer - 1, x, y), coarser = at (octave, layer + 1, x, y);

  f.x = (right - left) / 2;
  f.y = (down - up) / 2;
  f.s = (coarser - finer) / 2;
  f.xx = right + left - 2 * f.value;
  f.yy = down + up - 2 * f.value;
  f.ss = coarser + finer - 2 * f.value;
  f.xy = (at (octave, layer, x + 1, y + 1) - at (octave, layer, x - 1, y + 1) -
          at (octave, layer, x + 1, y - 1) + at (octave, layer, x - 1, y - 1)) /
         4;
  f.xs = (at (octave, layer + 1, x + 1, y) - at (octave, layer + 1, x - 1, y) -
          at (octave, layer - 1, x + 1, y) + at (octave, layer - 1, x - 1, y)) /
         4;
  f.ys = (at (octave, layer + 1, x, y + 1) - at (octave, layer + 1, x, y - 1) -
          at (octave, layer - 1, x, y + 1) + at (octave, layer - 1, x, y - 1)) /
         4;
  return f;
}

/* Where the parabola through the surface has its top: Cramer's rule on H o = -g. */
static gboolean
top_of (const Surface *f, double offset[3])
{
  double a = f->yy * f->ss - f->ys * f->ys, b = f->xs * f->ys - f->xy * f->ss;
  double c = f->xy * f->ys - f->xs * f->yy, d = f->xx * f->ss - f->xs * f->xs;
  double e = f->xy * f->xs - f->xx * f->ys, g = f->xx * f->yy - f->xy * f->xy;
  double det = f->xx * a + f->xy * b + f->xs * c;

  if (!(fabs (det) > 1e-12))
    return FALSE;
  offset[0] = -(a * f->x + b * f->y + c * f->s) / det;
  offset[1] = -(b * f->x + d * f->y + e * f->s) / det;
  offset[2] = -(c * f->x + e * f->y + g * f->s) / det;
  return TRUE;
}

static gboolean
lies_on_edge (const Surface *f, double edge)
{
  double trace = f->xx + f->yy, det = f->xx * f->yy - f->xy * f->xy;

  return det <= 0 || trace * trace * edge >= (edge + 1) * (edge + 1) * det;
}

/* Moves *place by whole steps; FALSE where that leaves what can be looked at. */
static gboolean
step (const TwinOctave *octave, const double offset[3], gint place[3])
{
  const TwinGrey *level = octave->levels[0];

  for (guint i = 0; i < 3; i++)
    {
      if (!(fabs (offset[i]) < 100))
        return FALSE;
      place[i] += (gint) round (offset[i]);
    }
  return place[0] >= BORDER && place[0] < (gint) level->width - BORDER && place[1] >= BORDER &&
         place[1] < (gint) level->height - BORDER && place[2] >= 1 &&
         place[2] <= TWIN_OCTAVE_LAYERS;
}

static gboolean
settle (const TwinOctave *octave, gint place[3], Surface *surface, double offset[3])
{
  for (guint i = 0; i < MAX_STEPS; i++)
    {
      *surface = surface_at (octave, (guint) place[2], (guint) place[0], (guint) place[1]);
      if (!top_of (surface, offset))
        return FALSE;
      if (fabs (offset[0]) < 0.5 && fabs (offset[1]) < 0.5 && fabs (offset[2]) < 0.5)
        return TRUE;
      if (!step (octave, offset, place))
        return FALSE;
    }
  return FALSE;
}

/* A search's unchanging part. */
typedef struct
{
  const TwinOctave *octave;
  guint number;
  double threshold;
  double edge;
  GArray *found;
} Search;

static void
look_closer (const Search *search, guint layer, guint x, guint y)
{
  gint place[3] = { (gint) x, (gint) y, (gint) layer };
  double offset[3], response;
  TwinBlobPoint blob;
  Surface f;

  if (!settle (search->octave, place, &f, offset))
    return;
  response = f.value + (f.x * offset[0] + f.y * offset[1] + f.s * offset[2]) / 2;
  if (fabs (response) < search->threshold || lies_on_edge (&f, search->edge))
    return;
  blob = (TwinBlobPoint){
    .octave = search->number,
    .level = (guint) place[2],
    .x = place[0] + offset[0],
    .y = place[1] + offset[1],
    .sigma = TWIN_OCTAVE_SIGMA * exp2 ((place[2] + offset[2]) / TWIN_OCTAVE_LAYERS),
    /* The difference of a wider and a narrower blur is below 0 on a bright blob. */
    .response = -response,
  };
  g_array_append_val (search->found, blob);
}

/* Looks at row @y, the band holding it, the one above and the one below. */
static void
search_row (const Search *search, Band *band, guint y)
{
  const TwinLoops *loops = twin_loops_get ();
  guint w = band->width;

  for (guint i = 0; i < N_DIFFERENCES; i++)
    loops->span (band->high[i], band->low[i], w, (const float *const *) band->rows[i]);
  for (guint layer = 1; layer <= TWIN_OCTAVE_LAYERS; layer++)
    {
      const guint8 *flag = band->flags, *end = band->flags + w - BORDER;

      loops->peaks (band->flags, w, band->rows[layer][y % 3],
                    (const float *const *) band->high + layer - 1,
                    (const float *const *) band->low + layer - 1,
                    (float) (FIRST_LOOK * search->threshold), band->scratch);
      for (flag += BORDER; flag < end; flag++)
        {
          flag = memchr (flag, 1, (gsize) (end - flag));
          if (flag == NULL)
            break;
          look_closer (search, layer, (guint) (flag - band->flags), y);
        }
    }
}

static gboolean
search_octave (const Search *search)
{
  const TwinGrey *level = search->octave->levels[0];
  g_auto (Band) band;

  if (!band_init (&band, level->width))
    return FALSE;
  if (level->width <= 2 * BORDER || level->height <= 2 * BORDER)
    return TRUE;
  for (guint y = BORDER - 1; y < level->height - BORDER + 1; y++)
    {
      band_take_row (&band, search->octave, y);
      if (y > BORDER)
        search_row (search, &band, y - 1);
    }
  return TRUE;
}

GArray *
twin_blobs_find (const TwinScaleSpace *space, double threshold, double edge)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwinBlobPoint));

  for (guint i = 0; i < space->n; i++)
    {
      Search search = { &space->octaves[i], i, threshold, edge, found };

      if (!search_octave (&search))
        return NULL;
    }
  return g_steal_pointer (&found);
}
