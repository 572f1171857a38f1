/* model-metadata.h: what a model file says about itself, in the strings that safetensors has room for. */
#pragma once

#include "model/model.h"

G_BEGIN_DECLS

/* @error: #TWIN_MODEL_ERROR (METADATA, VERSION): names the key, its value and what it may be. */
gboolean twin_model_metadata_read (GHashTable *metadata, guint *out_input_size,
                                   TwinCalibration *out_network_alone, GError **error);
/* Replaces the keys that the program itself reads; others stay. */
void twin_model_metadata_write (GHashTable *metadata, guint input_size,
                                const TwinCalibration *network_alone);

/* The calibration with evidence. @out_has_joint: FALSE where there is none, and @out_joint is left alone. */
gboolean twin_model_metadata_read_joint (GHashTable *metadata, gboolean *out_has_joint,
                                         TwinJointCalibration *out_joint, GError **error);
void twin_model_metadata_write_joint (GHashTable *metadata, const TwinJointCalibration *joint);

G_END_DECLS
