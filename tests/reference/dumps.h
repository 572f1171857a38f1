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
 * Fails the test unless @got agrees with the tensor. Where that has fewer values, it was thinned: each k-th of the
 * flat tensor was kept, with the smallest k that leaves 512 at most.
 */
#define assert_dump(name, got, n, tolerance) dump_assert (G_STRLOC, name, got, n, tolerance)
void dump_assert (const char *place, const char *name, const float *got, gsize n, double tolerance);
/* (transfer full): @got as a dump of @n_kept values has it. */
float *dump_thin (const float *got, gsize n, gsize n_kept);

G_END_DECLS
