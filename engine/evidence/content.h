/* content.h: where a picture has something to show: not in the corners that turning filled, nor in a plain margin. */
#pragma once

#include "evidence/grey.h"
#include "evidence/polygon.h"

G_BEGIN_DECLS

/* Its outline, convex: all of the picture, unless plain ground of one grey lies around a parallelogram. */
TwinPolygon twin_content_find (const TwinGrey *grey);

/* Multiplies by 0 all pixels whose middle lies outside a convex polygon. */
void twin_content_mask (const TwinPolygon *content, TwinGrey *shown);

G_END_DECLS
