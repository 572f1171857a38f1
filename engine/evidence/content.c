/* content.c: rows are looked through from both ends as far as they are plain; what lies between is content where its
 * hull is nearly a parallelogram. */
#include "evidence/content.h"

#include <math.h>

/* A corner is plain where the values in a square of this side deviate by no more than this, and by so many times the
 * noise. */
#define CORNER 7
#define PLAIN 1.5
#define PLAIN_NOISE 1.3
/* What differs by no more than this from the corner's grey is plain: where the corner deviates by less than FLAT, and
 * else. */
#define FLAT 0.3
#define FLAT_TOLERANCE 0.6
#define TOLERANCE 2.5
/* With more deviation, the mean over a square is looked at, and tells so much less. */
#define NOISY 1.5
#define MEAN_TOLERANCE 0.5
/* The hull and the quadrilateral, in shares of the picture and of the hull. */
#define MOST_CONTENT 0.99
#define LEAST_CONTENT 0.15
#define LEAST_QUADRILATERAL 0.95
/* A turned picture, perhaps stretched, is a parallelogram: its diagonals' middles lie as near, over the longer diagonal, or in
 * pixels. */
#define PARALLELOGRAM 0.008
#define PARALLELOGRAM_PIXELS 1.0
/* Pixels left out along the outline: mixed ones. */
#define MARGIN 2.0

typedef struct
{
  const TwinGrey *grey;
  float value;
  float tolerance;
} Plain;

static gboolean
corner_is_plain (const TwinGrey *grey, guint corner, double noise, float *out_value,
                 double *out_deviation)
{
  guint left = corner & 1 ? grey->width - CORNER : 0, top = corner & 2 ? grey->height - CORNER : 0;
  double sum = 0, squares = 0, n = CORNER * CORNER, mean;

  for (guint y = 0; y < CORNER; y++)
    for (guint x = 0; x < CORNER; x++)
      {
        double value = *twin_grey_at (grey, left + x, top + y);

        sum += value;
        squares += value * value;
      }
  mean = sum / n;
  *out_value = (float) mean;
  *out_deviation = sqrt (MAX (squares / n - mean * mean, 0));
  return *out_deviation <= PLAIN + PLAIN_NOISE * noise;
}

static gboolean
is_plain (const Plain *plain, guint x, guint y)
{
  return fabsf (*twin_grey_at (plain->grey, x, y) - plain->value) <= plain->tolerance;
}

/* The hull of what is not plain. */
static TwinPolygon
hull_of_content (const Plain *plain)
{
  guint width = plain->grey->width, height = plain->grey->height, n = 0;
  g_autofree double *x = g_new (double, 4 * (gsize) height);
  g_autofree double *y = g_new (double, 4 * (gsize) height);

  for (guint row = 0; row < height; row++)
    {
      guint first = 0, end = width;

      while (first < end && is_plain (plain, first, row))
        first++;
      while (end > first && is_plain (plain, end - 1, row))
        end--;
      if (first == end)
        continue;
      for (guint corner = 0; corner < 2; corner++, n++)
        {
          x[n] = corner == 0 ? first : end;
          y[n] = row + 0.5;
        }
    }
  return twin_polygon_hull (x, y, n);
}

/* Drawn in towards its middle. */
static TwinPolygon
shrink (const TwinPolygon *polygon, double margin)
{
  TwinPolygon shrunk = *polygon;
  double x = 0, y = 0;

  for (guint i = 0; i < polygon->n; i++)
    {
      x += polygon->x[i] / polygon->n;
      y += polygon->y[i] / polygon->n;
    }
  for (guint i = 0; i < polygon->n; i++)
    {
      double across = polygon->x[i] - x, down = polygon->y[i] - y;
      double keep = MAX (1 - M_SQRT2 * margin / MAX (hypot (across, down), 1), 0);

      shrunk.x[i] = x + keep * across;
      shrunk.y[i] = y + keep * down;
    }
  return shrunk;
}

static gboolean
is_parallelogram (const TwinPolygon *polygon)
{
  const double *x = polygon->x, *y = polygon->y;
  double longest = MAX (hypot (x[2] - x[0], y[2] - y[0]), hypot (x[3] - x[1], y[3] - y[1]));

  return polygon->n == 4 && hypot (x[0] + x[2] - x[1] - x[3], y[0] + y[2] - y[1] - y[3]) / 2 <=
                              MAX (PARALLELOGRAM * longest, PARALLELOGRAM_PIXELS);
}

static TwinPolygon
find_quadrilateral (const TwinGrey *grey, float value, double deviation)
{
  TwinPolygon whole = twin_polygon_rectangle (grey->width, grey->height), hull, simple;
  g_autoptr (TwinGrey) mean = deviation > NOISY ? twin_grey_box_mean (grey, CORNER) : NULL;
  double tolerance = deviation < FLAT ? FLAT_TOLERANCE : TOLERANCE;
  Plain plain = { mean != NULL ? mean : grey, value,
                  (float) (tolerance + (mean != NULL ? MEAN_TOLERANCE * deviation : 0)) };
  double area = (double) grey->width * grey->height, of_hull;

  hull = hull_of_content (&plain);
  of_hull = twin_polygon_area (&hull);
  simple = twin_polygon_simplify (&hull, 4);
  if (of_hull > MOST_CONTENT * area || of_hull < LEAST_CONTENT * area ||
      twin_polygon_area (&simple) < LEAST_QUADRILATERAL * of_hull || !is_parallelogram (&simple))
    return whole;
  return shrink (&simple, mean != NULL ? MARGIN + CORNER / 2 : MARGIN);
}

TwinPolygon
twin_content_find (const TwinGrey *grey)
{
  TwinPolygon whole = twin_polygon_rectangle (grey->width, grey->height);
  double noise, deviation;

  if (grey->width < 4 * CORNER || grey->height < 4 * CORNER)
    return whole;
  noise = twin_grey_noise (grey);
  for (guint corner = 0; corner < 4; corner++)
    {
      float value;

      if (corner_is_plain (grey, corner, noise, &value, &deviation))
        return find_quadrilateral (grey, value, deviation);
    }
  return whole;
}

/* The part of a line at height @y that is inside. */
static void
narrow (const TwinPolygon *polygon, double y, double *first, double *end)
{
  *first = G_MAXDOUBLE;
  *end = -G_MAXDOUBLE;
  for (guint i = 0; i < polygon->n; i++)
    {
      guint next = (i + 1) % polygon->n;
      double above = polygon->y[i] - y, below = polygon->y[next] - y, x;

      if ((above > 0) == (below > 0))
        continue;
      x = polygon->x[i] + (polygon->x[next] - polygon->x[i]) * above / (above - below);
      *first = MIN (*first, x);
      *end = MAX (*end, x);
    }
}

void
twin_content_mask (const TwinPolygon *content, TwinGrey *shown)
{
  for (guint y = 0; y < shown->height; y++)
    {
      double first, end;

      narrow (content, y + 0.5, &first, &end);
      for (guint x = 0; x < shown->width; x++)
        if (x + 0.5 < first || x + 0.5 > end)
          *twin_grey_at (shown, x, y) = 0;
    }
}
