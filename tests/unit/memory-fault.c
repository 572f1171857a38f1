#include "memory-fault.h"

/* The @fail_at-th call fails, from 1; 0: none. */
static guint fail_at, calls;

void
memory_fault_begin (guint n)
{
  calls = 0;
  fail_at = n;
}

gboolean
memory_fault_end (void)
{
  gboolean failed = fail_at > 0 && calls >= fail_at;

  fail_at = 0;
  return failed;
}

static gboolean
fails_now (void)
{
  return ++calls == fail_at;
}

/* The names that -Wl,--wrap gives. */
gpointer __real_g_try_malloc (gsize n);
gpointer __wrap_g_try_malloc (gsize n);
gpointer __real_g_try_malloc0 (gsize n);
gpointer __wrap_g_try_malloc0 (gsize n);
gpointer __real_g_try_malloc_n (gsize n, gsize size);
gpointer __wrap_g_try_malloc_n (gsize n, gsize size);
gpointer __real_g_try_malloc0_n (gsize n, gsize size);
gpointer __wrap_g_try_malloc0_n (gsize n, gsize size);

gpointer
__wrap_g_try_malloc (gsize n)
{
  return fails_now () ? NULL : __real_g_try_malloc (n);
}

gpointer
__wrap_g_try_malloc0 (gsize n)
{
  return fails_now () ? NULL : __real_g_try_malloc0 (n);
}

gpointer
__wrap_g_try_malloc_n (gsize n, gsize size)
{
  return fails_now () ? NULL : __real_g_try_malloc_n (n, size);
}

gpointer
__wrap_g_try_malloc0_n (gsize n, gsize size)
{
  return fails_now () ? NULL : __real_g_try_malloc0_n (n, size);
}
