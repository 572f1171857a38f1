/* picture-orient.c: pixels turned upright as EXIF and TIFF orientation ask. */
#include "picture/picture-source.h"

#include <string.h>

#define EXIF_ORIENTATION 274
#define EXIF_SHORT 3

static guint
read_16 (const guint8 *bytes, gboolean big)
{
  return big ? (guint) bytes[0] << 8 | bytes[1] : (guint) bytes[1] << 8 | bytes[0];
}

static guint
read_32 (const guint8 *bytes, gboolean big)
{
  return big ? read_16 (bytes, big) << 16 | read_16 (bytes + 2, big)
             : read_16 (bytes + 2, big) << 16 | read_16 (bytes, big);
}

guint
twin_exif_orientation (const guint8 *bytes, gsize n_bytes)
{
  gboolean big;
  gsize at;
  guint n;

  if (n_bytes < 8 || (memcmp (bytes, "II", 2) != 0 && memcmp (bytes, "MM", 2) != 0))
    return 1;
  big = bytes[0] == 'M';
  at = read_32 (bytes + 4, big);
  if (at > n_bytes - 2)
    return 1;
  n = read_16 (bytes + at, big);
  for (at += 2; n > 0 && n_bytes - at >= 12; n--, at += 12)
    if (read_16 (bytes + at, big) == EXIF_ORIENTATION &&
        read_16 (bytes + at + 2, big) == EXIF_SHORT)
      {
        guint orientation = read_16 (bytes + at + 8, big);

        return orientation >= 1 && orientation <= 8 ? orientation : 1;
      }
  return 1;
}

/* How a step right and a step down in the upright picture move in the stored one. */
typedef struct
{
  const guint8 *start;
  gssize right;
  gssize down;
} Walk;

/* Orientation n says where row 0 and column 0 of what is stored lie: TIFF 6.0, page 36. */
static Walk
walk_for (const TwinPixels *stored, guint orientation)
{
  gssize pixel = babl_format_get_bytes_per_pixel (stored->format);
  gssize row = pixel * stored->width;
  gboolean swaps = orientation >= 5;
  gboolean from_right = orientation == 2 || orientation == 3 || orientation == 7 ||
                        orientation == 8;
  gboolean from_bottom = orientation == 3 || orientation == 4 || orientation == 6 ||
                         orientation == 7;
  gssize across = from_right ? -pixel : pixel, down = from_bottom ? -row : row;
  const guint8 *start = stored->data + (from_right ? pixel * (stored->width - 1) : 0) +
                        (from_bottom ? row * (stored->height - 1) : 0);

  return swaps ? (Walk){ start, down, across } : (Walk){ start, across, down };
}

gboolean
twin_pixels_orient (TwinPixels *pixels, const TwinSource *source, GError **error)
{
  g_auto (TwinPixels) upright = *pixels;
  gsize size = babl_format_get_bytes_per_pixel (pixels->format);
  Walk walk;

  upright.data = NULL;
  upright.orientation = 1;
  if (pixels->orientation <= 1 || pixels->orientation > 8)
    return TRUE;
  if (pixels->orientation >= 5)
    {
      upright.width = pixels->height;
      upright.height = pixels->width;
    }
  upright.data = g_try_malloc_n ((gsize) upright.width * upright.height, size);
  if (upright.data == NULL)
    return twin_source_fail_memory (source, error);
  walk = walk_for (pixels, pixels->orientation);
  for (guint y = 0; y < upright.height; y++)
    {
      const guint8 *from = walk.start + (gssize) y * walk.down;
      guint8 *to = twin_pixels_row (&upright, y);

      for (guint x = 0; x < upright.width; x++, from += walk.right, to += size)
        memcpy (to, from, size);
      if (y % 64 == 0 && !twin_source_go_on (source, error))
        return FALSE;
    }
  twin_pixels_clear (pixels);
  *pixels = upright;
  upright.data = NULL;
  return TRUE;
}
