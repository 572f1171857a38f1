/* rotate.c: the picture turned anticlockwise as seen, the canvas growing. Quarter turns move pixels
 * and change none; other angles sample bilinearly, what lies outside being the border's median.
 *
 * With y down and the origin in the middle, a turn by t takes (x, y) to
 * (x cos t + y sin t, -x sin t + y cos t). */
#include "modify/operations.h"

#include <math.h>

/* Quarter turns in @degrees, 0 to 3, or -1 where it is not a whole number of them. */
static int
quarter_turns (double degrees)
{
  double turns = degrees / 90.0;

  if (turns != floor (turns))
    return -1;
  return (int) (turns - 4.0 * floor (turns / 4.0));
}

void
twin_rotated_size (guint width, guint height, double degrees, guint *out_width, guint *out_height)
{
  double angle = degrees * (G_PI / 180.0);
  double cosine = fabs (cos (angle)), sine = fabs (sin (angle));

  /* The small number keeps a quarter turn, whose cosine is not quite 0, from growing by a pixel. */
  *out_width = (guint) ceil (width * cosine + height * sine - 1e-6);
  *out_height = (guint) ceil (width * sine + height * cosine - 1e-6);
}

static void
copy_pixel (float *out, const float *pixel)
{
  out[0] = pixel[0];
  out[1] = pixel[1];
  out[2] = pixel[2];
}

static TwinRaster *
rotate_quarters (const TwinRaster *raster, int turns)
{
  guint right = raster->width - 1, bottom = raster->height - 1;
  TwinRaster *turned = turns % 2 == 1 ? twin_raster_new (raster->height, raster->width)
                                      : twin_raster_new (raster->width, raster->height);

  for (guint y = 0; turned != NULL && y < turned->height; y++)
    {
      float *out = twin_raster_at (turned, 0, y);

      for (guint x = 0; x < turned->width; x++, out += 3)
        if (turns == 0)
          copy_pixel (out, twin_raster_at (raster, x, y));
        else if (turns == 1)
          copy_pixel (out, twin_raster_at (raster, right - y, x));
        else if (turns == 2)
          copy_pixel (out, twin_raster_at (raster, right - x, bottom - y));
        else
          copy_pixel (out, twin_raster_at (raster, y, bottom - x));
    }
  return turned;
}

/**
 * Line: where the pixels of an output row lie in the input, in units of pixels whose centres are
 * whole numbers: (x + i * across, y + i * down)
 */
typedef struct
{
  float x, y;
  float across, down;
} Line;

/* Narrows [first, end) to the i with start + i * step in [low, high]. */
static void
narrow (double start, double step, double low, double high, int *first, int *end)
{
  double enters, leaves;

  if (fabs (step) < 1e-9)
    {
      if (start < low || start > high)
        *end = *first;
      return;
    }
  enters = (step > 0 ? low - start : high - start) / step;
  leaves = (step > 0 ? high - start : low - start) / step;
  *first = (int) CLAMP (ceil (enters), *first, *end);
  *end = (int) CLAMP (floor (leaves) + 1, *first, *end);
}

/* All four neighbours are inside. */
static void
sample_inside (const TwinRaster *raster, const Line *line, int first, int end, float *row)
{
  gsize below = (gsize) raster->width * 3;

  for (int i = first; i < end; i++)
    {
      float x = line->x + i * line->across, y = line->y + i * line->down;
      int left = (int) x, top = (int) y;
      float right_part = x - left, lower_part = y - top;
      const float *pixel = raster->pixels + ((gsize) top * raster->width + left) * 3;
      float *out = row + (gsize) i * 3;

      for (guint channel = 0; channel < 3; channel++)
        {
          float upper = pixel[channel] + right_part * (pixel[channel + 3] - pixel[channel]);
          float lower = pixel[below + channel] +
                        right_part * (pixel[below + channel + 3] - pixel[below + channel]);

          out[channel] = upper + lower_part * (lower - upper);
        }
    }
}

static const float *
pixel_or (const TwinRaster *raster, int x, int y, const float *fill)
{
  if (x < 0 || y < 0 || x >= (int) raster->width || y >= (int) raster->height)
    return fill;
  return twin_raster_at (raster, (guint) x, (guint) y);
}

/* Some of the neighbours may be outside: they are @fill, which softens the picture's edge. */
static void
sample_edge (const TwinRaster *raster, const Line *line, int first, int end, const float *fill,
             float *row)
{
  for (int i = first; i < end; i++)
    {
      float x = line->x + i * line->across, y = line->y + i * line->down;
      int left = (int) floorf (x), top = (int) floorf (y);
      float right_part = x - left, lower_part = y - top;
      const float *a = pixel_or (raster, left, top, fill);
      const float *b = pixel_or (raster, left + 1, top, fill);
      const float *c = pixel_or (raster, left, top + 1, fill);
      const float *d = pixel_or (raster, left + 1, top + 1, fill);

      for (guint channel = 0; channel < 3; channel++)
        {
          float upper = a[channel] + right_part * (b[channel] - a[channel]);
          float lower = c[channel] + right_part * (d[channel] - c[channel]);

          row[i * 3 + channel] = upper + lower_part * (lower - upper);
        }
    }
}

static void
rotate_row (const TwinRaster *raster, const Line *line, const float *fill, float *row, int width)
{
  int right = (int) raster->width - 1, bottom = (int) raster->height - 1;
  int first = 0, end = width, inner_first, inner_end;
  /* More than rounding to float may shift a place by. */
  double margin = 1e-3 + 1e-6 * ((double) right + bottom);

  narrow (line->x, line->across, -1, right + 1, &first, &end);
  narrow (line->y, line->down, -1, bottom + 1, &first, &end);
  inner_first = first;
  inner_end = end;
  narrow (line->x, line->across, margin, right - margin, &inner_first, &inner_end);
  narrow (line->y, line->down, margin, bottom - margin, &inner_first, &inner_end);
  for (int i = 0; i < first; i++)
    copy_pixel (row + (gsize) i * 3, fill);
  sample_edge (raster, line, first, inner_first, fill, row);
  sample_inside (raster, line, inner_first, inner_end, row);
  sample_edge (raster, line, inner_end, end, fill, row);
  for (int i = end; i < width; i++)
    copy_pixel (row + (gsize) i * 3, fill);
}

TwinRaster *
twin_modify_rotate (const TwinRaster *raster, double degrees)
{
  int turns = quarter_turns (degrees);
  double cosine = cos (degrees * (G_PI / 180.0)), sine = sin (degrees * (G_PI / 180.0));
  guint width, height;
  float fill[3];
  TwinRaster *turned;

  if (turns >= 0)
    return rotate_quarters (raster, turns);
  twin_rotated_size (raster->width, raster->height, degrees, &width, &height);
  twin_raster_border_median (raster, fill);
  turned = twin_raster_new (width, height);
  for (guint y = 0; turned != NULL && y < height; y++)
    {
      /* The row's first pixel, seen from the middle of the canvas. */
      double u = 0.5 - width / 2.0, v = y + 0.5 - height / 2.0;
      Line line = { (float) (u * cosine - v * sine + raster->width / 2.0 - 0.5),
                    (float) (u * sine + v * cosine + raster->height / 2.0 - 0.5), (float) cosine,
                    (float) sine };

      rotate_row (raster, &line, fill, twin_raster_at (turned, 0, y), (int) width);
    }
  return turned;
}
