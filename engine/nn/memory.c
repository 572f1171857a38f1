#include "nn/memory.h"

#include <stdlib.h>
#include <sys/mman.h>

#define ALIGNMENT 64
#define LARGE_PAGE (2u << 20)
/* Below, rounding up to large pages would cost more than it gains. */
#define LARGE_FROM (8u << 20)

gpointer
twin_memory_new (gsize bytes)
{
  gsize alignment = bytes >= LARGE_FROM ? LARGE_PAGE : ALIGNMENT, whole;
  gpointer memory;

  if (!g_size_checked_add (&whole, bytes, alignment - 1))
    return NULL;
  whole = whole / alignment * alignment;
  memory = aligned_alloc (alignment, whole);
#ifdef MADV_HUGEPAGE
  if (memory != NULL && bytes >= LARGE_FROM)
    madvise (memory, whole, MADV_HUGEPAGE); /* advice: it may be refused */
#endif
  return memory;
}

void
twin_memory_free (gpointer memory)
{
  free (memory);
}
