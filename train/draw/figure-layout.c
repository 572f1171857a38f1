/* figure-layout.c: where each panel goes: the page is cut into groups, groups into rows, rows into panels. */
#include "draw/figure-private.h"

#include <math.h>

typedef struct
{
  double left, top, right, bottom;
} Box;

/* Room around each panel for what is written there. */
typedef struct
{
  double left, top, right, bottom;
} Rim;

static void
add_panel (TwinFigurePlan *plan, guint index, const Box *box, const Rim *rim)
{
  TwinPanel *place = &plan->places[index];
  double left = floor (box->left + rim->left), top = floor (box->top + rim->top);
  double right = floor (box->right - rim->right), bottom = floor (box->bottom - rim->bottom);

  place->x = (guint) CLAMP (left, 0, plan->width - 8);
  place->y = (guint) CLAMP (top, 0, plan->height - 8);
  place->width = (guint) CLAMP (right - left, 8, plan->width - place->x);
  place->height = (guint) CLAMP (bottom - top, 8, plan->height - place->y);
}

/* Parts of a length: equal, or each of its own weight; starts[n + 1] from 0 to 1. */
static void
divide (double *starts, guint n, gboolean even, TwinRandom *random)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      starts[i] = sum;
      sum += even ? 1 : twin_random_range (random, 0.65, 1.5);
    }
  starts[n] = sum;
  for (guint i = 0; i <= n; i++)
    starts[i] /= sum;
}

/* Part @i of [from, to), of which @gap lies between every two. */
static void
part_of (double *low, double *high, const double *starts, guint i, double from, double to, guint n,
         double gap)
{
  double length = to - from - gap * (n - 1);

  *low = from + starts[i] * length + i * gap;
  *high = from + starts[i + 1] * length + i * gap;
}

/**
 * Block: panels [first, first + n) inside a box
 */
typedef struct
{
  Box box;
  guint first, n;
  guint rows;
  gboolean even;
  double gap_across, gap_down;
  Rim rim;
} Block;

static void
lay_out_row (TwinFigurePlan *plan, const Block *block, guint first, guint n, guint columns,
             const Box *row, TwinRandom *random)
{
  double starts[65];

  divide (starts, columns, block->even, random);
  for (guint i = 0; i < n; i++)
    {
      Box box = *row;

      part_of (&box.left, &box.right, starts, i, row->left, row->right, columns, block->gap_across);
      add_panel (plan, first + i, &box, &block->rim);
      plan->starts[first + i] = i == 0;
      plan->heads[first + i] = row->top <= block->box.top;
    }
}

static void
lay_out_block (TwinFigurePlan *plan, const Block *block, TwinRandom *random)
{
  guint rows = MIN (block->rows, block->n), columns = (block->n + rows - 1) / rows;
  guint done = 0;
  double starts[65];

  rows = (block->n + columns - 1) / columns;
  divide (starts, rows, block->even, random);
  for (guint i = 0; i < rows; i++)
    {
      guint left = block->n - done;
      guint n = block->even ? MIN (columns, left) : (left + rows - i - 1) / (rows - i);
      Box row = block->box;

      part_of (&row.top, &row.bottom, starts, i, block->box.top, block->box.bottom, rows,
               block->gap_down);
      lay_out_row (plan, block, block->first + done, n, block->even ? columns : n, &row, random);
      done += n;
    }
}

static guint
square_rows (guint n)
{
  return MAX ((guint) (sqrt (n) + 0.3), 1);
}

/* Panels that are written around keep room for it. */
static Rim
draw_rim (const TwinFigurePlan *plan)
{
  Rim rim = { 0, 0, 0, 0 };

  if (plan->gutter_kind == TWIN_GUTTER_NONE)
    return rim;
  if (plan->parts & TWIN_FIGURE_AXES)
    rim.left = rim.bottom = 3.5 * plan->unit;
  return rim;
}

static void
lay_out_groups (TwinFigurePlan *plan, Box page, TwinRandom *random)
{
  guint wanted = 1 + twin_random_below (random, 4); /* MIN would draw twice */
  guint groups = MIN (wanted, (plan->n_panels + 1) / 2);
  gboolean across = twin_random_chance (random, 0.5);
  double starts[65];
  guint done = 0;

  divide (starts, groups, FALSE, random);
  for (guint i = 0; i < groups; i++)
    {
      guint n = (plan->n_panels - done) / (groups - i);
      Block block = { page,
                      done,
                      n,
                      1 + twin_random_below (random, square_rows (n) + 1),
                      TRUE,
                      plan->gutter,
                      plan->gutter,
                      { 0, 0, 0, 0 } };

      if (across)
        part_of (&block.box.left, &block.box.right, starts, i, page.left, page.right, groups,
                 plan->outer);
      else
        part_of (&block.box.top, &block.box.bottom, starts, i, page.top, page.bottom, groups,
                 plan->outer);
      lay_out_block (plan, &block, random);
      done += n;
    }
}

/* Names stand before the strips, weights behind them. */
static void
lay_out_strips (TwinFigurePlan *plan, Box page, TwinRandom *random)
{
  guint columns = plan->n_panels > 5 ? 2 : 1, done = 0;
  double names = plan->parts & TWIN_FIGURE_LABELS ? 6 * plan->unit : 0;

  for (guint i = 0; i < columns; i++)
    {
      guint n = (plan->n_panels - done) / (columns - i);
      double width = (page.right - page.left) / columns;
      Block block = { page,
                      done,
                      n,
                      n,
                      twin_random_chance (random, 0.4),
                      plan->gutter,
                      plan->gutter,
                      { names, 0, names * 0.7, 0 } };

      block.box.left = page.left + i * width;
      block.box.right = block.box.left + width - (i + 1 < columns ? plan->unit : 0);
      lay_out_block (plan, &block, random);
      done += n;
    }
}

static void
lay_out (TwinFigurePlan *plan, TwinRandom *random)
{
  double margin = twin_random_range (random, 0.01, 0.05) * plan->width;
  gboolean lanes = plan->layout == TWIN_FIGURE_STRIPS && (plan->parts & TWIN_FIGURE_LANES);
  double above = plan->parts & (TWIN_FIGURE_LABELS | TWIN_FIGURE_LETTERS) ? 2.6 * plan->unit : 0;
  Box page = { margin, margin + (lanes ? 5 * plan->unit : above), plan->width - margin,
               plan->height - margin };
  Block block = { page,
                  0,
                  plan->n_panels,
                  square_rows (plan->n_panels),
                  plan->layout == TWIN_FIGURE_GRID,
                  plan->gutter,
                  plan->gutter,
                  draw_rim (plan) };

  if (plan->gutter_kind == TWIN_GUTTER_NONE && above == 0 && twin_random_chance (random, 0.5))
    block.box = (Box){ 0, 0, plan->width, plan->height };
  else if (plan->parts & TWIN_FIGURE_LABELS && plan->layout != TWIN_FIGURE_STRIPS)
    block.box.left = page.left = page.left + 2.4 * plan->unit;
  if (plan->layout == TWIN_FIGURE_NESTED)
    lay_out_groups (plan, page, random);
  else if (plan->layout == TWIN_FIGURE_STRIPS)
    lay_out_strips (plan, page, random);
  else
    lay_out_block (plan, &block, random);
}

static void
draw_colours (TwinFigurePlan *plan, TwinRandom *random)
{
  gboolean dark = plan->gutter_kind == TWIN_GUTTER_DARK;
  float level = dark ? (twin_random_chance (random, 0.7) ? 0.0f : 0.1f) : 1.0f;
  gboolean coloured = plan->gutter_kind == TWIN_GUTTER_COLOURED;

  for (guint channel = 0; channel < 3; channel++)
    {
      plan->ground[channel] = coloured ? (float) twin_random_range (random, 0.35, 0.95) : level;
      plan->ink[channel] = dark ? 1.0f : 0.0f;
    }
}

/* Groups that are set apart by nothing would be no groups. */
static void
draw_gaps (TwinFigurePlan *plan, TwinRandom *random)
{
  static const double closest[] = { 0, 1, 2, 3, 4, 6 };

  plan->gutter = twin_random_range (random, 0.3, 2.0) * plan->unit;
  plan->outer = twin_random_range (random, 2.6, 4.0) * plan->unit;
  if (plan->layout == TWIN_FIGURE_NESTED)
    plan->gutter = closest[twin_random_below (random, G_N_ELEMENTS (closest))];
  if (plan->layout == TWIN_FIGURE_STRIPS)
    plan->gutter = twin_random_range (random, 3, 12);
  if (plan->gutter_kind == TWIN_GUTTER_NONE)
    plan->gutter = twin_random_chance (random, 0.6) ? 0 : 1;
  plan->gutter = MAX (floor (plan->gutter), plan->gutter_kind == TWIN_GUTTER_NONE ? 0 : 1);
}

static void
draw_size (TwinFigurePlan *plan, const TwinFigureOptions *options, TwinRandom *random)
{
  double width = twin_random_range (random, 500, 1500),
         height = twin_random_range (random, 0.6, 1.1), unit;

  if (plan->layout == TWIN_FIGURE_STRIPS)
    {
      width = twin_random_range (random, 320, 900);
      height = MAX (
        twin_random_range (random, 0.1, 0.22) * plan->n_panels / (plan->n_panels > 5 ? 2 : 1), 0.3);
    }
  plan->width = options->width > 0 ? options->width : (guint) width;
  plan->height = options->height > 0 ? options->height : (guint) (plan->width * height);
  plan->width = CLAMP (plan->width, 200, 8192);
  plan->height = CLAMP (plan->height, 200, 8192);
  unit = twin_random_range (random, 0.009, 0.018) * MAX (plan->width, plan->height);
  plan->unit = CLAMP (unit, 7, 60);
}

/* Each kind of furniture is there or not. */
static guint
draw_parts (const TwinFigureOptions *options, TwinRandom *random)
{
  guint allowed = options->parts == 0 ? TWIN_FIGURE_BARE - 1 : options->parts, parts = 0;

  for (guint part = TWIN_FIGURE_LETTERS; part < TWIN_FIGURE_BARE; part <<= 1)
    {
      double chance = part == TWIN_FIGURE_AXES ? 0.15 : part == TWIN_FIGURE_FRAMES ? 0.35 : 0.7;

      if (twin_random_chance (random, chance) && (allowed & part))
        parts |= part;
    }
  return parts;
}

void
twin_figure_plan_init (TwinFigurePlan *plan, const TwinFigureOptions *options, guint n_panels,
                       TwinRandom *random)
{
  guint layout = 1 + twin_random_below (random, TWIN_N_FIGURE_LAYOUTS - 1);
  guint gutter = 1 + twin_random_below (random, TWIN_N_GUTTERS - 1);

  /* Most journals print on white. */
  if (twin_random_chance (random, 0.4))
    gutter = TWIN_GUTTER_WHITE;
  *plan = (TwinFigurePlan){ .n_panels = n_panels };
  plan->layout = options->layout != TWIN_FIGURE_ANY ? options->layout : (TwinFigureLayout) layout;
  plan->gutter_kind = options->gutter != TWIN_GUTTER_ANY ? options->gutter : (TwinGutter) gutter;
  if (options->gutter == TWIN_GUTTER_ANY && plan->layout == TWIN_FIGURE_STRIPS)
    plan->gutter_kind = TWIN_GUTTER_WHITE;
  plan->places = g_new0 (TwinPanel, n_panels);
  plan->heads = g_new0 (guint8, n_panels);
  plan->starts = g_new0 (guint8, n_panels);
  plan->parts = draw_parts (options, random);
  draw_size (plan, options, random);
  draw_colours (plan, random);
  draw_gaps (plan, random);
  lay_out (plan, random);
}

void
twin_figure_plan_clear (TwinFigurePlan *plan)
{
  g_free (plan->places);
  g_free (plan->heads);
  g_free (plan->starts);
}
