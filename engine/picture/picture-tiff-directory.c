/* picture-tiff-directory.c: the chain of directories (TIFF 6.0, section 2; BigTIFF), walked in the
 * bytes themselves: libtiff would read each whole, and tells a loop from an end only in its log. */
#include "picture/picture-tiff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How the two kinds of TIFF differ: bytes of the first offset's place, of an entry and its parts. */
typedef struct
{
  gboolean big_endian;
  gsize first_at;
  guint offset_bytes;
  guint count_bytes;
  guint entry_bytes;
} Layout;

static Layout
layout_of (const TwinSource *source)
{
  gboolean big_endian = source->bytes[0] == 'M';
  gboolean big_tiff = source->bytes[big_endian ? 3 : 2] == 43;

  return big_tiff ? (Layout){ big_endian, 8, 8, 8, 20 } : (Layout){ big_endian, 4, 4, 2, 12 };
}

/* FALSE where @n bytes at @at are not all in the file. */
static gboolean
read_number (const TwinSource *source, const Layout *layout, guint64 at, guint n, guint64 *number)
{
  if (at > source->n_bytes || n > source->n_bytes - at)
    return FALSE;
  *number = 0;
  for (guint i = 0; i < n; i++)
    *number = *number << 8 | source->bytes[at + (layout->big_endian ? i : n - 1 - i)];
  return TRUE;
}

/* How many entries a directory has and where the next one's offset stands. */
static gboolean
measure (const TwinSource *source, const Layout *layout, guint64 directory, guint64 *entries,
         guint64 *next_at)
{
  if (!read_number (source, layout, directory, layout->count_bytes, entries) ||
      *entries > source->n_bytes / layout->entry_bytes)
    return FALSE;
  *next_at = directory + layout->count_bytes + *entries * layout->entry_bytes;
  return TRUE;
}

static gboolean
remember (const TwinSource *source, GHashTable *seen, GArray *directories, guint64 directory,
          GError **error)
{
  if (!g_hash_table_add (seen, GSIZE_TO_POINTER (directory)))
    return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error,
                             _ ("its pages lead round in a circle"));
  g_array_append_val (directories, directory);
  if (directories->len > source->limits->pages)
    return twin_source_check_pages (source, directories->len, error);
  return TRUE;
}

gboolean
twin_tiff_list_directories (const TwinSource *source, GArray *directories, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Layout layout = layout_of (source);
  guint64 next_at = layout.first_at, directory, entries;

  while (TRUE)
    {
      if (!read_number (source, &layout, next_at, layout.offset_bytes, &directory))
        return twin_source_fail_truncated (source, error);
      if (directory == 0)
        break;
      if (!measure (source, &layout, directory, &entries, &next_at))
        return twin_source_fail_truncated (source, error);
      if (!remember (source, seen, directories, directory, error))
        return FALSE;
    }
  if (directories->len > 0)
    return TRUE;
  return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error, _ ("it holds no page"));
}

/* Bytes of a value of each TIFF type, from 0. */
static guint
bytes_of_type (guint64 type)
{
  static const guint8 sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

  return type < G_N_ELEMENTS (sizes) ? sizes[type] : 0;
}

gboolean
twin_tiff_directory_is_cut (const TwinSource *source, guint64 directory)
{
  Layout layout = layout_of (source);
  guint64 entries, next_at, type, count, at;

  if (!measure (source, &layout, directory, &entries, &next_at))
    return TRUE;
  for (guint64 i = 0; i < entries; i++)
    {
      guint64 entry = directory + layout.count_bytes + i * layout.entry_bytes;
      guint64 value_at = entry + 4 + layout.offset_bytes;

      if (!read_number (source, &layout, entry + 2, 2, &type) ||
          !read_number (source, &layout, entry + 4, layout.offset_bytes, &count) ||
          !read_number (source, &layout, value_at, layout.offset_bytes, &at))
        return TRUE;
      if (count > G_MAXUINT64 / 8 || count * bytes_of_type (type) <= layout.offset_bytes)
        continue;
      if (at > source->n_bytes || count * bytes_of_type (type) > source->n_bytes - at)
        return TRUE;
    }
  return FALSE;
}
