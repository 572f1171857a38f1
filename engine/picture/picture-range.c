/* picture-range.c: exact percentiles of any number of floats, by counting.
 *
 * A float's bits, turned so that they order as the values do, are a key of 32 bits. Counting the upper
 * 16 tells in which of 65536 bins the wanted rank falls, counting the lower 16 inside that bin which
 * key it is. Two passes over the rows, whatever the outliers (a third where the ends are one); bound by reading them. */
#include "picture/picture-rows.h"

#include <math.h>
#include <string.h>

#define BINS 65536
/* One value in so many lies below the lower end, as many above the upper one. */
#define TAIL 1000

/* How many keys have each value of their upper half; or, of those whose upper half is @within, each
 * value of their lower half. */
typedef struct
{
  guint64 counts[BINS];
  guint32 within;
} Counting;

typedef struct
{
  TwinRows *rows;
  float *values;
  Counting upper;
  Counting lower[2]; /* inside the bins of the two ends */
  guint64 n;         /* finite values */
  TwinRange whole;   /* the smallest and the largest, where they were asked for */
} RangeSearch;

/* Looks at @n values. */
typedef void (*Look) (RangeSearch *search, const float *values, gsize n);

static guint32
key_of (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

static float
value_of (guint32 key)
{
  guint32 bits = key & 0x80000000u ? key & 0x7fffffffu : ~key;
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static void
count_upper (RangeSearch *search, const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        search->upper.counts[key_of (values[i]) >> 16]++;
        search->n++;
      }
}

static void
count_lower (RangeSearch *search, const float *values, gsize n)
{
  /* Values that are not finite have upper halves of their own, in which no rank falls. */
  for (gsize i = 0; i < n; i++)
    for (guint end = 0; end < 2; end++)
      if (key_of (values[i]) >> 16 == search->lower[end].within)
        search->lower[end].counts[key_of (values[i]) & 0xffff]++;
}

static void
find_whole (RangeSearch *search, const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      search->whole = (TwinRange){ MIN (search->whole.low, values[i]),
                                   MAX (search->whole.high, values[i]) };
}

/* Moves the colours of the pixels that can be seen to the front; returns how many values they are. */
static gsize
keep_visible (const TwinRows *rows, float *values)
{
  gsize n = 0;

  if (rows->n_components == rows->n_colours)
    return (gsize) rows->width * rows->n_colours;
  for (guint x = 0; x < rows->width; x++)
    {
      const float *pixel = values + (gsize) x * rows->n_components;

      for (guint c = 0; pixel[rows->n_colours] > 0 && c < rows->n_colours; c++)
        values[n++] = pixel[c];
    }
  return n;
}

static void
look_at_all (RangeSearch *search, Look look)
{
  for (guint y = 0; y < search->rows->height; y++)
    {
      twin_rows_read (search->rows, y, search->values);
      look (search, search->values, keep_visible (search->rows, search->values));
    }
}

/* The bin in which rank *@rank falls, which becomes the rank inside it. */
static guint32
find_bin (const Counting *counting, guint64 *rank)
{
  for (guint32 bin = 0; bin < BINS; bin++)
    {
      if (*rank < counting->counts[bin])
        return bin;
      *rank -= counting->counts[bin];
    }
  g_return_val_if_reached (0);
}

static TwinRange
find_ends (RangeSearch *search)
{
  guint64 ranks[2] = { (search->n - 1) / TAIL, search->n - 1 - (search->n - 1) / TAIL };
  float ends[2];

  for (guint end = 0; end < 2; end++)
    search->lower[end].within = find_bin (&search->upper, &ranks[end]);
  look_at_all (search, count_lower);
  for (guint end = 0; end < 2; end++)
    ends[end] = value_of (search->lower[end].within << 16 |
                          find_bin (&search->lower[end], &ranks[end]));
  return (TwinRange){ ends[0], ends[1] };
}

gboolean
twin_rows_find_range (TwinRows *rows, TwinRange *out_range)
{
  g_autofree RangeSearch *search = g_try_new0 (RangeSearch, 1);
  g_autofree float *values = g_try_new (float, (gsize) rows->width * rows->n_components);
  TwinRange range = { 0, 0 };

  if (search == NULL || values == NULL)
    return FALSE;
  search->rows = rows;
  search->values = values;
  look_at_all (search, count_upper);
  if (search->n > 0)
    range = find_ends (search);
  if (search->n > 0 && range.low == range.high)
    {
      search->whole = range;
      look_at_all (search, find_whole);
      range = search->whole;
    }
  *out_range = range;
  return TRUE;
}
