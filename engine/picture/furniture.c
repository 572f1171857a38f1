#include "picture/furniture.h"

#include "picture/furniture-private.h"
#include "picture/panels-private.h"

#include <math.h>
#include <string.h>

/* A larger figure is looked at at a fraction of its size. */
#define MOST_PIXELS 1600000
/* Strips have no room for marks upon them. */
#define LEAST_SIDE 40
/* What is further from the ground stands out; of what is around it, so much: else it is a letter's soft rim. */
#define STANDS_OUT 36
#define OF_AROUND 0.45
#define AROUND 2
/* A plate under a letter is black or white, without noise. */
#define FLAT 6
#define PLATE_DARK 12
#define PLATE_BRIGHT 243

static guint
difference (const TwinLevels *levels, gsize at, const guint8 colour[3])
{
  guint most = 0;

  for (guint channel = 0; channel < 3; channel++)
    {
      int away = (int) levels->planes[channel][at] - colour[channel];

      most = MAX (most, (guint) ABS (away));
    }
  return most;
}

/* The largest difference near by. */
static guint
difference_around (const TwinLevels *levels, guint x, guint y, const guint8 colour[3])
{
  guint right = MIN (x + AROUND, levels->width - 1), bottom = MIN (y + AROUND, levels->height - 1);
  guint most = 0;

  for (guint row = y - MIN (y, AROUND); row <= bottom; row++)
    for (guint column = x - MIN (x, AROUND); column <= right; column++)
      most = MAX (most, difference (levels, (gsize) row * levels->width + column, colour));
  return most;
}

/* @inside: 1 in the panels */
static void
mask_margins (TwinMask *mask, const TwinLevels *levels, const TwinMask *inside,
              const guint8 colour[3])
{
  for (guint y = 0; y < levels->height; y++)
    for (guint x = 0; x < levels->width; x++)
      {
        gsize at = (gsize) y * levels->width + x;
        guint away;

        if (inside->values[at])
          continue;
        away = difference (levels, at, colour);
        if (away >= STANDS_OUT && away >= OF_AROUND * difference_around (levels, x, y, colour))
          mask->values[at] = 1;
      }
}

/* Whether pixel @at of the part is ink rather than what is behind it, @step further. */
static gboolean
is_rim (const TwinInks *inks, gsize ink, gsize at, gsize behind)
{
  int value = inks->values[at];

  return ABS (value - (int) inks->values[ink]) < ABS (value - (int) inks->values[behind]);
}

/* Takes in the pixels beside @run's pixel @x that are more ink than ground. */
static void
grow_at (TwinMask *mask, const TwinInks *inks, guint x, guint y)
{
  static const int steps[4][2] = { { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 } };
  gsize here = (gsize) y * inks->width + x;

  for (guint i = 0; i < 4; i++)
    {
      guint to_x = x + (guint) (3 * steps[i][0]), to_y = y + (guint) (3 * steps[i][1]);
      gssize step = steps[i][0] + (gssize) steps[i][1] * inks->width;

      /* Unsigned: left of 0 is beyond the right side. */
      if (to_x < inks->width && to_y < inks->height &&
          is_rim (inks, here, here + (gsize) step, here + (gsize) (3 * step)))
        *twin_mask_at (mask, inks->box.left + x + (guint) steps[i][0],
                       inks->box.top + y + (guint) steps[i][1]) = 1;
    }
}

static void
mask_run (TwinMask *mask, const TwinInks *inks, const TwinRun *run)
{
  for (guint x = run->left; x < run->right; x++)
    {
      *twin_mask_at (mask, inks->box.left + x, inks->box.top + run->row) = 1;
      grow_at (mask, inks, x, run->row);
    }
}

/* From pixel @at on by @step, how many of @n are of value @ground. */
static guint
reach (const TwinInks *inks, gsize at, gsize step, guint n, int ground)
{
  guint i = 0;

  while (i < n && ABS ((int) inks->values[at + i * step] - ground) <= FLAT)
    i++;
  return i;
}

/* Do [0, right) x [0, bottom) of the part, but for the letter, have the value @ground? */
static gboolean
is_plate (const TwinInks *inks, guint right, guint bottom, const TwinBox *letter, int ground)
{
  guint other = 0;

  for (guint y = 0; y < bottom; y++)
    for (guint x = 0; x < right; x++)
      if (x + 1 < letter->left || x > letter->right || y + 1 < letter->top || y > letter->bottom)
        other += ABS ((int) inks->values[(gsize) y * inks->width + x] - ground) > FLAT;
  return other <= 0.02 * right * bottom;
}

/* A letter in the left upper corner may stand on a plate of its own. */
static void
mask_plate (TwinMask *mask, const TwinInks *inks, const TwinBox *letter)
{
  guint height = letter->bottom - letter->top, right = letter->right + 1,
        bottom = letter->bottom + 1;
  gsize beside = (gsize) (letter->top + height / 2) * inks->width + right;
  gsize below = (gsize) bottom * inks->width + (letter->left + letter->right) / 2;
  int ground;

  if (right + 2 * height >= inks->width || bottom + 2 * height >= inks->height)
    return;
  ground = inks->values[beside];
  right += reach (inks, beside, 1, 2 * height, ground);
  bottom += reach (inks, below, inks->width, 2 * height, ground);
  if ((ground > PLATE_DARK && ground < PLATE_BRIGHT) || right >= letter->right + 1.5 * height ||
      bottom >= letter->bottom + 1.5 * height || !is_plate (inks, right, bottom, letter, ground))
    return;
  for (guint y = 0; y < bottom; y++)
    memset (twin_mask_at (mask, inks->box.left, inks->box.top + y), 1, right);
}

static void
fill (TwinMask *mask, const TwinBox *box)
{
  for (guint y = box->top; y < box->bottom; y++)
    memset (twin_mask_at (mask, box->left, y), 1, twin_box_width (box));
}

static void
mask_components (TwinMask *mask, TwinInks *inks, TwinInkStrength strength)
{
  g_autoptr (GArray) components = NULL;
  g_autoptr (GArray) runs = NULL;

  twin_inks_choose (inks, strength);
  components = twin_components_find (inks, &runs);
  twin_components_judge (components, inks->width, inks->height);
  for (guint i = 0; i < runs->len; i++)
    {
      const TwinRun *run = &g_array_index (runs, TwinRun, i);

      if (run->component < components->len &&
          g_array_index (components, TwinComponent, run->component).shape != TWIN_SHAPE_OTHER)
        mask_run (mask, inks, run);
    }
  for (guint i = 0; i < components->len; i++)
    {
      const TwinComponent *component = &g_array_index (components, TwinComponent, i);

      if (component->shape == TWIN_SHAPE_CORNER_LETTER)
        mask_plate (mask, inks, &component->box);
    }
}

/* What is left of a frame at the sides of a panel. */
static void
mask_frame (TwinMask *mask, const TwinLevels *levels, const TwinBox *box)
{
  for (guint side = 0; side < 4; side++)
    {
      guint thick = twin_frame_line (levels, box, side);
      TwinBox line = *box;

      if (side == 0)
        line.bottom = box->top + thick;
      else if (side == 1)
        line.top = box->bottom - thick;
      else if (side == 2)
        line.right = box->left + thick;
      else
        line.left = box->right - thick;
      fill (mask, &line);
    }
}

static gboolean
mask_panel (TwinMask *mask, const TwinLevels *levels, const TwinBox *box)
{
  g_auto (TwinInks) inks = { 0 };

  if (MIN (twin_box_width (box), twin_box_height (box)) < LEAST_SIDE)
    return TRUE;
  if (!twin_inks_init (&inks, levels, box))
    return FALSE;
  mask_components (mask, &inks, TWIN_INKS_MIXED);
  mask_components (mask, &inks, TWIN_INKS_FULL);
  mask_frame (mask, levels, box);
  return TRUE;
}

/* Of the pixels of @raster to those of @levels. */
static TwinBox
box_of (const TwinPanel *panel, const TwinLevels *levels, const TwinRaster *raster)
{
  double across = (double) levels->width / raster->width;
  double down = (double) levels->height / raster->height;
  guint left = MIN ((guint) (panel->x * across + 0.5), levels->width - 1);
  guint top = MIN ((guint) (panel->y * down + 0.5), levels->height - 1);
  guint right = (guint) ((panel->x + panel->width) * across + 0.5);
  guint bottom = (guint) ((panel->y + panel->height) * down + 0.5);

  return (TwinBox){ left, top, CLAMP (right, left + 1, levels->width),
                    CLAMP (bottom, top + 1, levels->height) };
}

/* (nullable) */
static TwinMask *
find_in (const TwinLevels *levels, const TwinRaster *raster, const GArray *panels)
{
  g_autoptr (TwinMask) mask = twin_mask_new (levels->width, levels->height);
  g_autoptr (TwinMask) inside = twin_mask_new (levels->width, levels->height);
  TwinBox whole = { 0, 0, levels->width, levels->height };
  TwinGround grounds[TWIN_GROUNDS_MOST];

  if (mask == NULL || inside == NULL)
    return NULL;
  for (guint i = 0; i < panels->len; i++)
    {
      TwinBox box = box_of (&g_array_index (panels, TwinPanel, i), levels, raster);

      fill (inside, &box);
      if (!mask_panel (mask, levels, &box))
        return NULL;
    }
  if (twin_mask_share (inside) < 1 && twin_grounds_find (levels, &whole, NULL, grounds) > 0)
    mask_margins (mask, levels, inside, grounds[0].colour);
  return g_steal_pointer (&mask);
}

/* To the raster's size, each pixel the nearest. (nullable) */
static TwinMask *
enlarge (const TwinMask *mask, guint width, guint height)
{
  TwinMask *large = twin_mask_new (width, height);

  for (guint y = 0; large != NULL && y < height; y++)
    for (guint x = 0; x < width; x++)
      *twin_mask_at (large, x, y) = *twin_mask_at (mask,
                                                   (guint) ((guint64) x * mask->width / width),
                                                   (guint) ((guint64) y * mask->height / height));
  return large;
}

TwinMask *
twin_furniture_find (const TwinRaster *raster, GArray *panels)
{
  g_autoptr (GArray) found = panels != NULL ? g_array_ref (panels) : twin_panels_find (raster);
  g_autoptr (TwinLevels) levels = twin_levels_reduced (raster, MOST_PIXELS);
  g_autoptr (TwinMask) mask = NULL;

  if (found == NULL || levels == NULL)
    return NULL;
  mask = find_in (levels, raster, found);
  if (mask == NULL || (mask->width == raster->width && mask->height == raster->height))
    return g_steal_pointer (&mask);
  return enlarge (mask, raster->width, raster->height);
}
