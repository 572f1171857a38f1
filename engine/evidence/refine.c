/* refine.c: the enhanced correlation coefficient made as large as it goes (Evangelidis and Psarakis 2008), in
 * its inverse compositional form: b's gradients are worked out once, and only a is resampled.
 *
 * For b(x + d(x)), d(x) = P (x, y, 1), to correlate best with a(W x), with J = db/dP:
 *   dP = H^-1 (l J'a - J'b),  H = J'J,  l = (b'b - J'b H^-1 J'b) / (a'b - J'a H^-1 J'b);  W becomes W (1 + dP)^-1.
 * Each of J's columns is a gradient times x, y or 1, so a pass needs four sums a row and no J in memory. */
#include "evidence/refine.h"

#include <math.h>
#include <string.h>

#define N 6
/* Pictures are blurred by this and normalised over this square first: grain of its own and light do not count. */
#define BLUR 1.2
#define SIDE 27
#define FLOOR 2.0
/* Frames with longer sides are first aligned at half their size. */
#define COARSE_ABOVE 120
#define COARSE_PASSES 6
#define FINE_PASSES 6
/* Less movement at the frame's corners than this, in pixels, is none. */
#define STILL 0.02
/* No further than this is looked for: changes of size, and shift as a share of the longer side. */
#define LEAST_SIZE 0.83
#define MOST_SIZE 1.2
#define MOST_SHIFT 0.25
#define LEAST_SHARED 400

/* One resolution's part of the work. */
typedef struct
{
  TwinGrey *a; /* normalised */
  TwinGrey *b; /* normalised, mean 0 where shared, 0 elsewhere, its sign turned where inverted */
  TwinGrey *shared; /* not owned */
  TwinGrey *across; /* b's gradient, 0 where not shared */
  TwinGrey *down;
  double factor[N][N]; /* Cholesky's, of H */
  double sums[N];      /* J'1 */
  double of_b[N];      /* J'b */
  double b_by_b;
  double n;
} Level;

static void
level_clear (Level *level)
{
  twin_grey_free (level->a);
  twin_grey_free (level->b);
  twin_grey_free (level->across);
  twin_grey_free (level->down);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Level, level_clear)

/* Places as the maps take them: from the frame's middle, in units of its longer side's half. */
static double
unit_of (const TwinGrey *grey)
{
  return MAX (grey->width, grey->height) / 2.0;
}

/* J' times a picture. */
static void
project (const Level *level, const TwinGrey *grey, double out[N])
{
  double unit = unit_of (grey);

  memset (out, 0, N * sizeof *out);
  for (guint y = 0; y < grey->height; y++)
    {
      const float *restrict values = twin_grey_at (grey, 0, y);
      const float *restrict across = twin_grey_at (level->across, 0, y);
      const float *restrict down = twin_grey_at (level->down, 0, y);
      float start = 0.5f - grey->width / 2.0f, sums[4] = { 0 };
      double at_y = (y + 0.5 - grey->height / 2.0) / unit;

      for (guint x = 0; x < grey->width; x++)
        {
          float by_across = values[x] * across[x], by_down = values[x] * down[x], at_x = start + x;

          sums[0] += by_across * at_x;
          sums[1] += by_across;
          sums[2] += by_down * at_x;
          sums[3] += by_down;
        }
      out[0] += sums[0] / unit;
      out[1] += sums[1] * at_y;
      out[2] += sums[1];
      out[3] += sums[2] / unit;
      out[4] += sums[3] * at_y;
      out[5] += sums[3];
    }
}

/* H from the products of gradients and of places: 3 of those by 6 of these. */
static void
add_row_to_hessian (const Level *level, guint y, double products[3][3][2])
{
  const TwinGrey *grey = level->across;
  const float *restrict across = twin_grey_at (level->across, 0, y);
  const float *restrict down = twin_grey_at (level->down, 0, y);
  double unit = unit_of (grey), at_y = (y + 0.5 - grey->height / 2.0) / unit;

  for (guint kind = 0; kind < 3; kind++)
    {
      const float *restrict first = kind == 2 ? down : across;
      const float *restrict second = kind == 0 ? across : down;
      float sums[3] = { 0 }, start = 0.5f - grey->width / 2.0f;

      for (guint x = 0; x < grey->width; x++)
        {
          float product = first[x] * second[x], at_x = start + x;

          sums[0] += product * at_x * at_x;
          sums[1] += product * at_x;
          sums[2] += product;
        }
      products[kind][0][0] += sums[0] / (unit * unit); /* xx */
      products[kind][0][1] += sums[1] / unit * at_y;   /* xy */
      products[kind][1][0] += sums[1] / unit;          /* x */
      products[kind][1][1] += sums[2] * at_y * at_y;   /* yy */
      products[kind][2][0] += sums[2] * at_y;          /* y */
      products[kind][2][1] += sums[2];                 /* 1 */
    }
}

static void
fill_hessian (double products[3][3][2], double hessian[N][N])
{
  /* Which product belongs to two places of (x, y, 1). */
  static const guint places[3][3][2] = { { { 0, 0 }, { 0, 1 }, { 1, 0 } },
                                         { { 0, 1 }, { 1, 1 }, { 2, 0 } },
                                         { { 1, 0 }, { 2, 0 }, { 2, 1 } } };

  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      {
        const guint *place = places[i % 3][j % 3];

        hessian[i][j] = products[i / 3 + j / 3][place[0]][place[1]];
      }
}

/* In place, the lower half. FALSE where a direction moves nothing. */
static gboolean
factorise (double matrix[N][N])
{
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j <= i; j++)
      {
        double sum = matrix[i][j], whole = matrix[i][i];

        for (guint k = 0; k < j; k++)
          sum -= matrix[i][k] * matrix[j][k];
        if (i == j && !(sum > 1e-6 * whole))
          return FALSE;
        matrix[i][j] = i == j ? sqrt (sum) : sum / matrix[j][j];
      }
  return TRUE;
}

static void
solve (const double factor[N][N], const double right[N], double out[N])
{
  for (guint i = 0; i < N; i++)
    {
      out[i] = right[i];
      for (guint k = 0; k < i; k++)
        out[i] -= factor[i][k] * out[k];
      out[i] /= factor[i][i];
    }
  for (guint i = N; i-- > 0;)
    {
      for (guint k = i + 1; k < N; k++)
        out[i] -= factor[k][i] * out[k];
      out[i] /= factor[i][i];
    }
}

static double
dot (const double a[N], const double b[N])
{
  double sum = 0;

  for (guint i = 0; i < N; i++)
    sum += a[i] * b[i];
  return sum;
}

/* Turned to mean 0 where shared, 0 elsewhere. */
static void
centre (Level *level, gboolean inverted)
{
  gsize n = (gsize) level->b->width * level->b->height;
  const float *shared = level->shared->values;
  float *b = level->b->values, sign = inverted ? -1 : 1;
  double sum = 0;

  level->n = 0;
  level->b_by_b = 0;
  for (gsize i = 0; i < n; i++)
    {
      level->n += shared[i];
      sum += shared[i] * b[i];
    }
  for (gsize i = 0; i < n; i++)
    {
      b[i] = sign * shared[i] * (b[i] - (float) (sum / MAX (level->n, 1)));
      level->b_by_b += b[i] * b[i];
    }
}

/* Central differences, 0 along the frame's edge and where a neighbour is not shared. */
static gboolean
find_gradients (Level *level)
{
  guint width = level->b->width, height = level->b->height;

  level->across = twin_grey_new (width, height);
  level->down = twin_grey_new (width, height);
  if (level->across == NULL || level->down == NULL)
    return FALSE;
  for (guint y = 1; y + 1 < height; y++)
    {
      const float *row = twin_grey_at (level->b, 0, y);
      const float *shared = twin_grey_at (level->shared, 0, y);
      float *across = twin_grey_at (level->across, 0, y), *down = twin_grey_at (level->down, 0, y);

      for (guint x = 1; x + 1 < width; x++)
        {
          float all = shared[x] * shared[x - 1] * shared[x + 1] * shared[(gsize) x + width] *
                      *(shared + x - width) * 0.5f;

          across[x] = all * (row[x + 1] - row[x - 1]);
          down[x] = all * (row[(gsize) x + width] - *(row + x - width));
        }
    }
  return TRUE;
}

static TwinGrey *
normalise (const TwinGrey *grey, gboolean coarse)
{
  g_autoptr (TwinGrey) half = coarse ? twin_grey_resize (grey, grey->width / 2, grey->height / 2)
                                     : NULL;
  g_autoptr (TwinGrey) blurred = NULL;

  if (coarse && half == NULL)
    return NULL;
  blurred = twin_grey_blur (coarse ? half : grey, BLUR);
  return blurred != NULL ? twin_grey_normalise_locally (blurred, SIDE, FLOOR) : NULL;
}

/* FALSE without memory. *out_usable: whether it tells anything about every direction. */
static gboolean
level_init (Level *level, const TwinGrey *a, const TwinGrey *b, TwinGrey *shared, gboolean inverted,
            gboolean coarse, gboolean *out_usable)
{
  double products[3][3][2] = { 0 };

  level->a = normalise (a, coarse);
  level->b = normalise (b, coarse);
  level->shared = shared;
  if (level->a == NULL || level->b == NULL)
    return FALSE;
  centre (level, inverted);
  if (!find_gradients (level))
    return FALSE;
  for (guint y = 0; y < level->b->height; y++)
    add_row_to_hessian (level, y, products);
  fill_hessian (products, level->factor);
  project (level, level->b, level->of_b);
  project (level, shared, level->sums);
  *out_usable = level->n >= (coarse ? LEAST_SHARED / 4 : LEAST_SHARED) && factorise (level->factor);
  return TRUE;
}

/* From places as the maps take them to pixels. */
static TwinAffine
to_pixels (const TwinGrey *grey)
{
  double unit = unit_of (grey);

  return (TwinAffine){ { { unit, 0, grey->width / 2.0 }, { 0, unit, grey->height / 2.0 } } };
}

/* W in pixels of the level. */
static TwinAffine
in_pixels (const TwinAffine *map, const TwinGrey *grey)
{
  TwinAffine out = to_pixels (grey), in, inner;

  if (!twin_affine_invert (&out, &in))
    return twin_affine_identity ();
  inner = twin_affine_compose (map, &in);
  return twin_affine_compose (&out, &inner);
}

/* a(W x), and what it and b have to do with each other. */
typedef struct
{
  double of_a[N];
  double a_by_b;
  double correlation;
} Look;

/* FALSE without memory. */
static gboolean
look (const Level *level, const TwinAffine *map, Look *out)
{
  gsize n = (gsize) level->b->width * level->b->height;
  TwinAffine pixels = in_pixels (map, level->b), to_frame;
  g_autoptr (TwinGrey) warped = NULL;
  double sum = 0, squares = 0, mean;

  if (!twin_affine_invert (&pixels, &to_frame))
    to_frame = twin_affine_identity ();
  warped = twin_warp (level->a, &to_frame, level->b->width, level->b->height, NULL);
  if (warped == NULL)
    return FALSE;
  out->a_by_b = 0;
  for (gsize i = 0; i < n; i++)
    {
      float a = warped->values[i] * level->shared->values[i];

      sum += a;
      squares += a * a;
      out->a_by_b += a * level->b->values[i];
    }
  mean = sum / level->n;
  project (level, warped, out->of_a);
  for (guint i = 0; i < N; i++)
    out->of_a[i] -= mean * level->sums[i];
  out->correlation = out->a_by_b / sqrt (MAX ((squares - sum * mean) * level->b_by_b, G_MINDOUBLE));
  return TRUE;
}

/* W (1 + dP)^-1; *out_moved: how far the step moves the frame's corners, in pixels. FALSE: no step to take. */
static gboolean
step (const Level *level, const Look *seen, TwinAffine *map, double *out_moved)
{
  double by_a[N], by_b[N], change[N], gain;
  TwinAffine moved, back;

  solve (level->factor, seen->of_a, by_a);
  solve (level->factor, level->of_b, by_b);
  gain = seen->a_by_b - dot (seen->of_a, by_b);
  if (!(gain > 0))
    return FALSE;
  gain = (level->b_by_b - dot (level->of_b, by_b)) / gain;
  for (guint i = 0; i < N; i++)
    change[i] = (gain * by_a[i] - by_b[i]) / unit_of (level->b);
  moved = (TwinAffine){ { { 1 + change[0], change[1], change[2] },
                          { change[3], 1 + change[4], change[5] } } };
  if (!twin_affine_invert (&moved, &back))
    return FALSE;
  *map = twin_affine_compose (map, &back);
  *out_moved = unit_of (level->b) * (fabs (change[0]) + fabs (change[1]) + fabs (change[2]) +
                                     fabs (change[3]) + fabs (change[4]) + fabs (change[5]));
  return TRUE;
}

/* Is it near enough to where the search began? */
static gboolean
is_near (const TwinAffine *map)
{
  TwinAffineParts parts = twin_affine_decompose (map);
  double root = sqrt (parts.stretch);

  return twin_affine_determinant (map) > 0 && parts.scale * root <= MOST_SIZE &&
         parts.scale / root >= LEAST_SIZE && hypot (map->m[0][2], map->m[1][2]) <= 2 * MOST_SHIFT;
}

/* From *map on; the best seen is left in it, and its correlation. FALSE without memory. */
static gboolean
climb (const Level *level, guint passes, TwinAffine *map, double *out_first, double *out_best)
{
  TwinAffine at = *map;
  double moved = G_MAXDOUBLE;

  for (guint pass = 0; pass <= passes; pass++)
    {
      Look seen;

      if (!look (level, &at, &seen))
        return FALSE;
      if (pass == 0)
        *out_first = *out_best = seen.correlation;
      else if (seen.correlation <= *out_best)
        break;
      *out_best = seen.correlation;
      *map = at;
      if (pass == passes || moved < STILL || !step (level, &seen, &at, &moved) || !is_near (&at))
        break;
    }
  return TRUE;
}

static TwinGrey *
halve_mask (const TwinGrey *shared)
{
  TwinGrey *half = twin_grey_resize (shared, shared->width / 2, shared->height / 2);
  gsize n = half != NULL ? (gsize) half->width * half->height : 0;

  for (gsize i = 0; i < n; i++)
    half->values[i] = half->values[i] > 0.999f;
  return half;
}

/* A first approach, at half the size: it sees further. */
static gboolean
approach (const TwinAlignment *alignment, gboolean inverted, TwinAffine *map)
{
  g_auto (Level) level = { 0 };
  g_autoptr (TwinGrey) shared = halve_mask (alignment->shared);
  gboolean usable;
  double first, best;

  if (shared == NULL ||
      !level_init (&level, alignment->a, alignment->b, shared, inverted, TRUE, &usable))
    return FALSE;
  return !usable || climb (&level, COARSE_PASSES, map, &first, &best);
}

/* a(W x) is a, laid at W^-1 times where it lay. */
static gboolean
move (TwinAlignment *alignment, const TwinGrey *a, const TwinAffine *map)
{
  TwinAffine pixels = in_pixels (map, alignment->b), back, to_frame;

  if (!twin_affine_invert (&pixels, &back))
    return TRUE;
  to_frame = twin_affine_compose (&back, &alignment->a_to_frame);
  return twin_alignment_move (alignment, a, &to_frame);
}

gboolean
twin_refine (TwinAlignment *alignment, const TwinGrey *a, gboolean inverted)
{
  g_auto (Level) level = { 0 };
  TwinAffine start = twin_affine_identity (), map = start;
  double before, first, best;
  gboolean usable;
  Look seen;

  if (MAX (alignment->a->width, alignment->a->height) > COARSE_ABOVE &&
      !approach (alignment, inverted, &map))
    return FALSE;
  if (!level_init (&level, alignment->a, alignment->b, alignment->shared, inverted, FALSE, &usable))
    return FALSE;
  if (!usable)
    return TRUE;
  if (!look (&level, &start, &seen) || !climb (&level, FINE_PASSES, &map, &first, &best))
    return FALSE;
  before = seen.correlation;
  if (first < before)
    {
      map = start;
      if (!climb (&level, FINE_PASSES, &map, &first, &best))
        return FALSE;
    }
  return best > before ? move (alignment, a, &map) : TRUE;
}
