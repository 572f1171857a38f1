/* peak-flops.h: loops that do nothing but multiply and add in registers, an instruction set each. */
#pragma once

#include "nn/precision.h"

G_BEGIN_DECLS

/* Goes round @times times. Returns: the FLOPs that were done */
typedef double (*TwinPeakLoop) (gsize times);

/* The fastest that this processor has. */
TwinPeakLoop twin_peak_loop (TwinPrecision precision);

G_END_DECLS
