#include "picture/panels-private.h"

#include <math.h>
#include <string.h>

/* What is drawn in one colour does not deviate from it by more, in a JPEG too where nothing else is near; the darkness of a
 * photograph does. */
#define PURE 1.5
/* Nor does a gutter between photographs in a JPEG by more than this. */
#define FLATTEST 8.0
/* Lines whose means are closer have one colour. */
#define CLOSE 4
#define MOST_TOLERANCE 14
/* So many lines of one colour tell it well enough. */
#define LINES_LOOKED_AT 24

typedef struct
{
  double mean;
  double deviation;
} Line;

static Line
line_of (guint64 sum, guint64 squares, guint n)
{
  double mean = (double) sum / n, variance = (double) squares / n - mean * mean;

  return (Line){ mean, sqrt (MAX (variance, 0)) };
}

/**
 * Collected: lines by the level of their mean
 * @weights: of pure ones, the flatter the more
 * @flat: how many flat ones
 * @deviations: their sum
 */
typedef struct
{
  double weights[256];
  double flat[256];
  double deviations[256];
} Collected;

static void
collect (Collected *collected, const guint64 *sums, const guint64 *squares, guint n_lines,
         guint length)
{
  for (guint i = 0; i < n_lines; i++)
    {
      Line line = line_of (sums[i], squares[i], length);
      guint level = (guint) (line.mean + 0.5);

      if (line.deviation > FLATTEST)
        continue;
      collected->flat[level]++;
      collected->deviations[level] += line.deviation;
      if (line.deviation <= PURE)
        collected->weights[level] += 1 / ((0.5 + line.deviation) * (0.5 + line.deviation));
    }
}

/* Sums of three channels and how many pixels they are of. */
typedef struct
{
  double sums[3];
  double n;
} Mixture;

static void
mix_line (Mixture *mixture, const TwinLevels *levels, guint x, guint y, guint step_x, guint step_y,
          guint length)
{
  for (guint channel = 0; channel < 3; channel++)
    {
      const guint8 *at = twin_levels_row (levels, channel, y) + x;
      gsize step = step_x + (gsize) step_y * levels->width;
      guint64 sum = 0;

      for (guint i = 0; i < length; i++)
        sum += at[i * step];
      mixture->sums[channel] += (double) sum;
    }
  mixture->n += length;
}

static gboolean
is_like (guint64 sum, guint64 squares, guint length, double level)
{
  Line line = line_of (sum, squares, length);

  return line.deviation <= FLATTEST && fabs (line.mean - level) <= CLOSE + 0.5;
}

static void
mix_lines (Mixture *mixture, const TwinLines *lines, const TwinLevels *levels, const TwinBox *box,
           double level)
{
  guint width = twin_box_width (box), height = twin_box_height (box), n = 0;

  for (guint y = 0; y < height && n < LINES_LOOKED_AT; y++)
    if (is_like (lines->rows[y], lines->row_squares[y], width, level) && ++n > 0)
      mix_line (mixture, levels, box->left, box->top + y, 1, 0, width);
  n = 0;
  for (guint x = 0; x < width && n < LINES_LOOKED_AT; x++)
    if (is_like (lines->columns[x], lines->column_squares[x], height, level) && ++n > 0)
      mix_line (mixture, levels, box->left + x, box->top, 0, 1, height);
}

/* The ground of @level; FALSE where no line has it. */
static gboolean
make_ground (TwinGround *ground, const Collected *collected, const TwinLines *lines,
             const TwinLevels *levels, const TwinBox *box, guint level)
{
  Mixture mixture = { { 0 }, 0 };
  double flat = 0, deviation = 0;

  for (guint i = level - MIN (level, CLOSE); i <= MIN (level + CLOSE, 255); i++)
    {
      flat += collected->flat[i];
      deviation += collected->deviations[i];
    }
  mix_lines (&mixture, lines, levels, box, level);
  if (flat == 0 || mixture.n == 0)
    return FALSE;
  for (guint channel = 0; channel < 3; channel++)
    ground->colour[channel] = (guint8) (mixture.sums[channel] / mixture.n + 0.5);
  ground->tolerance = (guint8) CLAMP (2 + 3 * deviation / flat, 2, MOST_TOLERANCE);
  return TRUE;
}

/* The level that most lines have, those near it together; -1 where there are none left. Forgets them. */
static int
take_commonest (double weights[256])
{
  double most = 0;
  int best = -1;

  for (int level = 0; level < 256; level++)
    {
      double sum = 2 * weights[level];

      for (int i = MAX (level - CLOSE, 0); i <= MIN (level + CLOSE, 255); i++)
        sum += weights[i];
      if (weights[level] > 0 && sum > most)
        {
          most = sum;
          best = level;
        }
    }
  for (int i = MAX (best - 2 * CLOSE, 0); best >= 0 && i <= MIN (best + 2 * CLOSE, 255); i++)
    weights[i] = 0;
  return best;
}

/* The level of the outermost lines where three or four of them agree, else -1. */
static int
ring_level (const TwinLines *lines, const TwinBox *box)
{
  guint width = twin_box_width (box), height = twin_box_height (box);
  Line ring[4] = {
    line_of (lines->rows[0], lines->row_squares[0], width),
    line_of (lines->rows[height - 1], lines->row_squares[height - 1], width),
    line_of (lines->columns[0], lines->column_squares[0], height),
    line_of (lines->columns[width - 1], lines->column_squares[width - 1], height),
  };

  for (guint i = 0; i < 2; i++)
    {
      guint alike = 0;

      for (guint k = 0; k < 4; k++)
        alike += ring[k].deviation <= FLATTEST && fabs (ring[k].mean - ring[i].mean) <= CLOSE;
      if (alike >= 3)
        return (int) (ring[i].mean + 0.5);
    }
  return -1;
}

guint
twin_grounds_find (const TwinLevels *levels, const TwinBox *box, const TwinGround *outer,
                   TwinGround *grounds)
{
  g_auto (TwinLines) lines = { 0 };
  Collected collected = { { 0 }, { 0 }, { 0 } };
  double weights[256];
  guint n = 0;
  int level;

  twin_lines_measure (&lines, levels, box);
  collect (&collected, lines.rows, lines.row_squares, twin_box_height (box), twin_box_width (box));
  collect (&collected, lines.columns, lines.column_squares, twin_box_width (box),
           twin_box_height (box));
  memcpy (weights, collected.weights, sizeof weights);
  if (outer != NULL)
    grounds[n++] = *outer;
  level = ring_level (&lines, box);
  for (int i = MAX (level - 2, 0); level >= 0 && i <= MIN (level + 2, 255); i++)
    weights[i] = 0;
  if (level < 0)
    level = take_commonest (weights);
  for (; level >= 0 && n < TWIN_GROUNDS_MOST; level = take_commonest (weights))
    n += make_ground (&grounds[n], &collected, &lines, levels, box, (guint) level);
  return n;
}
