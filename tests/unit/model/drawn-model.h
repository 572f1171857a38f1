/* drawn-model.h: a model of random weights, for tests. */
#pragma once

#include "model/model.h"

extern const TwinCalibration drawn_calibration;

/* Values of all parameters of @network, variances positive; the same @seed gives the same. Free with twin_values_free(). */
float *draw_values (const TwinNetwork *network, guint64 seed);
TwinModel *draw_model (guint64 seed);
