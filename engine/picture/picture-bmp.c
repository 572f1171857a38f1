/* picture-bmp.c: BMP by gdk-pixbuf, which forgives a file that ends early; so the head is read here
 * first, and the length that it promises compared with the file's. */
#include "picture/picture-pixbuf.h"

#include <glib/gi18n-lib.h>

#define FILE_HEAD 14
#define OLD_HEAD 12 /* OS/2 1: sizes in 16 bits */
#define NEW_HEAD 40
#define COMPRESSION_RLE8 1
#define COMPRESSION_RLE4 2

typedef struct
{
  guint64 width;
  guint64 height;
  guint bits;
  guint compression;
  guint64 pixels_at;
  guint64 colours; /* in the palette; 0: as many as the bits allow */
} BmpHead;

static guint
read_16 (const guint8 *bytes)
{
  return bytes[0] | (guint) bytes[1] << 8;
}

static guint
read_32 (const guint8 *bytes)
{
  return read_16 (bytes) | read_16 (bytes + 2) << 16;
}

static gboolean
read_head (const TwinSource *source, BmpHead *head, GError **error)
{
  const guint8 *info = source->bytes + FILE_HEAD;
  guint length;

  if (source->n_bytes < FILE_HEAD + OLD_HEAD)
    return twin_source_fail_truncated (source, error);
  length = read_32 (info);
  head->pixels_at = read_32 (source->bytes + 10);
  if (length == OLD_HEAD)
    {
      head->width = read_16 (info + 4);
      head->height = read_16 (info + 6);
      head->bits = read_16 (info + 10);
      return TRUE;
    }
  if (length < NEW_HEAD)
    return twin_source_fail (source, TWIN_PICTURE_ERROR_FORMAT, error,
                             _ ("its head has %u bytes, which no known kind of BMP has"), length);
  if (source->n_bytes < FILE_HEAD + NEW_HEAD)
    return twin_source_fail_truncated (source, error);
  head->width = read_32 (info + 4);
  /* Negative where the first row is the top one. */
  head->height = (guint64) ABS ((gint64) (gint32) read_32 (info + 8));
  head->bits = read_16 (info + 14);
  head->compression = read_32 (info + 16);
  head->colours = read_32 (info + 32);
  /* gdk-pixbuf makes room for as many as are claimed. */
  if (head->colours > (head->bits <= 8 ? 256 : 65536))
    return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error,
                             _ ("its palette is said to be larger than can be"));
  if (length + head->colours * 4 > source->n_bytes - FILE_HEAD)
    return twin_source_fail_truncated (source, error);
  return TRUE;
}

/* Run lengths: pairs of bytes; 0 introduces an escape: 0 ends a row, 1 the bitmap, 2 moves on by the
 * two bytes that follow, n gives n values as they are, padded to 16 bits. TRUE if the end is there. */
static gboolean
runs_end (const TwinSource *source, const BmpHead *head)
{
  gsize at = (gsize) head->pixels_at;

  while (at + 2 <= source->n_bytes)
    {
      guint8 count = source->bytes[at], value = source->bytes[at + 1];

      at += 2;
      if (count != 0 || value == 0)
        continue;
      if (value == 1)
        return TRUE;
      if (value == 2)
        at += 2;
      else
        at += (head->compression == COMPRESSION_RLE8 ? value + 1u : (value + 3u) / 2) & ~1u;
    }
  return FALSE;
}

static gboolean
check_length (const TwinSource *source, const BmpHead *head, GError **error)
{
  guint64 row_bytes = (head->width * head->bits + 31) / 32 * 4;
  gboolean runs = head->compression == COMPRESSION_RLE8 || head->compression == COMPRESSION_RLE4;

  if (head->pixels_at > source->n_bytes)
    return twin_source_fail_truncated (source, error);
  if (runs ? runs_end (source, head)
           : row_bytes * head->height <= source->n_bytes - head->pixels_at)
    return TRUE;
  return twin_source_fail_truncated (source, error);
}

gboolean
twin_decode_bmp (const TwinSource *source, TwinPixels *pixels, GError **error)
{
  g_autoptr (GdkPixbufAnimation) animation = NULL;
  BmpHead head = { 0 };

  if (!twin_source_check_pages (source, 1, error) || !read_head (source, &head, error) ||
      !twin_source_check_size (source, head.width, head.height, error) ||
      !check_length (source, &head, error))
    return FALSE;
  animation = twin_pixbuf_load (source, "bmp", error);
  return animation != NULL &&
         twin_pixbuf_take (source, gdk_pixbuf_animation_get_static_image (animation), pixels,
                           error);
}
