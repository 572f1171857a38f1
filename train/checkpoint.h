/* checkpoint.h: all that a training needs to go on as if it had never stopped. */
#pragma once

#include "adamw.h"
#include "model/model.h"

G_BEGIN_DECLS

/**
 * TwinProgressState: where a training stands
 * @step: steps done
 * @validated: steps that were done at the last validation
 * @seconds: that the training took until now
 * @best_auc: of the model that is kept so far; below 0: none yet
 * @log: the CSV log's text so far
 * @settings: one line of all that must be the same to go on (mode, seed, sizes, numbers of pictures)
 */
typedef struct
{
  guint64 step;
  guint64 validated;
  double seconds;
  double best_auc;
  GString *log;
  char *settings;
} TwinProgressState;

void twin_progress_state_clear (TwinProgressState *state);

/* Whole or not at all: values, both moments and the average, in float32. */
gboolean twin_checkpoint_write (GFile *file, const TwinNetwork *network, const float *values,
                                const TwinAdamW *adamw, const TwinProgressState *state,
                                GError **error);

/* Reads what twin_checkpoint_write() wrote. @state's settings must be set, and the file's must be the same.
 * @error: #TWIN_MODEL_ERROR (METADATA: other settings), #TWIN_SAFETENSORS_ERROR, #G_IO_ERROR */
gboolean twin_checkpoint_read (GFile *file, const TwinNetwork *network, float *values,
                               TwinAdamW *adamw, TwinProgressState *state, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinProgressState, twin_progress_state_clear)

G_END_DECLS
