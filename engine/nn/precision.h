/* precision.h: of the factors of products; sums are float32 in either. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinPrecision:
 * @TWIN_PRECISION_BFLOAT16: rounded to BF16, where the processor multiplies these faster; else float32
 */
typedef enum
{
  TWIN_PRECISION_FLOAT32,
  TWIN_PRECISION_BFLOAT16,
} TwinPrecision;

/* Does BF16 make a difference on this processor? */
gboolean twin_precision_has_bfloat16 (void);

G_END_DECLS
