/* panels.c: a part of the figure is cut along its gutters, or else along a joint, and what comes of it likewise, until
 * nothing more comes apart. */
#include "picture/panels-private.h"

/* A larger figure is cut at a fraction of its size, and sides are then sought in its own pixels. */
#define MOST_PIXELS 1600000
#define DEEPEST 10
/* A panel alone in its margin has sharper sides than a tray in front of a dark wall. */
#define ALONE_SHARP 0.7
/* Of a side, or in pixels. */
#define FRAME_SHARE 0.04
#define THICKEST_FRAME 8
/* Only the likeliest colours of ground may be as inexact. */
#define SURE_GROUNDS 2
#define MOST_TOLERANCE 22
/* Of the figure, a panel at least. */
#define SMALLEST_SHARE 0.002
/* Of the part that is cut, all panels at least. */
#define LEAST_SHARE 0.06
/* Gutters of another colour than the figure's margins take less: more would be the dark of a photograph. */
#define LEAST_INNER_SHARE 0.5
#define SAME_COLOUR 14
/* Content that fades into the ground: more of it is left when its outline is taken off than of writing. */
#define RIM 4
#define LEAST_CORE 0.25
/* Of a margin. */
#define MOST_WRITTEN 0.1

/**
 * Cutting:
 * @marks: [height][width] of @levels: what is not ground, in the part at hand
 * @ground: (nullable): of the figure's margins
 * @found: (element-type TwinBox)
 */
typedef struct
{
  const TwinLevels *levels;
  guint8 *marks;
  guint64 smallest;
  const TwinGround *ground;
  GArray *found;
} Cutting;

static guint64
area_of (const TwinBox *box)
{
  return (guint64) twin_box_width (box) * twin_box_height (box);
}

/* Are there marks RIM pixels away, in the four directions? */
static gboolean
is_core (const Cutting *self, guint x, guint y)
{
  guint stride = self->levels->width;
  const guint8 *at = self->marks + (gsize) y * stride + x;

  return at[-RIM] && at[RIM] && *(at - (gsize) RIM * stride) && at[(gsize) RIM * stride];
}

/* Whether a piece without straight sides shows something that was photographed, not written or drawn. Marks it anew: what
 * rings around writing in a JPEG is not to count. */
static gboolean
is_content (const Cutting *self, const TwinBox *box, const TwinGround *ground)
{
  guint64 marks = 0, core = 0;

  if (MIN (twin_box_width (box), twin_box_height (box)) < 2 * TWIN_PANEL_MIN_SIDE ||
      area_of (box) < 2 * self->smallest)
    return FALSE;
  twin_levels_mark (self->levels, box, ground->colour, MOST_TOLERANCE, self->marks);
  for (guint y = box->top + RIM; y < box->bottom - RIM; y += 2)
    for (guint x = box->left + RIM; x < box->right - RIM; x += 2)
      if (self->marks[(gsize) y * self->levels->width + x])
        {
          marks++;
          core += is_core (self, x, y);
        }
  return marks > 0 && (double) core / (double) marks >= LEAST_CORE;
}

/* Is @ground the colour of the figure's margins? */
static gboolean
is_figures (const Cutting *self, const TwinGround *ground)
{
  guint apart = 0;

  for (guint channel = 0; self->ground != NULL && channel < 3; channel++)
    apart = MAX (apart,
                 (guint) ABS ((int) self->ground->colour[channel] - (int) ground->colour[channel]));
  return self->ground != NULL && apart <= SAME_COLOUR;
}

/* Is it worth cutting: are there two panels, or one in a margin of nothing that matters? Takes out what is neither panel
 * nor content. */
static gboolean
sift (const Cutting *self, const TwinBox *box, const TwinGround *ground, GArray *pieces)
{
  double least = is_figures (self, ground) ? LEAST_SHARE : LEAST_INNER_SHARE;
  guint64 panels_area = 0, content_area = 0;
  guint n_panels = 0;

  for (guint i = pieces->len; i-- > 0;)
    {
      const TwinPiece *piece = &g_array_index (pieces, TwinPiece, i);

      if (piece->is_panel)
        {
          n_panels++;
          panels_area += area_of (&piece->box);
        }
      else if (is_content (self, &piece->box, ground))
        content_area += area_of (&piece->box);
      else
        g_array_remove_index (pieces, i);
    }
  return n_panels > 0 && (n_panels > 1 || content_area == 0) && panels_area >= content_area / 2 &&
         (double) panels_area >= least * (double) area_of (box);
}

static gboolean
is_same (const TwinBox *a, const TwinBox *b)
{
  return a->left == b->left && a->top == b->top && a->right == b->right && a->bottom == b->bottom;
}

/* Whether what lies between the panel @piece and @box is a frame and the ground inside it, or the figure's own margin: then
 * its sides are sharp. Other ground belongs to the picture. */
static gboolean
is_rim (const Cutting *self, const TwinBox *box, const TwinPiece *piece)
{
  const TwinBox *inner = &piece->box;
  guint thickest = MAX (MAX (inner->left - box->left, box->right - inner->right),
                        MAX (inner->top - box->top, box->bottom - inner->bottom));
  guint across = MAX (THICKEST_FRAME, (guint) (FRAME_SHARE * twin_box_width (box)));
  guint down = MAX (THICKEST_FRAME, (guint) (FRAME_SHARE * twin_box_height (box)));

  if (thickest > THICKEST_FRAME && piece->sharpness < ALONE_SHARP)
    return FALSE;
  return (box->left == 0 || inner->left - box->left <= across) &&
         (box->right == self->levels->width || box->right - inner->right <= across) &&
         (box->top == 0 || inner->top - box->top <= down) &&
         (box->bottom == self->levels->height || box->bottom - inner->bottom <= down);
}

/* (transfer full) (nullable) (element-type TwinPiece): NULL where @ground does not cut @box. */
static GArray *
cut_along_ground (const Cutting *self, const TwinBox *box, const TwinGround *ground)
{
  g_autoptr (GArray) pieces = NULL;
  const TwinPiece *first;

  twin_levels_mark (self->levels, box, ground->colour, ground->tolerance, self->marks);
  pieces = twin_pieces_find (self->levels, box, self->marks, ground->tolerance, self->smallest);
  if (!sift (self, box, ground, pieces))
    return NULL;
  first = &g_array_index (pieces, TwinPiece, 0);
  if (pieces->len == 1 && (is_same (&first->box, box) || !is_rim (self, box, first)))
    return NULL;
  return g_steal_pointer (&pieces);
}

/* @outer: (nullable): what @box was cut out of. @ground: the gutters' own.
 * Returns: (transfer full) (nullable) (element-type TwinPiece): NULL where no gutter cuts @box */
static GArray *
cut_along_gutters (const Cutting *self, const TwinBox *box, const TwinGround *outer,
                   TwinGround *ground)
{
  TwinGround grounds[TWIN_GROUNDS_MOST];
  guint n = twin_grounds_find (self->levels, box, outer, grounds);
  GArray *pieces = NULL;

  for (guint i = 0; i < n && pieces == NULL; i++)
    {
      *ground = grounds[i];
      pieces = cut_along_ground (self, box, ground);
    }
  /* Photographs ring and bleed into the gutters of a JPEG. */
  for (guint i = 0; i < MIN (n, SURE_GROUNDS) && pieces == NULL; i++)
    {
      *ground = grounds[i];
      ground->tolerance = (guint8) MIN (3 * grounds[i].tolerance + 6, MOST_TOLERANCE);
      pieces = cut_along_ground (self, box, ground);
    }
  return pieces;
}

/* Nothing but the figure's ground, and writing? A dark panel with little in it is not bare. */
static gboolean
is_bare (const Cutting *self, const TwinBox *box, const TwinGround *outer)
{
  const TwinGround *ground = outer != NULL ? outer : self->ground;
  g_auto (TwinProfile) profile = { 0 };
  guint64 marks = 0;

  if (ground == NULL)
    return FALSE;
  twin_levels_mark (self->levels, box, ground->colour, MOST_TOLERANCE, self->marks);
  twin_profile_init (&profile, box);
  twin_profile_measure (&profile, box, self->marks, self->levels->width);
  for (guint y = 0; y < twin_box_height (box); y++)
    marks += profile.rows[y];
  return (double) marks < MOST_WRITTEN * (double) area_of (box);
}

static void cut (Cutting *self, const TwinBox *box, const TwinGround *outer, guint depth);

static void
cut_part (Cutting *self, const TwinBox *part, const TwinGround *outer, guint depth)
{
  if (!is_bare (self, part, outer))
    cut (self, part, outer, depth);
}

static void
cut (Cutting *self, const TwinBox *given, const TwinGround *outer, guint depth)
{
  g_autoptr (GArray) pieces = NULL;
  TwinBox framed = *given, first, second;
  const TwinBox *box = &framed;
  TwinGround ground;

  if (outer != NULL)
    twin_frame_strip (self->levels, &framed);
  if (depth < DEEPEST)
    pieces = cut_along_gutters (self, box, outer, &ground);
  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      const TwinPiece *piece = &g_array_index (pieces, TwinPiece, i);

      cut (self, &piece->box, &ground, depth + 1);
    }
  if (pieces != NULL)
    return;
  if (depth < DEEPEST && twin_joint_find (self->levels, box, self->smallest, &first, &second))
    {
      cut_part (self, &first, outer, depth + 1);
      cut_part (self, &second, outer, depth + 1);
      return;
    }
  g_array_append_val (self->found, *box);
}

/* Rows are panels that stand beside each other: half of the lower one's height in common. */
static gboolean
is_beside (const TwinPanel *a, const TwinPanel *b)
{
  guint top = MAX (a->y, b->y), bottom = MIN (a->y + a->height, b->y + b->height);

  return bottom > top && 2 * (bottom - top) >= MIN (a->height, b->height);
}

static int
compare_top (gconstpointer a, gconstpointer b)
{
  const TwinPanel *first = a, *second = b;

  if (first->y != second->y)
    return first->y < second->y ? -1 : 1;
  return first->x < second->x ? -1 : first->x > second->x;
}

/* Within a row from the left; under each other from the top. */
static int
compare_left (gconstpointer a, gconstpointer b)
{
  const TwinPanel *first = a, *second = b;
  guint left = MAX (first->x, second->x);
  guint right = MIN (first->x + first->width, second->x + second->width);

  if (right > left && 2 * (right - left) >= MIN (first->width, second->width))
    return compare_top (a, b);
  return first->x < second->x ? -1 : first->x > second->x;
}

/* Insertion: what compare_left() says is no order of the whole, so a library's sort might go astray. */
static void
sort_row (TwinPanel *panels, guint n)
{
  for (guint i = 1; i < n; i++)
    for (guint k = i; k > 0 && compare_left (&panels[k], &panels[k - 1]) < 0; k--)
      {
        TwinPanel kept = panels[k];

        panels[k] = panels[k - 1];
        panels[k - 1] = kept;
      }
}

/* The highest panel leads a row of those beside it; then the highest of the rest. */
static void
put_in_reading_order (GArray *panels)
{
  TwinPanel *all = (TwinPanel *) (gpointer) panels->data;
  guint start = 0;

  g_array_sort (panels, compare_top);
  while (start < panels->len)
    {
      guint end = start + 1;

      for (guint i = end; i < panels->len; i++)
        if (is_beside (&all[start], &all[i]))
          {
            TwinPanel kept = all[i];

            for (guint k = i; k > end; k--)
              all[k] = all[k - 1];
            all[end++] = kept;
          }
      sort_row (all + start, end - start);
      start = end;
    }
}

/* From pixels of the prepared figure to those of @raster. */
static TwinPanel
panel_of (const TwinBox *box, const TwinLevels *levels, const TwinRaster *raster)
{
  double across = (double) raster->width / levels->width;
  double down = (double) raster->height / levels->height;
  guint left = (guint) (box->left * across + 0.5), top = (guint) (box->top * down + 0.5);
  guint right = (guint) (box->right * across + 0.5), bottom = (guint) (box->bottom * down + 0.5);

  return (TwinPanel){ left, top, right - left, bottom - top };
}

static GArray *
cut_levels (const TwinLevels *levels, const TwinRaster *raster)
{
  TwinBox whole = { 0, 0, levels->width, levels->height };
  g_autofree guint8 *marks = g_try_malloc_n (levels->width, levels->height);
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (TwinBox));
  Cutting self = { levels, marks, 0, NULL, boxes };
  TwinGround grounds[TWIN_GROUNDS_MOST];
  GArray *panels;

  if (marks == NULL)
    return NULL;
  self.smallest = MAX (TWIN_PANEL_MIN_AREA, (guint64) (SMALLEST_SHARE * (double) area_of (&whole)));
  if (twin_grounds_find (levels, &whole, NULL, grounds) > 0)
    self.ground = &grounds[0];
  cut (&self, &whole, NULL, 0);
  if (boxes->len > TWIN_PANELS_MOST)
    {
      g_array_set_size (boxes, 0);
      g_array_append_val (boxes, whole);
    }
  panels = g_array_new (FALSE, FALSE, sizeof (TwinPanel));
  for (guint i = 0; i < boxes->len; i++)
    {
      TwinPanel panel = panel_of (&g_array_index (boxes, TwinBox, i), levels, raster);

      if (levels->width < raster->width)
        twin_panel_refine (&panel, raster, raster->width / levels->width + 1);
      g_array_append_val (panels, panel);
    }
  return panels;
}

GArray *
twin_panels_find (const TwinRaster *raster)
{
  g_autoptr (TwinLevels) levels = NULL;
  GArray *panels;

  g_return_val_if_fail (raster != NULL, NULL);

  levels = twin_levels_reduced (raster, MOST_PIXELS);
  if (levels == NULL)
    return NULL;
  panels = cut_levels (levels, raster);
  if (panels != NULL)
    put_in_reading_order (panels);
  return panels;
}

char *
twin_panel_name (guint index)
{
  GString *name = g_string_new (NULL);

  /* Numbers in base 26 without a zero. */
  for (guint rest = index + 1; rest > 0; rest = (rest - 1) / 26)
    g_string_prepend_c (name, (char) ('A' + (rest - 1) % 26));
  return g_string_free (name, FALSE);
}
