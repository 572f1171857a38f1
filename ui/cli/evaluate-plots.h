/* evaluate-plots.h: an evaluation as diagrams. */
#pragma once

#include "evaluation.h"

G_BEGIN_DECLS

/* Scores against the share of copies among the pairs that have them. (transfer full) */
char *twin_evaluation_plot_reliability (const TwinEvaluation *evaluation);
/* Recall against the false-positive rate, of the score and of the network alone. (transfer full) */
char *twin_evaluation_plot_roc (const TwinEvaluation *evaluation);

G_END_DECLS
