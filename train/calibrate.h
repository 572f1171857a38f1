/* calibrate.h: what a model's scores mean, from pairs made of images. */
#pragma once

#include "evaluate.h"

G_BEGIN_DECLS

#define TWIN_CALIBRATE_ERROR (twin_calibrate_error_quark ())

/**
 * TwinCalibrateError:
 * @TWIN_CALIBRATE_ERROR_PAIRS: the images give no pairs of one kind, or none that can be judged
 */
typedef enum
{
  TWIN_CALIBRATE_ERROR_PAIRS,
} TwinCalibrateError;

GQuark twin_calibrate_error_quark (void);

typedef struct
{
  TwinCalibration network_alone;
  TwinJointCalibration joint;
} TwinCalibrations;

/* Whether @set holds copies and different images: asked before hours are spent on it. @error: #TWIN_CALIBRATE_ERROR */
gboolean twin_calibrate_accepts (const TwinPairSet *set, GError **error);

/**
 * twin_calibrate:
 * @training, @validation: evaluated with evidence: pairs of pictures that the network was trained on, and of pictures
 *   that it never saw
 *
 * The network alone by the validation pairs; with evidence as twin_joint_fit() says. Pairs of too little texture count
 * too: evidence may make a copy of them.
 *
 * @error: #TWIN_CALIBRATE_ERROR
 */
gboolean twin_calibrate (const TwinEvaluation *training, const TwinEvaluation *validation,
                         TwinCalibrations *out_calibrations, GError **error);

G_END_DECLS
