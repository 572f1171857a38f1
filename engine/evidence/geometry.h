/* geometry.h: whether matches agree on one way to lay a picture over another, and how often chance would. */
#pragma once

#include "evidence/matching.h"

G_BEGIN_DECLS

/**
 * TwinHypothesis: a way to lay a over b
 * @a_to_b: in pixels of the working pictures
 * @variant: what the matches were found under
 * @log_nfa: log10 of how many such agreements chance would give among as many matches; the lower, the surer
 * @log_nfa_free: the same where points on furniture are not counted
 * @matches: of the variant
 * @inliers: of these agree, each place of either picture counted once
 * @inliers_free: of these that stand on no furniture
 * @pairs: (element-type TwinMatch): the inliers
 */
typedef struct
{
  TwinAffine a_to_b;
  TwinVariant variant;
  double log_nfa;
  double log_nfa_free;
  guint matches;
  guint inliers;
  guint inliers_free;
  GArray *pairs;
} TwinHypothesis;

void twin_hypothesis_free (TwinHypothesis *hypothesis);

/* As many are kept of each variant. */
#define TWIN_HYPOTHESES_A_VARIANT 3

/**
 * twin_geometry_find:
 *
 * Matches the key points under every variant and looks for what they agree on. No random numbers: the same pictures
 * give the same. Not symmetric in rounding: the caller keeps to one order.
 *
 * Returns: (transfer full) (nullable) (element-type TwinHypothesis): all, the surest first; NULL where memory does not
 * suffice
 */
GPtrArray *twin_geometry_find (const TwinFeatures *a, const TwinFeatures *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinHypothesis, twin_hypothesis_free)

G_END_DECLS
