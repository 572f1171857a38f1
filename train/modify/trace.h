/* trace.h: what a list of modifications did to a picture: the truth that findings are measured against. */
#pragma once

#include "evidence/affine.h"
#include "modify/modification.h"

G_BEGIN_DECLS

#define TWIN_PATCH_CORNERS 16
#define TWIN_TONE_POINTS 65

/**
 * TwinPatch: a retouched place
 * @x, @y: its outline, in pixels of the altered picture
 * @change: how far the greys inside were moved, in the mean, on the scale of 0 to 255: ground over like ground changes
 *   next to nothing
 */
typedef struct
{
  double x[TWIN_PATCH_CORNERS];
  double y[TWIN_PATCH_CORNERS];
  double change;
} TwinPatch;

/**
 * TwinTrace:
 * @matrix: from the original to the altered picture
 * @tone: what became of the greys 0, 1/64, …, 1 (of a pixel by itself: blur and noise are left out)
 * @patches: of TwinPatch
 */
typedef struct
{
  TwinAffine matrix;
  float tone[TWIN_TONE_POINTS];
  gboolean inverted;
  gboolean false_colour;
  GArray *patches;
} TwinTrace;

/* Of a picture as it is. */
void twin_trace_init (TwinTrace *trace);
void twin_trace_clear (TwinTrace *trace);

/* As twin_modifications_apply(), which changes pixels alike; besides, @trace goes on from where it stands. */
TwinRaster *twin_modifications_trace (const GArray *modifications, TwinRaster *raster,
                                      TwinRandom *random, TwinTrace *trace, GError **error);
/* The picture that is traced becomes part of another, which @matrix leads to. */
void twin_trace_move (TwinTrace *trace, const TwinAffine *matrix);

/* What one does to places, of a picture of this size; the size that results. */
TwinAffine twin_modification_get_matrix (const TwinModification *modification, guint width,
                                         guint height, guint *out_width, guint *out_height);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinTrace, twin_trace_clear)

G_END_DECLS
