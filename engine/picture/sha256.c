#include "picture/sha256.h"

#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif

#define BLOCK 64
#define LENGTH_BYTES 8

#ifdef __x86_64__
void twin_sha256_blocks_x86 (guint32 state[8], const guint8 *blocks, gsize n);

/* Leaf 7's bit 29; that of SSE4.1 besides. */
static gboolean
processor_has_it (void)
{
  guint a, b, c, d;

  return __builtin_cpu_supports ("sse4.1") && __get_cpuid_count (7, 0, &a, &b, &c, &d) &&
         (b & 1u << 29) != 0;
}
#endif

TwinSha256Blocks
twin_sha256_get_blocks (void)
{
#ifdef __x86_64__
  if (processor_has_it ())
    return twin_sha256_blocks_x86;
#endif
  return NULL;
}

/* What is left of the last block, a bit that is set, zeros, and the length in bits: one block, or two. */
static gsize
pad (const guint8 *rest, gsize n_rest, guint64 n, guint8 padded[2 * BLOCK])
{
  gsize n_blocks = n_rest + 1 + LENGTH_BYTES <= BLOCK ? 1 : 2;
  guint64 bits = GUINT64_TO_BE (n * 8);

  memset (padded, 0, 2 * BLOCK);
  if (n_rest > 0)
    memcpy (padded, rest, n_rest);
  padded[n_rest] = 0x80;
  memcpy (padded + n_blocks * BLOCK - LENGTH_BYTES, &bits, LENGTH_BYTES);
  return n_blocks;
}

char *
twin_sha256 (const guint8 *bytes, gsize n)
{
  /* The fractions of the square roots of the first eight primes. */
  guint32 state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
  TwinSha256Blocks move_on = twin_sha256_get_blocks ();
  GString *text;
  guint8 padded[2 * BLOCK];

  if (move_on == NULL)
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, n);
  move_on (state, bytes, n / BLOCK);
  move_on (state, padded, pad (bytes + n / BLOCK * BLOCK, n % BLOCK, n, padded));
  text = g_string_sized_new (64);
  for (guint i = 0; i < G_N_ELEMENTS (state); i++)
    g_string_append_printf (text, "%08x", state[i]);
  return g_string_free (text, FALSE);
}
