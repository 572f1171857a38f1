/* picture-range.c: exact percentiles of any number of floats, by counting.
 *
 * A float's bits, turned so that they order as the values do, are a key of 32 bits. Counting the upper
 * 16 tells in which of 65536 bins the wanted rank falls, counting the lower 16 inside that bin which
 * key it is. Two passes over the rows, whatever the outliers; bound by reading them. Benchmark:
 * bench-picture. */
#include "picture/picture-rows.h"

#include <math.h>
#include <string.h>

#define BINS 65536
/* One value in so many lies below the lower end, as many above the upper one. */
#define TAIL 1000

/* What is counted: the bins of one half of the keys, those whose upper half is @within (or all). */
typedef struct
{
  guint64 counts[BINS];
  gint64 within;
} Counting;

typedef struct
{
  TwinRows *rows;
  float *values;
  Counting upper;
  Counting lower[2]; /* inside the bins of the two ends */
  guint64 n;         /* finite values */
  float smallest;
  float largest;
} RangeSearch;

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
count_upper (RangeSearch *search, float value)
{
  if (!isfinite (value))
    return;
  search->upper.counts[key_of (value) >> 16]++;
  search->n++;
  search->smallest = MIN (search->smallest, value);
  search->largest = MAX (search->largest, value);
}

static void
count_lower (RangeSearch *search, float value)
{
  guint32 key = key_of (value);

  if (!isfinite (value))
    return;
  for (guint end = 0; end < 2; end++)
    if (key >> 16 == search->lower[end].within)
      search->lower[end].counts[key & 0xffff]++;
}

/* All colours of all pixels that can be seen. */
static void
count_all (RangeSearch *search, void (*count) (RangeSearch *search, float value))
{
  TwinRows *rows = search->rows;
  gboolean alpha = rows->n_components > rows->n_colours;

  for (guint y = 0; y < rows->height; y++)
    {
      const float *pixel = search->values;

      twin_rows_read (rows, y, search->values);
      for (guint x = 0; x < rows->width; x++, pixel += rows->n_components)
        for (guint c = 0; c < rows->n_colours; c++)
          if (!alpha || pixel[rows->n_colours] > 0)
            count (search, pixel[c]);
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

static void
find_ends (RangeSearch *search, TwinRange *range)
{
  guint64 ranks[2] = { (search->n - 1) / TAIL, search->n - 1 - (search->n - 1) / TAIL };
  float ends[2];

  for (guint end = 0; end < 2; end++)
    search->lower[end].within = find_bin (&search->upper, &ranks[end]);
  count_all (search, count_lower);
  for (guint end = 0; end < 2; end++)
    ends[end] = value_of ((guint32) search->lower[end].within << 16 |
                          find_bin (&search->lower[end], &ranks[end]));
  *range = ends[0] < ends[1] ? (TwinRange){ ends[0], ends[1] }
                             : (TwinRange){ search->smallest, search->largest };
}

gboolean
twin_rows_find_range (TwinRows *rows, TwinRange *out_range)
{
  g_autofree RangeSearch *search = g_try_new0 (RangeSearch, 1);
  g_autofree float *values = g_try_new (float, (gsize) rows->width * rows->n_components);

  if (search == NULL || values == NULL)
    return FALSE;
  search->rows = rows;
  search->values = values;
  search->smallest = INFINITY;
  search->largest = -INFINITY;
  count_all (search, count_upper);
  *out_range = (TwinRange){ 0, 0 };
  if (search->n > 0)
    find_ends (search, out_range);
  return TRUE;
}
