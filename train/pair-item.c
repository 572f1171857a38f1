#include "pair-item.h"

#include "draw/figure.h"

#include <glib/gi18n-lib.h>

TwinPairItem *
twin_pair_item_new (guint original, GArray *modifications, guint64 seed)
{
  TwinPairItem *item = g_new0 (TwinPairItem, 1);

  item->original = original;
  item->modifications = modifications;
  item->seed = seed;
  return item;
}

void
twin_pair_item_free (TwinPairItem *item)
{
  g_clear_object (&item->file);
  g_clear_pointer (&item->modifications, g_array_unref);
  g_clear_pointer (&item->others, g_array_unref);
  g_free (item);
}

static guint
n_originals (const TwinPairItem *item)
{
  return 1 + (item->others != NULL ? item->others->len : 0);
}

static guint
nth_original (const TwinPairItem *item, guint n)
{
  return n == 0 ? item->original : g_array_index (item->others, guint, n - 1);
}

gboolean
twin_pair_items_differ (const TwinManifest *manifest, const TwinPairItem *a, const TwinPairItem *b)
{
  for (guint i = 0; i < n_originals (a); i++)
    for (guint j = 0; j < n_originals (b); j++)
      if (!twin_manifest_differ (manifest, nth_original (a, i), nth_original (b, j)))
        return FALSE;
  return TRUE;
}

/* A picture a panel, the altered one @raster, in its place; all are the caller's but that one. */
static gboolean
load_panels (const TwinPairItem *item, const TwinDataset *dataset, TwinRaster *raster,
             GPtrArray *panels)
{
  for (guint i = 0, next = 0; i <= item->others->len; i++)
    {
      TwinRaster *panel = i == item->panel
                            ? raster
                            : twin_dataset_get (dataset,
                                                g_array_index (item->others, guint, next++));

      if (panel == NULL)
        return FALSE;
      g_ptr_array_add (panels, panel);
    }
  return TRUE;
}

/* NULL where memory does not suffice. */
static TwinRaster *
show_in_figure (const TwinPairItem *item, const TwinDataset *dataset, const TwinRaster *raster,
                TwinTrace *trace)
{
  g_autoptr (GPtrArray) panels = g_ptr_array_new_with_free_func ((GDestroyNotify) twin_raster_free);
  const TwinFigureOptions options = { .width = item->figure_width };
  TwinRaster *own = twin_raster_copy (raster);
  g_autoptr (TwinFigure) figure = NULL;
  const TwinFigurePanel *panel;
  TwinAffine matrix;

  if (own == NULL || !load_panels (item, dataset, own, panels))
    return NULL;
  figure = twin_figure_draw (item->figure_seed, &options, (TwinRaster *const *) panels->pdata,
                             panels->len);
  if (figure == NULL)
    return NULL;
  panel = &figure->panels[item->panel];
  matrix = (TwinAffine){ { { panel->scale, 0, panel->x }, { 0, panel->scale_down, panel->y } } };
  twin_trace_move (trace, &matrix);
  return g_steal_pointer (&figure->raster);
}

TwinRaster *
twin_pair_item_make (const TwinPairItem *item, const TwinDataset *dataset, TwinTrace *trace,
                     GError **error)
{
  TwinRaster *raster = twin_dataset_get (dataset, item->original);
  TwinRandom random;

  twin_random_init (&random, item->seed, 0);
  if (raster != NULL)
    {
      raster = twin_modifications_trace (item->modifications, raster, &random, trace, error);
      if (raster == NULL)
        return NULL;
      if (item->others != NULL)
        {
          TwinRaster *figure = show_in_figure (item, dataset, raster, trace);

          twin_raster_free (raster);
          raster = figure;
        }
    }
  if (raster == NULL)
    {
      g_autofree char *name = g_file_get_basename (
        twin_manifest_get (dataset->manifest, item->original)->file);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("There is not enough memory to alter “%s”"), name);
    }
  return raster;
}
