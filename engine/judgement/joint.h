/* joint.h: network and evidence joined to one number. */
#pragma once

#include "evidence/evidence.h"
#include "model/model.h"

G_BEGIN_DECLS

/* [TwinJointTerm]; where no alignment was found, all but the network's are 0. */
typedef struct
{
  double values[TWIN_N_JOINT_TERMS];
} TwinJointTerms;

/**
 * twin_joint_terms:
 * @model_score: M
 * @strength: -log10 of how many such agreements of matches chance would give, furniture not counted
 * @correlation: of details of 2 pixels, -1 to 1
 * @agreement: share of the textured ground, furniture not counted, that agrees
 *
 * What is not finite counts as 0.
 */
TwinJointTerms twin_joint_terms (double model_score, double strength, double correlation,
                                 double agreement);

/* Of evidence: (nullable): NULL is none at all. */
TwinJointTerms twin_joint_terms_of (const TwinEvidence *evidence, double model_score);

/* The calibrated score: in (0, 1); never falls where a term grows. */
double twin_joint_score (const TwinJointCalibration *calibration, const TwinJointTerms *terms);

G_END_DECLS
