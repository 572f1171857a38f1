/* panels-pieces.c: cutting at the widest gutters first, so that what stands together stays together until it must be
 * cut. */
#include "picture/panels-private.h"

/* What of a line of ground may be something else: a letter, a line that crosses the gutter. */
#define CROSSED 0.02
/* A rectangle needs so much of each side, and on average; and of it so much that is sharp. */
#define LEAST_SIDE 0.55
#define MEAN_SIDE 0.75
#define LEAST_SHARP 0.35
#define MEAN_SHARP 0.6
/* Gutters at least this share of the widest are cut together. */
#define NEARLY_AS_WIDE 0.5
/* An evenly filled rectangle is a bar, not a picture. */
#define LEAST_DEVIATION 3.0
/* But for one so many times larger than what is looked for. */
#define EMPTY_TIMES 12
/* Of a rectangle, what panels inside it are to fill. */
#define MOSTLY 0.5
#define DEEPEST 12

/**
 * Pieces: the work at hand
 * @smallest: area
 */
typedef struct
{
  const TwinLevels *levels;
  const guint8 *marks;
  guint8 tolerance;
  guint64 smallest;
  GArray *found;
} Pieces;

static gboolean
is_large (const Pieces *self, const TwinBox *box)
{
  guint width = twin_box_width (box), height = twin_box_height (box);

  return MIN (width, height) >= TWIN_PANEL_MIN_SIDE && (guint64) width * height >= self->smallest;
}

/* Large, and not drawn out: as an empty photograph may be, and a bar of a diagram hardly. */
static gboolean
may_be_empty (const Pieces *self, const TwinBox *box)
{
  guint width = twin_box_width (box), height = twin_box_height (box);

  return (guint64) width * height >= EMPTY_TIMES * self->smallest &&
         MAX (width, height) <= 3 * MIN (width, height);
}

/* Every other pixel tells enough. */
static gboolean
has_texture (const TwinLevels *levels, const TwinBox *box)
{
  double sum = 0, squares = 0, n = 0;
  guint inset = 3;

  for (guint y = box->top + inset; y + inset < box->bottom; y += 2)
    {
      const guint8 *row = twin_levels_row (levels, TWIN_LEVELS_GREY, y);
      guint64 row_sum = 0, row_squares = 0;

      for (guint x = box->left + inset; x + inset < box->right; x += 2, n++)
        {
          row_sum += row[x];
          row_squares += (guint) row[x] * row[x];
        }
      sum += (double) row_sum;
      squares += (double) row_squares;
    }
  return n > 0 && squares / n - sum / n * sum / n >= LEAST_DEVIATION * LEAST_DEVIATION;
}

/* Whether @box, whose sides are known, is a panel: then it shrinks to it. */
static gboolean
accept (const Pieces *self, TwinBox *box, const TwinSides *sides)
{
  if (sides->least < LEAST_SIDE || sides->mean < MEAN_SIDE || sides->sharp_least < LEAST_SHARP ||
      sides->sharp_mean < MEAN_SHARP || !is_large (self, &sides->box) ||
      !(may_be_empty (self, &sides->box) || has_texture (self->levels, &sides->box)))
    return FALSE;
  *box = sides->box;
  return TRUE;
}

static guint
allowed (guint length)
{
  return (guint) (CROSSED * length);
}

/* Leaves out the ground around; FALSE where there is nothing else. */
static gboolean
trim (TwinBox *box, const TwinProfile *profile)
{
  guint width = twin_box_width (box), height = twin_box_height (box);
  guint top = 0, bottom = height, left = 0, right = width;

  while (top < bottom && profile->rows[top] <= allowed (width))
    top++;
  while (bottom > top && profile->rows[bottom - 1] <= allowed (width))
    bottom--;
  while (left < right && profile->columns[left] <= allowed (height))
    left++;
  while (right > left && profile->columns[right - 1] <= allowed (height))
    right--;
  *box = (TwinBox){ box->left + left, box->top + top, box->left + right, box->top + bottom };
  return top < bottom && left < right;
}

/* The next run of ground lines at or after *@from, [*@from, *@to); FALSE where there is none. */
static gboolean
next_gap (const guint32 *counts, guint n, guint most, guint *from, guint *to)
{
  guint at = *from;

  while (at < n && counts[at] > most)
    at++;
  *from = at;
  while (at < n && counts[at] <= most)
    at++;
  *to = at;
  return *from < n;
}

static guint
widest_gap (const guint32 *counts, guint n, guint most)
{
  guint widest = 0;

  for (guint from = 0, to; next_gap (counts, n, most, &from, &to); from = to)
    widest = MAX (widest, to - from);
  return widest;
}

static guint find_in (Pieces *self, const TwinBox *given, guint depth);

/* Cuts across the lines that @counts is of; returns how many panels there were. */
static guint
split (Pieces *self, const TwinBox *box, const guint32 *counts, gboolean is_rows, guint widest,
       guint depth)
{
  guint n = is_rows ? twin_box_height (box) : twin_box_width (box);
  guint most = allowed (is_rows ? twin_box_width (box) : twin_box_height (box));
  guint start = 0, panels = 0;

  for (guint from = 0, to; start < n; from = to)
    {
      gboolean is_gap = next_gap (counts, n, most, &from, &to);
      TwinBox part = *box;

      if (is_gap && to - from < NEARLY_AS_WIDE * widest)
        continue;
      if (is_rows)
        part = (TwinBox){ box->left, box->top + start, box->right, box->top + from };
      else
        part = (TwinBox){ box->left + start, box->top, box->left + from, box->bottom };
      if (from > start)
        panels += find_in (self, &part, depth + 1);
      start = to;
    }
  return panels;
}

/* Cuts @box at its widest gutters; returns how many panels there were; 0 too where nothing cuts it. */
static guint
cut (Pieces *self, const TwinBox *box, const TwinProfile *profile, guint depth)
{
  guint width = twin_box_width (box), height = twin_box_height (box);
  guint rows = widest_gap (profile->rows, height, allowed (width));
  guint columns = widest_gap (profile->columns, width, allowed (height));

  if (depth >= DEEPEST || MAX (rows, columns) == 0)
    return 0;
  if (rows >= columns)
    return split (self, box, profile->rows, TRUE, rows, depth);
  return split (self, box, profile->columns, FALSE, columns, depth);
}

static guint
add (Pieces *self, const TwinBox *box, gboolean is_panel, double sharpness)
{
  TwinPiece piece = { *box, is_panel, sharpness };

  g_array_append_val (self->found, piece);
  return is_panel;
}

/* Do the panels from the @first on make up most of @box? */
static gboolean
do_fill (const Pieces *self, guint first, const TwinBox *box)
{
  double sum = 0;

  for (guint i = first; i < self->found->len; i++)
    {
      const TwinPiece *piece = &g_array_index (self->found, TwinPiece, i);

      if (piece->is_panel)
        sum += (double) twin_box_width (&piece->box) * twin_box_height (&piece->box);
    }
  return sum >= MOSTLY * twin_box_width (box) * twin_box_height (box);
}

/* Adds the pieces of a part. A rectangle that its ground cuts into little is one piece: the ground is its own. So is
 * what has no panel in it. Returns: how many are panels */
static guint
find_in (Pieces *self, const TwinBox *given, guint depth)
{
  g_auto (TwinProfile) profile = { 0 };
  TwinBox box = *given;
  guint before = self->found->len, panels;
  gboolean is_panel;
  TwinSides sides;

  twin_profile_init (&profile, &box);
  twin_profile_measure (&profile, &box, self->marks, self->levels->width);
  if (!trim (&box, &profile))
    return 0;
  if (!is_large (self, &box))
    return add (self, &box, FALSE, 0);
  twin_profile_measure (&profile, &box, self->marks, self->levels->width);
  panels = cut (self, &box, &profile, depth);
  if (panels > 0 && do_fill (self, before, &box))
    return panels;
  twin_profile_measure (&profile, &box, self->marks, self->levels->width);
  sides = twin_sides_find (&profile, self->levels, self->marks, self->tolerance);
  is_panel = accept (self, &box, &sides);
  if (panels > 0 && !is_panel)
    return panels;
  g_array_set_size (self->found, before);
  return add (self, &box, is_panel, sides.sharp_least);
}

GArray *
twin_pieces_find (const TwinLevels *levels, const TwinBox *box, const guint8 *marks,
                  guint8 tolerance, guint64 smallest)
{
  Pieces self = { levels, marks, tolerance, smallest,
                  g_array_new (FALSE, FALSE, sizeof (TwinPiece)) };

  find_in (&self, box, 0);
  return self.found;
}
