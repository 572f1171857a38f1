/* drawing-kinds.h: what drawing.c chooses from; for this room alone. */
#pragma once

#include "picture/raster.h"
#include "random.h"

G_BEGIN_DECLS

/* Each draws on a raster that starts black. FALSE where memory does not suffice. A file each. */
gboolean twin_draw_nuclei (TwinRaster **raster, TwinRandom *random);
gboolean twin_draw_stained (TwinRaster **raster, TwinRandom *random);
gboolean twin_draw_blot (TwinRaster **raster, TwinRandom *random);
gboolean twin_draw_gel (TwinRaster **raster, TwinRandom *random);
gboolean twin_draw_tissue (TwinRaster **raster, TwinRandom *random);
gboolean twin_draw_membrane (TwinRaster **raster, TwinRandom *random);

G_END_DECLS
