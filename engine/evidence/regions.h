/* regions.h: the outlines of what two pictures share. */
#pragma once

#include "evidence/alignments.h"
#include "evidence/evidence.h"

G_BEGIN_DECLS

/**
 * twin_regions_find:
 * @chosen: the best alignment: its region comes first
 * @hypotheses: (element-type TwinHypothesis): further ones, that are rare by chance and of other places, have theirs
 *
 * Returns: (transfer full) (element-type TwinRegion)
 */
GArray *twin_regions_find (const TwinFeatures *a, const TwinFeatures *b, const TwinChosen *chosen,
                           GPtrArray *hypotheses);

/* A map between working pictures, between the pictures themselves. */
TwinAffine twin_regions_to_original (const TwinFeatures *a, const TwinFeatures *b,
                                     const TwinAffine *a_to_b);

/* What both show under @a_to_b (working pictures), as a share of what each has to show. */
void twin_regions_share (const TwinFeatures *a, const TwinFeatures *b, const TwinAffine *a_to_b,
                         double *out_of_a, double *out_of_b);

G_END_DECLS
