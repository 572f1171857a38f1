#include "nn/arena.h"

#include <stdint.h>
#include <string.h>

/* Three parts, the second and third of which share memory. */
static void
lay_out (TwinArena *arena, float **parts)
{
  gsize mark;

  parts[0] = twin_arena_take (arena, 100);
  mark = twin_arena_mark (arena);
  parts[1] = twin_arena_take (arena, 1000);
  twin_arena_return_to (arena, mark);
  parts[2] = twin_arena_take (arena, 7);
  parts[3] = twin_arena_take (arena, 33);
}

static void
test_measures_then_hands_out (void)
{
  g_auto (TwinArena) arena = { 0 };
  g_autoptr (GError) error = NULL;
  float *parts[4];

  lay_out (&arena, parts);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_null (parts[i]);
  g_assert_true (twin_arena_allocate (&arena, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (arena.capacity, ==, 112 + 1008);
  lay_out (&arena, parts);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_assert_nonnull (parts[i]);
      g_assert_cmpuint ((uintptr_t) parts[i] % 64, ==, 0);
    }
  memset (parts[1], 0, 1000 * sizeof (float)); /* all of it is ours: AddressSanitizer looks */
}

static void
test_parts_do_not_overlap (void)
{
  g_auto (TwinArena) arena = { 0 };
  float *parts[4];

  lay_out (&arena, parts);
  g_assert_true (twin_arena_allocate (&arena, NULL));
  lay_out (&arena, parts);
  g_assert_true (parts[1] == parts[2]);
  g_assert_true (parts[1] >= parts[0] + 100);
  g_assert_true (parts[3] >= parts[2] + 7);
}

static void
test_empty (void)
{
  g_auto (TwinArena) arena = { 0 };

  g_assert_true (twin_arena_allocate (&arena, NULL));
  g_assert_nonnull (twin_arena_take (&arena, 0));
}

static void
test_no_space (gconstpointer data)
{
  g_auto (TwinArena) arena = { 0 };
  g_autoptr (GError) error = NULL;

  twin_arena_take (&arena, GPOINTER_TO_SIZE (data));
  g_assert_false (twin_arena_allocate (&arena, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (arena.memory);
}

/* More than was measured is a bug of ours, and stops the program rather than writing past the end. */
static void
test_too_much (void)
{
  if (g_test_subprocess ())
    {
      g_auto (TwinArena) arena = { 0 };

      twin_arena_take (&arena, 16);
      twin_arena_allocate (&arena, NULL);
      twin_arena_take (&arena, 17);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*arena->used <= arena->capacity*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arena/measures, then hands out aligned parts", test_measures_then_hands_out);
  g_test_add_func ("/arena/parts that live together do not overlap", test_parts_do_not_overlap);
  g_test_add_func ("/arena/may be empty", test_empty);
  g_test_add_data_func ("/arena/more than the machine has is an error",
                        GSIZE_TO_POINTER (G_MAXSIZE / 64), test_no_space);
  g_test_add_data_func ("/arena/more than can be counted is an error",
                        GSIZE_TO_POINTER (G_MAXSIZE / 2), test_no_space);
  g_test_add_func ("/arena/more than was measured stops the program", test_too_much);
  return g_test_run ();
}
