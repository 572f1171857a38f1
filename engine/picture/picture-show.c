/* picture-show.c: the display mapping, row by row, shrunk on the way: no full-size copy is made. */
#include "picture/picture-private.h"
#include "picture/picture-rows.h"
#include "picture/raster-resize.h"

#include <string.h>

typedef struct
{
  TwinRows rows;
  TwinRange range;
  float *values; /* [width][n_components]: a row as the file has it */
  float *row;    /* [width][3]: row @row_at as shown */
  guint row_at;
  gboolean row_filled;
} Showing;

static void
showing_clear (Showing *showing)
{
  twin_rows_clear (&showing->rows);
  g_free (showing->values);
  g_free (showing->row);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Showing, showing_clear)

static gboolean
showing_init (Showing *showing, const TwinPicture *picture)
{
  if (!twin_rows_init (&showing->rows, picture))
    return FALSE;
  showing->values = g_try_new (float, (gsize) picture->width * showing->rows.n_components);
  showing->row = g_try_new (float, (gsize) picture->width * 3);
  return showing->values != NULL && showing->row != NULL &&
         (showing->rows.is_8_bit || twin_rows_find_range (&showing->rows, &showing->range));
}

/* Constant pictures: the value itself lies in the middle, what is above (infinity) at the end. NaN
 * compares false, which is the lower end. */
static void
stretch (float *values, gsize n, TwinRange range)
{
  double scale = 1 / ((double) range.high - range.low);

  if (range.high > range.low)
    for (gsize i = 0; i < n; i++)
      {
        float value = (float) (((double) values[i] - range.low) * scale);

        values[i] = value > 0 ? (value < 1 ? value : 1) : 0;
      }
  else
    for (gsize i = 0; i < n; i++)
      values[i] = values[i] == range.low ? 0.5f : values[i] > range.low ? 1 : 0;
}

static float
clamp_alpha (float alpha)
{
  return alpha > 0 ? (alpha < 1 ? alpha : 1) : 0;
}

/* The row's colours, spread to three; where there is alpha, not yet laid over white. */
static void
spread_colours (const Showing *showing)
{
  const TwinRows *rows = &showing->rows;
  const float *from = showing->values;
  float *to = showing->row;

  if (rows->n_components == 3)
    memcpy (to, from, (gsize) rows->width * 3 * sizeof (float));
  else if (rows->n_colours == 3)
    for (guint x = 0; x < rows->width; x++, from += 4, to += 3)
      memcpy (to, from, 3 * sizeof (float));
  else
    for (guint x = 0; x < rows->width; x++, from += rows->n_components, to += 3)
      to[0] = to[1] = to[2] = from[0];
}

static void
lay_over_white (const Showing *showing)
{
  const TwinRows *rows = &showing->rows;
  const float *alphas = showing->values + rows->n_colours;

  if (rows->n_components == rows->n_colours)
    return;
  for (guint x = 0; x < rows->width; x++)
    {
      float alpha = clamp_alpha (alphas[(gsize) x * rows->n_components] * rows->alpha_scale);

      for (guint c = 0; c < 3; c++)
        showing->row[x * 3 + c] = showing->row[x * 3 + c] * alpha + (1 - alpha);
    }
}

/* Row @y, [width][3]; kept, since neighbouring results share rows. */
static const float *
show_row (Showing *showing, guint y)
{
  if (showing->row_filled && showing->row_at == y)
    return showing->row;
  twin_rows_read (&showing->rows, y, showing->values);
  spread_colours (showing);
  if (!showing->rows.is_8_bit)
    stretch (showing->row, (gsize) showing->rows.width * 3, showing->range);
  lay_over_white (showing);
  showing->row_at = y;
  showing->row_filled = TRUE;
  return showing->row;
}

static TwinRaster *
show_full (Showing *showing)
{
  TwinRaster *raster = twin_raster_new (showing->rows.width, showing->rows.height);

  for (guint y = 0; raster != NULL && y < raster->height; y++)
    memcpy (twin_raster_at (raster, 0, y), show_row (showing, y),
            (gsize) raster->width * 3 * sizeof (float));
  return raster;
}

static void
add_row (float *restrict sum, const float *restrict row, float weight, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += weight * row[i];
}

static TwinRaster *
show_shrunk (Showing *showing, guint width, guint height)
{
  gsize n = (gsize) showing->rows.width * 3;
  g_autoptr (TwinRaster) raster = twin_raster_new (width, height);
  g_autoptr (TwinTaps) across = twin_taps_new (showing->rows.width, width);
  g_autoptr (TwinTaps) down = twin_taps_new (showing->rows.height, height);
  g_autofree float *sum = g_try_new (float, n);

  if (raster == NULL || sum == NULL)
    return NULL;
  for (guint y = 0; y < height; y++)
    {
      memset (sum, 0, n * sizeof (float));
      for (guint j = 0; j < down->count[y]; j++)
        add_row (sum, show_row (showing, down->first[y] + j),
                 down->weights[(gsize) y * down->most + j], n);
      twin_taps_apply_row (across, sum, twin_raster_at (raster, 0, y));
    }
  return g_steal_pointer (&raster);
}

TwinRaster *
twin_picture_show (const TwinPicture *picture, guint longest_side)
{
  g_auto (Showing) showing = { 0 };
  guint longest = MAX (picture->width, picture->height);

  if (!showing_init (&showing, picture))
    return NULL;
  if (longest_side == 0 || longest_side >= longest)
    return show_full (&showing);
  return show_shrunk (&showing, twin_raster_scaled (picture->width, longest_side, longest),
                      twin_raster_scaled (picture->height, longest_side, longest));
}
