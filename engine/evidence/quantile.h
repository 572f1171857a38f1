/* quantile.h: values put in order. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void twin_sort_floats (float *values, gsize n);
/* The value below which @share (0 to 1) of the others lie; 0 where there is none. @values are put in order. */
float twin_quantile (float *values, guint n, double share);

G_END_DECLS
