/* plot.h: a diagram with two axes, as SVG. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinAxis:
 * @label: what it measures
 * @low, @high: its ends; @low above 0 where
 * @logarithmic: ticks are powers of ten, else five even steps
 */
typedef struct
{
  const char *label;
  double low;
  double high;
  gboolean logarithmic;
} TwinAxis;

typedef struct
{
  double x, y;
} TwinPlotPoint;

typedef struct _TwinPlot TwinPlot;

/* The axes' labels are copied. */
TwinPlot *twin_plot_new (const char *title, const TwinAxis *across, const TwinAxis *up);
void twin_plot_free (TwinPlot *plot);

/* @colour: of CSS; @name: (nullable): in the legend. What leaves the axes is drawn at their ends. */
void twin_plot_add_line (TwinPlot *plot, const TwinPlotPoint *points, gsize n, const char *colour,
                         gboolean dashed, const char *name);
/* @radius: in pixels of the diagram's 480 */
void twin_plot_add_dot (TwinPlot *plot, TwinPlotPoint point, double radius, const char *colour);

/* (transfer full) */
char *twin_plot_as_svg (const TwinPlot *plot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinPlot, twin_plot_free)

G_END_DECLS
