/* warp.c: one picture resampled. Bound by the look-ups: some 3 ns a pixel. */
#include "evidence/warp.h"

#include <math.h>

/* Shrunk by less than this, a picture is blurred before. */
#define BLUR_BELOW 0.8
/* The blur's standard deviation for a factor s is this times sqrt (1 / s^2 - 1). */
#define BLUR 0.45

/* Where a row's pixels lie in the picture, in units of pixels whose middles are whole numbers. */
typedef struct
{
  double x, y;
  double across, down;
} Line;

/* Narrows [first, end) to the i with low <= start + i * step <= high. */
static void
narrow (double start, double step, double low, double high, gint *first, gint *end)
{
  double enters, leaves;

  if (fabs (step) < 1e-9)
    {
      if (!(start >= low && start <= high))
        *end = *first;
      return;
    }
  enters = (step > 0 ? low - start : high - start) / step;
  leaves = (step > 0 ? high - start : low - start) / step;
  *first = (gint) CLAMP (ceil (enters), *first, *end);
  *end = (gint) CLAMP (floor (leaves) + 1, *first, *end);
}

/* The outermost pixels go on beyond the edge. */
static float
sample_clamped (const TwinGrey *grey, double x, double y)
{
  float right = grey->width - 1.0f, bottom = grey->height - 1.0f;
  float at_x = CLAMP ((float) x, 0.0f, right), at_y = CLAMP ((float) y, 0.0f, bottom);
  guint left = (guint) at_x, top = (guint) at_y;
  guint next = MIN (left + 1, grey->width - 1), below = MIN (top + 1, grey->height - 1);
  float part = at_x - left, lower = at_y - top;
  float upper_value = *twin_grey_at (grey, left, top) * (1 - part) +
                      *twin_grey_at (grey, next, top) * part;
  float lower_value = *twin_grey_at (grey, left, below) * (1 - part) +
                      *twin_grey_at (grey, next, below) * part;

  return upper_value + lower * (lower_value - upper_value);
}

/* All four neighbours are inside. */
static void
sample_inside (const TwinGrey *grey, const Line *line, gint first, gint end, float *row)
{
  float x = (float) line->x, y = (float) line->y;
  float across = (float) line->across, down = (float) line->down;
  guint stride = grey->width;

  for (gint i = first; i < end; i++)
    {
      float at_x = x + i * across, at_y = y + i * down;
      gint left = (gint) at_x, top = (gint) at_y;
      float part = at_x - left, lower = at_y - top;
      const float *pixel = grey->values + (gsize) top * stride + left;
      float upper_value = pixel[0] + part * (pixel[1] - pixel[0]);
      float lower_value = pixel[stride] + part * (pixel[stride + 1] - pixel[stride]);

      row[i] = upper_value + lower * (lower_value - upper_value);
    }
}

static void
clear_outside (float *shown, gint first, gint end, gint width)
{
  for (gint i = 0; i < first; i++)
    shown[i] = 0;
  for (gint i = end; i < width; i++)
    shown[i] = 0;
}

static void
warp_row (const TwinGrey *grey, const Line *line, gint width, float *row, float *shown)
{
  double right = grey->width - 1.0, bottom = grey->height - 1.0;
  /* More than rounding to float may shift a place by. */
  double margin = 1e-3 + 1e-6 * (right + bottom);
  gint first = 0, end = width, inner_first, inner_end;

  narrow (line->x, line->across, -0.01, right + 0.01, &first, &end);
  narrow (line->y, line->down, -0.01, bottom + 0.01, &first, &end);
  if (shown != NULL)
    clear_outside (shown, first, MAX (first, end), width);
  inner_first = 0;
  inner_end = width;
  narrow (line->x, line->across, margin, right - margin, &inner_first, &inner_end);
  narrow (line->y, line->down, margin, bottom - margin, &inner_first, &inner_end);
  for (gint i = 0; i < inner_first; i++)
    row[i] = sample_clamped (grey, line->x + i * line->across, line->y + i * line->down);
  sample_inside (grey, line, inner_first, inner_end, row);
  for (gint i = MAX (inner_first, inner_end); i < width; i++)
    row[i] = sample_clamped (grey, line->x + i * line->across, line->y + i * line->down);
}

/* Returns: (nullable): a blurred picture where @to_frame shrinks much; *out_failed without memory */
static TwinGrey *
blur_for (const TwinGrey *grey, const TwinAffine *to_frame, gboolean *out_failed)
{
  double scale = sqrt (fabs (twin_affine_determinant (to_frame)));
  TwinGrey *blurred = NULL;

  *out_failed = FALSE;
  if (scale < BLUR_BELOW)
    {
      blurred = twin_grey_blur (grey, BLUR * sqrt (1 / (scale * scale) - 1));
      *out_failed = blurred == NULL;
    }
  return blurred;
}

TwinGrey *
twin_warp (const TwinGrey *grey, const TwinAffine *to_frame, guint width, guint height,
           TwinGrey *shown)
{
  g_autoptr (TwinGrey) blurred = NULL;
  TwinGrey *warped;
  TwinAffine from;
  gboolean failed;

  if (!twin_affine_invert (to_frame, &from))
    return NULL;
  blurred = blur_for (grey, to_frame, &failed);
  warped = failed ? NULL : twin_grey_new (width, height);
  for (guint y = 0; warped != NULL && y < height; y++)
    {
      Line line = { .across = from.m[0][0], .down = from.m[1][0] };

      twin_affine_apply (&from, 0.5, y + 0.5, &line.x, &line.y);
      line.x -= 0.5;
      line.y -= 0.5;
      warp_row (blurred != NULL ? blurred : grey, &line, (gint) width, twin_grey_at (warped, 0, y),
                shown != NULL ? twin_grey_at (shown, 0, y) : NULL);
    }
  return warped;
}
