/* make-pairs.c: twinscope make-pairs: altered copies and hard negatives, with what is true of each. */
#include "cli-dataset.h"
#include "make-pairs.h"
#include "pair-plan.h"

#include <glib/gi18n.h>

/* Larger pictures are shrunk: as much as evidence is looked for in, and a disk holds. */
#define DEFAULT_SIDE 1024
#define MOST_PAIRS 1000000
#define MOST_SIDE 8192

/* As given on the command line. */
typedef struct
{
  char *splits;
  char *modalities;
  char *output;
  gint positives;
  gint negatives;
  gint side;
  guint64 seed;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->splits);
  g_free (options->modalities);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
set_seed (const char *option, const char *value, gpointer data, GError **error)
{
  Options *options = data;

  return twin_cli_read_number (option, value, G_MAXUINT64, &options->seed, error);
}

static void
tell (guint done, guint total, gpointer progress)
{
  twin_cli_progress_update (progress, (double) done / total, done, total, _ ("writing"));
}

static gboolean
make (const TwinDataset *dataset, const Options *options, const TwinCliShared *shared,
      GError **error)
{
  g_autoptr (TwinPairSet) set = twin_pair_plan_draw (dataset, options->positives,
                                                     options->negatives, options->seed);
  g_autoptr (TwinWorkers) workers = twin_workers_new (shared->jobs);
  g_autoptr (TwinCliProgress) progress = twin_cli_progress_new (_ ("pictures"), shared->quiet);
  g_autoptr (GFile) folder = g_file_new_for_path (options->output);
  guint wanted = options->positives + options->negatives;

  if (set->pairs->len < wanted && !shared->quiet)
    twin_cli_say (_ ("the images give no more than %u pairs of the %u that were asked for"),
                  set->pairs->len, wanted);
  return twin_make_pairs (set, folder, workers, tell, progress, twin_cli_get_cancellable (), error);
}

static int
run (const char *path, const Options *options, const TwinCliShared *shared)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinManifest) manifest = twin_manifest_load (file, options->seed, &error);
  g_autoptr (TwinManifest) chosen = NULL;
  g_autoptr (TwinDataset) dataset = NULL;

  if (manifest != NULL)
    chosen = twin_manifest_choose (manifest, options->splits, options->modalities, &error);
  if (chosen != NULL)
    dataset = twin_cli_load_dataset (chosen, path, NULL, options->side, shared, &error);
  if (dataset == NULL || !make (dataset, options, shared, &error))
    return twin_cli_fail (error);
  return dataset->failed == 0 ? TWIN_CLI_DONE : TWIN_CLI_FAILED;
}

static gboolean
check (const TwinCliUsage *usage, const Options *options)
{
  if (options->output == NULL)
    twin_cli_misuse (usage, _ ("--output DIR is wanted"));
  else if (options->positives < 0 || options->positives > MOST_PAIRS)
    twin_cli_misuse (usage, _ ("%s takes a number from %d to %d; %d was given"), "--positives", 0,
                     MOST_PAIRS, options->positives);
  else if (options->negatives < 0 || options->negatives > MOST_PAIRS)
    twin_cli_misuse (usage, _ ("%s takes a number from %d to %d; %d was given"), "--negatives", 0,
                     MOST_PAIRS, options->negatives);
  else if (options->side < 64 || options->side > MOST_SIDE)
    twin_cli_misuse (usage, _ ("%s takes a number from %d to %d; %d was given"), "--side", 64,
                     MOST_SIDE, options->side);
  else
    return TRUE;
  return FALSE;
}

int
twin_cli_make_pairs (int argc, char **argv)
{
  g_auto (Options) options = {
    .positives = 200, .negatives = 2000, .side = DEFAULT_SIDE, .seed = 1
  };
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "split", 0, 0, G_OPTION_ARG_STRING, &options.splits,
      N_ ("Take these splits of the manifest, named with commas between (test; of a folder all)"),
      N_ ("SPLIT") },
    { "modality", 0, 0, G_OPTION_ARG_STRING, &options.modalities,
      N_ ("Take only images whose modality has one of these words, with commas between (all)"),
      N_ ("WORD") },
    { "positives", 0, 0, G_OPTION_ARG_INT, &options.positives,
      N_ ("Make N pairs of altered copies (200)"), N_ ("N") },
    { "negatives", 0, 0, G_OPTION_ARG_INT, &options.negatives,
      N_ ("Make N pairs of different images (2000)"), N_ ("N") },
    { "side", 0, 0, G_OPTION_ARG_INT, &options.side,
      N_ ("Shrink images to at most N pixels a side first (1024)"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_CALLBACK, set_seed,
      N_ ("Draw the set number N; each is another (1)"), N_ ("N") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_ ("Write PAIRS.csv and the pictures into DIR, which must be empty or new"), N_ ("DIR") },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "make-pairs",
    .arguments = N_ ("MANIFEST.csv|DIR"),
    .summary = N_ (
      "Makes pairs of pictures, altered copies and different ones, with the truth of each,\n"
      "for “evaluate --pairs”."),
    .details = N_ (
      "PAIRS.csv says of every copy its kind, where a place of a lies in b (matrix), what\n"
      "was done to the tones, and which places were retouched."),
    .options = entries,
    .callback_data = &options,
    .has = TWIN_CLI_HAS_JOBS,
    .minimum = 1,
    .maximum = 1,
  };
  int status;

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  if (!check (&usage, &options))
    return TWIN_CLI_MISUSED;
  if (options.splits == NULL && !g_file_test (argv[1], G_FILE_TEST_IS_DIR))
    options.splits = g_strdup ("test");
  return run (argv[1], &options, &shared);
}
