/* hand-tiff.c: see hand-tiff.h. */
#include "hand-tiff.h"

void
hand_tiff_add_number (GByteArray *bytes, gboolean big_endian, guint n_bytes, guint value)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8) (value >> 8 * (big_endian ? n_bytes - 1 - i : i));

      g_byte_array_append (bytes, &byte, 1);
    }
}

void
hand_tiff_add_directory (GByteArray *bytes, gboolean big_endian, const HandEntry *entries, guint n,
                         guint next)
{
  hand_tiff_add_number (bytes, big_endian, 2, n);
  for (guint i = 0; i < n; i++)
    {
      gboolean is_short = entries[i].type == 3 && entries[i].count == 1;

      hand_tiff_add_number (bytes, big_endian, 2, entries[i].tag);
      hand_tiff_add_number (bytes, big_endian, 2, entries[i].type);
      hand_tiff_add_number (bytes, big_endian, 4, entries[i].count);
      hand_tiff_add_number (bytes, big_endian, is_short ? 2 : 4, entries[i].value);
      if (is_short)
        hand_tiff_add_number (bytes, big_endian, 2, 0);
    }
  hand_tiff_add_number (bytes, big_endian, 4, next);
}

GByteArray *
hand_tiff (gboolean big_endian, const HandEntry *entries, guint n, guint next)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) (big_endian ? "MM" : "II"), 2);
  hand_tiff_add_number (bytes, big_endian, 2, 42);
  hand_tiff_add_number (bytes, big_endian, 4, 8);
  hand_tiff_add_directory (bytes, big_endian, entries, n, next);
  return bytes;
}
