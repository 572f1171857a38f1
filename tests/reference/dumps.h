/* dumps.h: what PyTorch computed (dumps.safetensors, made by make-dumps.py). */
#pragma once

#include "agreement.h"

G_BEGIN_DECLS

/* One tensor; fails the test unless it is there with @n values. (transfer full) */
float *dump_read (const char *name, gsize n);

/**
 * assert_dump:
 * @got: [n]
 *
 * Fails the test unless @got agrees with the tensor. Where that has fewer values, it was thinned: some were kept from
 * all over, as keep_thinned() in make-dumps.py says.
 */
#define assert_dump(name, got, n, tolerance) dump_assert (G_STRLOC, name, got, n, tolerance)
void dump_assert (const char *place, const char *name, const float *got, gsize n, double tolerance);
/* Values that are kept of @n. */
gsize dump_thinned_size (gsize n);
/* (transfer full): [dump_thinned_size (n)]: @got as a thinned dump has it. */
float *dump_thin (const float *got, gsize n);

G_END_DECLS
