/* drawn-model.h: a model of random weights, for tests. */
#pragma once

#include "model/session.h"

extern const TwinCalibration drawn_calibration;

/* Values of all parameters of @network, variances positive; the same @seed gives the same. Free with twin_values_free(). */
float *draw_values (const TwinNetwork *network, guint64 seed);
TwinModel *draw_model (guint64 seed);

/* Such a model at work, of the smallest size. */
typedef struct
{
  TwinModel *model;
  TwinWorkers *workers;
  TwinSession *session;
} DrawnSession;

#define DRAWN_SESSION_SIZE 32

void drawn_session_init (DrawnSession *drawn, guint jobs);
void drawn_session_clear (DrawnSession *drawn);
