#include "checkpoint.h"
#include "csv.h"
#include "drawn-set.h"
#include "trainer.h"

#include <gegl.h>
#include <math.h>
#include <string.h>

#define SIZE 32
#define BATCH 4
#define WIDTH 64
#define JOBS 2
#define TRAINING 20
#define VALIDATION 4
#define STEPS_AN_EPOCH (TRAINING / BATCH)

/* Pictures to train on and to validate with, drawn once. */
typedef struct
{
  DrawnSet training;
  DrawnSet validation;
  TwinWorkers *workers;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  drawn_set_init (&fixture->training, TRAINING, 1);
  drawn_set_init (&fixture->validation, VALIDATION, 1000);
  fixture->workers = twin_workers_new (JOBS);
}

static void
fixture_clear (Fixture *fixture)
{
  twin_workers_free (fixture->workers);
  drawn_set_clear (&fixture->validation);
  drawn_set_clear (&fixture->training);
}

/**
 * Run: one training
 * @stop_at: cancelled when this many steps are done; 0: not
 * @similarity: of each step
 */
typedef struct
{
  Scratch scratch;
  TwinTrainOptions options;
  GCancellable *cancellable;
  guint64 stop_at;
  TwinTrainProgress last;
  GArray *similarity;
} Run;

static void
run_init (Run *run)
{
  *run = (Run){ 0 };
  scratch_init (&run->scratch);
  twin_train_options_init (&run->options);
  run->options.epochs = 2;
  run->options.batch_size = BATCH;
  run->options.size = SIZE;
  run->options.projector_width = WIDTH;
  run->options.seed = 9;
  run->options.output = scratch_file (&run->scratch, "model.safetensors");
  run->similarity = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
run_clear (Run *run)
{
  g_clear_object (&run->options.output);
  g_clear_object (&run->cancellable);
  g_array_unref (run->similarity);
  scratch_clear (&run->scratch);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* The first losses are told as their plain mean so far, which gives each of them. */
static void
watch (const TwinTrainProgress *progress, gpointer data)
{
  Run *run = data;
  double n = run->similarity->len, before = run->last.similarity * n;
  double newest = progress->similarity * (n + 1.0) - before;

  g_assert_cmpuint (progress->step, >, run->last.step);
  g_assert_true (isfinite (progress->similarity) && isfinite (progress->projection));
  run->last = *progress;
  g_array_append_val (run->similarity, newest);
  if (progress->step == run->stop_at)
    g_cancellable_cancel (run->cancellable);
}

static gboolean
train_with (const Fixture *fixture, Run *run, const TwinDataset *training,
            const TwinDataset *validation, GError **error)
{
  g_clear_object (&run->cancellable);
  run->cancellable = g_cancellable_new ();
  g_array_set_size (run->similarity, 0);
  run->last = (TwinTrainProgress){ 0 };
  return twin_train (&run->options, fixture->workers, training, validation, watch, run,
                     run->cancellable, error);
}

static gboolean
train (const Fixture *fixture, Run *run, GError **error)
{
  return train_with (fixture, run, fixture->training.dataset, fixture->validation.dataset, error);
}

static void
must_train (const Fixture *fixture, Run *run)
{
  g_autoptr (GError) error = NULL;

  train (fixture, run, &error);
  g_assert_no_error (error);
}

static gboolean
exists (const Run *run, const char *name)
{
  g_autoptr (GFile) file = scratch_file (&run->scratch, name);

  return g_file_query_exists (file, NULL);
}

static char *
digest_of_model (const Run *run)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  g_file_load_contents (run->options.output, NULL, &bytes, &length, NULL, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

static double
number_at (const TwinCsv *csv, guint row, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint column = twin_csv_need_column (csv, name, &error);
  const char *text;
  char *end;
  double number;

  g_assert_no_error (error);
  text = twin_csv_get (csv, row, column);
  number = g_ascii_strtod (text, &end);
  g_assert_true (*text != '\0' && *end == '\0');
  return number;
}

/* A row a validation, with the columns that the manual lists. */
static TwinCsv *
check_log (const Run *run, guint rows)
{
  static const char *const columns[] = {
    "epoch", "step",     "seconds",        "rate",   "similarity",       "projection",
    "auc",   "auc_hard", "recall_at_1e-2", "recall", "accuracy_at_half", "ece",
    "kept"
  };
  g_autoptr (GFile) file = scratch_file (&run->scratch, "model.safetensors.csv");
  g_autoptr (GError) error = NULL;
  TwinCsv *csv = twin_csv_load (file, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (twin_csv_get_n_columns (csv), ==, G_N_ELEMENTS (columns));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_assert_cmpstr (twin_csv_get_column_name (csv, i), ==, columns[i]);
  g_assert_cmpuint (twin_csv_get_n_rows (csv), ==, rows);
  for (guint row = 0; row < rows; row++)
    {
      guint epoch = (row + 1) * run->options.validate_every;

      g_assert_cmpfloat (number_at (csv, row, "epoch"), ==, epoch);
      g_assert_cmpfloat (number_at (csv, row, "step"), ==, epoch * STEPS_AN_EPOCH);
      g_assert_cmpfloat (number_at (csv, row, "auc"), >=, 0.0);
      g_assert_cmpfloat (number_at (csv, row, "auc"), <=, 1.0);
    }
  return csv;
}

/* The model says of itself what its training was, and holds the average of its best validation. */
static void
check_model (const Run *run, const TwinCsv *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinModel) model = twin_model_load (run->options.output, &error);
  GHashTable *metadata;
  double best = -1.0;

  g_assert_no_error (error);
  g_assert_cmpuint (twin_model_get_input_size (model), ==, SIZE);
  g_assert_cmpuint (twin_model_get_calibration (model)->n_negatives, >, 0);
  metadata = twin_model_get_metadata (model);
  for (guint row = 0; row < twin_csv_get_n_rows (log); row++)
    if (number_at (log, row, "kept") == 1.0)
      {
        g_assert_cmpfloat (number_at (log, row, "auc"), >, best);
        best = number_at (log, row, "auc");
      }
  g_assert_cmpfloat_with_epsilon (
    g_ascii_strtod (g_hash_table_lookup (metadata, "training.validation_auc"), NULL), best, 1e-4);
  g_assert_nonnull (strstr (g_hash_table_lookup (metadata, "training.settings"), "size=32"));
}

static void
must_be_cancelled (const Fixture *fixture, Run *run, guint64 stop_at)
{
  g_autoptr (GError) error = NULL;

  run->stop_at = stop_at;
  g_assert_false (train (fixture, run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (run->last.step, ==, stop_at);
  g_assert_true (exists (run, "model.safetensors.checkpoint"));
  run->stop_at = 0;
}

/* A training of @like's options that is cancelled when so many steps are done, and goes on, each time. Its model file
 * is that of @like, which was not disturbed, to the last bit. */
static void
check_resume (const Fixture *fixture, const Run *like, const TwinCsv *log, const guint64 *stops,
              guint n_stops)
{
  g_auto (Run) run = { 0 };
  g_autofree char *want = digest_of_model (like), *got = NULL;
  g_autoptr (TwinCsv) own_log = NULL;

  run_init (&run);
  run.options.mode = like->options.mode;
  run.options.validate_every = like->options.validate_every;
  run.options.resume = TRUE;
  for (guint i = 0; i < n_stops; i++)
    must_be_cancelled (fixture, &run, stops[i]);
  must_train (fixture, &run);
  own_log = check_log (&run, twin_csv_get_n_rows (log));
  for (guint row = 0; row < twin_csv_get_n_rows (log); row++)
    g_assert_cmpfloat (number_at (own_log, row, "kept"), ==, number_at (log, row, "kept"));
  got = digest_of_model (&run);
  g_assert_cmpstr (got, ==, want);
}

static void
test_parallel (gconstpointer data)
{
  static const guint64 stops[] = { 2, 2 * STEPS_AN_EPOCH };
  g_auto (Run) run = { 0 };
  g_autoptr (TwinCsv) log = NULL;

  run_init (&run);
  run.options.validate_every = 2;
  must_train (data, &run);
  g_assert_cmpuint (run.last.step, ==, 2 * STEPS_AN_EPOCH);
  g_assert_cmpuint (run.last.steps, ==, 2 * STEPS_AN_EPOCH);
  log = check_log (&run, 1);
  check_model (&run, log);
  check_resume (data, &run, log, stops, g_test_thorough () ? 2 : 1);
}

/* In sequential training encoder and projector stand still while the classifier learns, on the encoder that is kept. */
static void
check_frozen (const Run *run)
{
  g_autoptr (TwinNetwork) network = twin_network_new (WIDTH);
  g_autoptr (GFile) file = scratch_file (&run->scratch, "model.safetensors.checkpoint");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinSafetensors) checkpoint = twin_safetensors_open (file, &error);
  float *values = twin_parameters_new_values (network->parameters);
  float *average = twin_parameters_new_values (network->parameters);
  gsize classifier = twin_parameters_find (network->parameters, "classifier.running_mean")->offset;

  g_assert_no_error (error);
  g_assert_true (twin_model_read_labelled (checkpoint, network, "", values, &error));
  g_assert_true (twin_model_read_labelled (checkpoint, network, "average.", average, &error));
  g_assert_cmpint (memcmp (values, average, classifier * sizeof (float)), ==, 0);
  g_assert_cmpint (memcmp (values + classifier, average + classifier, 4 * sizeof (float)), !=, 0);
  twin_values_free (values);
  twin_values_free (average);
}

/* Of two epochs the second is the classifier's. Stopped between them too, before the validation that keeps nothing. */
static void
test_sequential (gconstpointer data)
{
  static const guint64 stops[] = { STEPS_AN_EPOCH, STEPS_AN_EPOCH + 1 };
  g_auto (Run) run = { 0 };
  g_autoptr (TwinCsv) log = NULL;

  run_init (&run);
  run.options.mode = TWIN_MODE_SEQUENTIAL;
  must_train (data, &run);
  log = check_log (&run, 2);
  g_assert_cmpfloat (number_at (log, 0, "kept"), ==, 0.0);
  g_assert_cmpfloat (number_at (log, 1, "kept"), ==, 1.0);
  check_model (&run, log);
  check_frozen (&run);
  check_resume (data, &run, log, stops, g_test_thorough () ? 2 : 1);
}

/* Cancels at some time within the validation that follows the last step. */
static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep (10 * G_TIME_SPAN_MILLISECOND);
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
  return NULL;
}

static void
start_canceller (const TwinTrainProgress *progress, gpointer data)
{
  if (progress->step == progress->steps)
    g_thread_unref (g_thread_new ("cancel", cancel_later, g_object_ref (data)));
}

/* Cancelled while it validates: no row in the log for that, and the validation comes again. */
static void
test_cancelled_validation (gconstpointer data)
{
  const Fixture *fixture = data;
  g_auto (Run) run = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  run_init (&run);
  run.options.epochs = 1;
  run.options.resume = TRUE;
  twin_train (&run.options, fixture->workers, fixture->training.dataset,
              fixture->validation.dataset, start_canceller, cancellable, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (exists (&run, "model.safetensors"));
  g_assert_true (exists (&run, "model.safetensors.checkpoint"));
  twin_csv_free (check_log (&run, 0));
  must_train (fixture, &run);
  twin_csv_free (check_log (&run, 1));
}

/* The mean of @n losses from @first on. */
static double
mean_loss (const Run *run, guint first, guint n)
{
  double sum = 0.0;

  for (guint i = first; i < first + n; i++)
    sum += g_array_index (run->similarity, double, i);
  return sum / n;
}

/* Eight pictures, hardly altered: two batches an epoch. Rates rise over the first 100 steps: hence the high one. */
static void
test_learns (gconstpointer data)
{
  const Fixture *fixture = data;
  g_auto (Run) run = { 0 };
  DrawnSet few;
  g_autoptr (GError) error = NULL;
  double first, last;

  run_init (&run);
  if (!g_test_thorough ())
    {
      g_test_skip ("28 steps are too many with a sanitiser");
      return;
    }
  drawn_set_init (&few, 2 * BATCH, 50);
  run.options.epochs = run.options.validate_every = 14;
  run.options.rate = run.options.final_rate = 5e-3;
  run.options.easy_share = 1e6;
  train_with (fixture, &run, few.dataset, fixture->validation.dataset, &error);
  g_assert_no_error (error);
  first = mean_loss (&run, 0, 5);
  last = mean_loss (&run, run.similarity->len - 5, 5);
  g_test_message ("similarity: %g over the first five steps, %g over the last", first, last);
  g_assert_cmpfloat (last, <, 0.8 * first);
  drawn_set_clear (&few);
}

static void
test_too_few (gconstpointer data)
{
  const Fixture *fixture = data;
  g_auto (Run) run = { 0 };
  DrawnSet few;
  g_autoptr (GError) error = NULL;

  run_init (&run);
  drawn_set_init (&few, VALIDATION - 1, 1);
  g_assert_false (train_with (fixture, &run, fixture->training.dataset, few.dataset, &error));
  g_assert_error (error, TWIN_TRAINER_ERROR, TWIN_TRAINER_ERROR_TOO_FEW);
  g_clear_error (&error);
  run.options.batch_size = TRAINING / 2 + 1;
  g_assert_false (train (fixture, &run, &error));
  g_assert_error (error, TWIN_TRAINER_ERROR, TWIN_TRAINER_ERROR_TOO_FEW);
  g_assert_nonnull (strstr (error->message, "22"));
  g_assert_false (exists (&run, "model.safetensors.checkpoint"));
  drawn_set_clear (&few);
}

/* Said before the first step. */
static void
test_no_folder (gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;

  run_init (&run);
  g_object_unref (run.options.output);
  run.options.output = scratch_file (&run.scratch, "none/model.safetensors");
  g_assert_false (train (data, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "none/model.safetensors"));
  g_assert_cmpuint (run.last.step, ==, 0);
}

/* At a rate that no network stands the loss is soon no number; no model is left that holds such. */
static void
test_diverges (gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;

  run_init (&run);
  run.options.rate = run.options.final_rate = 1e30;
  g_assert_false (train (data, &run, &error));
  g_assert_error (error, TWIN_TRAINER_ERROR, TWIN_TRAINER_ERROR_DIVERGED);
  g_assert_false (exists (&run, "model.safetensors"));
  g_assert_false (exists (&run, "model.safetensors.checkpoint"));
}

static void
test_other_settings (gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;

  run_init (&run);
  run.stop_at = 1;
  g_assert_false (train (data, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  run.options.resume = TRUE;
  run.options.seed++;
  g_assert_false (train (data, &run, &error));
  g_assert_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA);
  g_assert_nonnull (strstr (error->message, "seed=10"));
}

/* A file to begin from must hold an encoder. */
static void
test_bad_init (gconstpointer data)
{
  g_auto (Run) run = { 0 };
  g_autoptr (GError) error = NULL;

  run_init (&run);
  run.options.init = scratch_write (&run.scratch, "noise.safetensors", "noise", 5);
  g_assert_false (train (data, &run, &error));
  g_assert_error (error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TRUNCATED);
  g_clear_object (&run.options.init);
}

int
main (int argc, char **argv)
{
  Fixture fixture;
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  fixture_init (&fixture);
  g_test_add_data_func ("/trainer/parallel, stopped and gone on with", &fixture, test_parallel);
  g_test_add_data_func ("/trainer/sequential, stopped and gone on with", &fixture, test_sequential);
  g_test_add_data_func ("/trainer/stopped while it validates", &fixture, test_cancelled_validation);
  g_test_add_data_func ("/trainer/it learns", &fixture, test_learns);
  g_test_add_data_func ("/trainer/too few images", &fixture, test_too_few);
  g_test_add_data_func ("/trainer/no folder to write in", &fixture, test_no_folder);
  g_test_add_data_func ("/trainer/no number any more", &fixture, test_diverges);
  g_test_add_data_func ("/trainer/other settings", &fixture, test_other_settings);
  g_test_add_data_func ("/trainer/a file to begin from that is none", &fixture, test_bad_init);
  status = g_test_run ();
  fixture_clear (&fixture);
  gegl_exit ();
  return status;
}
