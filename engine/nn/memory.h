/* memory.h: large aligned memory: of weights and of the arena. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @bytes, at least 1, at an address that is a multiple of 64; not cleared. Where the system has large pages it is asked
 * for them: to have 94 MB of weights faulted in then takes 10 ms instead of 30 (bench-model-open). Returns: (nullable):
 * free with twin_memory_free() */
gpointer twin_memory_new (gsize bytes);
void twin_memory_free (gpointer memory);

G_END_DECLS
