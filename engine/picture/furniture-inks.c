/* furniture-inks.c: which pixels may be ink: far from what is around them. Built with the compiler's best. */
#include "picture/furniture-private.h"

#include <string.h>

/**
 * Limits
 * @contrast: from the mean of what is within AROUND pixels: then an arrow that lies on a nucleus is apart from it
 */
static const struct
{
  guint8 least_bright;
  guint8 most_dark;
  guint8 contrast;
} limits[] = {
  [TWIN_INKS_MIXED] = { 130, 125, 55 },
  [TWIN_INKS_FULL] = { 226, 30, 40 },
};
#define AROUND 20
/* Nobody writes black on what is mostly dark, or white on what is mostly bright: there, these are ground. */
#define LEAST_MEDIAN 95
#define MOST_MEDIAN 208
/* How far channels are apart in a colour. */
#define COLOURED 60

/* @colours: what kind of ink a bright pixel would be */
static void
value_row (const guint8 *restrict red, const guint8 *restrict green, const guint8 *restrict blue,
           guint n, guint8 *restrict values, guint8 *restrict colours)
{
  for (guint x = 0; x < n; x++)
    {
      guint8 most = MAX (MAX (red[x], green[x]), blue[x]);
      guint8 least = MIN (MIN (red[x], green[x]), blue[x]);

      values[x] = most;
      colours[x] = most - least > COLOURED ? TWIN_INK_COLOURED : TWIN_INK_WHITE;
    }
}

static void
change_sums (guint32 *restrict sums, const guint8 *restrict added, const guint8 *restrict removed,
             guint n)
{
  if (added != NULL)
    for (guint x = 0; x < n; x++)
      sums[x] += added[x];
  if (removed != NULL)
    for (guint x = 0; x < n; x++)
      sums[x] -= removed[x];
}

/* The mean of sums[x - AROUND] to sums[x + AROUND], as far as there are such, each of @rows values. */
static void
mean_row (const guint32 *sums, guint n, guint rows, guint16 *means)
{
  guint64 sum = 0;
  guint left = 0, right = 0;

  for (guint x = 0; x < n; x++)
    {
      for (; right < MIN (n, x + AROUND + 1); right++)
        sum += sums[right];
      for (; left + AROUND < x; left++)
        sum -= sums[left];
      means[x] = (guint16) (sum / ((guint64) rows * (right - left)));
    }
}

static void
judge_row (const guint8 *restrict values, const guint16 *restrict means, guint n,
           TwinInkStrength strength, guint median, const guint8 *restrict colours,
           guint8 *restrict kinds)
{
  int least_bright = limits[strength].least_bright, most_dark = limits[strength].most_dark;
  int contrast = limits[strength].contrast;
  guint8 may_be_dark = median >= LEAST_MEDIAN, may_be_bright = median <= MOST_MEDIAN;

  for (guint x = 0; x < n; x++)
    {
      int value = values[x], mean = means[x];
      guint8 bright = (value >= least_bright) & (value >= mean + contrast);
      guint8 dark = (value <= most_dark) & (value <= mean - contrast);

      bright &= may_be_bright;
      dark &= may_be_dark;
      kinds[x] = (guint8) (bright * colours[x] + dark * TWIN_INK_DARK);
    }
}

/* Of every third pixel. */
static guint
median_value (const TwinInks *inks)
{
  gsize n = (gsize) inks->width * inks->height, counted = 0;
  guint32 counts[256] = { 0 };
  guint value = 0;

  for (gsize i = 0; i < n; i += 3)
    counts[inks->values[i]]++;
  for (; value < 255; value++)
    {
      counted += counts[value];
      if (6 * counted >= n)
        break;
    }
  return value;
}

void
twin_inks_choose (TwinInks *inks, TwinInkStrength strength)
{
  guint width = inks->width, height = inks->height, median = median_value (inks);
  g_autofree guint32 *sums = g_new0 (guint32, width);
  g_autofree guint16 *means = g_new (guint16, width);

  for (guint y = 0; y < MIN (AROUND, height); y++)
    change_sums (sums, inks->values + (gsize) y * width, NULL, width);
  for (guint y = 0; y < height; y++)
    {
      guint top = y - MIN (y, AROUND), bottom = MIN (y + AROUND + 1, height);
      gsize row = (gsize) y * width;

      change_sums (sums, y + AROUND < height ? inks->values + row + (gsize) AROUND * width : NULL,
                   y > AROUND ? inks->values + row - (gsize) (AROUND + 1) * width : NULL, width);
      mean_row (sums, width, bottom - top, means);
      judge_row (inks->values + row, means, width, strength, median, inks->colours + row,
                 inks->kinds + row);
    }
}

gboolean
twin_inks_init (TwinInks *inks, const TwinLevels *levels, const TwinBox *box)
{
  guint width = twin_box_width (box), height = twin_box_height (box);

  *inks = (TwinInks){ *box,
                      width,
                      height,
                      g_try_malloc_n (width, height),
                      g_try_malloc_n (width, height),
                      g_try_malloc_n (width, height) };
  if (inks->values == NULL || inks->colours == NULL || inks->kinds == NULL)
    return FALSE;
  for (guint y = 0; y < height; y++)
    {
      gsize start = (gsize) (box->top + y) * levels->width + box->left;

      value_row (levels->planes[0] + start, levels->planes[1] + start, levels->planes[2] + start,
                 width, inks->values + (gsize) y * width, inks->colours + (gsize) y * width);
    }
  return TRUE;
}

void
twin_inks_clear (TwinInks *inks)
{
  g_clear_pointer (&inks->values, g_free);
  g_clear_pointer (&inks->colours, g_free);
  g_clear_pointer (&inks->kinds, g_free);
}
