/* tensor.c: which views of a picture the network is shown. tensor-fit.c makes a view. */
#include "picture/tensor.h"

#include "picture/raster-resize.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* However long a picture is. */
#define MOST_SQUARES 32
#define TILES_A_SIDE 3

/* A rectangle in pixels of the shown raster. */
typedef struct
{
  guint x, y, width, height;
  gboolean is_tile;
} View;

TwinTensor *
twin_tensor_new (guint n, guint size)
{
  g_autoptr (TwinTensor) tensor = g_new0 (TwinTensor, 1);
  gsize values;

  tensor->n = n;
  tensor->size = size;
  if (!g_size_checked_mul (&values, n, size) || !g_size_checked_mul (&values, values, size) ||
      !g_size_checked_mul (&values, values, 3))
    return NULL;
  tensor->values = g_try_new0 (float, values);
  tensor->owners = g_try_new0 (guint, n);
  tensor->is_tile = g_try_new0 (gboolean, n);
  if (n > 0 && (tensor->values == NULL || tensor->owners == NULL || tensor->is_tile == NULL))
    return NULL;
  return g_steal_pointer (&tensor);
}

void
twin_tensor_free (TwinTensor *tensor)
{
  if (tensor == NULL)
    return;
  g_free (tensor->values);
  g_free (tensor->owners);
  g_free (tensor->is_tile);
  g_free (tensor);
}

/* Where the @i-th of @n pieces of length @piece begins, spread from one end of @length to the other. */
static guint
spread (guint length, guint piece, guint i, guint n)
{
  return n == 1 ? (length - piece) / 2 : (guint) ((guint64) (length - piece) * i / (n - 1));
}

/* Squares of the short side, each half over the last. */
static void
append_squares (GArray *views, guint width, guint height)
{
  guint side = MIN (width, height), longest = MAX (width, height);
  guint step = MAX (side / 2, 1);
  guint n = MIN ((longest - side + step - 1) / step + 1, MOST_SQUARES);

  if (longest <= 2 * (guint64) side)
    return;
  for (guint i = 0; i < n; i++)
    {
      View view = { .width = side, .height = side };

      *(width > height ? &view.x : &view.y) = spread (longest, side, i, n);
      g_array_append_val (views, view);
    }
}

static void
append_tiles (GArray *views, guint width, guint height)
{
  guint tile_width = (width + 1) / 2, tile_height = (height + 1) / 2;

  for (guint row = 0; row < TILES_A_SIDE; row++)
    for (guint column = 0; column < TILES_A_SIDE; column++)
      {
        View view = { spread (width, tile_width, column, TILES_A_SIDE),
                      spread (height, tile_height, row, TILES_A_SIDE), tile_width, tile_height,
                      TRUE };

        g_array_append_val (views, view);
      }
}

static GArray *
list_views (guint width, guint height, TwinViews kind)
{
  GArray *views = g_array_new (FALSE, FALSE, sizeof (View));
  View whole = { .width = width, .height = height };

  g_array_append_val (views, whole);
  append_squares (views, width, height);
  if (kind == TWIN_VIEWS_TILES)
    append_tiles (views, width, height);
  return views;
}

/* Twice @size along the short side (where the picture has as much), whatever the views: so tiles and
 * squares have all their detail, and the whole looks the same with tiles and without. */
static guint
longest_side_shown (const TwinPicture *picture, guint size)
{
  guint width = twin_picture_get_width (picture), height = twin_picture_get_height (picture);
  double wanted = ceil (2.0 * size * MAX (width, height) / MIN (width, height));

  return (guint) MIN (wanted, (double) MAX (width, height));
}

static GArray *
list_picture_views (const TwinPicture *picture, guint size, TwinViews kind)
{
  guint width = twin_picture_get_width (picture), height = twin_picture_get_height (picture);
  guint longest = MAX (width, height), shown = longest_side_shown (picture, size);

  return list_views (twin_raster_scaled (width, shown, longest),
                     twin_raster_scaled (height, shown, longest), kind);
}

static gboolean
fill_views (float *values, guint size, const TwinPicture *picture, const GArray *views)
{
  g_autoptr (TwinRaster) raster = twin_picture_show (picture, longest_side_shown (picture, size));

  if (raster == NULL)
    return FALSE;
  for (guint i = 0; i < views->len; i++)
    {
      const View *view = &g_array_index (views, View, i);
      g_autoptr (TwinRaster) part = twin_raster_cut (raster, view->x, view->y, view->width,
                                                     view->height);

      if (part == NULL)
        return FALSE;
      twin_tensor_fit (values + (gsize) i * size * size * 3, size, part);
    }
  return TRUE;
}

static TwinTensor *
fail_for_memory (GError **error)
{
  g_set_error_literal (
    error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
    _ (
      "There is not enough memory for these pictures. Close other programs, or compare fewer at once."));
  return NULL;
}

TwinTensor *
twin_tensor_from_pictures (TwinPicture *const *pictures, guint n_pictures, guint size,
                           TwinViews kind, GError **error)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (TwinTensor) tensor = NULL;
  guint n = 0;

  for (guint i = 0; i < n_pictures; i++)
    {
      g_ptr_array_add (plans, list_picture_views (pictures[i], size, kind));
      n += ((GArray *) plans->pdata[i])->len;
    }
  tensor = twin_tensor_new (n, size);
  if (tensor == NULL)
    return fail_for_memory (error);
  for (guint i = 0, row = 0; i < n_pictures; i++)
    {
      const GArray *views = plans->pdata[i];

      if (!fill_views (tensor->values + (gsize) row * size * size * 3, size, pictures[i], views))
        return fail_for_memory (error);
      for (guint view = 0; view < views->len; view++, row++)
        {
          tensor->owners[row] = i;
          tensor->is_tile[row] = g_array_index (views, View, view).is_tile;
        }
    }
  return g_steal_pointer (&tensor);
}
