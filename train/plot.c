#include "plot.h"

#include <math.h>

/* The whole picture, and what is kept free around the axes. */
#define WIDTH 560.0
#define HEIGHT 560.0
#define LEFT 70.0
#define TOP 40.0
#define SIDE 440.0
#define LEGEND_STEP 18.0

struct _TwinPlot
{
  char *title;
  TwinAxis across, up; /* labels owned */
  GString *marks;
  GString *legend;
  guint n_named;
};

TwinPlot *
twin_plot_new (const char *title, const TwinAxis *across, const TwinAxis *up)
{
  TwinPlot *plot = g_new0 (TwinPlot, 1);

  plot->title = g_strdup (title);
  plot->across = *across;
  plot->up = *up;
  plot->across.label = g_strdup (across->label);
  plot->up.label = g_strdup (up->label);
  plot->marks = g_string_new (NULL);
  plot->legend = g_string_new (NULL);
  return plot;
}

void
twin_plot_free (TwinPlot *plot)
{
  if (plot == NULL)
    return;
  g_free (plot->title);
  g_free ((char *) plot->across.label);
  g_free ((char *) plot->up.label);
  g_string_free (plot->marks, TRUE);
  g_string_free (plot->legend, TRUE);
  g_free (plot);
}

/* A point for a comma, whatever the language. */
static void
append_number (GString *svg, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (svg, g_ascii_formatd (text, sizeof text, "%.2f", number));
}

/* 0 at the axis' low end, 1 at its high one. */
static double
place_on (const TwinAxis *axis, double value)
{
  double place = axis->logarithmic
                   ? log (MAX (value, axis->low) / axis->low) / log (axis->high / axis->low)
                   : (value - axis->low) / (axis->high - axis->low);

  return CLAMP (place, 0.0, 1.0);
}

static double
x_of (const TwinPlot *plot, double value)
{
  return LEFT + SIDE * place_on (&plot->across, value);
}

static double
y_of (const TwinPlot *plot, double value)
{
  return TOP + SIDE * (1.0 - place_on (&plot->up, value));
}

static void
append_attribute (GString *svg, const char *name, double number)
{
  g_string_append_printf (svg, " %s=\"", name);
  append_number (svg, number);
  g_string_append_c (svg, '"');
}

static void
append_text (GString *svg, double x, double y, const char *anchor, const char *more,
             const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (svg, "<text");
  append_attribute (svg, "x", x);
  append_attribute (svg, "y", y);
  g_string_append_printf (svg, " text-anchor=\"%s\" %s>%s</text>\n", anchor, more, escaped);
}

static void
append_segment (GString *svg, double x0, double y0, double x1, double y1, const char *style)
{
  g_string_append (svg, "<line");
  append_attribute (svg, "x1", x0);
  append_attribute (svg, "y1", y0);
  append_attribute (svg, "x2", x1);
  append_attribute (svg, "y2", y1);
  g_string_append_printf (svg, " %s/>\n", style);
}

static char *
stroke_of (const char *colour, gboolean dashed)
{
  return g_strdup_printf ("stroke=\"%s\" stroke-width=\"1.8\"%s", colour,
                          dashed ? " stroke-dasharray=\"5 4\"" : "");
}

static void
add_to_legend (TwinPlot *plot, const char *stroke, const char *name)
{
  double y = TOP + SIDE - 14.0 - LEGEND_STEP * plot->n_named++, x = LEFT + SIDE - 12.0;

  append_segment (plot->legend, x - 26.0, y - 4.0, x, y - 4.0, stroke);
  append_text (plot->legend, x - 32.0, y, "end", "font-size=\"12\"", name);
}

void
twin_plot_add_line (TwinPlot *plot, const TwinPlotPoint *points, gsize n, const char *colour,
                    gboolean dashed, const char *name)
{
  g_autofree char *stroke = stroke_of (colour, dashed);

  g_string_append (plot->marks, "<polyline fill=\"none\" points=\"");
  for (gsize i = 0; i < n; i++)
    {
      g_string_append (plot->marks, i > 0 ? " " : "");
      append_number (plot->marks, x_of (plot, points[i].x));
      g_string_append_c (plot->marks, ',');
      append_number (plot->marks, y_of (plot, points[i].y));
    }
  g_string_append_printf (plot->marks, "\" %s/>\n", stroke);
  if (name != NULL)
    add_to_legend (plot, stroke, name);
}

void
twin_plot_add_dot (TwinPlot *plot, TwinPlotPoint point, double radius, const char *colour)
{
  g_string_append (plot->marks, "<circle");
  append_attribute (plot->marks, "cx", x_of (plot, point.x));
  append_attribute (plot->marks, "cy", y_of (plot, point.y));
  append_attribute (plot->marks, "r", radius);
  g_string_append_printf (plot->marks, " fill=\"%s\" fill-opacity=\"0.75\"/>\n", colour);
}

/* The @i-th tick; FALSE past the last. */
static gboolean
get_tick (const TwinAxis *axis, guint i, double *value)
{
  *value = axis->logarithmic ? axis->low * pow (10.0, i)
                             : axis->low + (axis->high - axis->low) * i / 5.0;
  return *value <= axis->high * (1.0 + 1e-9);
}

static void
append_tick (GString *svg, const TwinPlot *plot, gboolean across, double value)
{
  static const char grid[] = "stroke=\"#ddd\" stroke-width=\"1\"";
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double x = across ? x_of (plot, value) : LEFT, y = across ? TOP + SIDE : y_of (plot, value);

  g_ascii_formatd (text, sizeof text, "%.3g", value);
  append_segment (svg, x, y, across ? x : LEFT + SIDE, across ? TOP : y, grid);
  append_text (svg, across ? x : LEFT - 8.0, across ? y + 18.0 : y + 4.0, across ? "middle" : "end",
               "font-size=\"12\"", text);
}

static void
append_axes (GString *svg, const TwinPlot *plot)
{
  g_autofree char *turned = g_strdup_printf ("font-size=\"13\" transform=\"rotate(-90 18 %d)\"",
                                             (int) (TOP + SIDE / 2));
  double value;

  for (guint i = 0; get_tick (&plot->across, i, &value); i++)
    append_tick (svg, plot, TRUE, value);
  for (guint i = 0; get_tick (&plot->up, i, &value); i++)
    append_tick (svg, plot, FALSE, value);
  g_string_append (svg, "<rect fill=\"none\" stroke=\"#444\"");
  append_attribute (svg, "x", LEFT);
  append_attribute (svg, "y", TOP);
  append_attribute (svg, "width", SIDE);
  append_attribute (svg, "height", SIDE);
  g_string_append (svg, "/>\n");
  append_text (svg, LEFT + SIDE / 2, TOP + SIDE + 44.0, "middle", "font-size=\"13\"",
               plot->across.label);
  append_text (svg, 18.0, (int) (TOP + SIDE / 2), "middle", turned, plot->up.label);
  append_text (svg, LEFT + SIDE / 2, 24.0, "middle", "font-size=\"15\"", plot->title);
}

char *
twin_plot_as_svg (const TwinPlot *plot)
{
  GString *svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  g_string_append_printf (svg,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                          "width=\"%d\" height=\"%d\" font-family=\"sans-serif\">\n"
                          "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
                          (int) WIDTH, (int) HEIGHT, (int) WIDTH, (int) HEIGHT);
  append_axes (svg, plot);
  g_string_append (svg, plot->marks->str);
  g_string_append (svg, plot->legend->str);
  g_string_append (svg, "</svg>\n");
  return g_string_free (svg, FALSE);
}
