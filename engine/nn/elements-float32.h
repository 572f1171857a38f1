/* elements-float32.h: an element of a product's factors is a float. For micro-kernel.c alone. */
#pragma once

#include "nn/vectors.h"

#include <string.h>

#define VALUES 1
#define COLUMNS (2 * LANES)
#define PACK_PAIR NULL

typedef float Element;
typedef Vector Factor;

INLINE Factor
load_factor (const Element *from)
{
  return load (from);
}

INLINE Vector
multiply_add (Vector sum, Element a, Factor b)
{
  return sum + a * b;
}

static void
pack_row (gsize n, const float *from, gpointer to)
{
  memcpy (to, from, n * sizeof *from);
}

/* Some columns that each lie along the depth, at most as many as a vector is long, from one row of the panel on. Squares
 * are read and written by whole vectors; the rest by a square of zeros that they are laid into. */
static void
turn_columns (gsize n_columns, gsize depth, const float *from, gsize stride_column, float *panel)
{
  for (gsize first = 0; first < depth; first += LANES)
    {
      gsize n = MIN (LANES, depth - first);
      Vector square[LANES] = { 0 };

      if (n == LANES && n_columns == LANES)
        UNROLL
      for (guint column = 0; column < LANES; column++)
        square[column] = load (from + column * stride_column + first);
      else for (gsize column = 0; column < n_columns; column++)
        memcpy (&square[column], from + column * stride_column + first, n * sizeof *from);
      turn_square (square);
      for (gsize k = 0; k < n; k++)
        store (panel + (first + k) * COLUMNS, square[k]);
    }
}

static void
turn_panel (gsize n_columns, gsize depth, const float *from, gsize stride_column, float *panel)
{
  for (gsize first = 0; first < COLUMNS; first += LANES)
    turn_columns (n_columns > first ? MIN (n_columns - first, LANES) : 0, depth,
                  from + first * stride_column, stride_column, panel + first);
}

static void
pack_panel (gsize n_columns, gsize depth, const float *from, gsize stride_column,
            gsize stride_depth, gpointer to)
{
  float *panel = to;

  if (stride_column != 1)
    {
      turn_panel (n_columns, depth, from, stride_column, panel);
      return;
    }
  for (gsize k = 0; k < depth; k++, from += stride_depth, panel += COLUMNS)
    {
      memcpy (panel, from, n_columns * sizeof *panel);
      memset (panel + n_columns, 0, (COLUMNS - n_columns) * sizeof *panel);
    }
}
