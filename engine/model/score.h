/* score.h: M. */
#pragma once

#include "model/session.h"

G_BEGIN_DECLS

/* M of two pictures: the maximum of M over the pairs of their views; in [0, 1]. Symmetric to the last bit. Any thread. */
float twin_model_score (const TwinModel *model, const TwinEmbeddings *a, const TwinEmbeddings *b);

G_END_DECLS
