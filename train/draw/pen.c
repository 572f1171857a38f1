/* pen.c: a shape is a distance to its edge; the share of a pixel that it covers follows from it. */
#include "draw/pen.h"

#include <math.h>

/* The pixels that a shape may touch: [left, right), [top, bottom). */
typedef struct
{
  guint left, top, right, bottom;
} Reach;

static guint
bound (double place, guint whole)
{
  return place <= 0 ? 0 : place >= whole ? whole : (guint) place;
}

static Reach
reach_of (const TwinPen *pen, double left, double top, double right, double bottom, double margin)
{
  return (Reach){ bound (left - margin, pen->raster->width),
                  bound (top - margin, pen->raster->height),
                  bound (right + margin + 1, pen->raster->width),
                  bound (bottom + margin + 1, pen->raster->height) };
}

static void
cover (const TwinPen *pen, guint x, guint y, double share)
{
  float *pixel = twin_raster_at (pen->raster, x, y);

  if (share <= 0)
    return;
  share = MIN (share, 1);
  for (guint channel = 0; channel < 3; channel++)
    pixel[channel] += (float) share * (pen->colour[channel] - pixel[channel]);
  if (share >= 0.5 && pen->mask != NULL)
    *twin_mask_at (pen->mask, x, y) = 1;
}

/* Distance of a point from the line between two others. */
static double
distance_to_line (TwinPoint point, TwinPoint from, TwinPoint to)
{
  double across = to.x - from.x, down = to.y - from.y;
  double square = across * across + down * down;
  double along = square > 0 ? ((point.x - from.x) * across + (point.y - from.y) * down) / square
                            : 0;

  along = CLAMP (along, 0, 1);
  return hypot (point.x - from.x - along * across, point.y - from.y - along * down);
}

void
twin_pen_line (const TwinPen *pen, TwinPoint from, TwinPoint to)
{
  double radius = pen->width / 2;
  Reach reach = reach_of (pen, MIN (from.x, to.x), MIN (from.y, to.y), MAX (from.x, to.x),
                          MAX (from.y, to.y), radius + 1);

  for (guint y = reach.top; y < reach.bottom; y++)
    for (guint x = reach.left; x < reach.right; x++)
      {
        double away = distance_to_line ((TwinPoint){ x + 0.5, y + 0.5 }, from, to);

        /* A line thinner than a pixel is fainter, not gone. */
        cover (pen, x, y, MIN (radius - away + 0.5, pen->width));
      }
}

void
twin_pen_dashes (const TwinPen *pen, TwinPoint from, TwinPoint to, double dash)
{
  double length = hypot (to.x - from.x, to.y - from.y);
  double across = (to.x - from.x) / length, down = (to.y - from.y) / length;

  for (double start = 0; start < length; start += 2 * dash)
    {
      double end = MIN (start + dash, length);

      twin_pen_line (pen, (TwinPoint){ from.x + start * across, from.y + start * down },
                     (TwinPoint){ from.x + end * across, from.y + end * down });
    }
}

/* How much of pixel [at, at + 1) lies in [from, to). */
static double
overlap (guint at, double from, double to)
{
  return MIN (to, at + 1.0) - MAX (from, (double) at);
}

void
twin_pen_bar (const TwinPen *pen, double left, double top, double right, double bottom)
{
  Reach reach = reach_of (pen, left, top, right, bottom, 1);

  for (guint y = reach.top; y < reach.bottom; y++)
    for (guint x = reach.left; x < reach.right; x++)
      cover (pen, x, y, MAX (overlap (x, left, right), 0) * MAX (overlap (y, top, bottom), 0));
}

void
twin_pen_box (const TwinPen *pen, double left, double top, double right, double bottom)
{
  double half = pen->width / 2;

  twin_pen_bar (pen, left - half, top - half, right + half, top + half);
  twin_pen_bar (pen, left - half, bottom - half, right + half, bottom + half);
  twin_pen_bar (pen, left - half, top + half, left + half, bottom - half);
  twin_pen_bar (pen, right - half, top + half, right + half, bottom - half);
}

/* How far a point lies on the inner side of one side of a triangle; @turn: 1 or -1, by its sense. */
static double
inside_of (TwinPoint point, TwinPoint from, TwinPoint to, double turn)
{
  double cross = (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);

  return turn * cross / MAX (hypot (to.x - from.x, to.y - from.y), 1e-9);
}

void
twin_pen_triangle (const TwinPen *pen, const TwinPoint corners[3])
{
  const TwinPoint *a = &corners[0], *b = &corners[1], *c = &corners[2];
  double turn = inside_of (*c, *a, *b, 1) < 0 ? -1 : 1;
  Reach reach = reach_of (pen, MIN (MIN (a->x, b->x), c->x), MIN (MIN (a->y, b->y), c->y),
                          MAX (MAX (a->x, b->x), c->x), MAX (MAX (a->y, b->y), c->y), 1);

  for (guint y = reach.top; y < reach.bottom; y++)
    for (guint x = reach.left; x < reach.right; x++)
      {
        TwinPoint point = { x + 0.5, y + 0.5 };
        double inside = inside_of (point, *a, *b, turn);

        inside = MIN (inside, inside_of (point, *b, *c, turn));
        inside = MIN (inside, inside_of (point, *c, *a, turn));
        cover (pen, x, y, inside + 0.5);
      }
}
