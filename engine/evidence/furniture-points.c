#include "evidence/furniture-points.h"

#include "picture/furniture.h"
#include "picture/panels.h"

#include <math.h>
#include <string.h>

/* Pixels of the mask along a panel's edges that are furniture too. */
#define EDGE 3
/* A key point looks as far around it, at the least, and so do the finer of the pixels' scales. */
#define REACH 6
/* Any of a window's pixels; below it is what rounding leaves. */
#define LEAST_MEAN 1e-4f

static gboolean
is_whole (GArray *panels, const TwinRaster *raster)
{
  const TwinPanel *panel = &g_array_index (panels, TwinPanel, 0);

  return panels->len == 1 && panel->width == raster->width && panel->height == raster->height;
}

/* The pixels of one side that [first, first + length) of @whole covers, less the edges. */
static void
inner_range (guint first, guint length, guint whole, guint side, guint *begin, guint *end)
{
  double scale = (double) side / whole;

  *begin = (guint) ceil (first * scale) + (first > 0 ? EDGE : 0);
  *end = (guint) floor ((first + length) * scale);
  if (first + length < whole)
    *end -= MIN (EDGE, *end);
  *end = MIN (*end, side);
}

/* All that lies in no panel, and their outermost pixels. */
static gboolean
add_surroundings (TwinGrey *mask, GArray *panels, const TwinRaster *raster)
{
  g_autofree guint8 *inner = g_try_malloc0 ((gsize) mask->width * mask->height);

  if (inner == NULL)
    return FALSE;
  for (guint i = 0; i < panels->len; i++)
    {
      const TwinPanel *panel = &g_array_index (panels, TwinPanel, i);
      guint left, right, top, bottom;

      inner_range (panel->x, panel->width, raster->width, mask->width, &left, &right);
      inner_range (panel->y, panel->height, raster->height, mask->height, &top, &bottom);
      for (guint y = top; y < bottom && left < right; y++)
        memset (inner + (gsize) y * mask->width + left, 1, right - left);
    }
  for (gsize i = 0; i < (gsize) mask->width * mask->height; i++)
    if (!inner[i])
      mask->values[i] = 1;
  return TRUE;
}

/* What is written and drawn around and upon the panels, too: a pixel of the mask where any of those that it stands for is
 * of it. */
static void
add_drawn (TwinGrey *mask, const TwinMask *drawn)
{
  for (guint y = 0; y < drawn->height; y++)
    for (guint x = 0; x < drawn->width; x++)
      if (*twin_mask_at (drawn, x, y))
        *twin_grey_at (mask, (guint) ((guint64) x * mask->width / drawn->width),
                       (guint) ((guint64) y * mask->height / drawn->height)) = 1;
}

/* @mask: taken; its furniture and REACH pixels around. */
static TwinGrey *
widen (TwinGrey *mask)
{
  TwinGrey *wide = twin_grey_box_mean (mask, 2 * REACH + 1);

  for (gsize i = 0; wide != NULL && i < (gsize) wide->width * wide->height; i++)
    wide->values[i] = wide->values[i] > LEAST_MEAN;
  twin_grey_free (mask);
  return wide;
}

/* Outside of the panels, and what is drawn upon them. */
static TwinGrey *
mask_figure (const TwinRaster *raster, GArray *panels, const TwinMask *drawn, guint width,
             guint height)
{
  TwinGrey *mask = twin_grey_new (width, height);

  if (mask == NULL)
    return NULL;
  add_drawn (mask, drawn);
  mask = widen (mask);
  if (mask != NULL && !is_whole (panels, raster) && !add_surroundings (mask, panels, raster))
    g_clear_pointer (&mask, twin_grey_free);
  return mask;
}

gboolean
twin_furniture_mask (const TwinRaster *raster, guint width, guint height, TwinGrey **out_mask)
{
  g_autoptr (GArray) panels = twin_panels_find (raster);
  g_autoptr (TwinMask) drawn = panels != NULL ? twin_furniture_find (raster, panels) : NULL;
  TwinGrey *mask = NULL;

  if (drawn == NULL)
    return FALSE;
  if (!is_whole (panels, raster) || twin_mask_share (drawn) > 0)
    {
      mask = mask_figure (raster, panels, drawn, width, height);
      if (mask == NULL)
        return FALSE;
    }
  *out_mask = mask;
  return TRUE;
}
