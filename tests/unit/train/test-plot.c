#include "plot.h"

#include <string.h>

static const TwinAxis linear = { "across & <up>", 0, 1, FALSE };
static const TwinAxis rates = { "rate", 1e-3, 1, TRUE };

/* Counts the elements; fails where the text is no XML. */
static void
count_element (GMarkupParseContext *context, const char *name, const char **names,
               const char **values, gpointer data, GError **error)
{
  GHashTable *counts = data;

  g_hash_table_insert (
    counts, g_strdup (name),
    GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, name)) + 1));
}

static GHashTable *
count_elements (const char *svg)
{
  const GMarkupParser parser = { .start_element = count_element };
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, counts, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, svg, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  return counts;
}

static guint
count_of (GHashTable *counts, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));
}

static void
test_svg (void)
{
  const TwinPlotPoint points[] = { { 0, 0 }, { 0.5, 0.25 }, { 1, 1 } };
  g_autoptr (TwinPlot) plot = twin_plot_new ("a <title>", &linear, &linear);
  g_autoptr (GHashTable) counts = NULL;
  g_autofree char *svg = NULL;

  twin_plot_add_line (plot, points, 3, "#123456", FALSE, "one & two");
  twin_plot_add_line (plot, points, 2, "#123456", TRUE, NULL);
  twin_plot_add_dot (plot, points[1], 3, "red");
  svg = twin_plot_as_svg (plot);
  counts = count_elements (svg);
  g_assert_cmpuint (count_of (counts, "polyline"), ==, 2);
  g_assert_cmpuint (count_of (counts, "circle"), ==, 1);
  /* Six ticks an axis, two labels, the title, one entry of the legend. */
  g_assert_cmpuint (count_of (counts, "text"), ==, 16);
  g_assert_nonnull (strstr (svg, "a &lt;title&gt;"));
  g_assert_nonnull (strstr (svg, "one &amp; two"));
  /* The axes reach from 70 to 510 and from 480 up to 40. */
  g_assert_nonnull (strstr (svg, "points=\"70.00,480.00 290.00,370.00 510.00,40.00\""));
}

/* Powers of ten at even distances; what lies outside is drawn at the end. */
static void
test_logarithmic (void)
{
  const TwinPlotPoint points[] = { { 0, 0 }, { 1e-2, 0.5 }, { 1e-1, 2 }, { 1, 1 } };
  g_autoptr (TwinPlot) plot = twin_plot_new ("rates", &rates, &linear);
  g_autoptr (GHashTable) counts = NULL;
  g_autofree char *svg = NULL;

  twin_plot_add_line (plot, points, 4, "blue", FALSE, NULL);
  svg = twin_plot_as_svg (plot);
  counts = count_elements (svg);
  g_assert_cmpuint (count_of (counts, "text"), ==, 4 + 6 + 3);
  g_assert_nonnull (
    strstr (svg, "points=\"70.00,480.00 216.67,260.00 363.33,40.00 510.00,40.00\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/lines, dots, words", test_svg);
  g_test_add_func ("/plot/a logarithmic axis", test_logarithmic);
  return g_test_run ();
}
