/* colours.c: the spread of colours among pixels of one grey, against how far they are from grey. */
#include "evidence/colours.h"

#include <math.h>

/* So many squares of so many pixels a side are looked at, about: their means, since noise has colours of its own. */
#define SAMPLE 4000
#define SIDE 6
/* Nearer to grey than this in the mean, a picture has no colours; the scale is 0 to 1. */
#define LEAST_COLOUR 0.02
/* A table's colours deviate within a grey by less than this, and by less than this share of their distance to grey. */
#define TABLE_SPREAD 0.03
#define TABLE_SHARE 0.3
/* Two tables whose colours point as far apart (a cosine) are not one. */
#define SAME_TABLE 0.85

typedef struct
{
  double sums[TWIN_COLOURS_GREYS][2];
  double squares[TWIN_COLOURS_GREYS];
  double counts[TWIN_COLOURS_GREYS];
  double n;
} Spread;

static void
mean_of_square (const TwinRaster *raster, guint left, guint top, double mean[3])
{
  guint right = MIN (left + SIDE, raster->width), bottom = MIN (top + SIDE, raster->height);
  double n = (double) (right - left) * (bottom - top);

  mean[0] = mean[1] = mean[2] = 0;
  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      for (guint channel = 0; channel < 3; channel++)
        mean[channel] += twin_raster_at (raster, x, y)[channel] / n;
}

static void
count (const TwinRaster *raster, Spread *spread)
{
  double pixels = (double) raster->width * raster->height;
  guint step = MAX ((guint) sqrt (pixels / SAMPLE), 1);

  for (guint y = 0; y < raster->height; y += step)
    for (guint x = 0; x < raster->width; x += step)
      {
        double mean[3], grey, red, blue;
        guint at;

        mean_of_square (raster, x, y, mean);
        grey = 0.299 * mean[0] + 0.587 * mean[1] + 0.114 * mean[2];
        red = mean[0] - grey;
        blue = mean[2] - grey;
        at = (guint) CLAMP (grey * TWIN_COLOURS_GREYS, 0, TWIN_COLOURS_GREYS - 1);
        spread->sums[at][0] += red;
        spread->sums[at][1] += blue;
        spread->squares[at] += red * red + blue * blue;
        spread->counts[at]++;
        spread->n++;
      }
}

/* In the mean over the pixels: how far from grey, and how far from what is usual for the grey. */
static void
sum_up (const Spread *spread, TwinColours *colours, double *out_distance, double *out_spread)
{
  double distances = 0, spreads = 0;

  for (guint i = 0; i < TWIN_COLOURS_GREYS; i++)
    {
      double whole = MAX (spread->counts[i], 1), red = spread->sums[i][0] / whole,
             blue = spread->sums[i][1] / whole;

      colours->table[i][0] = (float) red;
      colours->table[i][1] = (float) blue;
      colours->weights[i] = (float) (spread->counts[i] / MAX (spread->n, 1));
      distances += spread->squares[i];
      spreads += spread->squares[i] - spread->counts[i] * (red * red + blue * blue);
    }
  *out_distance = sqrt (distances / MAX (spread->n, 1));
  *out_spread = sqrt (MAX (spreads, 0) / MAX (spread->n, 1));
}

TwinColours
twin_colours_find (const TwinRaster *raster)
{
  Spread spread = { .n = 0 };
  TwinColours colours = { .kind = TWIN_COLOURS_OWN };
  double distance, within;

  count (raster, &spread);
  sum_up (&spread, &colours, &distance, &within);
  if (distance < LEAST_COLOUR)
    colours.kind = TWIN_COLOURS_NONE;
  else if (within < MAX (TABLE_SPREAD, TABLE_SHARE * distance))
    colours.kind = TWIN_COLOURS_TABLE;
  return colours;
}

/* Do the colours of equal greys point the same way, or where inverted of opposite greys the opposite way? */
static gboolean
is_same_table (const TwinColours *a, const TwinColours *b, gboolean inverted)
{
  double together = 0, of_a = 0, of_b = 0;

  for (guint i = 0; i < TWIN_COLOURS_GREYS; i++)
    {
      guint j = inverted ? TWIN_COLOURS_GREYS - 1 - i : i;
      const float *one = a->table[i], *other = b->table[j];
      double weight = MIN (a->weights[i], b->weights[j]), sign = inverted ? -1 : 1;

      together += sign * weight * (one[0] * other[0] + one[1] * other[1]);
      of_a += weight * (one[0] * one[0] + one[1] * one[1]);
      of_b += weight * (other[0] * other[0] + other[1] * other[1]);
    }
  /* No grey in common tells nothing. */
  return of_a * of_b <= 0 || together > SAME_TABLE * sqrt (of_a * of_b);
}

TwinColourChange
twin_colours_compare (const TwinColours *a, const TwinColours *b, gboolean inverted)
{
  if (a->kind == TWIN_COLOURS_UNKNOWN || b->kind == TWIN_COLOURS_UNKNOWN)
    return TWIN_COLOUR_CHANGE_NONE;
  if (a->kind == TWIN_COLOURS_TABLE && b->kind == TWIN_COLOURS_TABLE)
    return is_same_table (a, b, inverted) ? TWIN_COLOUR_CHANGE_NONE : TWIN_COLOUR_CHANGE_FALSE;
  if (a->kind == b->kind)
    return TWIN_COLOUR_CHANGE_NONE;
  if (b->kind == TWIN_COLOURS_NONE)
    return TWIN_COLOUR_CHANGE_LOST;
  return b->kind == TWIN_COLOURS_TABLE ? TWIN_COLOUR_CHANGE_FALSE : TWIN_COLOUR_CHANGE_GAINED;
}
