/* frame.c: the geometric part of a recipe, drawn, written as modifications, measured. */
#include "modify/frame.h"

#include "modify/operations.h"

#include <math.h>

/* Pixels taken off an inner rectangle: the turned picture's edge is mixed with fill. */
#define SOFT_EDGE 3.0

void
twin_frame_init (TwinFrame *frame, guint width, guint height)
{
  *frame =
    (TwinFrame){ .width_whole = width, .height_whole = height, .width = width, .height = height };
}

void
twin_frame_crop (TwinFrame *frame, double area, double aspect, TwinRandom *random)
{
  double longest = log (aspect);
  double shape = exp (twin_random_range (random, -longest, longest));
  double across = MIN (sqrt (area * shape), 1.0);
  double down = MIN (area / across, 1.0);
  guint width = (guint) CLAMP (round (frame->width * across), 1, frame->width);
  guint height = (guint) CLAMP (round (frame->height * down), 1, frame->height);

  frame->x += twin_random_below (random, frame->width - width + 1);
  frame->y += twin_random_below (random, frame->height - height + 1);
  frame->width = width;
  frame->height = height;
}

static gboolean
is_turned_askew (const TwinFrame *frame)
{
  return frame->degrees != 90.0 * round (frame->degrees / 90.0);
}

/* A rectangle k times the crop's size, turned, fits into the crop where
 * k (w |cos| + h |sin|) <= w and k (w |sin| + h |cos|) <= h. */
static gboolean
find_inner (const TwinFrame *frame, double *width, double *height)
{
  double angle = frame->degrees * (G_PI / 180.0);
  double cosine = fabs (cos (angle)), sine = fabs (sin (angle));
  double w = frame->width, h = frame->height;
  double k = MIN (w / (w * cosine + h * sine), h / (w * sine + h * cosine));

  *width = floor (k * w - SOFT_EDGE);
  *height = floor (k * h - SOFT_EDGE);
  return frame->inner && is_turned_askew (frame) && *width >= 1 && *height >= 1;
}

static void
append_crop (GArray *modifications, guint x, guint y, guint width, guint height)
{
  TwinModification crop = { TWIN_MODIFY_CROP, 0, x, y, width, height };

  g_array_append_val (modifications, crop);
}

void
twin_frame_append (const TwinFrame *frame, GArray *modifications, guint *out_width,
                   guint *out_height)
{
  TwinModification flip = { .kind = TWIN_MODIFY_FLIP };
  TwinModification rotate = { .kind = TWIN_MODIFY_ROTATE, .amount = frame->degrees };
  double inner_width, inner_height;

  *out_width = frame->width;
  *out_height = frame->height;
  if (frame->width < frame->width_whole || frame->height < frame->height_whole)
    append_crop (modifications, frame->x, frame->y, frame->width, frame->height);
  if (frame->flipped)
    g_array_append_val (modifications, flip);
  if (frame->degrees == 0)
    return;
  g_array_append_val (modifications, rotate);
  twin_rotated_size (frame->width, frame->height, frame->degrees, out_width, out_height);
  if (find_inner (frame, &inner_width, &inner_height))
    {
      append_crop (modifications, (guint) ((*out_width - inner_width) / 2),
                   (guint) ((*out_height - inner_height) / 2), (guint) inner_width,
                   (guint) inner_height);
      *out_width = (guint) inner_width;
      *out_height = (guint) inner_height;
    }
}

void
twin_frame_get_footprint (const TwinFrame *frame, TwinFootprint *footprint)
{
  double middle_x = frame->x + frame->width / 2.0, middle_y = frame->y + frame->height / 2.0;
  double angle = frame->degrees * (G_PI / 180.0);
  double inner_width, inner_height;

  if (find_inner (frame, &inner_width, &inner_height))
    /* Mirrored first: in the original the turn then runs the other way. */
    twin_footprint_set (footprint, middle_x, middle_y, inner_width, inner_height,
                        frame->flipped ? -angle : angle);
  else
    twin_footprint_set (footprint, middle_x, middle_y, frame->width, frame->height, 0);
}
