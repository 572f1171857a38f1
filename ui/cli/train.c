/* train.c: twinscope train: a model from images. */
#include "cli-dataset.h"
#include "trainer.h"

#include <glib/gi18n.h>
#include <math.h>

/* As given on the command line; numbers start at the trainer's defaults. */
typedef struct
{
  char *mode;
  char *output;
  char *init;
  char *credit;
  gint epochs;
  gint batch_size;
  gint size;
  gint64 seed;
  gint projector_width;
  gint validate_every;
  gint checkpoint_seconds;
  double rate;
  double final_rate;
  double weight_decay;
  double lambda;
  double lambda_projection;
  double easy_share;
  gboolean resume;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->mode);
  g_free (options->output);
  g_free (options->init);
  g_free (options->credit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
options_init (Options *options)
{
  TwinTrainOptions defaults;

  twin_train_options_init (&defaults);
  *options = (Options){
    .epochs = defaults.epochs,
    .batch_size = defaults.batch_size,
    .size = defaults.size,
    .seed = defaults.seed,
    .projector_width = defaults.projector_width,
    .validate_every = defaults.validate_every,
    .checkpoint_seconds = defaults.checkpoint_seconds,
    .rate = defaults.rate,
    .final_rate = defaults.final_rate,
    .weight_decay = defaults.weight_decay,
    .lambda = defaults.lambda,
    .lambda_projection = defaults.lambda_projection,
    .easy_share = defaults.easy_share,
  };
}

/* Values that no training can work with, each named with its range. */
static gboolean
check (const TwinCliUsage *usage, const Options *options)
{
  const struct
  {
    const char *name;
    double value, low, high;
  } numbers[] = {
    { "--epochs", options->epochs, 1, 1e6 },
    { "--batch-size", options->batch_size, 2, 4096 },
    { "--size", options->size, 32, 512 },
    { "--seed", options->seed, 0, (double) G_MAXINT64 },
    { "--projector-width", options->projector_width, 16, 16384 },
    { "--validate-every", options->validate_every, 1, 1e6 },
    { "--checkpoint-seconds", options->checkpoint_seconds, 1, 1e6 },
    { "--rate", options->rate, 1e-8, 1 },
    { "--final-rate", options->final_rate, 0, 1 },
    { "--weight-decay", options->weight_decay, 0, 1 },
    { "--lambda", options->lambda, 0, 1e3 },
    { "--lambda-projection", options->lambda_projection, 0, 1e3 },
    { "--easy-share", options->easy_share, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!(numbers[i].value >= numbers[i].low && numbers[i].value <= numbers[i].high))
      {
        twin_cli_misuse (usage, _ ("%s takes a number from %g to %g; %g was given"),
                         numbers[i].name, numbers[i].low, numbers[i].high, numbers[i].value);
        return FALSE;
      }
  if (options->size % 32 != 0)
    twin_cli_misuse (usage, _ ("--size takes a multiple of 32; %d was given"), options->size);
  else if (options->output == NULL)
    twin_cli_misuse (usage, _ ("--output MODEL is wanted: where the model goes"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
choose_mode (const TwinCliUsage *usage, const char *name, TwinMode *mode)
{
  const char *names[TWIN_N_MODES + 1] = { NULL };
  int chosen;

  for (guint i = 0; i < TWIN_N_MODES; i++)
    names[i] = twin_mode_get_name (i);
  if ((chosen = twin_cli_choose (usage, "--mode", name, names)) < 0)
    return FALSE;
  *mode = chosen;
  return TRUE;
}

static void
show_progress (const TwinTrainProgress *at, gpointer progress)
{
  g_autofree char *auc = at->auc < 0.0
                           ? g_strdup (_ ("none yet"))
                           : g_strdup_printf (_ ("%.4f (best %.4f)"), at->auc, at->best_auc);
  g_autofree char *remark = g_strdup_printf (
    _ (
      "epoch %u of %u, losses %.4f and %.3g, AUC %s, %.0f views a second, %.0f %% of the time waiting"),
    at->epoch, at->epochs, at->similarity, at->projection, auc, at->views_a_second,
    100.0 * at->waited);

  twin_cli_progress_update (progress, (double) at->step / MAX (at->steps, 1), at->step, at->steps,
                            remark);
}

static gboolean
train (TwinTrainOptions *options, const char *path, const TwinCliShared *shared, guint *failed,
       GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TwinManifest) manifest = twin_manifest_load (file, options->seed, error);
  g_autoptr (TwinDataset) training = NULL, validation = NULL;
  g_autoptr (TwinWorkers) workers = NULL;
  g_autoptr (TwinCliProgress) progress = NULL;

  if (manifest == NULL ||
      (training = twin_cli_load_dataset (manifest, path, "train",
                                         twin_train_picture_side (options->size), shared, error)) ==
        NULL ||
      (validation = twin_cli_load_dataset (manifest, path, "validation",
                                           TWIN_EVALUATION_PICTURE_SIDE, shared, error)) == NULL)
    return FALSE;
  *failed = training->failed + validation->failed;
  workers = twin_workers_new (shared->jobs);
  progress = twin_cli_progress_new (_ ("steps"), shared->quiet);
  return twin_train (options, workers, training, validation, show_progress, progress,
                     twin_cli_get_cancellable (), error);
}

static int
run (const char *path, TwinMode mode, const Options *given, const TwinCliShared *shared)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) output = g_file_new_for_path (given->output);
  g_autoptr (GFile) init = given->init != NULL ? g_file_new_for_path (given->init) : NULL;
  TwinTrainOptions options = {
    .mode = mode,
    .epochs = given->epochs,
    .batch_size = given->batch_size,
    .size = given->size,
    .seed = given->seed,
    .rate = given->rate,
    .final_rate = given->final_rate,
    .weight_decay = given->weight_decay,
    .lambda = given->lambda,
    .lambda_projection = given->lambda_projection,
    .projector_width = given->projector_width,
    .precision = shared->precision,
    .easy_share = given->easy_share,
    .validate_every = given->validate_every,
    .checkpoint_seconds = given->checkpoint_seconds,
    .resume = given->resume,
    .init = init,
    .output = output,
    .credit = given->credit,
  };
  guint failed = 0;

  if (!train (&options, path, shared, &failed, &error))
    return twin_cli_fail (error);
  return failed == 0 ? TWIN_CLI_DONE : TWIN_CLI_FAILED;
}

int
twin_cli_train (int argc, char **argv)
{
  g_auto (Options) options;
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "mode", 0, 0, G_OPTION_ARG_STRING, &options.mode,
      N_ ("Train this way: parallel or sequential (parallel)"), N_ ("MODE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_ (
        "Write the model to MODEL, its log to MODEL.csv, what --resume needs to MODEL.checkpoint"),
      N_ ("MODEL") },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options.resume, N_ ("Go on from MODEL.checkpoint"),
      NULL },
    { "init", 0, 0, G_OPTION_ARG_FILENAME, &options.init,
      N_ ("Begin with the weights of a model, or of a ResNet-50 with torchvision's names"),
      N_ ("FILE") },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &options.epochs, N_ ("Show every image N times"),
      N_ ("N") },
    { "batch-size", 0, 0, G_OPTION_ARG_INT, &options.batch_size,
      N_ ("Take N images a step, each twice altered"), N_ ("N") },
    { "size", 0, 0, G_OPTION_ARG_INT, &options.size, N_ ("Fit images into N × N pixels"),
      N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed,
      N_ ("Draw all that is random from the seed N (0)"), N_ ("N") },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.rate, N_ ("Learning rate to begin with"),
      N_ ("R") },
    { "final-rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.final_rate, N_ ("Learning rate at the end"),
      N_ ("R") },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &options.weight_decay,
      N_ ("Weight decay of AdamW"), N_ ("D") },
    { "lambda", 0, 0, G_OPTION_ARG_DOUBLE, &options.lambda, N_ ("Weight of the projector's loss"),
      N_ ("L") },
    { "lambda-projection", 0, 0, G_OPTION_ARG_DOUBLE, &options.lambda_projection,
      N_ ("Weight of the redundancy term in the projector's loss"), N_ ("L") },
    { "projector-width", 0, 0, G_OPTION_ARG_INT, &options.projector_width,
      N_ ("Width of the projector's layers"), N_ ("N") },
    { "easy-share", 0, 0, G_OPTION_ARG_DOUBLE, &options.easy_share,
      N_ ("Share of the training over which alterations grow to full strength"), N_ ("S") },
    { "validate-every", 0, 0, G_OPTION_ARG_INT, &options.validate_every,
      N_ ("Validate every N epochs"), N_ ("N") },
    { "checkpoint-seconds", 0, 0, G_OPTION_ARG_INT, &options.checkpoint_seconds,
      N_ ("Write a checkpoint every N seconds"), N_ ("N") },
    { "credit", 0, 0, G_OPTION_ARG_STRING, &options.credit,
      N_ ("Say in the model where the images come from"), N_ ("TEXT") },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "train",
    .arguments = N_ ("DIR|MANIFEST.csv"),
    .summary = N_ (
      "Trains a model with the images of the folder DIR, or of a table with a column path and,\n"
      "where they are known, split, group, within_group, source and modality."),
    .details = N_ (
      "Where there are no splits, a fifth of the images is held back for validation. Interrupted\n"
      "(Ctrl+C), it writes a checkpoint; the same command with --resume then goes on."),
    .options = entries,
    .has = TWIN_CLI_HAS_JOBS | TWIN_CLI_HAS_PRECISION,
    .minimum = 1,
    .maximum = 1,
  };
  TwinMode mode;
  int status;

  options_init (&options);
  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  if (!choose_mode (&usage, options.mode, &mode) || !check (&usage, &options))
    return TWIN_CLI_MISUSED;
  return run (argv[1], mode, &options, &shared);
}
