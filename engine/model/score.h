/* score.h: M. */
#pragma once

#include "model/session.h"

G_BEGIN_DECLS

/* M of two pictures: the maximum of M over the pairs of their views, two tiles excepted: a crop is found as a whole
 * against a tile, and nine by nine tiles would only be eighty-one more chances of a false alarm. In [0, 1]. Symmetric
 * to the last bit. Any thread. */
float twin_model_score (const TwinModel *model, const TwinEmbeddings *a, const TwinEmbeddings *b);

G_END_DECLS
