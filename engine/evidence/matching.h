/* matching.h: which key points of one picture look like which of another. */
#pragma once

#include "evidence/features.h"

G_BEGIN_DECLS

/* How one picture may have been altered, so that its descriptors are to be permuted. */
typedef struct
{
  gboolean mirrored;
  gboolean inverted;
} TwinVariant;

#define TWIN_VARIANTS 4
extern const TwinVariant twin_variants[TWIN_VARIANTS];

/**
 * TwinMatch:
 * @a, @b: numbers of the points
 * @ratio: distance of the descriptors over that of the nearest rival: the smaller, the surer
 */
typedef struct
{
  guint a;
  guint b;
  float ratio;
} TwinMatch;

/* More matches of one variant than these surest ones are not kept. */
#define TWIN_MATCHES_MOST 500

/* The descriptors of a picture as matrix products want them, bright and dark blobs apart. */
typedef struct _TwinMatchTable TwinMatchTable;

/* Keeps @features. Returns: (nullable): NULL where memory does not suffice */
TwinMatchTable *twin_match_table_new (const TwinFeatures *features, const TwinVariant *variant);
void twin_match_table_free (TwinMatchTable *table);

/**
 * twin_matches_find:
 * @a: of the first picture, altered as @variant
 * @b: of the second picture, as it is
 *
 * Each the other's nearest; nearer, by a share, than the next that lies elsewhere in b, and than what is met everywhere.
 *
 * Returns: (transfer full) (nullable) (element-type TwinMatch): the surest first; NULL where memory does not suffice
 */
GArray *twin_matches_find (const TwinMatchTable *a, const TwinMatchTable *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinMatchTable, twin_match_table_free)

G_END_DECLS
