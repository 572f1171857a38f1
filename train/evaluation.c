#include "evaluation.h"

#include "judgement/verdict.h"

#include <math.h>
#include <string.h>

const double twin_evaluation_rates[TWIN_BOOTSTRAP_RATES] = { 1e-2, 1e-3, 1e-4 };

#define SEED 20260104

static void
scored_clear (gpointer data)
{
  TwinScoredPair *scored = data;

  g_clear_pointer (&scored->evidence, twin_evidence_free);
}

GArray *
twin_scored_pairs_new (guint n)
{
  GArray *scored = g_array_new (FALSE, TRUE, sizeof (TwinScoredPair));

  g_array_set_size (scored, n);
  g_array_set_clear_func (scored, scored_clear);
  return scored;
}

typedef gboolean (*Select) (const TwinScoredPair *scored, const char *name);

static gboolean
in_headline (const TwinScoredPair *scored, const char *name)
{
  return !scored->pair.beside;
}

static gboolean
positive_or_hard (const TwinScoredPair *scored, const char *name)
{
  return !scored->pair.beside && (scored->pair.positive || scored->pair.hard);
}

static gboolean
negative_or_of_kind (const TwinScoredPair *scored, const char *kind)
{
  return !scored->pair.positive || g_strcmp0 (scored->pair.kind, kind) == 0;
}

static gboolean
positive_or_of_kind (const TwinScoredPair *scored, const char *kind)
{
  return scored->pair.positive ? !scored->pair.beside : g_strcmp0 (scored->pair.kind, kind) == 0;
}

static gboolean
of_modality (const TwinScoredPair *scored, const char *modality)
{
  return g_strcmp0 (scored->pair.modality, modality) == 0;
}

/**
 * Selection: pairs that have a score; undecidable ones are not called, but keep theirs
 * @groups: [n] where groups were asked for
 */
typedef struct
{
  gsize n;
  TwinScored *scores;
  TwinPairGroups *groups;
} Selection;

static void
selection_clear (Selection *selection)
{
  g_free (selection->scores);
  g_free (selection->groups);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Selection, selection_clear)

/* @all_groups: (nullable): [scored] */
static Selection
select_pairs (const GArray *scored, Select select, const char *name,
              const TwinPairGroups *all_groups)
{
  Selection selection = { 0, g_new (TwinScored, scored->len + 1),
                          g_new (TwinPairGroups, scored->len + 1) };

  for (guint i = 0; i < scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (scored, TwinScoredPair, i);

      if (pair->failed || !select (pair, name))
        continue;
      if (all_groups != NULL)
        selection.groups[selection.n] = all_groups[i];
      selection.scores[selection.n++] = (TwinScored){ pair->score, pair->pair.positive };
    }
  return selection;
}

static double
recall_at (const TwinScored *pairs, gsize n, double false_positive_rate)
{
  TwinConfusion all = twin_metrics_confusion (pairs, n, -INFINITY), at;

  if (all.false_positives * false_positive_rate < 10.0 - 1e-9)
    return NAN;
  at = twin_metrics_confusion (pairs, n, twin_metrics_threshold_at (pairs, n, false_positive_rate));
  return twin_confusion_recall (&at);
}

static TwinFigures
figures_of (const TwinEvaluation *evaluation, Select select, const char *name)
{
  g_auto (Selection) pairs = select_pairs (evaluation->scored, select, name, NULL);
  TwinConfusion confusion = twin_metrics_confusion (pairs.scores, pairs.n, evaluation->threshold);
  TwinFigures figures = { .name = name,
                          .positives = confusion.true_positives + confusion.false_negatives,
                          .negatives = confusion.false_positives + confusion.true_negatives,
                          .auc = twin_metrics_auc (pairs.scores, pairs.n),
                          .recall = twin_confusion_recall (&confusion),
                          .false_positive_rate = twin_confusion_false_positive_rate (&confusion) };

  for (guint i = 0; i < TWIN_BOOTSTRAP_RATES; i++)
    figures.recall_at_fpr[i] = recall_at (pairs.scores, pairs.n, twin_evaluation_rates[i]);
  return figures;
}

/* What a pair is called in one of the tables; NULL where it is not in it. */
typedef const char *(*NameOf) (const TwinPair *pair);

static const char *
positive_kind (const TwinPair *pair)
{
  return pair->positive ? pair->kind : NULL;
}

static const char *
negative_kind (const TwinPair *pair)
{
  return pair->positive ? NULL : pair->kind;
}

static const char *
modality_of (const TwinPair *pair)
{
  return pair->modality;
}

/* A row a name, in the order in which they first come. */
static GArray *
tabulate (const TwinEvaluation *evaluation, NameOf name_of, Select select)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *table = g_array_new (FALSE, FALSE, sizeof (TwinFigures));

  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const char *name = name_of (&g_array_index (evaluation->scored, TwinScoredPair, i).pair);
      TwinFigures figures;

      if (name == NULL || *name == '\0' || !g_hash_table_add (seen, (gpointer) name))
        continue;
      figures = figures_of (evaluation, select, name);
      g_array_append_val (table, figures);
    }
  return table;
}

static void
count_headline (TwinEvaluation *evaluation)
{
  TwinConfusion confusion = { 0, 0, 0, 0 };

  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, i);

      evaluation->failed += pair->failed;
      if (pair->failed || pair->pair.beside)
        continue;
      evaluation->pairs++;
      evaluation->positives += pair->pair.positive;
      evaluation->undecidable += pair->undecidable;
      if (pair->pair.positive)
        *(pair->called ? &confusion.true_positives : &confusion.false_negatives) += 1;
      else
        *(pair->called ? &confusion.false_positives : &confusion.true_negatives) += 1;
    }
  evaluation->accuracy = twin_confusion_accuracy (&confusion);
  evaluation->f1 = twin_confusion_f1 (&confusion);
  evaluation->precision = twin_confusion_precision (&confusion);
  evaluation->recall = twin_confusion_recall (&confusion);
  evaluation->false_positive_rate = twin_confusion_false_positive_rate (&confusion);
}

static void
measure (TwinEvaluation *evaluation)
{
  g_auto (Selection) pairs = select_pairs (evaluation->scored, in_headline, NULL, NULL);
  g_auto (Selection) hard = select_pairs (evaluation->scored, positive_or_hard, NULL, NULL);
  TwinConfusion at_half = twin_metrics_confusion (pairs.scores, pairs.n, 0.5);

  count_headline (evaluation);
  evaluation->accuracy_at_half = twin_confusion_accuracy (&at_half);
  evaluation->auc = twin_metrics_auc (pairs.scores, pairs.n);
  evaluation->auc_hard = hard.n > evaluation->positives ? twin_metrics_auc (hard.scores, hard.n)
                                                        : NAN;
  evaluation->ece = twin_metrics_ece (pairs.scores, pairs.n);
  for (guint i = 0; i < TWIN_BOOTSTRAP_RATES; i++)
    evaluation->recall_at_fpr[i] = recall_at (pairs.scores, pairs.n, twin_evaluation_rates[i]);
  evaluation->by_kind = tabulate (evaluation, positive_kind, negative_or_of_kind);
  evaluation->by_modality = tabulate (evaluation, modality_of, of_modality);
  evaluation->by_negative = tabulate (evaluation, negative_kind, positive_or_of_kind);
}

TwinEvaluation *
twin_evaluation_new (GArray *scored, double threshold)
{
  TwinEvaluation *evaluation = g_new0 (TwinEvaluation, 1);

  evaluation->scored = scored;
  evaluation->threshold = threshold;
  measure (evaluation);
  return evaluation;
}

void
twin_evaluation_free (TwinEvaluation *evaluation)
{
  if (evaluation == NULL)
    return;
  g_array_unref (evaluation->scored);
  g_array_unref (evaluation->by_kind);
  g_array_unref (evaluation->by_modality);
  g_array_unref (evaluation->by_negative);
  g_free (evaluation);
}

/* Numbers for the names of groups. */
static guint
number_of (GHashTable *numbers, const char *group)
{
  gpointer number;

  if (g_hash_table_lookup_extended (numbers, group, NULL, &number))
    return GPOINTER_TO_UINT (number);
  number = GUINT_TO_POINTER (g_hash_table_size (numbers));
  g_hash_table_insert (numbers, g_strdup (group), number);
  return GPOINTER_TO_UINT (number);
}

/* A picture whose group is not named is a group by itself. */
static guint
group_of (GHashTable *numbers, const char *group, guint picture)
{
  g_autofree char *own = NULL;

  if (group != NULL && *group != '\0')
    return number_of (numbers, group);
  own = g_strdup_printf ("\n%u", picture);
  return number_of (numbers, own);
}

static TwinPairGroups *
number_groups (const GArray *scored, guint *n_groups)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  TwinPairGroups *groups = g_new (TwinPairGroups, scored->len + 1);

  for (guint i = 0; i < scored->len; i++)
    {
      const TwinPair *pair = &g_array_index (scored, TwinScoredPair, i).pair;

      groups[i] = (TwinPairGroups){ group_of (numbers, pair->group_a, pair->a),
                                    group_of (numbers, pair->group_b, pair->b) };
    }
  *n_groups = g_hash_table_size (numbers);
  return groups;
}

/* What find_some() asks for each row of a table. */
typedef struct
{
  const TwinEvaluation *evaluation;
  TwinPairGroups *groups;
  guint n_groups;
} Finding;

static TwinIntervals
find_some (const Finding *finding, Select select, const char *name)
{
  g_auto (Selection) pairs = select_pairs (finding->evaluation->scored, select, name,
                                           finding->groups);

  return twin_bootstrap (pairs.scores, pairs.groups, pairs.n, finding->n_groups,
                         finding->evaluation->threshold, twin_evaluation_rates, SEED);
}

static void
find_table (const Finding *finding, GArray *table, Select select)
{
  for (guint i = 0; i < table->len; i++)
    {
      TwinFigures *figures = &g_array_index (table, TwinFigures, i);

      figures->intervals = find_some (finding, select, figures->name);
    }
}

void
twin_evaluation_find_intervals (TwinEvaluation *evaluation)
{
  Finding finding = { .evaluation = evaluation };

  finding.groups = number_groups (evaluation->scored, &finding.n_groups);
  evaluation->intervals = find_some (&finding, in_headline, NULL);
  find_table (&finding, evaluation->by_kind, negative_or_of_kind);
  find_table (&finding, evaluation->by_modality, of_modality);
  find_table (&finding, evaluation->by_negative, positive_or_of_kind);
  g_free (finding.groups);
}

TwinScored *
twin_evaluation_get_scores (const TwinEvaluation *evaluation, gsize *n)
{
  g_auto (Selection) pairs = select_pairs (evaluation->scored, in_headline, NULL, NULL);

  *n = pairs.n;
  return g_steal_pointer (&pairs.scores);
}

/* The logits of M, of the headline pairs. */
static TwinScored *
logits_of (const TwinEvaluation *evaluation, gsize *n)
{
  TwinScored *logits = g_new (TwinScored, evaluation->scored->len + 1);

  *n = 0;
  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (evaluation->scored, TwinScoredPair, i);

      if (!pair->failed && !pair->pair.beside)
        logits[(*n)++] = (TwinScored){ twin_verdict_logit (pair->model_score),
                                       pair->pair.positive };
    }
  return logits;
}

TwinCalibration
twin_evaluation_calibrate (const TwinEvaluation *evaluation, double false_positive_rate)
{
  TwinCalibration calibration = { 0 };
  TwinConfusion confusion;
  gsize n;
  g_autofree TwinScored *scores = logits_of (evaluation, &n);

  twin_metrics_fit_platt (scores, n, &calibration.slope, &calibration.intercept);
  for (gsize i = 0; i < n; i++)
    scores[i].score = 1.0 /
                      (1.0 + exp (-(calibration.slope * scores[i].score + calibration.intercept)));
  calibration.threshold = CLAMP (twin_metrics_threshold_at (scores, n, false_positive_rate), 0.0,
                                 1.0);
  confusion = twin_metrics_confusion (scores, n, calibration.threshold);
  calibration.n_negatives = confusion.false_positives + confusion.true_negatives;
  calibration.false_positive_rate = twin_confusion_false_positive_rate (&confusion);
  return calibration;
}
