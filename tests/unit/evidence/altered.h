/* altered.h: drawn pictures altered in known ways, for tests. */
#pragma once

#include "draw/drawing.h"
#include "evidence/affine.h"
#include "evidence/grey.h"
#include "modify/modification.h"

#include <math.h>

/* A modification, and the end of a list of them. */
#define DO(what, how_much)                         \
  {                                                \
    .kind = TWIN_MODIFY_##what, .amount = how_much \
  }
#define END       \
  {               \
    .amount = NAN \
  }

/* Two pictures of one original, and where a's places lie in b. */
typedef struct
{
  TwinGrey *a;
  TwinGrey *b;
  TwinAffine a_to_b;
} Altered;

/* @b_is: modifications up to END; a is as drawn. */
void altered_init (Altered *altered, TwinDrawing drawing, guint width, guint height, guint64 seed,
                   const TwinModification *b_is);
void altered_clear (Altered *altered);

/* The mean distance at a's corners between where @found and where the truth takes them, over b's longer side. */
double altered_get_error (const Altered *altered, const TwinAffine *found);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Altered, altered_clear)
