/* evaluate.c: twinscope evaluate: how good is a model, on pairs whose answer is known? */
#include "cli-dataset.h"
#include "evaluate-plots.h"
#include "evaluate-report.h"
#include "trainer.h"

#include <glib/gi18n.h>
#include <string.h>

/* Pairs from images are always the same, so that figures can be compared. */
#define SEED 20260102
#define DEFAULT_COUNT 2000
/* Positives of each further kind, a share of the count. */
#define BESIDE_SHARE 10

static const char *const formats[] = { "text", "json", NULL };

/* As given on the command line. */
typedef struct
{
  char *pairs;
  char *scores;
  char *images;
  char *split;
  char *plots;
  gint count;
  gboolean no_evidence;
  char *format_name;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->pairs);
  g_free (options->scores);
  g_free (options->images);
  g_free (options->split);
  g_free (options->plots);
  g_free (options->format_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/**
 * Evaluating: all that must live as long as the pairs
 * @table: (nullable): of --pairs
 * @dataset: (nullable): of --images
 */
typedef struct
{
  const Options *options;
  const TwinCliShared *shared;
  TwinModel *model;
  TwinCsv *table;
  TwinDataset *dataset;
  TwinPairSet *set;
  TwinEvaluation *evaluation;
} Evaluating;

static void
evaluating_clear (Evaluating *self)
{
  g_clear_pointer (&self->evaluation, twin_evaluation_free);
  g_clear_pointer (&self->set, twin_pair_set_free);
  g_clear_pointer (&self->dataset, twin_dataset_free);
  g_clear_pointer (&self->table, twin_csv_free);
  g_clear_pointer (&self->model, twin_model_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Evaluating, evaluating_clear)

static gboolean
read_table (Evaluating *self, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->options->pairs);
  g_autoptr (GFile) folder = g_file_get_parent (file);

  self->table = twin_csv_load (file, error);
  if (self->table != NULL)
    self->set = twin_pair_set_from_table (self->table, folder, error);
  return self->set != NULL;
}

/* The test split of a manifest, all of a folder, unless --split says otherwise. */
static gboolean
draw_pairs (Evaluating *self, GError **error)
{
  const Options *options = self->options;
  g_autoptr (GFile) file = g_file_new_for_path (options->images);
  g_autoptr (TwinManifest) manifest = twin_manifest_load (file, SEED, error);
  gboolean folder = g_file_test (options->images, G_FILE_TEST_IS_DIR);
  const char *split = options->split != NULL ? options->split : folder ? NULL : "test";

  if (manifest == NULL)
    return FALSE;
  self->dataset = twin_cli_load_dataset (manifest, options->images, split,
                                         TWIN_EVALUATION_PICTURE_SIDE, self->shared, error);
  if (self->dataset != NULL)
    self->set = twin_pair_set_draw (self->dataset, options->count, options->count / BESIDE_SHARE,
                                    options->count, SEED);
  return self->set != NULL;
}

/* What show_progress() needs. */
typedef struct
{
  TwinCliProgress *progress;
  guint n_pictures;
} Showing;

static void
show_progress (double share, gpointer data)
{
  const Showing *showing = data;

  twin_cli_progress_update (showing->progress, share, share * showing->n_pictures + 0.5,
                            showing->n_pictures, NULL);
}

static gboolean
evaluate (Evaluating *self, GError **error)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (self->shared->jobs);
  g_autoptr (TwinSession) session = twin_cli_new_session (self->model, workers, self->shared);
  g_autoptr (TwinCliProgress) progress = twin_cli_progress_new (_ ("pictures"),
                                                                self->shared->quiet);
  Showing showing = { progress, self->set->n_pictures };

  self->evaluation = twin_evaluate (session, self->set,
                                    self->options->no_evidence ? TWIN_COMPARE_NO_EVIDENCE
                                                               : TWIN_COMPARE_DEFAULT,
                                    show_progress, &showing, twin_cli_get_cancellable (), error);
  if (self->evaluation == NULL)
    return FALSE;
  twin_evaluation_find_intervals (self->evaluation);
  return TRUE;
}

/* The evaluation says only that a pair failed: the picture is asked for once more, for its message. */
static void
name_failure (const TwinPairSet *set, guint picture, GHashTable *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) found = NULL;

  if (!g_hash_table_add (named, GUINT_TO_POINTER (picture)))
    return;
  found = twin_pair_set_get_picture (set, picture, twin_cli_get_cancellable (), &error);
  if (found == NULL)
    twin_cli_fail (error);
}

static void
name_failures (const Evaluating *self)
{
  g_autoptr (GHashTable) named = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->evaluation->scored->len; i++)
    {
      const TwinScoredPair *pair = &g_array_index (self->evaluation->scored, TwinScoredPair, i);

      if (!pair->failed)
        continue;
      name_failure (self->set, pair->pair.a, named);
      name_failure (self->set, pair->pair.b, named);
    }
}

static gboolean
write_text (GOutputStream *stream, gpointer text, GError **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, error);
}

/* @svg: (transfer full) */
static gboolean
write_plot (const char *folder, const char *name, char *svg, GError **error)
{
  g_autofree char *text = svg;
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return twin_cli_output (path, write_text, text, error);
}

static gboolean
write_plots (const Evaluating *self, GError **error)
{
  const char *folder = self->options->plots;
  g_autoptr (GFile) file = g_file_new_for_path (folder);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR) &&
      !g_file_make_directory_with_parents (file, NULL, error))
    return FALSE;
  return write_plot (folder, "reliability.svg", twin_evaluation_plot_reliability (self->evaluation),
                     error) &&
         write_plot (folder, "roc.svg", twin_evaluation_plot_roc (self->evaluation), error);
}

static gboolean
write_results (const Evaluating *self, GError **error)
{
  g_autofree char *report = self->options->json
                              ? twin_evaluation_as_json (self->evaluation, self->model)
                              : twin_evaluation_as_text (self->evaluation, self->model);
  g_autofree char *scores = NULL;

  if (self->options->scores != NULL)
    {
      scores = twin_evaluation_as_scores (self->evaluation, self->table,
                                          !self->options->no_evidence);
      if (!twin_cli_output (self->options->scores, write_text, scores, error))
        return FALSE;
    }
  if (self->options->plots != NULL && !write_plots (self, error))
    return FALSE;
  return twin_cli_output (NULL, write_text, report, error);
}

static int
run (const Options *options, const TwinCliShared *shared)
{
  g_auto (Evaluating) self = { .options = options, .shared = shared };
  g_autoptr (GError) error = NULL;

  self.model = twin_cli_load_model (shared->model, &error);
  if (self.model == NULL)
    return twin_cli_fail (error);
  if (!(options->pairs != NULL ? read_table (&self, &error) : draw_pairs (&self, &error)) ||
      !evaluate (&self, &error))
    return twin_cli_fail (error);
  name_failures (&self);
  if (!write_results (&self, &error))
    return twin_cli_fail (error);
  return self.evaluation->failed == 0 && (self.dataset == NULL || self.dataset->failed == 0)
           ? TWIN_CLI_DONE
           : TWIN_CLI_FAILED;
}

static gboolean
check (const TwinCliUsage *usage, Options *options)
{
  int format = twin_cli_choose (usage, "--format", options->format_name, formats);

  options->json = format == 1;
  if (format < 0)
    return FALSE;
  if ((options->pairs == NULL) == (options->images == NULL))
    twin_cli_misuse (usage, _ ("one of --pairs and --images is wanted"));
  else if (options->scores != NULL && options->pairs == NULL)
    twin_cli_misuse (usage, _ ("--scores goes with --pairs"));
  else if (options->split != NULL && options->images == NULL)
    twin_cli_misuse (usage, _ ("--split goes with --images"));
  else if (options->count < 1 || options->count > 1000000)
    twin_cli_misuse (usage, _ ("--count takes a number from 1 to 1000000; %d was given"),
                     options->count);
  else
    return TRUE;
  return FALSE;
}

int
twin_cli_evaluate (int argc, char **argv)
{
  g_auto (Options) options = { .count = DEFAULT_COUNT };
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "pairs", 0, 0, G_OPTION_ARG_FILENAME, &options.pairs,
      N_ (
        "Measure on the pairs of a table with the columns a, b and label (1: altered copy, 0: different)"),
      N_ ("PAIRS.csv") },
    { "scores", 0, 0, G_OPTION_ARG_FILENAME, &options.scores,
      N_ ("Write the table again, with scores"), N_ ("OUT.csv") },
    { "images", 0, 0, G_OPTION_ARG_FILENAME, &options.images,
      N_ ("Measure on pairs that are made of the images of a folder or a manifest"),
      N_ ("DIR|MANIFEST.csv") },
    { "split", 0, 0, G_OPTION_ARG_STRING, &options.split,
      N_ ("Take this split of the manifest (test)"), N_ ("SPLIT") },
    { "count", 0, 0, G_OPTION_ARG_INT, &options.count,
      N_ ("Make N pairs of altered copies and N of different images (2000)"), N_ ("N") },
    { "plots", 0, 0, G_OPTION_ARG_FILENAME, &options.plots,
      N_ ("Write diagrams, reliability.svg and roc.svg, into DIR"), N_ ("DIR") },
    { "no-evidence", 0, 0, G_OPTION_ARG_NONE, &options.no_evidence,
      N_ ("Measure the network alone"), NULL },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format_name,
      N_ ("Print the figures as text or json (text)"), N_ ("FORMAT") },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "evaluate",
    .summary = N_ ("Measures a model on pairs whose answer is known."),
    .details = N_ (
      "A rate is left out where there are fewer than 10 negatives per false alarm that it allows."),
    .options = entries,
    .has = TWIN_CLI_HAS_MODEL | TWIN_CLI_HAS_JOBS | TWIN_CLI_HAS_PRECISION,
  };
  int status;

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  return check (&usage, &options) ? run (&options, &shared) : TWIN_CLI_MISUSED;
}
