/* choose.h: which blobs are worth describing: the strongest, and a fair share of every part of the picture. */
#pragma once

#include "evidence/blobs.h"

G_BEGIN_DECLS

/**
 * twin_blobs_choose:
 * @blobs: (element-type TwinBlobPoint): cut to @most and put in the order of their worth
 *
 * Half are the strongest of all; the rest are taken in turn from the cells of a grid over the picture, each cell's
 * strongest first, so that a faint part next to a bright one has its points too.
 */
void twin_blobs_choose (GArray *blobs, const TwinScaleSpace *space, guint width, guint height,
                        guint most);

G_END_DECLS
