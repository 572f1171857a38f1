/* furniture-components.c: runs of ink joined to components, diagonals too (union by root), and measured. */
#include "picture/furniture-private.h"

#include <string.h>

/* Fewer pixels say nothing. */
#define LEAST_AREA 5
/* Of the part's shorter side: larger ones are content, but for the lines of boxes. */
#define MOST_SHARE 0.6
/* Where ink is looked for, outside of an edge. */
#define NEAR 2
#define FAR 5
#define LEAST_CONTRAST 60
/* Of the contrast, what is gone within NEAR pixels. */
#define STEEP 0.65
/* Values so near to the extreme are pure. */
#define PURE 28
/* Sides of the box are as thick as this. */
#define OUTLINE 4

/* The root of @at's tree; halves the way there. */
static guint
root_of (guint *parents, guint at)
{
  while (parents[at] != at)
    at = parents[at] = parents[parents[at]];
  return at;
}

static void
find_row_runs (const guint8 *kinds, guint n, guint row, GArray *runs)
{
  guint x = 0;

  while (x < n)
    {
      guint start = x;
      guint8 kind = kinds[x];
      TwinRun run;

      while (x < n && kinds[x] == kind)
        x++;
      run = (TwinRun){ row, start, x, runs->len };
      if (kind != TWIN_INK_NONE)
        g_array_append_val (runs, run);
    }
}

static TwinInk
ink_of (const TwinInks *inks, const TwinRun *run)
{
  return inks->kinds[(gsize) run->row * inks->width + run->left];
}

/* Joins the runs [first, middle) of one row to those, [middle, end), of the next. */
static void
join_rows (const TwinInks *inks, const TwinRun *runs, guint *parents, guint first, guint middle,
           guint end)
{
  guint above = first;

  for (guint i = middle; i < end; i++)
    {
      while (above < middle && runs[above].right < runs[i].left)
        above++;
      for (guint k = above; k < middle && runs[k].left <= runs[i].right; k++)
        if (ink_of (inks, &runs[k]) == ink_of (inks, &runs[i]))
          parents[root_of (parents, i)] = root_of (parents, k);
    }
}

static GArray *
find_runs (const TwinInks *inks, GArray *starts)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (TwinRun));

  for (guint y = 0; y < inks->height; y++)
    {
      g_array_append_val (starts, runs->len);
      find_row_runs (inks->kinds + (gsize) y * inks->width, inks->width, y, runs);
    }
  g_array_append_val (starts, runs->len);
  return runs;
}

static void
add_run (TwinComponent *component, const TwinInks *inks, const TwinRun *run)
{
  const guint8 *values = inks->values + (gsize) run->row * inks->width;
  TwinBox *box = &component->box;

  if (component->area == 0)
    {
      component->ink = ink_of (inks, run);
      component->extreme = values[run->left];
      *box = (TwinBox){ run->left, run->row, run->right, run->row + 1 };
    }
  component->area += run->right - run->left;
  box->left = MIN (box->left, run->left);
  box->right = MAX (box->right, run->right);
  box->bottom = MAX (box->bottom, run->row + 1);
  for (guint x = run->left; x < run->right; x++)
    component->extreme = twin_component_is_bright (component) ? MAX (component->extreme, values[x])
                                                              : MIN (component->extreme, values[x]);
}

/* Does the ink of pixel (x, y) end at once in direction (across, down)? What is further on tells how far it has to fall. */
static gboolean
ends_towards (const TwinInks *inks, guint x, guint y, int across, int down)
{
  gssize step = across + (gssize) down * inks->width;
  const guint8 *at = inks->values + (gsize) y * inks->width + x;
  guint to_x = x + (guint) (FAR * across), to_y = y + (guint) (FAR * down);
  int near = 0, far;

  /* Unsigned: left of 0 is beyond the right side. */
  if (to_x >= inks->width || to_y >= inks->height)
    return FALSE;
  /* Inside a letter, ink may begin again at once. */
  for (int i = 1; i <= NEAR; i++)
    near = MAX (near, ABS ((int) *at - (int) at[i * step]));
  far = ABS ((int) *at - (int) at[FAR * step]);
  return near >= STEEP * MAX (far, LEAST_CONTRAST);
}

/* An edge may lie aslant; @side: -1 where the ink ends to the left, 1 to the right. */
static void
look_at_edge (TwinComponent *component, const TwinInks *inks, guint x, guint y, int side)
{
  guint room = side < 0 ? x : inks->width - 1 - x;

  if (room < FAR || y < FAR || y + FAR >= inks->height)
    return;
  component->edges++;
  component->sharp += ends_towards (inks, x, y, side, 0) || ends_towards (inks, x, y, side, -1) ||
                      ends_towards (inks, x, y, side, 1) || ends_towards (inks, x, y, 0, -1) ||
                      ends_towards (inks, x, y, 0, 1);
}

static void
add_moments (TwinMoments *moments, double x, double y)
{
  moments->x += x;
  moments->y += y;
  moments->xx += x * x;
  moments->xy += x * y;
  moments->yy += y * y;
  moments->xxx += x * x * x;
  moments->xxy += x * x * y;
  moments->xyy += x * y * y;
  moments->yyy += y * y * y;
}

/* Both ends, one pixel in where there is one: the last is half ground. */
static void
look_at_run (TwinComponent *component, const TwinInks *inks, const TwinRun *run)
{
  gsize start = (gsize) run->row * inks->width;
  guint inset = run->right - run->left > 2 ? 1 : 0;

  component->runs++;
  look_at_edge (component, inks, run->left + inset, run->row, -1);
  look_at_edge (component, inks, run->right - 1 - inset, run->row, 1);
  for (guint x = run->left; x < run->right; x++)
    {
      int away = (int) inks->values[start + x] - component->extreme;
      const TwinBox *box = &component->box;

      component->pure += ABS (away) <= PURE;
      add_moments (&component->moments, x - box->left, run->row - box->top);
      component->outline += x < box->left + OUTLINE || x + OUTLINE >= box->right ||
                            run->row < box->top + OUTLINE || run->row + OUTLINE >= box->bottom;
    }
}

/* Large parts that are not mere outlines are content: leave them out at once. */
static gboolean
is_candidate (const TwinComponent *component, const TwinInks *inks)
{
  guint width = twin_component_width (component), height = twin_component_height (component);
  double most = MOST_SHARE * MIN (inks->width, inks->height);

  return component->area >= LEAST_AREA &&
         (MIN (width, height) <= 12 || MAX (width, height) <= most ||
          component->area <= OUTLINE * 2 * (width + height)) &&
         component->area <= 0.05 * inks->width * inks->height;
}

/* Numbers the components that may be furniture; -1 for the rest becomes their number. */
static GArray *
gather (const TwinInks *inks, GArray *runs, guint *parents)
{
  g_autofree TwinComponent *all = g_new0 (TwinComponent, runs->len + 1);
  g_autofree guint *numbers = g_new (guint, runs->len + 1);
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (TwinComponent));
  TwinRun *run = (TwinRun *) (gpointer) runs->data;

  for (guint i = 0; i < runs->len; i++)
    add_run (&all[root_of (parents, i)], inks, &run[i]);
  for (guint i = 0; i < runs->len; i++)
    {
      numbers[i] = G_MAXUINT;
      if (parents[i] != i || !is_candidate (&all[i], inks))
        continue;
      numbers[i] = kept->len;
      g_array_append_val (kept, all[i]);
    }
  for (guint i = 0; i < runs->len; i++)
    run[i].component = MIN (numbers[root_of (parents, i)], kept->len);
  return kept;
}

GArray *
twin_components_find (const TwinInks *inks, GArray **runs)
{
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *found = find_runs (inks, starts);
  g_autofree guint *parents = g_new (guint, found->len + 1);
  const TwinRun *all = (const TwinRun *) (gpointer) found->data;
  const guint *start = (const guint *) (gpointer) starts->data;
  GArray *components;

  for (guint i = 0; i < found->len; i++)
    parents[i] = i;
  for (guint y = 1; y < inks->height; y++)
    join_rows (inks, all, parents, start[y - 1], start[y], start[y + 1]);
  components = gather (inks, found, parents);
  for (guint i = 0; i < found->len; i++)
    if (all[i].component < components->len)
      look_at_run (&g_array_index (components, TwinComponent, all[i].component), inks, &all[i]);
  *runs = found;
  return components;
}
