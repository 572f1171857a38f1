#include "draw/figure.h"

#include "draw/figure-private.h"

#include <math.h>
#include <string.h>

/* Keeps figures apart from the streams of other uses of the same seed. */
#define STREAM G_GUINT64_CONSTANT (0xf190)
#define MOST_PICTURES 64

static void
fill (TwinRaster *raster, const float colour[3])
{
  gsize n = (gsize) raster->width * raster->height;

  for (gsize i = 0; i < n; i++)
    memcpy (raster->pixels + 3 * i, colour, 3 * sizeof (float));
}

/* The middle of @picture at the size that just covers @panel. */
static gboolean
paste (TwinRaster *figure, const TwinRaster *picture, TwinFigurePanel *panel)
{
  const TwinPanel *place = &panel->place;
  double scale = MAX ((double) place->width / picture->width,
                      (double) place->height / picture->height);
  guint width = MAX ((guint) (picture->width * scale + 0.5), place->width);
  guint height = MAX ((guint) (picture->height * scale + 0.5), place->height);
  g_autoptr (TwinRaster) sized = twin_raster_resize (picture, width, height);
  guint left = (width - place->width) / 2, top = (height - place->height) / 2;

  if (sized == NULL)
    return FALSE;
  for (guint row = 0; row < place->height; row++)
    memcpy (twin_raster_at (figure, place->x, place->y + row),
            twin_raster_at (sized, left, top + row), place->width * 3 * sizeof (float));
  panel->scale = (double) width / picture->width;
  panel->scale_down = (double) height / picture->height;
  panel->x = (double) place->x - left;
  panel->y = (double) place->y - top;
  return TRUE;
}

/* Ground and furniture's mask, nothing on them. */
static TwinFigure *
figure_new (const TwinFigurePlan *plan)
{
  g_autoptr (TwinFigure) figure = g_new0 (TwinFigure, 1);

  figure->n_panels = plan->n_panels;
  figure->panels = g_new0 (TwinFigurePanel, plan->n_panels);
  figure->raster = twin_raster_new (plan->width, plan->height);
  figure->furniture = twin_mask_new (plan->width, plan->height);
  if (figure->raster == NULL || figure->furniture == NULL)
    return NULL;
  fill (figure->raster, plan->ground);
  for (guint i = 0; i < plan->n_panels; i++)
    figure->panels[i].place = plan->places[i];
  return g_steal_pointer (&figure);
}

TwinFigure *
twin_figure_draw (guint64 seed, const TwinFigureOptions *options, TwinRaster *const *pictures,
                  guint n_pictures)
{
  g_autoptr (TwinFigure) figure = NULL;
  TwinFigurePlan plan;
  TwinRandom random;

  g_return_val_if_fail (n_pictures >= 1 && n_pictures <= MOST_PICTURES, NULL);

  twin_random_init (&random, seed, STREAM);
  twin_figure_plan_init (&plan, options, n_pictures, &random);
  figure = figure_new (&plan);
  for (guint i = 0; figure != NULL && i < n_pictures; i++)
    if (!paste (figure->raster, pictures[i], &figure->panels[i]))
      g_clear_pointer (&figure, twin_figure_free);
  if (figure != NULL)
    {
      twin_figure_draw_labels (&plan, figure, &random);
      twin_figure_draw_marks (&plan, figure, &random);
    }
  twin_figure_plan_clear (&plan);
  return g_steal_pointer (&figure);
}

void
twin_figure_free (TwinFigure *figure)
{
  if (figure == NULL)
    return;
  twin_raster_free (figure->raster);
  twin_mask_free (figure->furniture);
  g_free (figure->panels);
  g_free (figure);
}
