/* furniture-shapes.c: which components are bars, arrows, boxes, dashes, or a letter in a corner. */
#include "picture/furniture-private.h"

/* Shares of its edges at which a shape's ink ends at once; of its pixels that are pure. */
#define SHARP 0.8
#define LEAST_PURE 0.45
/* Nuclei are about as thick at one end as at the other. */
#define LEAST_SKEW 0.35

static double
fill_of (const TwinComponent *component)
{
  return (double) component->area /
         ((double) twin_component_width (component) * twin_component_height (component));
}

static gboolean
is_inked (const TwinComponent *component)
{
  gboolean is_full = twin_component_is_bright (component) ? component->extreme >= 225
                                                          : component->extreme <= 35;

  return is_full && component->edges >= 4 && twin_component_is_sharp (component, SHARP) &&
         component->pure >= LEAST_PURE * component->area;
}

/* A scale bar: thin, straight, not all across. */
static gboolean
is_bar (const TwinComponent *component, guint width, guint height)
{
  guint across = twin_component_width (component), down = twin_component_height (component);
  guint length = MAX (across, down), thickness = MIN (across, down);
  guint side = across > down ? width : height;

  return thickness >= 2 && length >= 4 * thickness && length >= 12 && fill_of (component) >= 0.85 &&
         length <= 0.7 * side && thickness <= MAX (10, 0.03 * side);
}

/* A triangle, or one with a shaft: isolated, flat, not small. */
static gboolean
is_arrow (const TwinComponent *component, guint width, guint height)
{
  guint across = twin_component_width (component), down = twin_component_height (component);
  guint most = MAX (across, down), side = MIN (width, height);
  double fill = fill_of (component);

  return MIN (across, down) >= 5 && most >= 7 && most <= MAX (0.35 * side, 24) &&
         component->area >= 24 && fill >= 0.14 && fill <= 0.68 &&
         component->pure >= 0.5 * component->area && twin_component_is_sharp (component, 0.9) &&
         twin_component_skew (component) >= LEAST_SKEW;
}

/* A rectangle's outline. */
static gboolean
is_box (const TwinComponent *component)
{
  guint across = twin_component_width (component), down = twin_component_height (component);
  guint around = 2 * (across + down);

  return MIN (across, down) >= 14 && component->outline >= 0.96 * component->area &&
         component->area >= 0.4 * around && component->area <= 4 * around &&
         fill_of (component) <= 0.5;
}

/* Alone in a corner of the panel, about as high as wide. */
static gboolean
is_corner_letter (const TwinComponent *component, guint width, guint height)
{
  const TwinBox *box = &component->box;
  guint across = twin_component_width (component), down = twin_component_height (component);
  double reach = 1.6 * down, fill = fill_of (component);
  gboolean beside = box->left <= reach || width - box->right <= reach;
  gboolean above = box->top <= reach || height - box->bottom <= reach;

  return down >= 7 && down <= MAX (0.16 * height, 20) && across >= 0.12 * down &&
         across <= 1.5 * down && fill >= 0.2 && fill <= 0.8 && beside && above &&
         twin_component_stroke (component) <= 0.6 * down;
}

/* Small, thin, straight: a piece of a broken line, if there are others. */
static gboolean
is_dash (const TwinComponent *component, gboolean along_x)
{
  guint across = twin_component_width (component), down = twin_component_height (component);
  guint length = along_x ? across : down, thickness = along_x ? down : across;

  return thickness <= 4 && length >= 3 && length <= 24 && length >= thickness &&
         fill_of (component) >= 0.7;
}

/* Whether @b goes on the broken line that @a is part of. */
static gboolean
continues (const TwinComponent *a, const TwinComponent *b, gboolean along_x)
{
  guint length = along_x ? twin_component_width (a) : twin_component_height (a);
  guint end = along_x ? a->box.right : a->box.bottom;
  guint start = along_x ? b->box.left : b->box.top;
  guint of_a = along_x ? a->box.top : a->box.left, of_b = along_x ? b->box.top : b->box.left;

  return b->ink == a->ink && is_dash (b, along_x) && start > end && start - end <= 2 * length + 2 &&
         MAX (of_a, of_b) - MIN (of_a, of_b) <= 1;
}

/* The component after @from, [from + 1, end), that continues it; @end where none does. */
static guint
next_dash (const TwinComponent *all, guint from, guint end, gboolean along_x)
{
  for (guint i = from + 1; i < end; i++)
    if (continues (&all[from], &all[i], along_x))
      return i;
  return end;
}

#define LEAST_DASHES 5

/* Components come in the order of their first rows; a line across is one row's, a line down's are further apart, so
 * looking ahead is limited. */
#define AHEAD 400

static void
judge_dashes (TwinComponent *all, guint n, guint from, gboolean along_x)
{
  guint chain[256], length = 0, at = from;

  if (!is_dash (&all[from], along_x) || !is_inked (&all[from]))
    return;
  while (at < n && length < G_N_ELEMENTS (chain))
    {
      guint end = MIN (n, at + AHEAD), next = next_dash (all, at, end, along_x);

      chain[length++] = at;
      at = next == end ? n : next;
    }
  for (guint i = 0; length >= LEAST_DASHES && i < length; i++)
    all[chain[i]].shape = TWIN_SHAPE_FURNITURE;
}

void
twin_components_judge (GArray *components, guint width, guint height)
{
  TwinComponent *all = (TwinComponent *) (gpointer) components->data;

  for (guint i = 0; i < components->len; i++)
    if (is_inked (&all[i]))
      {
        if (is_corner_letter (&all[i], width, height))
          all[i].shape = TWIN_SHAPE_CORNER_LETTER;
        else if (is_bar (&all[i], width, height) || is_arrow (&all[i], width, height) ||
                 is_box (&all[i]))
          all[i].shape = TWIN_SHAPE_FURNITURE;
      }
  for (guint i = 0; i < components->len; i++)
    for (guint k = 0; k < 2; k++)
      judge_dashes (all, components->len, i, k == 0);
  twin_components_join_lines (components, width, height);
}
