/* arena.h: memory planned once: the same calls first add up sizes, then hand out aligned parts, so
 * that a step allocates nothing. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwinArena:
 *
 * Zero it, lay out (parts are NULL), allocate, lay out again by the same calls (parts are memory).
 * A part lives until the arena is returned to a mark taken before it: parts whose lives do not
 * overlap share memory. A thread's own.
 */
typedef struct
{
  float *memory;
  gsize used;     /* floats handed out at the moment */
  gsize highest;  /* the most there ever were */
  gsize capacity; /* floats in memory */
} TwinArena;

/* @n floats, 64-byte aligned and not cleared; NULL while there is no memory yet. */
float *twin_arena_take (TwinArena *arena, gsize n);
gsize twin_arena_mark (const TwinArena *arena);
/* Gives back all that was taken since the mark. */
void twin_arena_return_to (TwinArena *arena, gsize mark);
/* As much as was laid out; then begins anew. @error: G_IO_ERROR_NO_SPACE, with the size. */
gboolean twin_arena_allocate (TwinArena *arena, GError **error);
void twin_arena_clear (TwinArena *arena);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinArena, twin_arena_clear)

G_END_DECLS
