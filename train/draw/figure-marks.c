/* figure-marks.c: panel letters, scale bars, arrows, boxes and names upon the panels. */
#include "draw/figure-private.h"

#include <math.h>

/* Strips have no room for marks, and panels of gels hardly. */
#define LEAST_UNITS 6

static double
mean_grey (const TwinRaster *raster, const TwinPanel *place)
{
  double sum = 0;
  guint n = 0;

  for (guint y = place->y; y < place->y + place->height; y += 3)
    for (guint x = place->x; x < place->x + place->width; x += 3, n++)
      {
        const float *pixel = twin_raster_at (raster, x, y);

        sum += 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
      }
  return sum / MAX (n, 1);
}

static TwinPen
mark_pen (TwinFigure *figure, const TwinPanel *place, double width)
{
  float level = mean_grey (figure->raster, place) > 0.5 ? 0.0f : 1.0f;

  return (TwinPen){ figure->raster, figure->furniture, { level, level, level }, width };
}

/* In the left upper corner; some in a box of the other colour. */
static void
draw_letter (const TwinFigurePlan *plan, TwinFigure *figure, guint i, guint style)
{
  const TwinPanel *place = &plan->places[i];
  double height = plan->unit * 1.2, x = place->x + 0.6 * plan->unit,
         y = place->y + 0.6 * plan->unit;
  TwinPen pen = mark_pen (figure, place, height * 0.18);
  char text[2] = { (char) ((style & 1 ? 'a' : 'A') + i % 26), '\0' };

  if (style & 2)
    {
      TwinPen ground = pen;

      for (guint channel = 0; channel < 3; channel++)
        ground.colour[channel] = 1 - pen.colour[channel];
      twin_pen_bar (&ground, place->x, place->y, x + 1.6 * plan->unit, y + 1.8 * plan->unit);
    }
  twin_letter (&pen, text, (TwinPoint){ x, y + height }, height, 0);
}

static void
draw_scale_bar (const TwinFigurePlan *plan, TwinFigure *figure, const TwinPanel *place,
                const char *text, double share)
{
  double thick = MAX (2, floor (0.35 * plan->unit)), height = 0.9 * plan->unit;
  double right = floor (place->x + place->width - 0.8 * plan->unit);
  double bottom = floor (place->y + place->height - 0.8 * plan->unit);
  double left = floor (right - share * place->width);
  TwinPen pen = mark_pen (figure, place, height * 0.14);

  twin_pen_bar (&pen, left, bottom - thick, right, bottom);
  if (text != NULL && twin_letter_length (text, height) < 0.5 * place->width)
    twin_letter (&pen, text,
                 (TwinPoint){ (left + right - twin_letter_length (text, height)) / 2,
                              bottom - thick - 0.6 * plan->unit },
                 height, 0);
}

/* @tip: where it points; @angle: in radians, from the tip back along its shaft */
static void
draw_arrow (const TwinPen *pen, TwinPoint tip, double angle, double size, gboolean shaft)
{
  double spread = shaft ? 0.42 : 0.5;
  TwinPoint corners[3] = {
    tip,
    { tip.x + size * cos (angle - spread), tip.y + size * sin (angle - spread) },
    { tip.x + size * cos (angle + spread), tip.y + size * sin (angle + spread) }
  };
  TwinPoint back = { tip.x + 2.4 * size * cos (angle), tip.y + 2.4 * size * sin (angle) };
  TwinPoint neck = { tip.x + 0.8 * size * cos (angle), tip.y + 0.8 * size * sin (angle) };

  twin_pen_triangle (pen, corners);
  if (shaft)
    twin_pen_line (pen, neck, back);
}

static void
draw_arrows (const TwinFigurePlan *plan, TwinFigure *figure, const TwinPanel *place,
             TwinRandom *random)
{
  guint n = 1 + twin_random_below (random, 4);
  double size = plan->unit * twin_random_range (random, 0.9, 1.4);
  gboolean shaft = twin_random_chance (random, 0.5);
  TwinPen pen = mark_pen (figure, place, MAX (1.5, 0.25 * size));

  if (twin_random_chance (random, 0.3))
    pen.colour[2] = 0; /* yellow, or black */
  for (guint i = 0; i < n; i++)
    {
      double reach = 3 * size;
      double x = twin_random_range (random, reach, MAX (place->width - reach, reach + 1));
      double y = twin_random_range (random, reach, MAX (place->height - reach, reach + 1));
      double angle = twin_random_range (random, 0, 2 * G_PI);

      draw_arrow (&pen, (TwinPoint){ place->x + x, place->y + y }, angle, size, shaft);
    }
}

/* Around a part that is shown larger elsewhere. */
static void
draw_inset_box (const TwinFigurePlan *plan, TwinFigure *figure, const TwinPanel *place,
                TwinRandom *random)
{
  double width = place->width * twin_random_range (random, 0.15, 0.4);
  double height = place->height * twin_random_range (random, 0.15, 0.4);
  double thick = MAX (1, floor (0.15 * plan->unit)), centre = fmod (thick, 2) / 2;
  double left = floor (place->x + twin_random_range (random, 0.1, 0.5) * place->width) + centre;
  double top = floor (place->y + twin_random_range (random, 0.15, 0.5) * place->height) + centre;
  double right = left + floor (width), bottom = top + floor (height);
  TwinPen pen = mark_pen (figure, place, thick);

  if (twin_random_chance (random, 0.5))
    {
      twin_pen_box (&pen, left, top, right, bottom);
      return;
    }
  twin_pen_dashes (&pen, (TwinPoint){ left, top }, (TwinPoint){ right, top }, 5);
  twin_pen_dashes (&pen, (TwinPoint){ left, bottom }, (TwinPoint){ right, bottom }, 5);
  twin_pen_dashes (&pen, (TwinPoint){ left, top }, (TwinPoint){ left, bottom }, 5);
  twin_pen_dashes (&pen, (TwinPoint){ right, top }, (TwinPoint){ right, bottom }, 5);
}

/* A dye's name in its colour, in the left lower corner. */
static void
draw_name (const TwinFigurePlan *plan, TwinFigure *figure, const TwinPanel *place,
           TwinRandom *random)
{
  static const char *const names[] = { "DAPI", "GFP", "Merge", "Actin", "Ki67", "CD31" };
  const char *name = names[twin_random_below (random, G_N_ELEMENTS (names))];
  double height = plan->unit;
  TwinPen pen = mark_pen (figure, place, height * 0.15);

  if (twin_random_chance (random, 0.5))
    pen.colour[twin_random_below (random, 3)] *= 0.4f;
  if (twin_letter_length (name, height) < 0.4 * place->width)
    twin_letter (
      &pen, name,
      (TwinPoint){ place->x + 0.6 * plan->unit, place->y + place->height - 0.7 * plan->unit },
      height, 0);
}

void
twin_figure_draw_marks (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  static const char *const lengths[] = { "20 $m", "50 $m", "100 $m", "10 $m", "5 $m", "200 nm" };
  const char *length = lengths[twin_random_below (random, G_N_ELEMENTS (lengths))];
  guint letters = twin_random_below (random, 4);
  double bar = twin_random_range (random, 0.12, 0.3);
  gboolean outside = twin_random_chance (random, 0.4), written = twin_random_chance (random, 0.6);

  if (plan->layout == TWIN_FIGURE_STRIPS)
    return;
  for (guint i = 0; i < plan->n_panels; i++)
    {
      const TwinPanel *place = &plan->places[i];

      if (MIN (place->width, place->height) < LEAST_UNITS * plan->unit)
        continue;
      if (plan->parts & TWIN_FIGURE_BOXES && twin_random_chance (random, 0.25))
        draw_inset_box (plan, figure, place, random);
      if (plan->parts & TWIN_FIGURE_ARROWS && twin_random_chance (random, 0.5))
        draw_arrows (plan, figure, place, random);
      if (plan->parts & TWIN_FIGURE_LABELS && twin_random_chance (random, 0.4))
        draw_name (plan, figure, place, random);
      if (plan->parts & TWIN_FIGURE_LETTERS && !outside)
        draw_letter (plan, figure, i, letters);
      if (plan->parts & TWIN_FIGURE_SCALE_BARS)
        draw_scale_bar (plan, figure, place, written ? length : NULL, bar);
    }
}
