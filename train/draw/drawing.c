/* drawing.c: the kinds by name; each has a file of its own. */
#include "draw/drawing.h"

#include "draw/drawing-kinds.h"

/* Keeps drawings apart from the streams of other uses of the same seed. */
#define STREAM G_GUINT64_CONSTANT (0xd4a3)

static const struct
{
  const char *name;
  guint width, height;
  gboolean (*draw) (TwinRaster **raster, TwinRandom *random);
} kinds[TWIN_N_DRAWINGS] = {
  [TWIN_DRAWING_NUCLEI] = { "nuclei", 400, 400, twin_draw_nuclei },
  [TWIN_DRAWING_STAINED] = { "stained", 400, 400, twin_draw_stained },
  [TWIN_DRAWING_BLOT] = { "blot", 480, 300, twin_draw_blot },
  [TWIN_DRAWING_GEL] = { "gel", 420, 360, twin_draw_gel },
  [TWIN_DRAWING_TISSUE] = { "tissue", 512, 400, twin_draw_tissue },
  [TWIN_DRAWING_MEMBRANE] = { "membrane", 400, 400, twin_draw_membrane },
};

const char *
twin_drawing_get_name (TwinDrawing drawing)
{
  g_return_val_if_fail (drawing < TWIN_N_DRAWINGS, NULL);

  return kinds[drawing].name;
}

void
twin_drawing_get_size (TwinDrawing drawing, guint *width, guint *height)
{
  g_return_if_fail (drawing < TWIN_N_DRAWINGS);

  *width = kinds[drawing].width;
  *height = kinds[drawing].height;
}

TwinRaster *
twin_draw (TwinDrawing drawing, guint width, guint height, guint64 seed)
{
  g_autoptr (TwinRaster) raster = NULL;
  TwinRandom random;

  g_return_val_if_fail (drawing < TWIN_N_DRAWINGS, NULL);
  g_return_val_if_fail (MIN (width, height) >= TWIN_DRAWING_MIN_SIDE, NULL);
  g_return_val_if_fail (MAX (width, height) <= TWIN_DRAWING_MAX_SIDE, NULL);

  raster = twin_raster_new (width, height);
  twin_random_init (&random, seed, STREAM + drawing);
  return raster != NULL && kinds[drawing].draw (&raster, &random) ? g_steal_pointer (&raster)
                                                                  : NULL;
}
