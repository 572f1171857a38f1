/* picture-rows.h: a picture's rows as floats, whatever it holds; a reader is a thread's own. */
#pragma once

#include "picture/picture.h"

G_BEGIN_DECLS

/**
 * TwinRows:
 * @n_colours: 1 (grey) or 3
 * @n_components: @n_colours, and 1 more where there is alpha
 * @alpha_scale: makes alpha 0 to 1
 * @is_8_bit: the values are 0 to 1; of other pictures they are the file's own
 */
typedef struct
{
  guint width;
  guint height;
  guint n_colours;
  guint n_components;
  float alpha_scale;
  gboolean is_8_bit;
  /* private */
  GeglBuffer *buffer;
  const Babl *format;
  guint kind;
  guint8 *strip; /* [STRIP_ROWS][width] pixels of @format, from row @strip_at */
  guint strip_at;
  gboolean strip_filled;
} TwinRows;

/* FALSE where memory does not suffice; to be cleared all the same. */
gboolean twin_rows_init (TwinRows *rows, const TwinPicture *picture);
void twin_rows_clear (TwinRows *rows);
/* values[width][n_components]. Quick when rows are asked for in order. */
void twin_rows_read (TwinRows *rows, guint y, float *values);

/**
 * TwinRange:
 * @low, @high: what becomes 0 and 1; equal where all finite values of the picture are
 */
typedef struct
{
  float low;
  float high;
} TwinRange;

/**
 * twin_rows_find_range:
 *
 * The values of rank 0.1 % and 99.9 % among the finite ones of all colours, pixels that are wholly
 * transparent left out; where the two are one, the smallest and the largest instead.
 */
gboolean twin_rows_find_range (TwinRows *rows, TwinRange *out_range);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinRows, twin_rows_clear)

G_END_DECLS
