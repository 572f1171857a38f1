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

gboolean
twin_joint_find (const TwinLevels *levels, const TwinBox *box, guint64 smallest, TwinBox *first,
                 TwinBox *second)
{
  guint width = twin_box_width (box), height = twin_box_height (box);
  g_autofree guint32 *rows = g_new (guint32, height);
  g_autofree guint32 *columns = g_new (guint32, width);
  Joint across = { 0, 0 }, down = { 0, 0 };

  for (guint span = 1; span <= WIDEST_STEP; span++)
    {
      twin_levels_count_steps (levels, box, span, LEAST_STEP, rows, columns);
      improve (&down, rows, height, width, smallest);
      improve (&across, columns, width, height, smallest);
    }
  if (MAX (down.share, across.share) < LEAST_SHARE)
    return FALSE;
  *first = *second = *box;
  if (down.share >= across.share)
    first->bottom = second->top = box->top + down.at;
  else
    first->right = second->left = box->left + across.at;
  return TRUE;
}
