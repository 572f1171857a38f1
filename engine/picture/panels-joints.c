/* panels-joints.c: two photographs side by side: along a straight line through all of the figure the grey level steps
 * from one pixel to the next, though it hardly changes before and after. */
#include "picture/panels-private.h"

/* Of the length of the line. Noise steps so in less than a tenth of it. */
#define LEAST_SHARE 0.5
#define LEAST_STEP 12
/* Of the whole: what is cut off is not a mere edge. */
#define LEAST_PART 0.1
/* A step of a figure that was made smaller is spread over two pixels. */
#define WIDEST_STEP 2
/* Pixels before and after a line, and how much the grey levels there are to differ, beside those across the step. */
#define APART 6
#define LEAST_BEYOND 0.6

typedef struct
{
  double share;
  guint at;
} Joint;

static void
improve (Joint *best, const guint32 *counts, guint n, guint length, guint64 smallest)
{
  guint nearest = MAX (TWIN_PANEL_MIN_SIDE, (guint) (LEAST_PART * n));

  nearest = MAX (nearest, (guint) (smallest / length));

  for (guint at = nearest; at + nearest <= n; at++)
    if ((double) counts[at] / length > best->share)
      *best = (Joint){ (double) counts[at] / length, at };
}

/* Behind a line drawn, or engraved in a counting chamber, it goes on as before; behind a joint it does not. */
static gboolean
is_for_good (const TwinLevels *levels, const TwinBox *box, gboolean rows, guint at)
{
  guint64 step = twin_levels_compare_lines (levels, box, rows, at - 1, at + 1);
  guint64 beyond = twin_levels_compare_lines (levels, box, rows, at - APART, at + APART);

  return (double) beyond >= LEAST_BEYOND * (double) step;
}

gboolean
twin_joint_find (const TwinLevels *levels, const TwinBox *box, guint64 smallest, TwinBox *first,
                 TwinBox *second)
{
  guint width = twin_box_width (box), height = twin_box_height (box);
  g_autofree guint32 *rows = g_new (guint32, height);
  g_autofree guint32 *columns = g_new (guint32, width);
  Joint across = { 0, 0 }, down = { 0, 0 };
  gboolean is_rows;

  for (guint span = 1; span <= WIDEST_STEP; span++)
    {
      twin_levels_count_steps (levels, box, span, LEAST_STEP, rows, columns);
      improve (&down, rows, height, width, smallest);
      improve (&across, columns, width, height, smallest);
    }
  is_rows = down.share >= across.share;
  if (MAX (down.share, across.share) < LEAST_SHARE ||
      !is_for_good (levels, box, is_rows, is_rows ? down.at : across.at))
    return FALSE;
  *first = *second = *box;
  if (is_rows)
    first->bottom = second->top = box->top + down.at;
  else
    first->right = second->left = box->left + across.at;
  return TRUE;
}
