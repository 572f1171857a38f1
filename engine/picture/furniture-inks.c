/* furniture-inks.c: which pixels may be ink by their colour. Built with the compiler's best. */
#include "picture/furniture-private.h"

/* A thin stroke is a mixture of ink and ground. */
#define LEAST_BRIGHT 165
#define MOST_DARK 90
/* Bright ink is white, or lacks a channel. */
#define WHITE 190
#define LACKING 115

static void
see_row (const guint8 *restrict red, const guint8 *restrict green, const guint8 *restrict blue,
         guint n, guint8 *restrict values, guint8 *restrict kinds)
{
  for (guint x = 0; x < n; x++)
    {
      guint8 most = MAX (MAX (red[x], green[x]), blue[x]);
      guint8 least = MIN (MIN (red[x], green[x]), blue[x]);
      guint8 bright = (most >= LEAST_BRIGHT) &
                      ((least >= WHITE) | (least <= LACKING) | (most - least <= 12));
      guint8 dark = most <= MOST_DARK;

      values[x] = most;
      kinds[x] = (guint8) (bright * TWIN_INK_BRIGHT + dark * TWIN_INK_DARK);
    }
}

gboolean
twin_inks_init (TwinInks *inks, const TwinLevels *levels, const TwinBox *box)
{
  guint width = twin_box_width (box), height = twin_box_height (box);

  *inks = (TwinInks){ *box, width, height, g_try_malloc_n (width, height),
                      g_try_malloc_n (width, height) };
  if (inks->values == NULL || inks->kinds == NULL)
    return FALSE;
  for (guint y = 0; y < height; y++)
    {
      gsize start = (gsize) (box->top + y) * levels->width + box->left, to = (gsize) y * width;

      see_row (levels->planes[0] + start, levels->planes[1] + start, levels->planes[2] + start,
               width, inks->values + to, inks->kinds + to);
    }
  return TRUE;
}

void
twin_inks_clear (TwinInks *inks)
{
  g_clear_pointer (&inks->values, g_free);
  g_clear_pointer (&inks->kinds, g_free);
}
