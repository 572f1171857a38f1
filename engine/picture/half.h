/* half.h: IEEE 754 binary16: of TIFF samples, and the F16 of model files. Plain C, since a baseline x86-64 has no
 * instruction for it and not every compiler that we build with has the type. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exact, subnormals, infinity and NaN included. */
float twin_half_to_float (guint16 half);
/* Nearest, ties to even. A finite value beyond the range becomes the largest (65504), not infinity. */
guint16 twin_half_from_float (float value);
/* @halves: [n], little-endian, at any alignment. Reads 2 bytes and writes 4 a value: memory-bound. */
void twin_halves_to_floats (const guint8 *halves, gsize n, float *values);
/* FALSE where one is infinite or NaN. Reads 2 bytes a value: memory-bound. */
gboolean twin_halves_are_finite (const guint8 *halves, gsize n);

G_END_DECLS
