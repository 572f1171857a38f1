/* hand-tiff.h: TIFF files spelt out, which libtiff would not write. */
#pragma once

#include <glib.h>

/* Types: 3 is 16 bits, 4 is 32 bits, 2 is text. @value: itself where it fits, otherwise its offset. */
typedef struct
{
  guint tag;
  guint type;
  guint count;
  guint value;
} HandEntry;

/* Where what follows the first directory begins. */
#define HAND_TIFF_BEHIND(n_entries) (8 + 2 + 12 * (n_entries) + 4)

/* A head, then at byte 8 a directory of @n entries that names @next as the one after it. */
GByteArray *hand_tiff (gboolean big_endian, const HandEntry *entries, guint n, guint next);
/* A further directory, wherever @bytes has grown to. */
void hand_tiff_add_directory (GByteArray *bytes, gboolean big_endian, const HandEntry *entries,
                              guint n, guint next);
void hand_tiff_add_number (GByteArray *bytes, gboolean big_endian, guint n_bytes, guint value);
