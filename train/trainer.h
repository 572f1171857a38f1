/* trainer.h: a model trained from images. */
#pragma once

#include "dataset.h"
#include "model/model.h"
#include "nn/workers.h"

G_BEGIN_DECLS

#define TWIN_TRAINER_ERROR (twin_trainer_error_quark ())

/**
 * TwinTrainerError:
 * @TWIN_TRAINER_ERROR_TOO_FEW: not enough images to make batches or to validate
 * @TWIN_TRAINER_ERROR_DIVERGED: the loss is no number any more; a lower learning rate may help
 */
typedef enum
{
  TWIN_TRAINER_ERROR_TOO_FEW,
  TWIN_TRAINER_ERROR_DIVERGED,
} TwinTrainerError;

GQuark twin_trainer_error_quark (void);

/**
 * TwinMode:
 * @TWIN_MODE_PARALLEL: L = L_sim + lambda L_proj, all at once
 * @TWIN_MODE_SEQUENTIAL: L_proj first; then L_sim, the classifier alone, over the last fifth of the epochs
 */
typedef enum
{
  TWIN_MODE_PARALLEL,
  TWIN_MODE_SEQUENTIAL,
  TWIN_N_MODES,
} TwinMode;

/* `parallel`, `sequential` */
const char *twin_mode_get_name (TwinMode mode);

/**
 * TwinTrainOptions:
 * @epochs: times that every training image is seen, twice altered
 * @batch_size: images in a step, each seen twice
 * @size: side of the views in pixels, a multiple of 32
 * @rate, @final_rate: learning rate at the beginning (after a short rise) and the end, falling as a cosine
 * @lambda: weight of L_proj in parallel training
 * @lambda_projection: weight of the off-diagonal terms inside L_proj
 * @precision: of the encoder's products; bfloat16 where the processor is faster by it is the default
 * @easy_share: of the training over which the modifications grow from easy to full; 0: full from the start
 * @validate_every: epochs
 * @checkpoint_seconds: at the least between two checkpoints
 * @init: (nullable): a model or a torchvision ResNet-50 to begin from
 * @output: the model; beside it OUTPUT.checkpoint and OUTPUT.csv
 * @credit: (nullable): of the data, kept in the model
 */
typedef struct
{
  TwinMode mode;
  guint epochs;
  guint batch_size;
  guint size;
  guint64 seed;
  double rate;
  double final_rate;
  double weight_decay;
  double lambda;
  double lambda_projection;
  guint projector_width;
  TwinPrecision precision;
  double easy_share;
  guint validate_every;
  guint checkpoint_seconds;
  gboolean resume;
  GFile *init;
  GFile *output;
  const char *credit;
} TwinTrainOptions;

/* All but output. */
void twin_train_options_init (TwinTrainOptions *options);

/**
 * TwinTrainProgress: what is told after every step
 * @similarity, @projection: losses, averaged over some steps
 * @auc: of the last validation; below 0: none yet
 * @waited: share of the time that the step waited for views
 */
typedef struct
{
  guint epoch;
  guint epochs;
  guint64 step;
  guint64 steps;
  double similarity;
  double projection;
  double auc;
  double best_auc;
  double views_a_second;
  double seconds_left;
  double waited;
} TwinTrainProgress;

/* On the calling thread. */
typedef void (*TwinTrainCallback) (const TwinTrainProgress *progress, gpointer data);

/**
 * twin_train:
 * @validation: images that are not trained on: the kept model and its threshold are chosen by them
 *
 * Leaves at options->output the running average of the weights at its best validation. Cancelling writes a checkpoint
 * first. With the same seed and number of jobs, a training that was stopped and resumed gives the same bits as one that was not.
 *
 * @error: #TWIN_TRAINER_ERROR, #TWIN_MODEL_ERROR, #TWIN_SAFETENSORS_ERROR, #G_IO_ERROR (CANCELLED)
 */
gboolean twin_train (const TwinTrainOptions *options, TwinWorkers *workers,
                     const TwinDataset *training, const TwinDataset *validation,
                     TwinTrainCallback callback, gpointer data, GCancellable *cancellable,
                     GError **error);

/* Side of the pictures that twin_dataset_load() should keep for training with views of @size. */
guint twin_train_picture_side (guint size);
/* The same for validation and evaluation. */
#define TWIN_EVALUATION_PICTURE_SIDE 384

G_END_DECLS
