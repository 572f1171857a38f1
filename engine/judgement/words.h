/* words.h: what was found, as a biologist would write it down. */
#pragma once

#include "evidence/evidence.h"

G_BEGIN_DECLS

/**
 * twin_words_find:
 *
 * Sentences, translated: first what was done ("B is a part of A (62 % of it): mirrored left-right, turned by 37.0°,
 * gamma 0.80."), then what speaks for it, then what does not follow, a sentence a place. They tell of pictures, never of
 * anybody's intent.
 *
 * Returns: (transfer full) (element-type utf8): none where nothing was found
 */
GPtrArray *twin_words_find (const TwinEvidence *evidence);

G_END_DECLS
