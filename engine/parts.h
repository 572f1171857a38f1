/* parts.h: a figure's panels, each to be compared at its full size. */
#pragma once

#include "evidence/features.h"
#include "picture/panels.h"

G_BEGIN_DECLS

/* In place of a panel's number: the picture as a whole. */
#define TWIN_PART_WHOLE G_MAXUINT

/* Of more panels, the largest are taken; larger figures than this are compared as wholes. */
#define TWIN_PARTS_MOST 12
#define TWIN_PARTS_PIXELS 60000000

/**
 * TwinPart:
 * @panel: its number among all panels of the figure, from 0 in reading order
 * @features: found in the panel alone; results are told in pixels of the figure
 */
typedef struct
{
  guint panel;
  TwinPanel place;
  TwinFeatures *features;
} TwinPart;

/**
 * twin_parts_find:
 * @error: #G_IO_ERROR (CANCELLED, NO_SPACE)
 *
 * Returns: (transfer full) (nullable) (element-type TwinPart): empty where the picture is one panel as a whole
 */
GArray *twin_parts_find (const TwinPicture *picture, GCancellable *cancellable, GError **error);

/**
 * TwinPartPair: a part of one picture and a part of another
 * @a, @b: indices into the parts, or TWIN_PART_WHOLE
 * @of_a, @of_b: (transfer none)
 * @log_nfa: how often chance would lay their key points over each other so well, a log10; furniture not counted
 */
typedef struct
{
  guint a, b;
  const TwinFeatures *of_a, *of_b;
  double log_nfa;
} TwinPartPair;

/* Pairs that are worth a closer look, at most. */
#define TWIN_PART_PAIRS_MOST 6

/**
 * twin_part_pairs_find:
 * @parts_a, @parts_b: (element-type TwinPart): where empty, the whole is the part
 * @a, @b: of the wholes
 * @out_tried: (out): out of how many pairs these were chosen
 *
 * Chosen by their key points, or where neither has many, by their shape: strips of blots. The same pairs, whichever picture
 * is a.
 *
 * Returns: (transfer full) (nullable) (element-type TwinPartPair): NULL where memory does not suffice
 */
GArray *twin_part_pairs_find (GArray *parts_a, const TwinFeatures *a, GArray *parts_b,
                              const TwinFeatures *b, guint *out_tried);

G_END_DECLS
