/* machine-limits.h: what this machine can do at best, measured: the two limits that a loop can have. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FLOPs a second of OpenBLAS's product of two matrices of 1536 x 1536, on so many threads. */
double twin_limit_flops (guint threads);
/* Bytes a second read and written by y += x over arrays far larger than the caches. */
double twin_limit_bytes (guint threads);

G_END_DECLS
