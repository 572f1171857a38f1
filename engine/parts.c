#include "parts.h"

#include <glib/gi18n-lib.h>

static void
part_clear (gpointer data)
{
  TwinPart *part = data;

  g_clear_pointer (&part->features, twin_features_unref);
}

static gboolean
is_whole (GArray *panels, const TwinRaster *raster)
{
  const TwinPanel *panel = &g_array_index (panels, TwinPanel, 0);

  return panels->len == 1 && panel->width == raster->width && panel->height == raster->height;
}

static guint64
area_of (const TwinPart *part)
{
  return (guint64) part->place.width * part->place.height;
}

static int
compare_area (gconstpointer a, gconstpointer b)
{
  guint64 of_a = area_of (a), of_b = area_of (b);

  return of_a > of_b ? -1 : of_a < of_b;
}

/* The panels, largest first, no more than are taken. (transfer full) */
static GArray *
choose (GArray *panels)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (TwinPart));

  g_array_set_clear_func (parts, part_clear);
  for (guint i = 0; i < panels->len; i++)
    {
      TwinPart part = { i, g_array_index (panels, TwinPanel, i), NULL };

      g_array_append_val (parts, part);
    }
  g_array_sort (parts, compare_area);
  g_array_set_size (parts, MIN (parts->len, TWIN_PARTS_MOST));
  return parts;
}

static gboolean
find_features (TwinPart *part, const TwinRaster *raster, const char *name,
               GCancellable *cancellable, GError **error)
{
  const TwinPanel *place = &part->place;
  g_autoptr (TwinRaster) cut = twin_raster_cut (raster, place->x, place->y, place->width,
                                                place->height);
  TwinAffine to_original = twin_affine_identity ();

  if (cut == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("“%s”: not enough memory to look at it; close other programs"), name);
      return FALSE;
    }
  to_original.m[0][2] = place->x;
  to_original.m[1][2] = place->y;
  part->features = twin_features_find_in (cut, &to_original, name, cancellable, error);
  return part->features != NULL;
}

GArray *
twin_parts_find (const TwinPicture *picture, GCancellable *cancellable, GError **error)
{
  const char *name = twin_picture_get_name (picture);
  guint64 pixels = (guint64) twin_picture_get_width (picture) * twin_picture_get_height (picture);
  g_autoptr (TwinRaster) raster = NULL;
  g_autoptr (GArray) panels = NULL;
  g_autoptr (GArray) parts = NULL;

  if (pixels > TWIN_PARTS_PIXELS)
    return g_array_new (FALSE, TRUE, sizeof (TwinPart));
  raster = twin_picture_show (picture, 0);
  if (raster != NULL)
    panels = twin_panels_find (raster);
  if (panels == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("“%s”: not enough memory to look at it; close other programs"), name);
      return NULL;
    }
  if (is_whole (panels, raster))
    g_array_set_size (panels, 0);
  parts = choose (panels);
  for (guint i = 0; i < parts->len; i++)
    if (!find_features (&g_array_index (parts, TwinPart, i), raster, name, cancellable, error))
      return NULL;
  return g_steal_pointer (&parts);
}
