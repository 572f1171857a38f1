#include "trainer.h"
#include "checkpoint.h"
#include "evaluate.h"
#include "picture/file-replace.h"
#include "producer.h"
#include "step.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* clang-format off */
G_DEFINE_QUARK (twin-trainer-error-quark, twin_trainer_error)
/* clang-format on */

#define WARM_UP_STEPS 100
/* Of sequential training. */
#define PROJECTION_SHARE 0.8
#define VALIDATION_POSITIVES 400
#define VALIDATION_NEGATIVES 4000
/* Not the training's seed: models of different seeds are measured by the same pairs. */
#define VALIDATION_SEED 20260101
#define FALSE_POSITIVE_RATE 1e-2
#define LOSS_MEMORY 0.98
#define LEAST_VALIDATION_IMAGES 4

typedef struct
{
  const TwinTrainOptions *options;
  TwinWorkers *workers;
  const TwinDataset *training;
  TwinTrainCallback callback;
  gpointer callback_data;
  GCancellable *cancellable;

  TwinNetwork *network;
  float *values;
  TwinAdamW adamw;
  TwinProducer *producer;
  TwinStep *step;
  TwinPhase phase;
  TwinPairSet *validation;

  GFile *checkpoint_file;
  GFile *log_file;
  TwinProgressState state;
  TwinTrainProgress progress;
  guint64 first_step; /* of this run */
  gint64 started;
  gint64 last_checkpoint;
} Training;

const char *
twin_mode_get_name (TwinMode mode)
{
  static const char *const names[TWIN_N_MODES] = { "parallel", "sequential" };

  return names[mode];
}

void
twin_train_options_init (TwinTrainOptions *options)
{
  *options = (TwinTrainOptions){
    .mode = TWIN_MODE_PARALLEL,
    .epochs = 100,
    .batch_size = 48,
    .size = 64,
    .rate = 1e-3,
    .final_rate = 3e-4,
    .weight_decay = 0.01,
    .lambda = 1e-4,
    .lambda_projection = 0.005,
    .projector_width = 2048,
    .precision = twin_precision_has_bfloat16 () ? TWIN_PRECISION_BFLOAT16 : TWIN_PRECISION_FLOAT32,
    .easy_share = 0.5,
    .validate_every = 1,
    .checkpoint_seconds = 600,
  };
}

guint
twin_train_picture_side (guint size)
{
  return size * 5 / 2;
}

static guint64
steps_an_epoch (const Training *training)
{
  return MAX (1, twin_dataset_get_n (training->training) / training->options->batch_size);
}

static guint64
steps_in_all (const Training *training)
{
  return steps_an_epoch (training) * training->options->epochs;
}

/* Of sequential training. */
static guint64
projection_steps (const Training *training)
{
  return steps_an_epoch (training) * (guint64) (training->options->epochs * PROJECTION_SHARE);
}

static TwinPhase
phase_at (const Training *training, guint64 step)
{
  if (training->options->mode == TWIN_MODE_PARALLEL)
    return TWIN_PHASE_PARALLEL;
  return step < projection_steps (training) ? TWIN_PHASE_PROJECTION : TWIN_PHASE_CLASSIFIER;
}

/* Steps that are done when the phase of @step begins. */
static guint64
phase_start (const Training *training, guint64 step)
{
  return phase_at (training, step) == TWIN_PHASE_CLASSIFIER ? projection_steps (training) : 0;
}

/* A short rise, then a cosine from rate to final_rate. */
static double
rate_at (const Training *training, guint64 step)
{
  const TwinTrainOptions *options = training->options;
  double share = (double) step / MAX (steps_in_all (training), 1);
  double rate = options->final_rate +
                (options->rate - options->final_rate) * 0.5 * (1.0 + cos (G_PI * share));

  return rate * MIN (1.0, (step + 1.0) / WARM_UP_STEPS);
}

static char *
describe_settings (const Training *training)
{
  const TwinTrainOptions *options = training->options;
  char numbers[6][G_ASCII_DTOSTR_BUF_SIZE];
  const double values[] = { options->rate,   options->final_rate,        options->weight_decay,
                            options->lambda, options->lambda_projection, options->easy_share };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_ascii_formatd (numbers[i], sizeof numbers[i], "%g", values[i]);
  return g_strdup_printf ("mode=%s epochs=%u batch=%u size=%u seed=%" G_GUINT64_FORMAT
                          " rate=%s..%s decay=%s lambda=%s "
                          "lambda_projection=%s projector=%u precision=%s easy=%s images=%u",
                          twin_mode_get_name (options->mode), options->epochs, options->batch_size,
                          options->size, options->seed, numbers[0], numbers[1], numbers[2],
                          numbers[3], numbers[4], options->projector_width,
                          options->precision == TWIN_PRECISION_BFLOAT16 ? "bfloat16" : "float32",
                          numbers[5], twin_dataset_get_n (training->training));
}

static GFile *
beside (GFile *output, const char *suffix)
{
  g_autofree char *path = g_file_get_path (output);
  g_autofree char *full = g_strconcat (path, suffix, NULL);

  return g_file_new_for_path (full);
}

/* The encoder must be there; projector and classifier are taken where the file has them. */
static gboolean
read_init (Training *training, GError **error)
{
  g_autoptr (TwinSafetensors) file = twin_safetensors_open (training->options->init, error);

  if (file == NULL ||
      !twin_model_read_parameters (file, training->network, "encoder.", training->values, error))
    return FALSE;
  if (twin_safetensors_find (file, "projector.0.weight") != NULL &&
      !twin_model_read_parameters (file, training->network, "projector.", training->values, error))
    return FALSE;
  return twin_safetensors_find (file, "classifier.weight") == NULL ||
         twin_model_read_parameters (file, training->network, "classifier.", training->values,
                                     error);
}

static gboolean
check_sizes (const Training *training, const TwinDataset *validation, GError **error)
{
  guint needed = 2 * training->options->batch_size;

  if (twin_dataset_get_n (training->training) >= needed &&
      twin_dataset_get_n (validation) >= LEAST_VALIDATION_IMAGES)
    return TRUE;
  g_set_error (
    error, TWIN_TRAINER_ERROR, TWIN_TRAINER_ERROR_TOO_FEW,
    _ (
      "There are %u images to train on and %u to validate with; at least %u and %u are needed. Give more "
      "images, or a smaller --batch-size"),
    twin_dataset_get_n (training->training), twin_dataset_get_n (validation), needed,
    LEAST_VALIDATION_IMAGES);
  return FALSE;
}

static void
start_log (Training *training)
{
  training->state.log = g_string_new (
    "epoch,step,seconds,rate,similarity,projection,auc,auc_hard,recall_at_1e-2,"
    "recall,accuracy_at_half,ece,kept\n");
  training->state.best_auc = -1.0;
  training->state.settings = describe_settings (training);
}

static gboolean
write_log (GOutputStream *stream, gpointer data, GError **error)
{
  const Training *training = data;

  return g_output_stream_write_all (stream, training->state.log->str, training->state.log->len,
                                    NULL, NULL, error);
}

static gboolean
prepare (Training *training, const TwinDataset *validation, GError **error)
{
  const TwinTrainOptions *options = training->options;

  training->network = twin_network_new (options->projector_width);
  twin_network_set_precision (training->network, options->precision);
  training->values = twin_parameters_new_values (training->network->parameters);
  training->checkpoint_file = beside (options->output, ".checkpoint");
  training->log_file = beside (options->output, ".csv");
  twin_network_initialise (training->network, training->values, options->seed);
  start_log (training);
  if (!check_sizes (training, validation, error) ||
      (options->init != NULL && !read_init (training, error)))
    return FALSE;
  twin_adamw_init (&training->adamw, training->network->parameters, training->values);
  training->adamw.weight_decay = options->weight_decay;
  if (options->resume && g_file_query_exists (training->checkpoint_file, NULL) &&
      !twin_checkpoint_read (training->checkpoint_file, training->network, training->values,
                             &training->adamw, &training->state, error))
    return FALSE;
  /* Says at once, not after the first epoch, that there is no place to write. */
  if (!twin_file_replace (training->log_file, write_log, training, error))
    return FALSE;
  training->validation = twin_pair_set_draw (validation, VALIDATION_POSITIVES, 0,
                                             VALIDATION_NEGATIVES, VALIDATION_SEED);
  training->first_step = training->state.step;
  training->producer = twin_producer_new (
    training->training, options->batch_size, options->size, options->seed, options->easy_share,
    training->first_step, steps_in_all (training), twin_workers_get_jobs (training->workers));
  training->progress.auc = -1.0;
  training->started = training->last_checkpoint = g_get_monotonic_time ();
  return TRUE;
}

static void
finish (Training *training)
{
  g_clear_pointer (&training->producer, twin_producer_free);
  g_clear_pointer (&training->step, twin_step_free);
  g_clear_pointer (&training->validation, twin_pair_set_free);
  twin_adamw_clear (&training->adamw);
  g_clear_pointer (&training->values, twin_values_free);
  g_clear_pointer (&training->network, twin_network_free);
  g_clear_object (&training->checkpoint_file);
  g_clear_object (&training->log_file);
  twin_progress_state_clear (&training->state);
}

static double
seconds_since (gint64 time)
{
  return (g_get_monotonic_time () - time) / (double) G_USEC_PER_SEC;
}

static void
remember (double *mean, double newest, guint64 steps)
{
  double memory = MIN (LOSS_MEMORY, (double) steps / (steps + 1));

  *mean = memory * *mean + (1.0 - memory) * newest;
}

static void
tell (Training *training, const TwinLosses *losses)
{
  TwinTrainProgress *progress = &training->progress;
  guint64 done = training->state.step - training->first_step;
  double seconds = seconds_since (training->started);

  remember (&progress->similarity, losses->similarity, done - 1);
  remember (&progress->projection, losses->projection, done - 1);
  progress->step = training->state.step;
  progress->steps = steps_in_all (training);
  progress->epochs = training->options->epochs;
  progress->epoch = training->state.step / steps_an_epoch (training);
  progress->best_auc = training->state.best_auc;
  progress->views_a_second = done * 2.0 * training->options->batch_size / seconds;
  progress->seconds_left = seconds / done * (progress->steps - progress->step);
  progress->waited = twin_producer_get_waited (training->producer) / seconds;
  if (training->callback != NULL)
    training->callback (progress, training->callback_data);
}

/* The step's memory is laid out anew when another phase begins. */
static gboolean
enter_phase (Training *training, GError **error)
{
  const TwinTrainOptions *options = training->options;
  TwinPhase phase = phase_at (training, training->state.step);

  if (training->step != NULL && training->phase == phase)
    return TRUE;
  g_clear_pointer (&training->step, twin_step_free);
  training->phase = phase;
  /* What is kept is the average: the classifier is trained on that encoder and no other. */
  if (phase == TWIN_PHASE_CLASSIFIER &&
      training->state.step == phase_start (training, training->state.step))
    memcpy (training->values, training->adamw.average,
            twin_parameters_get_size (training->network->parameters) * sizeof (float));
  training->step = twin_step_new (training->network, training->workers, options->batch_size,
                                  options->size, phase, options->lambda, options->lambda_projection,
                                  error);
  return training->step != NULL;
}

/* Moments and average begin with the phase that first trains them, and so does their count of steps. */
static void
follow (Training *training, const float *gradients)
{
  guint64 step = training->state.step;
  const char *prefix = training->phase == TWIN_PHASE_CLASSIFIER ? "classifier." : NULL;

  twin_adamw_step (&training->adamw, training->workers, training->network->parameters,
                   step - phase_start (training, step) + 1, rate_at (training, step), prefix,
                   training->values, gradients);
}

static gboolean
run_step (Training *training, GError **error)
{
  g_autoptr (TwinBatch) batch = NULL;
  const float *gradients;
  TwinLosses losses;

  if (!enter_phase (training, error))
    return FALSE;
  batch = twin_producer_take (training->producer);
  if (batch == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                           _ ("There is not enough memory for the views"));
      return FALSE;
    }
  gradients = twin_step_run (training->step, training->values, batch, &losses);
  if (!isfinite (losses.similarity) || !isfinite (losses.projection))
    {
      g_set_error_literal (error, TWIN_TRAINER_ERROR, TWIN_TRAINER_ERROR_DIVERGED,
                           _ ("The loss is no number any more; try a lower --rate"));
      return FALSE;
    }
  follow (training, gradients);
  training->state.step++;
  tell (training, &losses);
  return TRUE;
}

/* What the model file says of its training. */
static GHashTable *
describe_model (const Training *training, const TwinEvaluation *evaluation)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  char auc[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (auc, sizeof auc, "%.4f", evaluation->auc);
  g_hash_table_insert (metadata, "training.settings", g_strdup (training->state.settings));
  g_hash_table_insert (metadata, "training.steps",
                       g_strdup_printf ("%" G_GUINT64_FORMAT, training->state.step));
  g_hash_table_insert (metadata, "training.validation_auc", g_strdup (auc));
  if (training->options->credit != NULL)
    g_hash_table_insert (metadata, "data.credit", g_strdup (training->options->credit));
  return metadata;
}

static TwinModel *
average_model (const Training *training, const TwinCalibration *calibration, GHashTable *metadata)
{
  return twin_model_new (training->network, training->adamw.average, training->options->size,
                         calibration, metadata);
}

static TwinEvaluation *
validate (Training *training, GError **error)
{
  static const TwinCalibration identity = { .slope = 1.0, .threshold = 0.5 };
  TwinModel *model = average_model (training, &identity, NULL);
  g_autoptr (TwinSession) session = twin_session_new (model, training->workers);

  twin_model_unref (model);
  return twin_evaluate (session, training->validation, TWIN_COMPARE_NO_EVIDENCE, NULL, NULL,
                        training->cancellable, error);
}

static gboolean
keep_model (Training *training, const TwinEvaluation *evaluation, GError **error)
{
  TwinCalibration calibration = twin_evaluation_calibrate (evaluation, FALSE_POSITIVE_RATE);
  g_autoptr (GHashTable) metadata = describe_model (training, evaluation);
  g_autoptr (TwinModel) model = average_model (training, &calibration, metadata);

  return twin_model_save (model, training->options->output, TWIN_DTYPE_F16, error);
}

/* No losses where this run has not done a step yet, but goes on with a validation. */
static void
append_log (Training *training, const TwinEvaluation *evaluation, gboolean kept)
{
  gboolean stepped = training->state.step > training->first_step;
  const double values[] = { training->state.seconds + seconds_since (training->started),
                            rate_at (training, training->state.step - 1),
                            stepped ? training->progress.similarity : NAN,
                            stepped ? training->progress.projection : NAN,
                            evaluation->auc,
                            evaluation->auc_hard,
                            evaluation->recall_at_fpr[0],
                            evaluation->recall,
                            evaluation->accuracy_at_half,
                            evaluation->ece };

  g_string_append_printf (training->state.log, "%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT,
                          training->state.step / steps_an_epoch (training), training->state.step);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (training->state.log, ",%s",
                              g_ascii_formatd (number, sizeof number, "%.6g", values[i]));
    }
  g_string_append (training->state.log, kept ? ",1\n" : ",0\n");
}

/* A mode's model is of use once its classifier is trained: before, there is nothing to keep. Asks for the last step's
 * phase: a training that goes on with a validation has not entered any. */
static gboolean
is_worth_keeping (const Training *training, const TwinEvaluation *evaluation)
{
  return phase_at (training, training->state.step - 1) != TWIN_PHASE_PROJECTION &&
         evaluation->auc > training->state.best_auc;
}

static gboolean
end_epoch (Training *training, GError **error)
{
  g_autoptr (TwinEvaluation) evaluation = validate (training, error);
  gboolean keep;

  if (evaluation == NULL)
    return FALSE;
  training->progress.auc = evaluation->auc;
  keep = is_worth_keeping (training, evaluation);
  append_log (training, evaluation, keep);
  if (keep)
    {
      if (!keep_model (training, evaluation, error))
        return FALSE;
      training->state.best_auc = evaluation->auc;
    }
  training->state.validated = training->state.step;
  return twin_file_replace (training->log_file, write_log, training, error);
}

static gboolean
is_validation_due (const Training *training)
{
  guint64 step = training->state.step,
          every = steps_an_epoch (training) * training->options->validate_every;

  return step > training->state.validated && (step % every == 0 || step == steps_in_all (training));
}

static gboolean
write_checkpoint (Training *training, GError **error)
{
  TwinProgressState state = training->state;

  training->last_checkpoint = g_get_monotonic_time ();
  state.seconds += seconds_since (training->started);
  return twin_checkpoint_write (training->checkpoint_file, training->network, training->values,
                                &training->adamw, &state, error);
}

static gboolean
is_checkpoint_due (const Training *training)
{
  return seconds_since (training->last_checkpoint) >= training->options->checkpoint_seconds;
}

/* Until all steps are done, an error, or cancelled. */
static gboolean
run_all (Training *training, GError **error)
{
  for (;;)
    {
      if (g_cancellable_set_error_if_cancelled (training->cancellable, error))
        return FALSE;
      if (is_validation_due (training) && !end_epoch (training, error))
        return FALSE;
      if (training->state.step >= steps_in_all (training))
        return TRUE;
      if (!run_step (training, error) ||
          (is_checkpoint_due (training) && !write_checkpoint (training, error)))
        return FALSE;
    }
}

static gboolean
run (Training *training, GError **error)
{
  g_autoptr (GError) inner = NULL;
  gboolean done = run_all (training, &inner);

  if ((done || g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED)) &&
      !write_checkpoint (training, error))
    return FALSE;
  if (!done)
    g_propagate_error (error, g_steal_pointer (&inner));
  return done;
}

gboolean
twin_train (const TwinTrainOptions *options, TwinWorkers *workers, const TwinDataset *dataset,
            const TwinDataset *validation, TwinTrainCallback callback, gpointer data,
            GCancellable *cancellable, GError **error)
{
  Training training = { .options = options,
                        .workers = workers,
                        .training = dataset,
                        .callback = callback,
                        .callback_data = data,
                        .cancellable = cancellable };
  gboolean done = prepare (&training, validation, error) && run (&training, error);

  finish (&training);
  return done;
}
