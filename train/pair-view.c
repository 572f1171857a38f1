#include "pair-view.h"

#include "draw/figure.h"

/* Points along each side that stand for an area. */
#define GRID 24
/* Of what stands in the other panels only the number matters. */
#define OTHER_SIDE 8

/**
 * View:
 * @matrix: from the original to the picture
 * @left, @top, @right, @bottom: of the picture, what shows the original
 */
typedef struct
{
  TwinAffine matrix;
  double left, top, right, bottom;
} View;

/* Where the panel will stand: a figure of empty pictures is laid out alike. */
static gboolean
view_panel (const TwinPairItem *item, View *view)
{
  g_autoptr (GPtrArray) panels = g_ptr_array_new_with_free_func ((GDestroyNotify) twin_raster_free);
  const TwinFigureOptions options = { .width = item->figure_width };
  g_autoptr (TwinFigure) figure = NULL;
  const TwinFigurePanel *panel;
  TwinAffine into;

  for (guint i = 0; i <= item->others->len; i++)
    {
      gboolean own = i == item->panel;
      TwinRaster *raster = twin_raster_new (own ? (guint) view->right : OTHER_SIDE,
                                            own ? (guint) view->bottom : OTHER_SIDE);

      if (raster == NULL)
        return FALSE;
      g_ptr_array_add (panels, raster);
    }
  figure = twin_figure_draw (item->figure_seed, &options, (TwinRaster *const *) panels->pdata,
                             panels->len);
  if (figure == NULL)
    return FALSE;
  panel = &figure->panels[item->panel];
  into = (TwinAffine){ { { panel->scale, 0, panel->x }, { 0, panel->scale_down, panel->y } } };
  *view = (View){ twin_affine_compose (&into, &view->matrix), panel->place.x, panel->place.y,
                  (double) panel->place.x + panel->place.width,
                  (double) panel->place.y + panel->place.height };
  return TRUE;
}

static gboolean
view_item (const TwinPairItem *item, const TwinDataset *dataset, View *view)
{
  guint width, height;

  view->matrix = twin_affine_identity ();
  twin_dataset_get_size (dataset, item->original, &width, &height);
  for (guint i = 0; i < item->modifications->len; i++)
    {
      TwinAffine matrix = twin_modification_get_matrix (
        &g_array_index (item->modifications, TwinModification, i), width, height, &width, &height);

      view->matrix = twin_affine_compose (&matrix, &view->matrix);
    }
  view->left = view->top = 0;
  view->right = width;
  view->bottom = height;
  return item->others == NULL || view_panel (item, view);
}

static gboolean
shows (const View *view, double x, double y)
{
  twin_affine_apply (&view->matrix, x, y, &x, &y);
  return x >= view->left && x < view->right && y >= view->top && y < view->bottom;
}

TwinPairShare
twin_pair_items_share (const TwinPairItem *a, const TwinPairItem *b, const TwinDataset *dataset)
{
  guint width, height;
  double in_a = 0, in_b = 0, in_both = 0;
  View of_a, of_b;

  if (!view_item (a, dataset, &of_a) || !view_item (b, dataset, &of_b))
    return (TwinPairShare){ 0, 0 };
  twin_dataset_get_size (dataset, a->original, &width, &height);
  for (guint i = 0; i < GRID; i++)
    for (guint j = 0; j < GRID; j++)
      {
        double x = (j + 0.5) * width / GRID, y = (i + 0.5) * height / GRID;
        gboolean a_shows = shows (&of_a, x, y), b_shows = shows (&of_b, x, y);

        in_a += a_shows;
        in_b += b_shows;
        in_both += a_shows && b_shows;
      }
  return (TwinPairShare){ in_both / MAX (MIN (in_a, in_b), 1),
                          in_both / MAX (in_a, MAX (in_b, 1)) };
}
