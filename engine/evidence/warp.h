/* warp.h: pictures laid into another frame, and two pictures laid into one. */
#pragma once

#include "evidence/affine.h"
#include "evidence/grey.h"
#include "evidence/polygon.h"

G_BEGIN_DECLS

/**
 * twin_warp:
 * @to_frame: where a place of @grey lies in the frame
 * @width, @height: of the frame
 * @shown: (nullable): of the frame's size; multiplied by 1 where the picture has something to show, by 0 where not
 *
 * Bilinear, after a blur where the frame is coarser. Beyond the picture's edge its outermost pixels go on.
 * Returns: NULL where memory does not suffice or @to_frame cannot be inverted
 */
TwinGrey *twin_warp (const TwinGrey *grey, const TwinAffine *to_frame, guint width, guint height,
                     TwinGrey *shown);

/**
 * TwinAlignment: what two pictures share, in one frame
 * @a, @b: of the frame's size
 * @b_shown: 1 where @b has something to show, else 0
 * @shared: 1 where both have
 * @a_to_frame, @b_to_frame: where places of the pictures lie in it
 * @content_a, @content_b: where the pictures have something to show, in their own pixels
 * @n_shared: pixels of the frame that both show
 * @overlap: the same as a share of the smaller picture
 * @zoom: the frame's pixels over those of the coarser picture; above 1 where that is small
 */
typedef struct
{
  TwinGrey *a;
  TwinGrey *b;
  TwinGrey *b_shown;
  TwinGrey *shared;
  TwinAffine a_to_frame;
  TwinAffine b_to_frame;
  TwinPolygon content_a;
  TwinPolygon content_b;
  gsize n_shared;
  double overlap;
  double zoom;
} TwinAlignment;

/**
 * twin_alignment_new:
 * @a_to_b: in pixels of both
 * @most_pixels: of the frame
 *
 * The frame is the part of the coarser picture in which the other one lies, made smaller where it has more
 * than @most_pixels, larger where it is narrow. Returns: NULL where too little is shared or memory does not
 * suffice
 */
TwinAlignment *twin_alignment_new (const TwinGrey *a, const TwinGrey *b, const TwinAffine *a_to_b,
                                   guint64 most_pixels);
void twin_alignment_free (TwinAlignment *alignment);

/* Lays @a anew, where it has been found to lie at @a_to_frame. FALSE without memory: nothing has changed. */
gboolean twin_alignment_move (TwinAlignment *alignment, const TwinGrey *a,
                              const TwinAffine *a_to_frame);
/* Where places of a lie in b. FALSE where the maps cannot be inverted. */
gboolean twin_alignment_get_map (const TwinAlignment *alignment, TwinAffine *out_a_to_b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinAlignment, twin_alignment_free)

G_END_DECLS
