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

G_END_DECLS
