/* levels.h: a raster in 8 bits, a plane a channel, for loops that look at each pixel once; for this room alone. */
#pragma once

#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * TwinLevels:
 * @planes: red, green, blue, grey (ITU-R BT.601): each [height][width], 0 to 255
 *
 * A value type; a thread's own.
 */
typedef struct
{
  guint width;
  guint height;
  guint8 *planes[4];
} TwinLevels;

enum
{
  TWIN_LEVELS_RED,
  TWIN_LEVELS_GREEN,
  TWIN_LEVELS_BLUE,
  TWIN_LEVELS_GREY,
};

/* Returns: (transfer full) (nullable): NULL where memory does not suffice. */
TwinLevels *twin_levels_new (const TwinRaster *raster);
/* The same of a raster of more than @most_pixels made smaller, aspect kept. */
TwinLevels *twin_levels_reduced (const TwinRaster *raster, double most_pixels);
void twin_levels_free (TwinLevels *levels);

static inline const guint8 *
twin_levels_row (const TwinLevels *levels, guint plane, guint y)
{
  return levels->planes[plane] + (gsize) y * levels->width;
}

/* A part of it: columns [left, right), rows [top, bottom). */
typedef struct
{
  guint left, top, right, bottom;
} TwinBox;

static inline guint
twin_box_width (const TwinBox *box)
{
  return box->right - box->left;
}

static inline guint
twin_box_height (const TwinBox *box)
{
  return box->bottom - box->top;
}

/**
 * TwinLines: sums over the rows and columns of a part
 * @rows, @row_squares: [height of the part]: of the grey levels, of their squares
 * @columns, @column_squares: [width of the part]
 */
typedef struct
{
  guint64 *rows, *row_squares;
  guint64 *columns, *column_squares;
} TwinLines;

void twin_lines_measure (TwinLines *lines, const TwinLevels *levels, const TwinBox *box);
void twin_lines_clear (TwinLines *lines);

/* In a JPEG, colour spreads further and errs more than brightness. */
#define TWIN_LEVELS_COLOURS_WIDER 3

/**
 * twin_levels_mark:
 * @marks: [height][width] of @levels; only those in @box are written: 1 where the grey level is more than @tolerance away
 *   from that of @colour, or a channel TWIN_LEVELS_COLOURS_WIDER times as far; else 0
 */
void twin_levels_mark (const TwinLevels *levels, const TwinBox *box, const guint8 colour[3],
                       guint8 tolerance, guint8 *marks);

/* How many of @marks, whose rows are @stride apart, are 1: of each row and of each column of @box. */
void twin_marks_count (const guint8 *marks, guint stride, const TwinBox *box, guint32 *rows,
                       guint32 *columns);

/**
 * twin_levels_count_steps:
 * @span: how many pixels a step may take, 1 or 2
 * @least: a smaller step does not count
 * @rows: [height of the box]: for a row, the number of places where the grey level steps between the row before it and row
 *   @span - 1 after it: by more than twice what it does just before and just after that; 0 near the ends
 * @columns: [width of the box]: likewise for columns
 */
void twin_levels_count_steps (const TwinLevels *levels, const TwinBox *box, guint span,
                              guint8 least, guint32 *rows, guint32 *columns);

/* The sum of the differences in grey level of two rows, or columns, of @box. */
guint64 twin_levels_compare_lines (const TwinLevels *levels, const TwinBox *box, gboolean rows,
                                   guint a, guint b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinLevels, twin_levels_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinLines, twin_lines_clear)

G_END_DECLS
