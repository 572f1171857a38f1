/* features-private.h: what features hold; for features.c and features-serialise.c alone. */
#pragma once

#include "evidence/features.h"

G_BEGIN_DECLS

/* How finely a point's numbers are kept: steps to 1, of the angle to a full turn. */
#define TWIN_SCALE_STEPS 256.0f
#define TWIN_RARITY_STEPS 32768.0f
#define TWIN_TURN_STEPS 65536.0

struct _TwinFeatures
{
  gatomicrefcount references;
  TwinGrey *grey;
  TwinGrey *furniture;
  TwinColours colours;
  gboolean has_blocks;
  guint width;
  guint height;
  TwinAffine to_original;
  double noise;
  guint8 digest[TWIN_FEATURES_DIGEST];
  guint n_points;
  TwinKeyPoint *points;
  guint8 *descriptors;
};

/* Nothing in it but room for @n_points points. */
TwinFeatures *twin_features_new (guint n_points);

G_END_DECLS
