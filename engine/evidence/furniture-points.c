#include "evidence/furniture-points.h"

#include "picture/panels.h"

#include <math.h>

/* Pixels of the mask along a panel's edges that are furniture too. */
#define EDGE 3

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

static void
clear_panel (TwinGrey *mask, const TwinPanel *panel, const TwinRaster *raster)
{
  guint left, right, top, bottom;

  inner_range (panel->x, panel->width, raster->width, mask->width, &left, &right);
  inner_range (panel->y, panel->height, raster->height, mask->height, &top, &bottom);
  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      *twin_grey_at (mask, x, y) = 0;
}

gboolean
twin_furniture_mask (const TwinRaster *raster, guint width, guint height, TwinGrey **out_mask)
{
  g_autoptr (GArray) panels = twin_panels_find (raster);
  TwinGrey *mask = NULL;

  if (panels == NULL)
    return FALSE;
  if (!is_whole (panels, raster))
    {
      mask = twin_grey_new (width, height);
      if (mask == NULL)
        return FALSE;
      for (gsize i = 0; i < (gsize) width * height; i++)
        mask->values[i] = 1;
      for (guint i = 0; i < panels->len; i++)
        clear_panel (mask, &g_array_index (panels, TwinPanel, i), raster);
    }
  *out_mask = mask;
  return TRUE;
}
