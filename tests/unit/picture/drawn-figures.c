#include "drawn-figures.h"

#include "draw/drawing.h"
#include "modify/modification.h"

#include <string.h>

static TwinFigure *
figure_of (guint number, const TwinFigureOptions *options, guint n_panels)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (
    (GDestroyNotify) twin_raster_free);
  TwinFigure *figure;

  for (guint i = 0; i < n_panels; i++)
    g_ptr_array_add (
      pictures, twin_draw ((number + i) % TWIN_N_DRAWINGS, 240 + 17 * i, 230, number * 100 + i));
  figure = twin_figure_draw (number, options, (TwinRaster *const *) pictures->pdata, n_panels);
  g_assert_nonnull (figure);
  return figure;
}

TwinFigure *
drawn_figure (guint number)
{
  TwinFigureOptions options = { 0 };

  options.layout = 1 + number % (TWIN_N_FIGURE_LAYOUTS - 1);
  options.gutter = number / (TWIN_N_FIGURE_LAYOUTS - 1) % TWIN_N_GUTTERS;
  if (options.layout == TWIN_FIGURE_STRIPS && options.gutter > TWIN_GUTTER_DARK)
    options.gutter = TWIN_GUTTER_WHITE;
  return figure_of (number, &options, 2 + number * 7 % 9);
}

TwinFigure *
bare_figure (guint number, TwinFigureLayout layout, TwinGutter gutter, guint n_panels)
{
  TwinFigureOptions options = { .layout = layout, .gutter = gutter, .parts = TWIN_FIGURE_BARE };

  return figure_of (number, &options, n_panels);
}

double
overlap_of (const TwinPanel *a, const TwinPanel *b)
{
  guint left = MAX (a->x, b->x), right = MIN (a->x + a->width, b->x + b->width);
  guint top = MAX (a->y, b->y), bottom = MIN (a->y + a->height, b->y + b->height);
  double common;

  if (right <= left || bottom <= top)
    return 0;
  common = (double) (right - left) * (bottom - top);
  return common / ((double) a->width * a->height + (double) b->width * b->height - common);
}

guint
count_found (const TwinFigure *figure, GArray *found, double least)
{
  guint count = 0;

  for (guint i = 0; i < figure->n_panels; i++)
    {
      double best = 0;

      for (guint k = 0; k < found->len; k++)
        best = MAX (best,
                    overlap_of (&figure->panels[i].place, &g_array_index (found, TwinPanel, k)));
      count += best >= least;
    }
  return count;
}

TwinRaster *
through_jpeg (const TwinRaster *raster, guint quality)
{
  TwinModification modification = { .kind = TWIN_MODIFY_JPEG, .amount = quality };
  g_autoptr (GError) error = NULL;
  TwinRandom random;
  TwinRaster *result;

  twin_random_init (&random, 1, 0);
  result = twin_modification_apply (&modification, twin_raster_copy (raster), &random, &error);
  g_assert_no_error (error);
  return result;
}

static char *
shared_path (const char *name)
{
  const char *given = g_getenv ("TWINSCOPE_SHARED"), *source = g_getenv ("TWINSCOPE_SOURCE");

  if (given != NULL)
    return g_build_filename (given, "data", name, NULL);
  return g_build_filename (source != NULL ? source : ".", "..", "shared", "data", name, NULL);
}

gboolean
for_shared_images (guint every, ImageFunction function, gpointer data)
{
  g_autofree char *manifest = shared_path ("manifest.csv");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (manifest, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; i < g_strv_length (lines); i += every)
    {
      /* No field before the fifth has a comma in it: path, split, group, within_group, source. */
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      g_autofree char *path = fields[0] != NULL ? shared_path (fields[0]) : NULL;

      if (g_strv_length (fields) > 4)
        function (path, fields[4], data);
    }
  return TRUE;
}
