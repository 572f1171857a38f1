/* model.h: a trained network with all that is known about it; immutable, so threads may share it. */
#pragma once

#include "model/safetensors.h"
#include "nn/network.h"

G_BEGIN_DECLS

#define TWIN_MODEL_ERROR (twin_model_error_quark ())

/**
 * TwinModelError:
 * @TWIN_MODEL_ERROR_MISSING: a tensor that the architecture needs is not there; named
 * @TWIN_MODEL_ERROR_SHAPE: a tensor of another shape or dtype; named, with both shapes
 * @TWIN_MODEL_ERROR_METADATA: a field is missing or out of range; named
 * @TWIN_MODEL_ERROR_VALUE: a tensor holds NaN or infinity; named
 * @TWIN_MODEL_ERROR_VERSION: written by a newer version of the program
 */
typedef enum
{
  TWIN_MODEL_ERROR_MISSING,
  TWIN_MODEL_ERROR_SHAPE,
  TWIN_MODEL_ERROR_METADATA,
  TWIN_MODEL_ERROR_VALUE,
  TWIN_MODEL_ERROR_VERSION,
} TwinModelError;

GQuark twin_model_error_quark (void);

/**
 * TwinCalibration:
 * @slope, @intercept: score = sigmoid (slope * logit (M) + intercept): Platt, at equal odds
 * @threshold: on the score: at or above it, an altered copy
 * @false_positive_rate: of that threshold, on the negatives that it was chosen by
 * @n_negatives: how many these were
 */
typedef struct
{
  double slope;
  double intercept;
  double threshold;
  double false_positive_rate;
  guint n_negatives;
} TwinCalibration;

typedef struct _TwinModel TwinModel;

/* @error: #TWIN_MODEL_ERROR, #TWIN_SAFETENSORS_ERROR, #G_IO_ERROR; names the file. */
TwinModel *twin_model_load (GFile *file, GError **error);
/* @values are copied. @metadata: (element-type utf8 utf8) (nullable): kept and written with it. */
TwinModel *twin_model_new (const TwinNetwork *network, const float *values, guint input_size,
                           const TwinCalibration *network_alone, GHashTable *metadata);
TwinModel *twin_model_ref (TwinModel *model);
void twin_model_unref (TwinModel *model);

/* Without the projector; whole or not at all. @dtype: F16 for one that ships. */
gboolean twin_model_save (const TwinModel *model, GFile *file, TwinDtype dtype, GError **error);

const TwinNetwork *twin_model_get_network (const TwinModel *model);
const float *twin_model_get_values (const TwinModel *model);
/* File name without folder. */
const char *twin_model_get_name (const TwinModel *model);
const char *twin_model_get_sha256 (const TwinModel *model);
/* Side of the square that pictures are fitted into. */
guint twin_model_get_input_size (const TwinModel *model);
const TwinCalibration *twin_model_get_calibration (const TwinModel *model);
/* (element-type utf8 utf8) */
GHashTable *twin_model_get_metadata (const TwinModel *model);

/**
 * twin_model_read_parameters:
 * @prefix: (nullable): taken only for names under it, `encoder.`; NULL for all
 * @values: flat memory of @network, written
 *
 * For `--init` and checkpoints: reads the parameters of @network by name. Names as torchvision
 * gives them (no `encoder.` in front, `fc.*` besides) are taken for the encoder.
 */
gboolean twin_model_read_parameters (const TwinSafetensors *file, const TwinNetwork *network,
                                     const char *prefix, float *values, GError **error);
/* Adds every parameter whose name begins with @prefix (NULL: all) as @label + name. */
void twin_model_add_parameters (TwinSafetensorsWriter *writer, const TwinNetwork *network, const char *prefix,
                                const char *label, TwinDtype dtype, const float *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinModel, twin_model_unref)

G_END_DECLS
