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
 * @TWIN_MODEL_ERROR_VALUE: a tensor holds NaN, infinity or a negative variance; named
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
 * @strict_threshold, @strict_false_positive_rate: the same for fewer false alarms; 0 where it is not known
 */
typedef struct
{
  double slope;
  double intercept;
  double threshold;
  double false_positive_rate;
  guint n_negatives;
  double strict_threshold;
  double strict_false_positive_rate;
} TwinCalibration;

/**
 * TwinJointTerm: what the joint score is made of; each grows with what speaks for a copy
 * @TWIN_JOINT_MATCHES: ln (1 + strength), strength being -log10 of the odds of chance, furniture not counted
 * @TWIN_JOINT_PIXELS: atanh of the correlation of details of 2 pixels
 * @TWIN_JOINT_AGREEMENT: share of the textured ground that agrees
 * @TWIN_JOINT_NETWORK: the logit of M
 */
typedef enum
{
  TWIN_JOINT_MATCHES,
  TWIN_JOINT_PIXELS,
  TWIN_JOINT_AGREEMENT,
  TWIN_JOINT_NETWORK,
  TWIN_N_JOINT_TERMS,
} TwinJointTerm;

/**
 * TwinJointCalibration: with evidence
 * @intercept, @weights: score = sigmoid (intercept + sum of weights * terms), at equal odds; weights are 0 or above, so
 *   that more of a term never makes a copy less likely
 * @threshold, @false_positive_rate, @n_negatives, @strict_threshold, @strict_false_positive_rate: as TwinCalibration
 */
typedef struct
{
  double intercept;
  double weights[TWIN_N_JOINT_TERMS];
  double threshold;
  double false_positive_rate;
  guint n_negatives;
  double strict_threshold;
  double strict_false_positive_rate;
} TwinJointCalibration;

typedef struct _TwinModel TwinModel;

/* Reads the file into memory and checks all of it; values are widened to float32 at their first use.
 * @error: #TWIN_MODEL_ERROR, #TWIN_SAFETENSORS_ERROR, #G_IO_ERROR; names the file. */
TwinModel *twin_model_load (GFile *file, GError **error);
/* @values are copied. @metadata: (element-type utf8 utf8) (nullable): kept and written with it. */
TwinModel *twin_model_new (const TwinNetwork *network, const float *values, guint input_size,
                           const TwinCalibration *network_alone, GHashTable *metadata);
TwinModel *twin_model_ref (TwinModel *model);
void twin_model_unref (TwinModel *model);

/* Without the projector; whole or not at all. @dtype: F16 for one that ships. */
gboolean twin_model_save (const TwinModel *model, GFile *file, TwinDtype dtype, GError **error);

/**
 * twin_model_recalibrate:
 * @joint: (nullable): with evidence; NULL leaves what there is
 * @error: #TWIN_MODEL_ERROR, #TWIN_SAFETENSORS_ERROR, #G_IO_ERROR; names the file
 *
 * Writes the calibrations into a model file, whole or not at all. Tensors and all other metadata stay as they are.
 */
gboolean twin_model_recalibrate (GFile *file, const TwinCalibration *network_alone,
                                 const TwinJointCalibration *joint, GError **error);

const TwinNetwork *twin_model_get_network (const TwinModel *model);
/* The flat memory of the network's plan. At the first call widened from the file (bench-model-open): any thread. */
const float *twin_model_get_values (const TwinModel *model);
/* File name without folder; `untitled` where there is no file. */
const char *twin_model_get_name (const TwinModel *model);
/* SHA-256 of the file, or of the values where there is none; computed at the first call. Any thread. */
const char *twin_model_get_sha256 (const TwinModel *model);
/* Side of the square that pictures are fitted into. */
guint twin_model_get_input_size (const TwinModel *model);
const TwinCalibration *twin_model_get_calibration (const TwinModel *model);
/* (nullable): NULL where the model was never calibrated with evidence: it then judges by the network alone. */
const TwinJointCalibration *twin_model_get_joint_calibration (const TwinModel *model);
/* (element-type utf8 utf8) */
GHashTable *twin_model_get_metadata (const TwinModel *model);

/**
 * twin_model_read_parameters:
 * @prefix: (nullable): taken only for names under it, `encoder.`; NULL for all
 * @values: flat memory of @network, written
 *
 * @error: #TWIN_MODEL_ERROR (MISSING, SHAPE, VALUE), #G_IO_ERROR; names the file and the tensor. @values are
 *   then as they were.
 *
 * For `--init`: reads the parameters of @network by name. Names as torchvision gives them (no
 * `encoder.` in front, `fc.*` besides) are taken for the encoder. What else the file holds is left alone.
 */
gboolean twin_model_read_parameters (const TwinSafetensors *file, const TwinNetwork *network,
                                     const char *prefix, float *values, GError **error);
/* Whether @file has all of @network's parameters, of the right shape, finite and variances not negative. What it lets
 * pass, twin_model_widen_parameters() puts into the flat memory of @network. The two steps of a model file's loading. */
gboolean twin_model_check_parameters (const TwinSafetensors *file, const TwinNetwork *network,
                                      GError **error);
void twin_model_widen_parameters (const TwinSafetensors *file, const TwinNetwork *network,
                                  float *values);
/* For checkpoints: every parameter of @network, under the names that twin_model_add_parameters() gave with @label. */
gboolean twin_model_read_labelled (const TwinSafetensors *file, const TwinNetwork *network,
                                   const char *label, float *values, GError **error);
/* Adds every parameter whose name begins with @prefix (NULL: all) as @label + name. @network and @values are kept by
 * reference until written. With F16, vectors and running statistics stay F32: together they are half a megabyte,
 * and a variance may lie beyond F16's range. */
void twin_model_add_parameters (TwinSafetensorsWriter *writer, const TwinNetwork *network,
                                const char *prefix, const char *label, TwinDtype dtype,
                                const float *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinModel, twin_model_unref)

G_END_DECLS
