/* drawing.h: tensors drawn from g_test's generator: every test program prints its seed, and `--seed` gives it back. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In [-1, 1). */
void twin_draw_into (float *values, gsize n);
/* (transfer full) */
float *twin_draw (gsize n);
/* In [low, high], both met. */
guint twin_draw_between (guint low, guint high);

G_END_DECLS
