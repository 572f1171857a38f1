/* figure-labels.c: names, lanes, weights, axes and frames around the panels. */
#include "draw/figure-private.h"

#include <math.h>

/* What a pen needs to know of the ground beside the panels. */
static TwinPen
ground_pen (const TwinFigurePlan *plan, TwinFigure *figure, double width)
{
  return (TwinPen){
    figure->raster, figure->furniture, { plan->ink[0], plan->ink[1], plan->ink[2] }, width
  };
}

static const char *
draw_word (TwinRandom *random)
{
  static const char *const words[] = { "Control", "DAPI",    "GFP",     "Merge",     "siRNA",
                                       "WT",      "KO",      "Actin",   "p53",       "24 h",
                                       "Mock",    "Tubulin", "GAPDH",   "ERK1/2",    "10 $M",
                                       "Vehicle", "IgG",     "Day 7",   "HeLa",      "Flag",
                                       "Input",   "Cas9",    "Myc",     "Caspase-3", "Ki67",
                                       "shNC",    "0.5 mM",  "Hoechst", "LC3",       "Treated" };

  return words[twin_random_below (random, G_N_ELEMENTS (words))];
}

static const char *
draw_weight (TwinRandom *random)
{
  static const char *const weights[] = {
    "250", "130", "100", "70", "55", "40 kDa", "35", "25", "15"
  };

  return weights[twin_random_below (random, G_N_ELEMENTS (weights))];
}

/* Names over the columns: only where nothing else lies above. */
static void
draw_titles (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  double height = plan->unit * twin_random_range (random, 0.8, 1.05);
  TwinPen pen = ground_pen (plan, figure, height * 0.14);

  for (guint i = 0; i < plan->n_panels; i++)
    {
      const TwinPanel *place = &plan->places[i];
      const char *word = draw_word (random);
      double length = twin_letter_length (word, height);

      if (!plan->heads[i] || length > place->width || place->y < 2.4 * plan->unit)
        continue;
      twin_letter (
        &pen, word,
        (TwinPoint){ place->x + (place->width - length) / 2, place->y - 0.9 * plan->unit }, height,
        0);
    }
}

/* Names before the rows, reading upwards. */
static void
draw_row_names (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  double height = plan->unit * 0.9;
  TwinPen pen = ground_pen (plan, figure, height * 0.14);

  for (guint i = 0; i < plan->n_panels; i++)
    {
      const TwinPanel *place = &plan->places[i];
      const char *word = draw_word (random);
      double length = twin_letter_length (word, height);

      /* Only at the left side of the figure is there room. */
      if (!plan->starts[i] || length > place->height || place->x > 0.12 * plan->width ||
          place->x < 2 * plan->unit)
        continue;
      twin_letter (
        &pen, word,
        (TwinPoint){ place->x - 0.7 * plan->unit, place->y + (place->height + length) / 2 }, height,
        90);
    }
}

static void
draw_frames (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  double width = twin_random_chance (random, 0.6) ? 1 : 2;
  TwinPen pen = ground_pen (plan, figure, width);

  for (guint i = 0; plan->gutter > 2 * width && i < plan->n_panels; i++)
    {
      const TwinPanel *place = &plan->places[i];

      twin_pen_box (&pen, place->x - width / 2, place->y - width / 2,
                    place->x + place->width + width / 2, place->y + place->height + width / 2);
    }
}

static void
draw_ticks (const TwinFigurePlan *plan, const TwinPen *pen, const TwinPanel *place, guint n)
{
  double height = 0.7 * plan->unit, left = place->x - 1.5, bottom = place->y + place->height + 1.5;
  char text[8];

  for (guint i = 0; i <= n; i++)
    {
      double x = place->x + (double) place->width * i / n;
      double y = place->y + (double) place->height * i / n;

      twin_pen_line (pen, (TwinPoint){ left, y }, (TwinPoint){ left - 0.4 * plan->unit, y });
      twin_pen_line (pen, (TwinPoint){ x, bottom }, (TwinPoint){ x, bottom + 0.4 * plan->unit });
      g_snprintf (text, sizeof text, "%u", i * 20);
      twin_letter (pen, text, (TwinPoint){ x - height / 2, bottom + 1.5 * plan->unit }, height, 0);
      twin_letter (pen, text, (TwinPoint){ left - 2 * plan->unit, y + height / 2 }, height, 0);
    }
}

static void
draw_axes (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  TwinPen pen = ground_pen (plan, figure, MAX (1, 0.1 * plan->unit));
  guint n = 2 + twin_random_below (random, 4);

  for (guint i = 0; i < plan->n_panels; i++)
    {
      const TwinPanel *place = &plan->places[i];
      double left = place->x - 1.5, bottom = place->y + place->height + 1.5;

      twin_pen_line (&pen, (TwinPoint){ left, place->y }, (TwinPoint){ left, bottom });
      twin_pen_line (&pen, (TwinPoint){ left, bottom },
                     (TwinPoint){ place->x + place->width, bottom });
      draw_ticks (plan, &pen, place, n);
    }
}

/* Numbers, signs, or slanting names over the lanes of a column of strips. */
static void
draw_lanes (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  guint n = 3 + twin_random_below (random, 9), style = twin_random_below (random, 3);
  double height = plan->unit * 0.85;
  TwinPen pen = ground_pen (plan, figure, height * 0.14);

  for (guint i = 0; i < plan->n_panels; i++)
    for (guint lane = 0; plan->heads[i] && lane < n; lane++)
      {
        const TwinPanel *place = &plan->places[i];
        double x = place->x + (lane + 0.5) * place->width / n, y = place->y - 0.8 * plan->unit;
        char number[8];
        const char *text = style == 0                         ? draw_word (random)
                           : twin_random_chance (random, 0.5) ? "+"
                                                              : "-";

        g_snprintf (number, sizeof number, "%u", lane + 1);
        if (style == 1)
          text = number;
        if (twin_letter_length (text, height) < 6 * plan->unit)
          twin_letter (&pen, text, (TwinPoint){ x - height / 2, y }, height, style == 0 ? 45 : 0);
      }
}

/* Names before and weights behind each strip; lines over groups of lanes. */
static void
draw_strip_names (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  double height = plan->unit * 0.9;
  TwinPen pen = ground_pen (plan, figure, height * 0.14);

  for (guint i = 0; i < plan->n_panels; i++)
    {
      const TwinPanel *place = &plan->places[i];
      const char *name = draw_word (random), *weight = draw_weight (random);
      double middle = place->y + place->height / 2.0;
      double end = place->x + place->width;

      if (twin_letter_length (name, height) < 5.3 * plan->unit)
        twin_letter (&pen, name, (TwinPoint){ place->x - 5.7 * plan->unit, middle + height / 2 },
                     height, 0);
      twin_pen_line (&pen, (TwinPoint){ end + 3, middle },
                     (TwinPoint){ end + 3 + 0.5 * plan->unit, middle });
      if (twin_letter_length (weight, height) < 3 * plan->unit)
        twin_letter (&pen, weight, (TwinPoint){ end + 5 + 0.6 * plan->unit, middle + height / 2 },
                     height, 0);
    }
}

/* Large, above the left corner of a panel that starts a row. */
static void
draw_outer_letters (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  double height = plan->unit * twin_random_range (random, 1.2, 1.6);
  TwinPen pen = ground_pen (plan, figure, height * 0.2);
  guint letter = 0;

  for (guint i = 0; i < plan->n_panels; i++)
    {
      const TwinPanel *place = &plan->places[i];
      char text[2] = { (char) ('A' + letter % 26), '\0' };

      if (!plan->heads[i] || !plan->starts[i] || place->y < height + 3)
        continue;
      letter++;
      twin_letter (
        &pen, text,
        (TwinPoint){ place->x - MIN (place->x, 1.6 * plan->unit) + 2, place->y - 0.5 * plan->unit },
        height, 0);
    }
}

void
twin_figure_draw_labels (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random)
{
  gboolean strips = plan->layout == TWIN_FIGURE_STRIPS;

  if (plan->parts & TWIN_FIGURE_FRAMES || (strips && twin_random_chance (random, 0.5)))
    draw_frames (plan, figure, random);
  if (strips)
    {
      if (plan->parts & TWIN_FIGURE_LANES)
        draw_lanes (plan, figure, random);
      if (plan->parts & TWIN_FIGURE_LABELS)
        draw_strip_names (plan, figure, random);
      return;
    }
  if (plan->parts & TWIN_FIGURE_LABELS)
    {
      draw_titles (plan, figure, random);
      draw_row_names (plan, figure, random);
    }
  if (plan->parts & TWIN_FIGURE_LETTERS)
    draw_outer_letters (plan, figure, random);
  if (plan->parts & TWIN_FIGURE_AXES && plan->gutter_kind != TWIN_GUTTER_NONE &&
      plan->layout != TWIN_FIGURE_NESTED)
    draw_axes (plan, figure, random);
}
