/* calibrate.c: twinscope calibrate: what a model's scores mean, from pairs made of a manifest's images. */
#include "calibrate.h"
#include "cli-dataset.h"
#include "pair-plan.h"

#include <glib/gi18n.h>

/* As much of a picture as evidence is looked for in. */
#define DEFAULT_SIDE 640
#define MOST_PAIRS 1000000
/* The same pairs whenever it is asked. */
#define SEED 20260105

/* As given on the command line. */
typedef struct
{
  gint positives;
  gint negatives;
} Options;

/* What show_progress() needs. */
typedef struct
{
  TwinCliProgress *progress;
  guint n_pairs;
  const char *remark;
} Showing;

static void
show_progress (double share, gpointer data)
{
  const Showing *showing = data;

  twin_cli_progress_update (showing->progress, share, share * showing->n_pairs + 0.5,
                            showing->n_pairs, showing->remark);
}

/**
 * Side: training or validation
 * @dataset, @set: kept as long as the evaluation, whose pairs speak of them
 */
typedef struct
{
  TwinDataset *dataset;
  TwinPairSet *set;
  TwinEvaluation *evaluation;
} Side;

static void
side_clear (Side *side)
{
  g_clear_pointer (&side->evaluation, twin_evaluation_free);
  g_clear_pointer (&side->set, twin_pair_set_free);
  g_clear_pointer (&side->dataset, twin_dataset_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* All that both sides are made with. */
typedef struct
{
  const char *path;
  const TwinManifest *manifest;
  TwinSession *session;
  const Options *options;
  const TwinCliShared *shared;
} Work;

static gboolean
plan (const Work *work, const char *split, Side *side, GError **error)
{
  side->dataset = twin_cli_load_dataset (work->manifest, work->path, split, DEFAULT_SIDE,
                                         work->shared, error);
  if (side->dataset == NULL)
    return FALSE;
  side->set = twin_pair_plan_draw (side->dataset, work->options->positives,
                                   work->options->negatives, SEED);
  return twin_calibrate_accepts (side->set, error);
}

static gboolean
measure (const Work *work, const char *split, Side *side, GError **error)
{
  g_autoptr (TwinCliProgress) progress = twin_cli_progress_new (_ ("pairs"), work->shared->quiet);
  Showing showing = { .progress = progress, .n_pairs = side->set->pairs->len, .remark = split };

  side->evaluation = twin_evaluate (work->session, side->set, TWIN_COMPARE_DEFAULT, show_progress,
                                    &showing, twin_cli_get_cancellable (), error);
  return side->evaluation != NULL;
}

static void
print_threshold (double threshold, double rate, guint n_negatives)
{
  g_print (_ ("  from a score of %.1f %% on: a share of %.4f of %u different pairs\n"),
           100 * threshold, rate, n_negatives);
}

static void
print_calibrations (const TwinCalibrations *calibrations)
{
  const TwinCalibration *alone = &calibrations->network_alone;
  const TwinJointCalibration *joint = &calibrations->joint;

  g_print (_ ("the network alone\n"));
  print_threshold (alone->threshold, alone->false_positive_rate, alone->n_negatives);
  print_threshold (alone->strict_threshold, alone->strict_false_positive_rate, alone->n_negatives);
  g_print (_ ("with evidence: %.3f + %.3f matches + %.3f pixels + %.3f agreement + %.3f network\n"),
           joint->intercept, joint->weights[TWIN_JOINT_MATCHES], joint->weights[TWIN_JOINT_PIXELS],
           joint->weights[TWIN_JOINT_AGREEMENT], joint->weights[TWIN_JOINT_NETWORK]);
  print_threshold (joint->threshold, joint->false_positive_rate, joint->n_negatives);
  print_threshold (joint->strict_threshold, joint->strict_false_positive_rate, joint->n_negatives);
}

static gboolean
calibrate (const Work *work, TwinCalibrations *calibrations, GError **error)
{
  g_auto (Side) training = { 0 }, validation = { 0 };

  return plan (work, "train", &training, error) && plan (work, "validation", &validation, error) &&
         measure (work, "train", &training, error) &&
         measure (work, "validation", &validation, error) &&
         twin_calibrate (training.evaluation, validation.evaluation, calibrations, error);
}

static int
run (const char *path, const Options *options, const TwinCliShared *shared)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) model_file = g_file_new_for_path (shared->model);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinModel) model = twin_cli_load_model (shared->model, &error);
  g_autoptr (TwinManifest) manifest = NULL;
  g_autoptr (TwinWorkers) workers = NULL;
  g_autoptr (TwinSession) session = NULL;
  TwinCalibrations calibrations;

  if (model != NULL)
    manifest = twin_manifest_load (file, SEED, &error);
  if (manifest == NULL)
    return twin_cli_fail (error);
  workers = twin_workers_new (shared->jobs);
  session = twin_cli_new_session (model, workers, shared);
  Work work = { path, manifest, session, options, shared };
  if (!calibrate (&work, &calibrations, &error) ||
      !twin_model_recalibrate (model_file, &calibrations.network_alone, &calibrations.joint,
                               &error))
    return twin_cli_fail (error);
  print_calibrations (&calibrations);
  return TWIN_CLI_DONE;
}

static gboolean
check (const TwinCliUsage *usage, const Options *options, const TwinCliShared *shared)
{
  if (shared->model == NULL)
    twin_cli_misuse (usage, _ ("--model FILE is wanted: it is written into"));
  else if (options->positives < 1 || options->positives > MOST_PAIRS)
    twin_cli_misuse (usage, _ ("%s takes a number from %d to %d; %d was given"), "--positives", 1,
                     MOST_PAIRS, options->positives);
  else if (options->negatives < 1 || options->negatives > MOST_PAIRS)
    twin_cli_misuse (usage, _ ("%s takes a number from %d to %d; %d was given"), "--negatives", 1,
                     MOST_PAIRS, options->negatives);
  else
    return TRUE;
  return FALSE;
}

int
twin_cli_calibrate (int argc, char **argv)
{
  Options options = { 1000, 10000 };
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "positives", 0, 0, G_OPTION_ARG_INT, &options.positives,
      N_ ("Make N pairs of altered copies of each split (1000)"), N_ ("N") },
    { "negatives", 0, 0, G_OPTION_ARG_INT, &options.negatives,
      N_ ("Make N pairs of different images of each split (10000)"), N_ ("N") },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "calibrate",
    .arguments = N_ ("MANIFEST.csv|DIR"),
    .summary = N_ (
      "Fits what the scores of a model mean, alone and with evidence, to pairs made of images, and\n"
      "writes it into the model file. The network stays as it is."),
    .details = N_ (
      "Pairs are made of the splits “train” and “validation”; of a folder a fifth is held back for\n"
      "validation. The network and the thresholds are judged on validation alone."),
    .options = entries,
    .has = TWIN_CLI_HAS_MODEL | TWIN_CLI_HAS_JOBS | TWIN_CLI_HAS_PRECISION,
    .minimum = 1,
    .maximum = 1,
  };
  int status;

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  return check (&usage, &options, &shared) ? run (argv[1], &options, &shared) : TWIN_CLI_MISUSED;
}
