/* picture-gif.c: GIF by gdk-pixbuf; a frame is a page, as it stands on the screen at its moment.
 *
 * gdk-pixbuf forgives a file that ends early and does not tell how many frames there are, so the
 * blocks are walked first (GIF89a specification): nothing is unpacked, only lengths are added up. */
#include "picture/picture-pixbuf.h"

#include <glib/gi18n-lib.h>

#define HEAD_BYTES 13
#define IMAGE_HEAD_BYTES 9
#define IMAGE_BLOCK 0x2c
#define EXTENSION_BLOCK 0x21
#define TRAILER 0x3b

typedef struct
{
  const guint8 *bytes;
  gsize n;
  gsize at;
} Cursor;

static gboolean
skip (Cursor *cursor, gsize n)
{
  if (n > cursor->n - cursor->at)
    return FALSE;
  cursor->at += n;
  return TRUE;
}

/* The byte that flags a colour table is @flags; the table has 2^(1 + low three bits) colours. */
static gboolean
skip_colour_table (Cursor *cursor, guint8 flags)
{
  return (flags & 0x80) == 0 || skip (cursor, (gsize) 3 << ((flags & 7) + 1));
}

/* A length and as many bytes, again and again, until a length of 0. */
static gboolean
skip_sub_blocks (Cursor *cursor)
{
  while (cursor->at < cursor->n)
    {
      guint8 length = cursor->bytes[cursor->at++];

      if (length == 0)
        return TRUE;
      if (!skip (cursor, length))
        return FALSE;
    }
  return FALSE;
}

static gboolean
skip_image (Cursor *cursor)
{
  gsize start = cursor->at;

  return skip (cursor, IMAGE_HEAD_BYTES) &&
         skip_colour_table (cursor, cursor->bytes[start + IMAGE_HEAD_BYTES - 1]) &&
         skip (cursor, 1) && skip_sub_blocks (cursor);
}

static gboolean
take_count (const TwinSource *source, guint n, guint *out_n, GError **error)
{
  if (n == 0)
    return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error, _ ("it holds no image"));
  *out_n = n;
  return TRUE;
}

/* How many images there are. */
static gboolean
count_frames (const TwinSource *source, guint *out_n, GError **error)
{
  Cursor cursor = { source->bytes, source->n_bytes, 0 };
  gboolean whole = skip (&cursor, HEAD_BYTES) && skip_colour_table (&cursor, source->bytes[10]);
  guint n = 0;

  while (whole && cursor.at < cursor.n && n <= source->limits->pages)
    {
      guint8 block = cursor.bytes[cursor.at++];

      if (block == TRAILER)
        return take_count (source, n, out_n, error);
      if (block == IMAGE_BLOCK)
        n++;
      else if (block != EXTENSION_BLOCK)
        return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error,
                                 _ ("it has a block of unknown kind %u"), block);
      whole = block == IMAGE_BLOCK ? skip_image (&cursor)
                                   : skip (&cursor, 1) && skip_sub_blocks (&cursor);
    }
  if (n > source->limits->pages)
    return twin_source_check_pages (source, n, error);
  return twin_source_fail_truncated (source, error);
}

/* gdk-pixbuf tells time in a type that GLib has given up. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* Time is turned on by each frame's own delay until the wanted one is reached. (transfer none) */
static GdkPixbuf *
frame_at (GdkPixbufAnimationIter *frames, GTimeVal *moment, const TwinSource *source,
          GError **error)
{
  for (guint i = 0; i < source->page; i++)
    {
      if (!twin_source_go_on (source, error))
        return NULL;
      g_time_val_add (moment, gdk_pixbuf_animation_iter_get_delay_time (frames) * 1000L);
      gdk_pixbuf_animation_iter_advance (frames, moment);
    }
  return gdk_pixbuf_animation_iter_get_pixbuf (frames);
}

gboolean
twin_decode_gif (const TwinSource *source, TwinPixels *pixels, GError **error)
{
  g_autoptr (GdkPixbufAnimation) animation = NULL;
  g_autoptr (GdkPixbufAnimationIter) frames = NULL;
  GTimeVal moment = { 0, 0 };
  GdkPixbuf *frame;

  if (!count_frames (source, &pixels->n_pages, error) ||
      !twin_source_check_pages (source, pixels->n_pages, error) ||
      !twin_source_check_size (source, source->bytes[6] | (guint64) source->bytes[7] << 8,
                               source->bytes[8] | (guint64) source->bytes[9] << 8, error))
    return FALSE;
  animation = twin_pixbuf_load (source, "gif", error);
  if (animation == NULL)
    return FALSE;
  frames = gdk_pixbuf_animation_get_iter (animation, &moment);
  frame = frame_at (frames, &moment, source, error);
  return frame != NULL && twin_pixbuf_take (source, frame, pixels, error);
}

G_GNUC_END_IGNORE_DEPRECATIONS
