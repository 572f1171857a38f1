/* levels.c: loops over all pixels; built with the compiler's best. Bound by memory: a byte or two a pixel. */
#include "picture/levels.h"

static inline guint8
level_of (float value)
{
  float scaled = value * 255.0f + 0.5f;

  scaled = scaled < 0.0f ? 0.0f : scaled;
  return (guint8) (int) (scaled > 255.0f ? 255.0f : scaled);
}

/* In 256ths; together 256. */
static inline guint8
grey_of (guint red, guint green, guint blue)
{
  return (guint8) ((77 * red + 150 * green + 29 * blue + 128) >> 8);
}

static void
fill_row (const float *restrict in, guint n, guint8 *restrict red, guint8 *restrict green,
          guint8 *restrict blue, guint8 *restrict grey)
{
  for (guint x = 0; x < n; x++)
    {
      red[x] = level_of (in[3 * x]);
      green[x] = level_of (in[3 * x + 1]);
      blue[x] = level_of (in[3 * x + 2]);
    }
  for (guint x = 0; x < n; x++)
    grey[x] = grey_of (red[x], green[x], blue[x]);
}

TwinLevels *
twin_levels_new (const TwinRaster *raster)
{
  gsize n = (gsize) raster->width * raster->height;
  guint8 *memory = g_try_malloc_n (n, 4);
  TwinLevels *levels;

  if (memory == NULL)
    return NULL;
  levels = g_new (TwinLevels, 1);
  *levels = (TwinLevels){ raster->width,
                          raster->height,
                          { memory, memory + n, memory + 2 * n, memory + 3 * n } };
  for (guint y = 0; y < raster->height; y++)
    {
      gsize start = (gsize) y * raster->width;

      fill_row (twin_raster_at (raster, 0, y), raster->width, levels->planes[0] + start,
                levels->planes[1] + start, levels->planes[2] + start, levels->planes[3] + start);
    }
  return levels;
}

void
twin_levels_free (TwinLevels *levels)
{
  if (levels == NULL)
    return;
  g_free (levels->planes[0]);
  g_free (levels);
}

/* Squares of up to 65536 rows fit into 32 bits; a raster has fewer (16 bits a side at most are summed at once). */
#define ROWS_AT_ONCE 32768

static void
add_row (const guint8 *restrict in, guint n, guint32 *restrict sums, guint32 *restrict squares)
{
  for (guint x = 0; x < n; x++)
    {
      guint32 value = in[x];

      sums[x] += value;
      squares[x] += value * value;
    }
}

static void
sum_row (const guint8 *restrict in, guint n, guint64 *out_sum, guint64 *out_squares)
{
  guint64 all = 0, all_squares = 0;

  while (n > 0)
    {
      guint part = MIN (n, ROWS_AT_ONCE);
      guint32 sum = 0, squares = 0;

      for (guint x = 0; x < part; x++)
        {
          guint32 value = in[x];

          sum += value;
          squares += value * value;
        }
      all += sum;
      all_squares += squares;
      in += part;
      n -= part;
    }
  *out_sum = all;
  *out_squares = all_squares;
}

static void
flush_columns (TwinLines *lines, guint32 *sums, guint32 *squares, guint n)
{
  for (guint x = 0; x < n; x++)
    {
      lines->columns[x] += sums[x];
      lines->column_squares[x] += squares[x];
      sums[x] = squares[x] = 0;
    }
}

void
twin_lines_measure (TwinLines *lines, const TwinLevels *levels, const TwinBox *box)
{
  guint width = twin_box_width (box), height = twin_box_height (box);
  g_autofree guint32 *sums = g_new0 (guint32, width);
  g_autofree guint32 *squares = g_new0 (guint32, width);

  *lines = (TwinLines){ g_new (guint64, height), g_new (guint64, height), g_new0 (guint64, width),
                        g_new0 (guint64, width) };
  for (guint y = 0; y < height; y++)
    {
      const guint8 *row = twin_levels_row (levels, TWIN_LEVELS_GREY, box->top + y) + box->left;

      sum_row (row, width, &lines->rows[y], &lines->row_squares[y]);
      add_row (row, width, sums, squares);
      if (y % ROWS_AT_ONCE == ROWS_AT_ONCE - 1)
        flush_columns (lines, sums, squares, width);
    }
  flush_columns (lines, sums, squares, width);
}

void
twin_lines_clear (TwinLines *lines)
{
  g_clear_pointer (&lines->rows, g_free);
  g_clear_pointer (&lines->row_squares, g_free);
  g_clear_pointer (&lines->columns, g_free);
  g_clear_pointer (&lines->column_squares, g_free);
}

static inline guint8
away (guint8 a, guint8 b)
{
  return a > b ? a - b : b - a;
}

static void
mark_row (const guint8 *const in[4], guint n, const guint8 colour[4], guint8 tolerance,
          guint8 *restrict marks)
{
  const guint8 *restrict red = in[0], *restrict green = in[1], *restrict blue = in[2],
                         *restrict grey = in[3];
  guint8 r = colour[0], g = colour[1], b = colour[2], y = colour[3];
  guint8 of_colour = (guint8) MIN (TWIN_LEVELS_COLOURS_WIDER * tolerance, 255);

  for (guint x = 0; x < n; x++)
    {
      guint8 most = MAX (MAX (away (red[x], r), away (green[x], g)), away (blue[x], b));

      marks[x] = (most > of_colour) | (away (grey[x], y) > tolerance);
    }
}

void
twin_levels_mark (const TwinLevels *levels, const TwinBox *box, const guint8 colour[3],
                  guint8 tolerance, guint8 *marks)
{
  guint8 wanted[4] = { colour[0], colour[1], colour[2], grey_of (colour[0], colour[1], colour[2]) };

  for (guint y = box->top; y < box->bottom; y++)
    {
      gsize start = (gsize) y * levels->width + box->left;
      const guint8 *in[4];

      for (guint plane = 0; plane < 4; plane++)
        in[plane] = levels->planes[plane] + start;
      mark_row (in, twin_box_width (box), wanted, tolerance, marks + start);
    }
}

static void
count_columns (const guint8 *restrict in, guint n, guint32 *restrict columns)
{
  for (guint x = 0; x < n; x++)
    columns[x] += in[x];
}

static guint32
count_row (const guint8 *restrict in, guint n)
{
  guint32 count = 0;

  for (guint x = 0; x < n; x++)
    count += in[x];
  return count;
}

void
twin_marks_count (const guint8 *marks, guint stride, const TwinBox *box, guint32 *rows,
                  guint32 *columns)
{
  guint width = twin_box_width (box);

  for (guint x = 0; x < width; x++)
    columns[x] = 0;
  for (guint y = box->top; y < box->bottom; y++)
    {
      const guint8 *row = marks + (gsize) y * stride + box->left;

      rows[y - box->top] = count_row (row, width);
      count_columns (row, width, columns);
    }
}

/* Levels at equal distances; does the middle pair differ more than twice as much as its neighbours? */
static inline guint8
is_step (guint8 a, guint8 b, guint8 c, guint8 d, guint8 least)
{
  guint8 step = away (b, c), around = MAX (away (a, b), away (c, d));

  return (step >= least) & (step / 2 > around);
}

static guint32
count_steps_down (const guint8 *restrict b, guint n, gsize distance, guint8 least)
{
  const guint8 *a = b - distance, *c = b + distance, *d = c + distance;
  guint32 count = 0;

  for (guint x = 0; x < n; x++)
    count += is_step (a[x], b[x], c[x], d[x], least);
  return count;
}

/* @columns: the first belongs to the step from b[0] */
static void
count_steps_across (const guint8 *restrict b, guint n, guint span, guint8 least,
                    guint32 *restrict columns)
{
  const guint8 *a = b - span, *c = b + span, *d = c + span;

  for (guint x = 0; x < n; x++)
    columns[x] += is_step (a[x], b[x], c[x], d[x], least);
}

void
twin_levels_count_steps (const TwinLevels *levels, const TwinBox *box, guint span, guint8 least,
                         guint32 *rows, guint32 *columns)
{
  guint width = twin_box_width (box), height = twin_box_height (box);

  for (guint x = 0; x < width; x++)
    columns[x] = 0;
  for (guint y = 0; y < height; y++)
    {
      const guint8 *row = twin_levels_row (levels, TWIN_LEVELS_GREY, box->top + y) + box->left;

      rows[y] = 0;
      if (y >= span + 1 && y + 2 * span <= height)
        rows[y] = count_steps_down (row - levels->width, width, (gsize) span * levels->width,
                                    least);
      if (width >= 3 * span + 1)
        count_steps_across (row + span, width - 3 * span, span, least, columns + span + 1);
    }
}

guint64
twin_levels_compare_lines (const TwinLevels *levels, const TwinBox *box, gboolean rows, guint a,
                           guint b)
{
  const guint8 *start = twin_levels_row (levels, TWIN_LEVELS_GREY, box->top) + box->left;
  gsize across = rows ? levels->width : 1, along = rows ? 1 : levels->width;
  guint n = rows ? twin_box_width (box) : twin_box_height (box);
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    sum += away (start[a * across + i * along], start[b * across + i * along]);
  return sum;
}
