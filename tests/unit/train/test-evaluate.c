#include "drawn-model.h"
#include "drawn-set.h"
#include "evaluate.h"

#include <gegl.h>
#include <math.h>
#include <string.h>

static TwinPairSet *
pairs_of (const Scratch *scratch, const char *text)
{
  g_autoptr (GFile) file = scratch_write (scratch, "pairs.csv", text, strlen (text));
  g_autoptr (GFile) folder = g_file_new_for_path (scratch->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinCsv) table = twin_csv_load (file, &error);
  TwinPairSet *set;

  g_assert_no_error (error);
  set = twin_pair_set_from_table (table, folder, &error);
  g_assert_no_error (error);
  return set;
}

static TwinEvaluation *
evaluate (const DrawnSession *fixture, const TwinPairSet *set)
{
  g_autoptr (GError) error = NULL;
  TwinEvaluation *evaluation = twin_evaluate (fixture->session, set, TWIN_COMPARE_NO_EVIDENCE, NULL,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return evaluation;
}

static const TwinScoredPair *
scored_at (const TwinEvaluation *evaluation, guint i)
{
  return &g_array_index (evaluation->scored, TwinScoredPair, i);
}

static void
test_failures (gconstpointer data)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (TwinEvaluation) evaluation = NULL;

  scratch_init (&scratch);
  g_object_unref (draw_file (&scratch, "0.png", 64, 64, 0));
  g_object_unref (draw_file (&scratch, "1.png", 64, 64, 1));
  set = pairs_of (
    &scratch,
    "a,b,label,kind\n0.png,0.png,1,same\nnone.png,1.png,1,same\n0.png,1.png,0,\nbad.csv,pairs.csv,0,\n");
  evaluation = evaluate (data, set);
  g_assert_cmpuint (evaluation->pairs, ==, 2);
  g_assert_cmpuint (evaluation->positives, ==, 1);
  g_assert_cmpuint (evaluation->failed, ==, 2);
  g_assert_false (scored_at (evaluation, 0)->failed);
  g_assert_true (scored_at (evaluation, 1)->failed);
  g_assert_false (scored_at (evaluation, 2)->failed);
  g_assert_true (scored_at (evaluation, 3)->failed);
  /* A picture is most like itself, whatever the weights. */
  g_assert_cmpfloat (scored_at (evaluation, 0)->score, >, scored_at (evaluation, 2)->score);
  g_assert_cmpfloat (evaluation->auc, ==, 1.0);
  g_assert_true (isnan (evaluation->recall_at_fpr[0]));
  g_assert_cmpuint (evaluation->by_kind->len, ==, 1);
  g_assert_cmpuint (g_array_index (evaluation->by_kind, TwinFigures, 0).positives, ==, 1);
}

static void
test_all_failed (gconstpointer data)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (TwinEvaluation) evaluation = NULL;

  scratch_init (&scratch);
  set = pairs_of (&scratch, "a,b,label\nx.png,y.png,1\ny.png,z.png,0\n");
  evaluation = evaluate (data, set);
  g_assert_cmpuint (evaluation->failed, ==, 2);
  g_assert_cmpuint (evaluation->pairs, ==, 0);
  g_assert_cmpfloat (evaluation->auc, ==, 0.0);
  g_assert_cmpfloat (evaluation->accuracy, ==, 0.0);
}

static void
test_cancelled (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  g_object_unref (draw_file (&scratch, "0.png", 64, 64, 0));
  set = pairs_of (&scratch, "a,b,label\n0.png,0.png,1\n");
  g_cancellable_cancel (cancellable);
  g_assert_null (twin_evaluate (fixture->session, set, TWIN_COMPARE_NO_EVIDENCE, NULL, NULL,
                                cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
watch (double share, gpointer data)
{
  double *last = data;

  g_assert_cmpfloat (share, >, *last);
  *last = share;
}

/* A set of altered pictures: the same figures by the definition, from the scores that it hands out. */
static void
test_figures (gconstpointer data)
{
  const DrawnSession *fixture = data;
  DrawnSet drawn;
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (TwinEvaluation) evaluation = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) headline = g_array_new (FALSE, FALSE, sizeof (TwinScored));
  g_autoptr (GArray) hard = g_array_new (FALSE, FALSE, sizeof (TwinScored));
  double share = 0.0, right = 0.0;

  drawn_set_init (&drawn, 12, 1);
  set = twin_pair_set_draw (drawn.dataset, 16, 1, 30, 2);
  evaluation = twin_evaluate (fixture->session, set, TWIN_COMPARE_NO_EVIDENCE, watch, &share, NULL,
                              &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (share, ==, 1.0);
  g_assert_cmpuint (evaluation->pairs, ==, 46);
  for (guint i = 0; i < evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = scored_at (evaluation, i);
      TwinScored scored = { pair->score, pair->pair.positive };

      if (pair->pair.beside)
        continue;
      g_array_append_val (headline, scored);
      if (scored.positive || pair->pair.hard)
        g_array_append_val (hard, scored);
      right += pair->called == pair->pair.positive;
    }
  g_assert_cmpfloat (evaluation->auc, ==,
                     twin_metrics_auc ((TwinScored *) headline->data, headline->len));
  g_assert_cmpfloat (evaluation->auc_hard, ==,
                     twin_metrics_auc ((TwinScored *) hard->data, hard->len));
  g_assert_cmpfloat (evaluation->ece, ==,
                     twin_metrics_ece ((TwinScored *) headline->data, headline->len));
  g_assert_cmpfloat_with_epsilon (evaluation->accuracy, right / 46.0, 1e-12);
  g_assert_cmpfloat (evaluation->threshold, ==, drawn_calibration.threshold);
  g_assert_cmpuint (evaluation->by_kind->len, ==, 13);
  drawn_set_clear (&drawn);
}

/* Evidence is there where it is asked for, the same whatever the number of threads. */
static void
test_evidence (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinWorkers) alone = twin_workers_new (1);
  g_autoptr (TwinSession) session = twin_session_new (fixture->model, alone);
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (TwinEvaluation) by_two = NULL, by_one = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  g_object_unref (draw_file (&scratch, "0.png", 160, 160, 0));
  g_object_unref (draw_file (&scratch, "1.png", 160, 160, 6));
  set = pairs_of (&scratch, "a,b,label\n0.png,0.png,1\n0.png,1.png,0\n1.png,none.png,0\n");
  by_two = twin_evaluate (fixture->session, set, TWIN_COMPARE_DEFAULT, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  by_one = twin_evaluate (session, set, TWIN_COMPARE_DEFAULT, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (scored_at (by_two, 0)->evidence->found);
  g_assert_cmpfloat (scored_at (by_two, 0)->evidence->log_nfa_free, <, -5);
  g_assert_cmpfloat (scored_at (by_two, 1)->evidence->log_nfa_free, >, -5);
  g_assert_null (scored_at (by_two, 2)->evidence);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat (scored_at (by_two, i)->evidence->log_nfa_free, ==,
                       scored_at (by_one, i)->evidence->log_nfa_free);
}

/* Tables by what PAIRS.csv says, and intervals over its groups. */
static void
test_tables (gconstpointer data)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinPairSet) set = NULL;
  g_autoptr (TwinEvaluation) evaluation = NULL;
  const TwinFigures *row;

  scratch_init (&scratch);
  g_object_unref (draw_file (&scratch, "0.png", 64, 64, 0));
  g_object_unref (draw_file (&scratch, "1.png", 64, 64, 1));
  g_object_unref (draw_file (&scratch, "2.png", 64, 64, 2));
  set = pairs_of (&scratch, "a,b,label,kind,modality,group_a,group_b\n"
                            "0.png,0.png,1,same,gel,x,x\n1.png,1.png,1,same,cells,y,y\n"
                            "0.png,1.png,0,random,various,x,y\n0.png,2.png,0,near,gel,x,z\n");
  evaluation = evaluate (data, set);
  twin_evaluation_find_intervals (evaluation);
  g_assert_cmpuint (evaluation->by_kind->len, ==, 1);
  g_assert_cmpuint (evaluation->by_modality->len, ==, 3);
  g_assert_cmpuint (evaluation->by_negative->len, ==, 2);
  row = &g_array_index (evaluation->by_modality, TwinFigures, 0);
  g_assert_cmpstr (row->name, ==, "gel");
  g_assert_cmpuint (row->positives, ==, 1);
  g_assert_cmpuint (row->negatives, ==, 1);
  row = &g_array_index (evaluation->by_negative, TwinFigures, 1);
  g_assert_cmpstr (row->name, ==, "near");
  g_assert_cmpuint (row->positives, ==, 2);
  g_assert_cmpuint (row->negatives, ==, 1);
  g_assert_cmpfloat (evaluation->intervals.auc.low, ==, 1.0);
  g_assert_cmpfloat (evaluation->intervals.auc.high, ==, 1.0);
}

/* From 1000 negatives, of which one in ten may be called. */
static void
test_calibration (void)
{
  TwinEvaluation evaluation = { .scored = g_array_new (FALSE, FALSE, sizeof (TwinScoredPair)) };
  TwinCalibration calibration;
  guint called = 0;

  for (guint i = 0; i < 1400; i++)
    {
      TwinScoredPair pair = { .pair.positive = i < 400 };

      pair.model_score =
        1.0 / (1.0 + exp (-g_test_rand_double_range (-4.0, 2.0) - (i < 400 ? 2.0 : 0.0)));
      pair.failed = i == 0;
      pair.pair.beside = i == 1;
      g_array_append_val (evaluation.scored, pair);
    }
  calibration = twin_evaluation_calibrate (&evaluation, 0.1);
  for (guint i = 400; i < 1400; i++)
    {
      double logit = log (scored_at (&evaluation, i)->model_score /
                          (1.0 - scored_at (&evaluation, i)->model_score));

      called += 1.0 / (1.0 + exp (-(calibration.slope * logit + calibration.intercept))) >=
                calibration.threshold;
    }
  g_assert_cmpuint (calibration.n_negatives, ==, 1000);
  g_assert_cmpfloat (calibration.slope, >, 0.0);
  g_assert_cmpuint (called, >=, 99);
  g_assert_cmpuint (called, <=, 101);
  g_assert_cmpfloat_with_epsilon (calibration.false_positive_rate, 0.1, 0.0011);
  g_array_unref (evaluation.scored);
}

int
main (int argc, char **argv)
{
  DrawnSession fixture;
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  drawn_session_init (&fixture, 2);
  g_test_add_data_func ("/evaluate/unreadable pictures fail their pairs alone", &fixture,
                        test_failures);
  g_test_add_data_func ("/evaluate/no picture can be read", &fixture, test_all_failed);
  g_test_add_data_func ("/evaluate/cancelled", &fixture, test_cancelled);
  g_test_add_data_func ("/evaluate/figures are those of the scores", &fixture, test_figures);
  g_test_add_data_func ("/evaluate/evidence, by any number of threads", &fixture, test_evidence);
  g_test_add_data_func ("/evaluate/tables and intervals", &fixture, test_tables);
  g_test_add_func ("/evaluate/a calibration", test_calibration);
  status = g_test_run ();
  drawn_session_clear (&fixture);
  gegl_exit ();
  return status;
}
