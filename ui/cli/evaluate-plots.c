#include "evaluate-plots.h"
#include "plot.h"

#include <glib/gi18n.h>
#include <math.h>

#define SCORE_COLOUR "#1b6ca8"
#define NETWORK_COLOUR "#c0622b"
#define EVEN_COLOUR "#888"
/* Fewer false alarms than this are not told apart in any set that is drawn. */
#define LOWEST_RATE 1e-4

static const TwinPlotPoint diagonal[] = { { 0, 0 }, { 1, 1 } };

/* The larger a dot, the more pairs it stands for. */
static double
radius_of (double weight)
{
  return 2.0 + 14.0 * sqrt (weight);
}

char *
twin_evaluation_plot_reliability (const TwinEvaluation *evaluation)
{
  const TwinAxis across = { _ ("score"), 0, 1, FALSE };
  const TwinAxis up = { _ ("share of altered copies, at equal odds"), 0, 1, FALSE };
  g_autofree char *title = g_strdup_printf (_ ("Reliability: calibration error %.3f"),
                                            evaluation->ece);
  g_autoptr (TwinPlot) plot = twin_plot_new (title, &across, &up);
  TwinReliability bins[TWIN_ECE_BINS];
  TwinPlotPoint points[TWIN_ECE_BINS];
  gsize n, n_points = 0;
  g_autofree TwinScored *pairs = twin_evaluation_get_scores (evaluation, &n);

  twin_metrics_reliability (pairs, n, bins);
  twin_plot_add_line (plot, diagonal, 2, EVEN_COLOUR, TRUE, _ ("a probability kept to"));
  for (guint i = 0; i < TWIN_ECE_BINS; i++)
    if (bins[i].weight > 0)
      {
        points[n_points] = (TwinPlotPoint){ bins[i].score / bins[i].weight,
                                            bins[i].positives / bins[i].weight };
        twin_plot_add_dot (plot, points[n_points++], radius_of (bins[i].weight), SCORE_COLOUR);
      }
  twin_plot_add_line (plot, points, n_points, SCORE_COLOUR, FALSE, _ ("this model"));
  return twin_plot_as_svg (plot);
}

static gint
compare_scored (gconstpointer a, gconstpointer b)
{
  double first = ((const TwinScored *) a)->score, second = ((const TwinScored *) b)->score;

  return (first < second) - (first > second);
}

/* From the highest score down; @pairs are put in that order. */
static void
add_curve (TwinPlot *plot, TwinScored *pairs, gsize n, const char *colour, gboolean dashed,
           const char *name)
{
  g_autofree TwinPlotPoint *points = g_new (TwinPlotPoint, n + 1);
  TwinConfusion all = twin_metrics_confusion (pairs, n, -INFINITY);
  double positives = 0, negatives = 0;
  gsize n_points = 0;

  qsort (pairs, n, sizeof *pairs, compare_scored);
  points[n_points++] = (TwinPlotPoint){ 0, 0 };
  for (gsize i = 0; i < n; i++)
    {
      *(pairs[i].positive ? &positives : &negatives) += 1;
      if (i + 1 == n || pairs[i + 1].score != pairs[i].score)
        points[n_points++] = (TwinPlotPoint){ negatives / MAX (all.false_positives, 1),
                                              positives / MAX (all.true_positives, 1) };
    }
  twin_plot_add_line (plot, points, n_points, colour, dashed, name);
}

static TwinScored *
network_scores (const TwinEvaluation *evaluation, gsize *n)
{
  TwinScored *scores = g_new (TwinScored, evaluation->scored->len + 1);

  *n = 0;
  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, i);

      if (!pair->failed && !pair->pair.beside)
        scores[(*n)++] = (TwinScored){ pair->model_score, pair->pair.positive };
    }
  return scores;
}

char *
twin_evaluation_plot_roc (const TwinEvaluation *evaluation)
{
  const TwinAxis across = { _ ("false-positive rate"), LOWEST_RATE, 1, TRUE };
  const TwinAxis up = { _ ("recall"), 0, 1, FALSE };
  g_autofree char *title = g_strdup_printf (_ ("Recall by false-positive rate: AUC %.4f"),
                                            evaluation->auc);
  g_autoptr (TwinPlot) plot = twin_plot_new (title, &across, &up);
  gsize n, n_network;
  g_autofree TwinScored *pairs = twin_evaluation_get_scores (evaluation, &n);
  g_autofree TwinScored *network = network_scores (evaluation, &n_network);

  add_curve (plot, network, n_network, NETWORK_COLOUR, TRUE, _ ("the network alone"));
  add_curve (plot, pairs, n, SCORE_COLOUR, FALSE, _ ("the score"));
  return twin_plot_as_svg (plot);
}
