/* report-json-evidence.h: evidence as an object; for report-json.c alone. */
#pragma once

#include "compare.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * twin_report_add_evidence: the value of a member `evidence`
 * @comparison: null is written where no evidence was looked for
 * @words: (element-type utf8): sentences about it
 *
 * `found`, `matches`, `inliers`, `log_nfa`, `log_nfa_free`, `registered`, `overlap_fraction`, `agreement`,
 * `transform` (null, or rotation, scale, stretch, flipped, translation, matrix), `tone` (null, or kind, inverted, gain,
 * gamma, offset, colours), `treatment` (of a or b alone:
 * blur_a, blur_b, noise_a, noise_b, jpeg_a, jpeg_b), `regions` (polygon, polygon_b, matrix, inliers), `changes` (kind, polygon, polygon_b, share), `words`; `panel_a`, `panel_b`
 * (A, B, …; null: in the picture as a whole).
 */
void twin_report_add_evidence (JsonBuilder *builder, const TwinComparison *comparison,
                               const GPtrArray *words);

G_END_DECLS
