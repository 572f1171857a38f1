#include "evidence/furniture-points.h"

#include <math.h>

/* Purely white is above, purely dark below, and flat is a deviation of 3 x 3 pixels below this, in grey levels. */
#define WHITE 247.0f
#define DARK 7.0f
#define FLAT 1.2f
/* Specks of ground are taken away by the one square, and what stands on the rest is reached by the other. */
#define SPECK_SIDE 5
#define NEAR_SIDE 25
/* Between a mean of only ones (or zeros) and the rounding of it. */
#define ROUNDING 1e-4f

static gboolean
is_ground (float value, float mean, float mean_square)
{
  return (value > WHITE || value < DARK) && mean_square - mean * mean < FLAT * FLAT;
}

/* Values of 1 on ground. */
static TwinGrey *
find_ground (const TwinGrey *grey)
{
  gsize n = (gsize) grey->width * grey->height;
  g_autoptr (TwinGrey) square = twin_grey_copy (grey);
  g_autoptr (TwinGrey) mean = twin_grey_box_mean (grey, 3);
  TwinGrey *ground;

  if (square == NULL || mean == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    square->values[i] *= square->values[i];
  ground = twin_grey_box_mean (square, 3);
  for (gsize i = 0; ground != NULL && i < n; i++)
    ground->values[i] = is_ground (grey->values[i], mean->values[i], ground->values[i]);
  return ground;
}

/* Puts a ground pixel that was not reached yet on the stack; 2 is reached. */
static inline void
reach (TwinGrey *ground, gsize place, guint32 *stack, gsize *height)
{
  if (ground->values[place] != 1)
    return;
  ground->values[place] = 2;
  stack[(*height)++] = (guint32) place;
}

static void
reach_margin (TwinGrey *ground, guint32 *stack, gsize *height)
{
  guint w = ground->width, h = ground->height;

  for (guint x = 0; x < w; x++)
    {
      reach (ground, x, stack, height);
      reach (ground, (gsize) (h - 1) * w + x, stack, height);
    }
  for (guint y = 0; y < h; y++)
    {
      reach (ground, (gsize) y * w, stack, height);
      reach (ground, (gsize) y * w + w - 1, stack, height);
    }
}

/* Leaves 1 on ground that is joined to the margin, 0 on all else. */
static gboolean
keep_joined (TwinGrey *ground)
{
  guint w = ground->width, h = ground->height;
  gsize n = (gsize) w * h, height = 0;
  g_autofree guint32 *stack = g_try_new (guint32, n);

  if (stack == NULL)
    return FALSE;
  reach_margin (ground, stack, &height);
  while (height > 0)
    {
      guint32 place = stack[--height];
      guint x = place % w, y = place / w;

      if (x > 0)
        reach (ground, place - 1, stack, &height);
      if (x + 1 < w)
        reach (ground, place + 1, stack, &height);
      if (y > 0)
        reach (ground, place - w, stack, &height);
      if (y + 1 < h)
        reach (ground, place + w, stack, &height);
    }
  for (gsize i = 0; i < n; i++)
    ground->values[i] = ground->values[i] == 2;
  return TRUE;
}

/* Is line @i (a row, or a column where @step is not 1) ground from end to end? */
static gboolean
is_clear (const float *line, guint n, gsize step)
{
  guint i = 0;

  while (i < n && line[i * step] > 0)
    i++;
  return i == n;
}

/* Does a clear line lie between others that are not? */
static gboolean
has_gutter (const TwinGrey *ground, gboolean across)
{
  guint n = across ? ground->height : ground->width;
  guint length = across ? ground->width : ground->height;
  gboolean seen = FALSE, gap = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const float *line = ground->values + (across ? (gsize) i * ground->width : i);

      if (is_clear (line, length, across ? 1 : ground->width))
        gap = seen;
      else if (gap)
        return TRUE;
      else
        seen = TRUE;
    }
  return FALSE;
}

/* Ground without specks, made wider by half of NEAR_SIDE. */
static TwinGrey *
widen (const TwinGrey *ground)
{
  g_autoptr (TwinGrey) solid = twin_grey_box_mean (ground, SPECK_SIDE);

  if (solid == NULL)
    return NULL;
  for (gsize i = 0; i < (gsize) solid->width * solid->height; i++)
    solid->values[i] = solid->values[i] > 1 - ROUNDING;
  return twin_grey_box_mean (solid, NEAR_SIDE);
}

guint8 *
twin_furniture_mask (const TwinGrey *grey)
{
  gsize n = (gsize) grey->width * grey->height;
  g_autoptr (TwinGrey) ground = find_ground (grey);
  g_autoptr (TwinGrey) near = NULL;
  guint8 *mask = g_try_new0 (guint8, n);

  if (mask == NULL || ground == NULL || !keep_joined (ground))
    {
      g_free (mask);
      return NULL;
    }
  if (!has_gutter (ground, TRUE) && !has_gutter (ground, FALSE))
    return mask;
  near = widen (ground);
  if (near == NULL)
    g_clear_pointer (&mask, g_free);
  for (gsize i = 0; mask != NULL && i < n; i++)
    mask[i] = near->values[i] > ROUNDING;
  return mask;
}
