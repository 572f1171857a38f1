/* changes.h: what does not follow: places where one picture is not what the other became. */
#pragma once

#include "evidence/polygon.h"
#include "evidence/tone.h"

G_BEGIN_DECLS

/**
 * TwinChangeKind:
 * @TWIN_CHANGE_OTHER: other content
 * @TWIN_CHANGE_ONLY_A: a shows something where b is plain
 * @TWIN_CHANGE_ONLY_B: the reverse
 */
typedef enum
{
  TWIN_CHANGE_OTHER,
  TWIN_CHANGE_ONLY_A,
  TWIN_CHANGE_ONLY_B,
} TwinChangeKind;

/**
 * TwinChange:
 * @a, @b: its outline in pixels of either picture
 * @share: its area over that of the smaller picture
 * @strength: the residual's energy there over what is expected
 */
typedef struct
{
  TwinChangeKind kind;
  TwinPolygon a;
  TwinPolygon b;
  double share;
  double strength;
} TwinChange;

/**
 * twin_changes_find:
 * @tone: fitted on the same pictures
 *
 * Places of 0.3 % of the smaller picture or more. What noise, JPEG and an alignment that is a little off leave
 * behind is learnt from the pictures themselves.
 *
 * Returns: (transfer full) (element-type TwinChange): the largest first, perhaps none; NULL without memory
 */
GArray *twin_changes_find (const TwinAlignment *alignment, const TwinTone *tone);

G_END_DECLS
