/* machine-limits.h: what this machine can do at best, measured: the two limits that a loop can have. */
#pragma once

#include "nn/precision.h"

G_BEGIN_DECLS

/* FLOPs a second of multiplying and adding in registers, on so many threads: float32 by the widest vectors that the
 * processor has, BF16 by its dot products, where it has them; else as float32. */
double twin_limit_flops (guint threads, TwinPrecision precision);
/* Bytes a second read and written by y += x over arrays far larger than the caches. */
double twin_limit_bytes (guint threads);

G_END_DECLS
