/* drawing.h: pictures like those of biology that the project draws itself: samples, and tests that
 * need no one's data. */
#pragma once

#include "picture/raster.h"

G_BEGIN_DECLS

/**
 * TwinDrawing:
 * @TWIN_DRAWING_NUCLEI: nuclei in fluorescence
 * @TWIN_DRAWING_STAINED: a smear of cells, stained
 * @TWIN_DRAWING_BLOT: bands in lanes, dark on film
 * @TWIN_DRAWING_GEL: bands in lanes, glowing, with ladders
 * @TWIN_DRAWING_TISSUE: a section with glands, stained with haematoxylin and eosin
 * @TWIN_DRAWING_MEMBRANE: outlines of a sheet of cells in fluorescence
 */
typedef enum
{
  TWIN_DRAWING_NUCLEI,
  TWIN_DRAWING_STAINED,
  TWIN_DRAWING_BLOT,
  TWIN_DRAWING_GEL,
  TWIN_DRAWING_TISSUE,
  TWIN_DRAWING_MEMBRANE,
  TWIN_N_DRAWINGS,
} TwinDrawing;

#define TWIN_DRAWING_MIN_SIDE 64
#define TWIN_DRAWING_MAX_SIDE 4096

/* `nuclei`, `stained`, … */
const char *twin_drawing_get_name (TwinDrawing drawing);
/* The size that suits it. */
void twin_drawing_get_size (TwinDrawing drawing, guint *width, guint *height);

/* The same seed and size give the same picture. Sides from MIN_SIDE to MAX_SIDE.
 * Returns: (transfer full) (nullable): NULL where memory does not suffice */
TwinRaster *twin_draw (TwinDrawing drawing, guint width, guint height, guint64 seed);

G_END_DECLS
