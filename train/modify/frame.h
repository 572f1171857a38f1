/* frame.h: the geometric part of a recipe: which rectangle of the original, how laid down. */
#pragma once

#include "modify/footprint.h"
#include "modify/modification.h"

G_BEGIN_DECLS

/**
 * TwinFrame: cropped, then flipped, then turned, then perhaps cropped again
 * @width_whole, @height_whole: of the original
 * @x, @y, @width, @height: the crop
 * @degrees: anticlockwise
 * @inner: a turned picture is cropped to the largest rectangle of its own shape in which no fill
 *   shows
 */
typedef struct
{
  guint width_whole, height_whole;
  guint x, y, width, height;
  gboolean flipped;
  double degrees;
  gboolean inner;
} TwinFrame;

/* All of the original as it is. */
void twin_frame_init (TwinFrame *frame, guint width, guint height);

/* Draws a crop of @area (a fraction) of the present rectangle, inside it, its shape that of the
 * rectangle times at most @aspect one way or the other. */
void twin_frame_crop (TwinFrame *frame, double area, double aspect, TwinRandom *random);

/* Appends the CROP, FLIP, ROTATE and second CROP that it takes; writes the size that results. */
void twin_frame_append (const TwinFrame *frame, GArray *modifications, guint *out_width,
                        guint *out_height);

/* What of the original shows. */
void twin_frame_get_footprint (const TwinFrame *frame, TwinFootprint *footprint);

G_END_DECLS
