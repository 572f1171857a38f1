/* gather.h: the pixels around a pixel, one after the other (im2col), so that sums over them are matrix products. */
#pragma once

#include "nn/shape.h"

G_BEGIN_DECLS

/* A rectangle of taps: pixels of the source from a grid's place in it, first … first + n - 1 on either axis. */
typedef struct
{
  gint first_y;
  guint n_y;
  gint first_x;
  guint n_x;
} TwinTaps;

static inline guint
twin_taps_count (const TwinTaps *taps)
{
  return taps->n_y * taps->n_x;
}

/**
 * TwinGather:
 * @elements: of four bytes, @pixel of them a pixel, [n, height, width, @pixel]; around is 0
 * @height, @width: of the source
 * @grid: n, height, width of the grid whose pixels' surroundings are wanted
 * @step: pixels of the source from one of the grid to the next
 */
typedef struct
{
  gconstpointer elements;
  gsize pixel;
  guint height;
  guint width;
  TwinShape grid;
  guint step;
  TwinTaps taps;
} TwinGather;

/* Grid pixels @first … @first + @rows - 1: to [rows][taps * pixel], rows @stride apart. Memory-bound. */
void twin_gather_rows (const TwinGather *gather, gsize first, gsize rows, gsize stride,
                       gpointer to);

G_END_DECLS
