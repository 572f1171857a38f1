/* report-json-evidence.h: evidence as an object; for report-json.c alone. */
#pragma once

#include "evidence/evidence.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * twin_report_add_evidence: the value of a member `evidence`
 * @evidence: (nullable): null is written where none was looked for
 * @words: (element-type utf8): sentences about it
 *
 * `found`, `matches`, `inliers`, `log_nfa`, `log_nfa_free`, `registered`, `overlap_fraction`, `agreement`,
 * `transform` (null, or rotation, scale, stretch, flipped, translation, matrix), `tone` (null, or kind, inverted, gain,
 * gamma, offset, colours), `regions` (polygon, polygon_b, matrix, inliers), `changes` (kind, polygon, polygon_b, share), `words`.
 */
void twin_report_add_evidence (JsonBuilder *builder, const TwinEvidence *evidence,
                               const GPtrArray *words);

G_END_DECLS
