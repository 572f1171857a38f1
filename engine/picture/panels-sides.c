/* panels-sides.c: a panel begins from one pixel to the next, along nearly all of its side; what a microscope saw
 * fades in, and begins here sooner, there later. */
#include "picture/panels-private.h"

/* A side that is further in than this is not one of what the profile is of. */
#define DEEPEST 3
/* Pixels within which a side is to rise. */
#define RISE 2
/* Pixels further in, where a frame's line has ended. */
#define BEYOND 5
#define LINE_CONTRAST 40

void
twin_profile_init (TwinProfile *profile, const TwinBox *box)
{
  profile->box = *box;
  profile->rows = g_new (guint32, twin_box_height (box));
  profile->columns = g_new (guint32, twin_box_width (box));
}

void
twin_profile_clear (TwinProfile *profile)
{
  g_clear_pointer (&profile->rows, g_free);
  g_clear_pointer (&profile->columns, g_free);
}

void
twin_profile_measure (TwinProfile *profile, const TwinBox *box, const guint8 *marks, guint stride)
{
  profile->box = *box;
  twin_marks_count (marks, stride, box, profile->rows, profile->columns);
}

/* What most lines of the middle hold. */
static double
usual (const guint32 *counts, guint n)
{
  double sum = 0;
  guint first = n / 3, last = n - n / 3;

  for (guint i = first; i < last; i++)
    sum += counts[i];
  return sum / MAX (last - first, 1);
}

/* The first line, from @from on by @step, that holds at least @enough; @from where the outer third has none. */
static guint
first_full (const guint32 *counts, guint n, guint from, int step, double enough)
{
  for (guint i = 0, at = from; i < n / DEEPEST; i++, at += (guint) step)
    if (counts[at] >= enough)
      return at;
  return from;
}

static void
tighten (TwinBox *box, const TwinProfile *profile)
{
  guint width = twin_box_width (box), height = twin_box_height (box);
  double enough_rows = 0.5 * usual (profile->rows, height);
  double enough_columns = 0.5 * usual (profile->columns, width);
  guint top = first_full (profile->rows, height, 0, 1, enough_rows);
  guint bottom = first_full (profile->rows, height, height - 1, -1, enough_rows);
  guint left = first_full (profile->columns, width, 0, 1, enough_columns);
  guint right = first_full (profile->columns, width, width - 1, -1, enough_columns);

  *box = (TwinBox){ box->left + left, box->top + top, box->left + right + 1,
                    box->top + bottom + 1 };
}

/* The share of its length that a side holds within RISE lines from line @at inwards; 0 where it fades in.
 * @outside: whether the line before it is known */
static double
support (const guint32 *counts, guint at, int inwards, guint n_outside, guint length)
{
  double most = 0;

  for (int i = 0; i <= RISE; i++)
    most = MAX (most, counts[(int) at + i * inwards]);
  if (n_outside > RISE - 1 && counts[(int) at - RISE * inwards] > 0.4 * most)
    return 0;
  return most / length;
}

/* Columns and rows of the tightened box only, but a few lines more on every side. */
static void
measure_around (TwinProfile *rows, TwinProfile *columns, const TwinBox *whole, const TwinBox *tight,
                const guint8 *marks, guint stride)
{
  TwinBox tall = *tight, wide = *tight;

  tall.top -= MIN (RISE, tall.top - whole->top);
  tall.bottom += MIN (RISE, whole->bottom - tall.bottom);
  wide.left -= MIN (RISE, wide.left - whole->left);
  wide.right += MIN (RISE, whole->right - wide.right);
  twin_profile_measure (rows, &tall, marks, stride);
  twin_profile_measure (columns, &wide, marks, stride);
}

static void
find_supports (double supports[4], const TwinProfile *rows, const TwinProfile *columns,
               const TwinBox *tight)
{
  guint width = twin_box_width (tight), height = twin_box_height (tight);
  guint above = tight->top - rows->box.top, below = rows->box.bottom - tight->bottom;
  guint before = tight->left - columns->box.left, behind = columns->box.right - tight->right;

  supports[0] = support (rows->rows, above, 1, above, width);
  supports[1] = support (rows->rows, above + height - 1, -1, below, width);
  supports[2] = support (columns->columns, before, 1, before, height);
  supports[3] = support (columns->columns, before + width - 1, -1, behind, height);
}

/* Of two pixels, in the channel where it is largest. */
static guint
difference (const TwinLevels *levels, gsize a, gsize b)
{
  guint most = 0;

  for (guint channel = 0; channel < 3; channel++)
    {
      int of_a = levels->planes[channel][a], of_b = levels->planes[channel][b];

      most = MAX (most, (guint) ABS (of_a - of_b));
    }
  return most;
}

/* Does the picture begin between pixel @at - 2 * @step and @at + 2 * @step, at once? What follows then changes less, or it
 * was the line of a frame. */
static gboolean
is_sharp (const TwinLevels *levels, gsize at, gssize step, guint tolerance)
{
  gsize outside = at - (gsize) (RISE * step), inside = at + (gsize) (RISE * step),
        deep = at + (gsize) (BEYOND * step);
  guint rise = 0;

  for (int i = 0; i <= RISE; i++)
    rise = MAX (rise, difference (levels, at + (gsize) (i * step), outside));
  if (rise <= tolerance)
    return FALSE;
  return 2 * rise >= 3 * difference (levels, inside, deep) ||
         (rise >= LINE_CONTRAST && 2 * difference (levels, deep, outside) <= rise);
}

/* The share of a side's @n pixels, the first at @at, @along apart, that begin at once. */
static double
sharpness (const TwinLevels *levels, gsize at, gsize along, gssize inwards, guint n,
           guint tolerance)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += is_sharp (levels, at + i * along, inwards, tolerance);
  return (double) count / n;
}

/* Sides that are the picture's own are as sharp as can be. */
static void
find_sharpness (double sharp[4], const TwinLevels *levels, const TwinBox *box, guint tolerance)
{
  gsize stride = levels->width, corner = box->top * stride + box->left;
  guint width = twin_box_width (box), height = twin_box_height (box);

  for (guint side = 0; side < 4; side++)
    sharp[side] = 1;
  if (box->top >= RISE)
    sharp[0] = sharpness (levels, corner, 1, (gssize) stride, width, tolerance);
  if (box->bottom + RISE <= levels->height)
    sharp[1] = sharpness (levels, corner + (height - 1) * stride, 1, -(gssize) stride, width,
                          tolerance);
  if (box->left >= RISE)
    sharp[2] = sharpness (levels, corner, stride, 1, height, tolerance);
  if (box->right + RISE <= levels->width)
    sharp[3] = sharpness (levels, corner + width - 1, stride, -1, height, tolerance);
}

static void
summarise (const double values[4], double *least, double *mean)
{
  *least = MIN (MIN (values[0], values[1]), MIN (values[2], values[3]));
  *mean = (values[0] + values[1] + values[2] + values[3]) / 4;
}

TwinSides
twin_sides_find (TwinProfile *profile, const TwinLevels *levels, const guint8 *marks,
                 guint8 tolerance)
{
  TwinSides sides = { profile->box, 0, 0, 0, 0 };
  TwinBox whole = profile->box;
  g_auto (TwinProfile) columns = { 0 };
  double values[4];

  tighten (&sides.box, profile);
  if (MIN (twin_box_width (&sides.box), twin_box_height (&sides.box)) < TWIN_PANEL_MIN_SIDE)
    return sides;
  twin_profile_init (&columns, &whole);
  measure_around (profile, &columns, &whole, &sides.box, marks, levels->width);
  find_supports (values, profile, &columns, &sides.box);
  summarise (values, &sides.least, &sides.mean);
  find_sharpness (values, levels, &sides.box, tolerance);
  summarise (values, &sides.sharp_least, &sides.sharp_mean);
  return sides;
}
