#include "nn/arena.h"
#include "nn/memory.h"

#include <glib/gi18n-lib.h>

#define ALIGNMENT 64
#define FLOATS_ALIGNED (ALIGNMENT / sizeof (float))

float *
twin_arena_take (TwinArena *arena, gsize n)
{
  float *part = arena->memory != NULL ? arena->memory + arena->used : NULL;

  arena->used += (n + FLOATS_ALIGNED - 1) / FLOATS_ALIGNED * FLOATS_ALIGNED;
  arena->highest = MAX (arena->highest, arena->used);
  g_assert (arena->memory == NULL || arena->used <= arena->capacity);
  return part;
}

gsize
twin_arena_mark (const TwinArena *arena)
{
  return arena->used;
}

void
twin_arena_return_to (TwinArena *arena, gsize mark)
{
  g_assert (mark <= arena->used);
  arena->used = mark;
}

gboolean
twin_arena_allocate (TwinArena *arena, GError **error)
{
  gsize n = MAX (arena->highest, FLOATS_ALIGNED);
  float *memory = n <= G_MAXSIZE / sizeof (float) - ALIGNMENT ? twin_memory_new (n * sizeof (float))
                                                              : NULL;

  if (memory == NULL)
    {
      g_autofree char *size = g_format_size (n * sizeof (float));

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("The network needs %s of memory, which is not there; take smaller batches"),
                   size);
      return FALSE;
    }
  twin_memory_free (arena->memory);
  arena->memory = memory;
  arena->capacity = n;
  arena->used = 0;
  return TRUE;
}

void
twin_arena_clear (TwinArena *arena)
{
  twin_memory_free (arena->memory);
  *arena = (TwinArena){ 0 };
}
