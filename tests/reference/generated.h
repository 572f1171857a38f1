/* generated.h: numbers made from a name, the same here and in generated.py: splitmix64, seeded by FNV-1a of the
 * name. So neither inputs nor the weights of a whole network need to be kept. */
#pragma once

#include "nn/network.h"

G_BEGIN_DECLS

/* values [n] in [offset - scale, offset + scale) */
void generated_into (const char *name, float scale, float offset, gsize n, float *values);
/* In [-1, 1). (transfer full) */
float *generated (const char *name, gsize n);

/* A network's weights from the parameters' names; resnet50.py says what each is for. */
typedef enum
{
  GENERATED_LIVELY,
  GENERATED_SETTLED,
} GeneratedWeights;

void generated_encoder (const TwinNetwork *network, GeneratedWeights kind, float *values);

G_END_DECLS
