/* Loss curves of trainings, of the CSV that `twinscope train` writes beside its model, on one diagram:
 *
 *   draw-curves OUT.svg LAMBDA NAME=FILE.csv…
 *
 * L = L_sim + LAMBDA L_proj and L_sim by itself, each over what it was at the first training's first point, so that
 * both fit on one axis. The first training's lines are whole, the others' dashed over them. */
#include "csv.h"
#include "plot.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define COLOUR_OF_WHOLE "#1f6fb4"
#define COLOUR_OF_SIMILARITY "#d9662b"
#define COLOUR_OF_OTHERS "#202020"
/* The axes end at multiples of these: they have five even steps. */
#define STEPS_ROUNDED 5
#define LOSS_ROUNDED 0.25

/**
 * Curve:
 * @points: of TwinPlotPoint
 */
typedef struct
{
  char *name;
  GArray *whole;
  GArray *similarity;
} Curve;

static void
curve_clear (gpointer data)
{
  Curve *curve = data;

  g_free (curve->name);
  g_array_unref (curve->whole);
  g_array_unref (curve->similarity);
}

static void
add_point (GArray *points, double step, double loss)
{
  TwinPlotPoint point = { step, loss };

  if (isfinite (loss) && loss > 0.0)
    g_array_append_val (points, point);
}

/* A resumed training that validates before its first step has no loss to say: that row is left out. */
static gboolean
read_curve (const char *argument, double lambda, Curve *curve, GError **error)
{
  const char *equals = strchr (argument, '=');
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (equals != NULL ? equals + 1 : argument);
  g_autoptr (TwinCsv) csv = twin_csv_load (file, error);
  gint step, similarity, projection;

  *curve = (Curve){ g_strndup (argument, equals != NULL ? equals - argument : 0),
                    g_array_new (FALSE, FALSE, sizeof (TwinPlotPoint)),
                    g_array_new (FALSE, FALSE, sizeof (TwinPlotPoint)) };
  if (csv == NULL || (step = twin_csv_need_column (csv, "step", error)) < 0 ||
      (similarity = twin_csv_need_column (csv, "similarity", error)) < 0 ||
      (projection = twin_csv_need_column (csv, "projection", error)) < 0)
    return FALSE;
  for (guint row = 0; row < twin_csv_get_n_rows (csv); row++)
    {
      double at = g_ascii_strtod (twin_csv_get (csv, row, step), NULL);
      double l_sim = g_ascii_strtod (twin_csv_get (csv, row, similarity), NULL);
      double l_proj = g_ascii_strtod (twin_csv_get (csv, row, projection), NULL);

      add_point (curve->whole, at, l_sim + lambda * l_proj);
      add_point (curve->similarity, at, l_sim);
    }
  return TRUE;
}

/* Over @reference; the axes reach as far as that does. */
static void
scale (GArray *points, double reference, TwinAxis *across, TwinAxis *up)
{
  for (guint i = 0; i < points->len; i++)
    {
      TwinPlotPoint *point = &g_array_index (points, TwinPlotPoint, i);

      point->y /= reference;
      across->high = MAX (across->high, point->x);
      up->high = MAX (up->high, point->y);
    }
}

static double
first_value (const GArray *points)
{
  return points->len > 0 ? g_array_index (points, TwinPlotPoint, 0).y : 1.0;
}

static void
add_line (TwinPlot *plot, const GArray *points, const char *colour, gboolean dashed,
          const char *training, const char *loss)
{
  g_autofree char *name = g_strdup_printf ("%s, %s", loss, training);

  twin_plot_add_line (plot, (const TwinPlotPoint *) points->data, points->len, colour, dashed,
                      name);
}

static char *
draw (const GArray *curves, double lambda)
{
  TwinAxis across = { "steps", 0.0, 1.0, FALSE };
  TwinAxis up = { "loss, over what it was at first", 0.0, 1.0, FALSE };
  g_autofree char *title = g_strdup_printf ("L = L_sim + %g L_proj, and L_sim alone", lambda);
  double whole = first_value (g_array_index (curves, Curve, 0).whole);
  double similarity = first_value (g_array_index (curves, Curve, 0).similarity);
  g_autoptr (TwinPlot) plot = NULL;

  for (guint i = 0; i < curves->len; i++)
    {
      scale (g_array_index (curves, Curve, i).whole, whole, &across, &up);
      scale (g_array_index (curves, Curve, i).similarity, similarity, &across, &up);
    }
  across.high = ceil (across.high / STEPS_ROUNDED) * STEPS_ROUNDED;
  up.high = ceil (up.high / LOSS_ROUNDED) * LOSS_ROUNDED;
  plot = twin_plot_new (title, &across, &up);
  for (guint i = 0; i < curves->len; i++)
    {
      const Curve *curve = &g_array_index (curves, Curve, i);

      add_line (plot, curve->whole, i == 0 ? COLOUR_OF_WHOLE : COLOUR_OF_OTHERS, i > 0, curve->name,
                "L");
      add_line (plot, curve->similarity, i == 0 ? COLOUR_OF_SIMILARITY : COLOUR_OF_OTHERS, i > 0,
                curve->name, "L_sim");
    }
  return twin_plot_as_svg (plot);
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_autoptr (GArray) curves = g_array_new (FALSE, TRUE, sizeof (Curve));
  g_autofree char *svg = NULL;
  double lambda = g_ascii_strtod (argv[2], NULL);

  g_array_set_clear_func (curves, curve_clear);
  for (int i = 3; i < argc; i++)
    {
      g_array_set_size (curves, i - 2);
      if (!read_curve (argv[i], lambda, &g_array_index (curves, Curve, i - 3), error))
        return FALSE;
    }
  svg = draw (curves, lambda);
  return g_file_set_contents (argv[1], svg, -1, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (argc < 4)
    {
      g_printerr ("Usage: draw-curves OUT.svg LAMBDA NAME=FILE.csv…\n");
      return 2;
    }
  if (!run (argc, argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}
