#include "picture/sha256.h"

#include <string.h>

#define MOST 1000

static void
assert_as_glib (const guint8 *bytes, gsize n)
{
  g_autofree char *got = twin_sha256 (bytes, n);
  g_autofree char *want = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, n);

  g_assert_cmpstr (got, ==, want);
}

/* FIPS 180-2, appendix B. */
static void
test_known (void)
{
  g_autofree char *got = twin_sha256 ((const guint8 *) "abc", 3);
  g_autofree char *of_nothing = twin_sha256 (NULL, 0);

  g_assert_cmpstr (got, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (of_nothing, ==,
                   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* All that padding can meet, at any address. */
static void
test_lengths (void)
{
  guint8 bytes[MOST];

  for (guint i = 0; i < MOST; i++)
    bytes[i] = g_test_rand_int_range (0, 256);
  for (gsize n = 0; n < MOST - 1; n++)
    assert_as_glib (bytes + n % 2, n);
}

static void
test_long (void)
{
  gsize n = (5u << 20) + 17;
  g_autofree guint8 *bytes = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    bytes[i] = i * 2654435761u >> 13;
  assert_as_glib (bytes, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sha256/known digests", test_known);
  g_test_add_func ("/sha256/every length up to a thousand as GLib's", test_lengths);
  g_test_add_func ("/sha256/of megabytes as GLib's", test_long);
  return g_test_run ();
}
