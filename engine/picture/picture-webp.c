/* picture-webp.c: still WebP by libwebp. */
#include "picture/picture-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <webp/decode.h>

/* A file is "RIFF", a length, "WEBP", then chunks: a name, a length, content, even padding. */
#define FILE_HEAD 12
#define CHUNK_HEAD 8
#define BYTES_A_STEP (256 * 1024)

static gsize
read_length (const guint8 *bytes)
{
  return bytes[0] | (gsize) bytes[1] << 8 | (gsize) bytes[2] << 16 | (gsize) bytes[3] << 24;
}

static guint
find_orientation (const TwinSource *source)
{
  gsize at = FILE_HEAD;

  while (source->n_bytes - at >= CHUNK_HEAD)
    {
      const guint8 *chunk = source->bytes + at;
      gsize length = read_length (chunk + 4);

      at += CHUNK_HEAD;
      if (length > source->n_bytes - at)
        return 1;
      if (memcmp (chunk, "EXIF", 4) == 0)
        return twin_exif_orientation (chunk + CHUNK_HEAD, length);
      at = MIN (at + length + length % 2, source->n_bytes);
    }
  return 1;
}

static gboolean
fail_for_status (const TwinSource *source, VP8StatusCode status, GError **error)
{
  switch (status)
    {
    case VP8_STATUS_OUT_OF_MEMORY:
      return twin_source_fail_memory (source, error);
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return twin_source_fail (source, TWIN_PICTURE_ERROR_FORMAT, error,
                               _ ("it is WebP of a kind that libwebp does not know"));
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
      return twin_source_fail_truncated (source, error);
    default:
      return twin_source_fail (source, TWIN_PICTURE_ERROR_CORRUPT, error,
                               _ ("libwebp finds that its data contradict themselves"));
    }
}

/* Fed piece by piece, so that it can be stopped. */
static gboolean
decode_into (const TwinSource *source, TwinPixels *pixels, gboolean alpha, GError **error)
{
  WebPDecBuffer output;
  WebPIDecoder *decoder;
  VP8StatusCode status = VP8_STATUS_SUSPENDED;
  gboolean go_on = TRUE;

  WebPInitDecBuffer (&output);
  output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
  output.is_external_memory = 1;
  output.u.RGBA.rgba = pixels->data;
  output.u.RGBA.stride = (int) twin_pixels_row_bytes (pixels);
  output.u.RGBA.size = twin_pixels_row_bytes (pixels) * pixels->height;
  decoder = WebPINewDecoder (&output);
  if (decoder == NULL)
    return twin_source_fail_memory (source, error);
  for (gsize fed = 0; go_on && status == VP8_STATUS_SUSPENDED && fed < source->n_bytes;)
    {
      fed += MIN (BYTES_A_STEP, source->n_bytes - fed);
      status = WebPIUpdate (decoder, source->bytes, fed);
      go_on = twin_source_go_on (source, error);
    }
  WebPIDelete (decoder);
  if (go_on && status != VP8_STATUS_OK)
    return fail_for_status (source, status, error);
  return go_on;
}

gboolean
twin_decode_webp (const TwinSource *source, TwinPixels *pixels, GError **error)
{
  WebPBitstreamFeatures features;
  VP8StatusCode status;

  if (!twin_source_check_pages (source, 1, error))
    return FALSE;
  if (read_length (source->bytes + 4) > source->n_bytes - CHUNK_HEAD)
    return twin_source_fail_truncated (source, error);
  status = WebPGetFeatures (source->bytes, source->n_bytes, &features);
  if (status != VP8_STATUS_OK)
    return fail_for_status (source, status, error);
  if (features.has_animation)
    return twin_source_fail (source, TWIN_PICTURE_ERROR_FORMAT, error,
                             _ ("it is a moving WebP picture"));
  if (!twin_pixels_allocate (pixels, source, (guint64) features.width, (guint64) features.height,
                             features.has_alpha ? "R'G'B'A u8" : "R'G'B' u8", error))
    return FALSE;
  pixels->orientation = find_orientation (source);
  return decode_into (source, pixels, features.has_alpha != 0, error);
}
