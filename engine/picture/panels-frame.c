#include "picture/panels-private.h"

#include <math.h>

/* Lines of a frame are of one colour, and so many at most. */
#define FLATTEST 6.0
#define ALIKE 14.0
#define THICKEST 6
/* What is inside differs so much from it, as a whole or in its unevenness. */
#define APART 9.0
/* A line of ink at one side alone, and how far it is from what is inside it. */
#define BLACK 30.0
#define WHITE 235.0
#define LINE_APART 30.0

typedef struct
{
  double mean;
  double deviation;
} Line;

static Line
measure_line (const TwinLevels *levels, const TwinBox *box, guint side, guint depth)
{
  gsize stride = levels->width, at, along = side < 2 ? 1 : stride;
  guint n = side < 2 ? twin_box_width (box) : twin_box_height (box);
  guint row = side == 0 ? box->top + depth : side == 1 ? box->bottom - 1 - depth : box->top;
  guint column = side == 2 ? box->left + depth : side == 3 ? box->right - 1 - depth : box->left;
  const guint8 *grey = levels->planes[TWIN_LEVELS_GREY];
  double sum = 0, squares = 0;

  at = row * stride + column;
  for (guint i = 0; i < n; i++)
    {
      double value = grey[at + i * along];

      sum += value;
      squares += value * value;
    }
  return (Line){ sum / n, sqrt (MAX (squares / n - sum / n * sum / n, 0)) };
}

/* How many lines of colour @mean there are from @side inwards; 0 where it is no frame's. */
static guint
thickness (const TwinLevels *levels, const TwinBox *box, guint side, double mean)
{
  for (guint depth = 0; depth <= THICKEST; depth++)
    {
      Line line = measure_line (levels, box, side, depth);
      gboolean is_same = fabs (line.mean - mean) <= ALIKE && line.deviation <= FLATTEST;

      if (!is_same && depth > 0 && fabs (line.mean - mean) < APART && line.deviation < APART)
        return 0;
      if (!is_same)
        return depth;
    }
  return 0;
}

gboolean
twin_frame_strip (const TwinLevels *levels, TwinBox *box)
{
  double mean = measure_line (levels, box, 0, 0).mean;
  guint thick[4];

  if (MIN (twin_box_width (box), twin_box_height (box)) < 2 * THICKEST + TWIN_PANEL_MIN_SIDE)
    return FALSE;
  for (guint side = 0; side < 4; side++)
    {
      thick[side] = thickness (levels, box, side, mean);
      if (thick[side] == 0)
        return FALSE;
    }
  box->top += thick[0];
  box->bottom -= thick[1];
  box->left += thick[2];
  box->right -= thick[3];
  return TRUE;
}

static gboolean
is_ink (const Line *line)
{
  return line->deviation <= FLATTEST && (line->mean <= BLACK || line->mean >= WHITE);
}

guint
twin_frame_line (const TwinLevels *levels, const TwinBox *box, guint side)
{
  guint thick = 0;

  if (MIN (twin_box_width (box), twin_box_height (box)) < 2 * THICKEST + TWIN_PANEL_MIN_SIDE)
    return 0;
  for (guint depth = 0; depth < THICKEST; depth++)
    {
      Line line = measure_line (levels, box, side, depth);
      Line inside = measure_line (levels, box, side, depth + 2);

      if (is_ink (&line) && fabs (line.mean - inside.mean) >= LINE_APART)
        thick = depth + 1;
    }
  return thick;
}
