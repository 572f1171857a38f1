/* joint-fit.h: the joint score's numbers, from pairs whose answer is known. */
#pragma once

#include "judgement/joint.h"

G_BEGIN_DECLS

/* One judged pair. */
typedef struct
{
  TwinJointTerms terms;
  gboolean positive;
} TwinJointExample;

/**
 * twin_joint_fit:
 * @training: [n_training]: of pictures that the network was trained on: they say how the terms of the evidence weigh
 *   against each other
 * @validation: [n_validation]: of pictures that it never saw: they say how evidence and network weigh against each
 *   other, make a probability of the sum, and give the thresholds, at false-positive rates of 1e-2 and 1e-3
 *
 * Logistic regression at equal odds, each weight held at 0 or above; a weak pull towards 0 keeps them finite where the
 * two kinds fall apart wholly.
 *
 * Returns: FALSE, and @out_joint left alone, where a set lacks one kind of pairs
 */
gboolean twin_joint_fit (const TwinJointExample *training, gsize n_training,
                         const TwinJointExample *validation, gsize n_validation,
                         TwinJointCalibration *out_joint);

G_END_DECLS
