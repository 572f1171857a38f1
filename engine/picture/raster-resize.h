/* raster-resize.h: the resizing of raster.h, row by row: for those inside the room who have no
 * whole raster, or already have the place for the result. */
#pragma once

#include "picture/raster.h"

G_BEGIN_DECLS

/* @length times @part / @whole, rounded, at least 1. */
static inline guint
twin_raster_scaled (guint length, guint part, guint whole)
{
  return (guint) MAX (((guint64) length * part + whole / 2) / whole, 1);
}

/**
 * TwinTaps:
 * @n_out: output positions along one axis
 * @most: the room kept for each in @weights
 * @first: [n_out]: the first input position that counts
 * @count: [n_out]: how many count, at least 1
 * @weights: [n_out][most]: what each weighs; their sum is 1
 */
typedef struct
{
  guint n_out;
  guint most;
  guint *first;
  guint *count;
  float *weights;
} TwinTaps;

/* A few rows of memory at most, so it is not expected to fail. */
TwinTaps *twin_taps_new (guint n_in, guint n_out);
void twin_taps_free (TwinTaps *taps);

/* out[n_out][3] from in[n_in][3]. */
void twin_taps_apply_row (const TwinTaps *taps, const float *in, float *out);

/* Writes @width x @height pixels at @out, whose rows are @stride floats apart. */
void twin_raster_resize_into (const TwinRaster *raster, guint width, guint height, float *out,
                              gsize stride);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinTaps, twin_taps_free)

G_END_DECLS
