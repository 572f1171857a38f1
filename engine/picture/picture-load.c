/* picture-load.c: a file into a picture: read once, digested, told by its first bytes, decoded. */
#include "picture/picture-private.h"
#include "picture/picture-source.h"
#include "picture/sha256.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define READ_BYTES (1024 * 1024)
/* GEGL counts a tile's bytes in an int: past this, pixels lie in tiles of its own size. */
#define LARGEST_LINEAR (1024 * 1024 * 1024)
#define COPY_ROWS 256

/* The bytes that each kind of file begins with; @mark lies @at bytes in. */
static const struct
{
  const char *mark;
  gsize length;
  gsize at;
  TwinDecoder decode;
} kinds[] = {
  { "\211PNG\r\n\032\n", 8, 0, twin_decode_png },
  { "\377\330\377", 3, 0, twin_decode_jpeg },
  { "II\052\000", 4, 0, twin_decode_tiff },
  { "MM\000\052", 4, 0, twin_decode_tiff },
  { "II\053\000", 4, 0, twin_decode_tiff },
  { "MM\000\053", 4, 0, twin_decode_tiff },
  { "WEBP", 4, 8, twin_decode_webp },
  { "GIF87a", 6, 0, twin_decode_gif },
  { "GIF89a", 6, 0, twin_decode_gif },
  { "BM", 2, 0, twin_decode_bmp },
};

gboolean
twin_picture_has_suffix (const char *name)
{
  static const char *const suffixes[] = { ".png",  ".jpg",  ".jpeg", ".tif",
                                          ".tiff", ".webp", ".bmp",  ".gif" };
  const char *dot = strrchr (name, '.');

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (suffixes); i++)
    if (g_ascii_strcasecmp (dot, suffixes[i]) == 0)
      return TRUE;
  return FALSE;
}

static TwinDecoder
find_decoder (const TwinSource *source)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (source->n_bytes >= kinds[i].at + kinds[i].length &&
        memcmp (source->bytes + kinds[i].at, kinds[i].mark, kinds[i].length) == 0)
      return kinds[i].decode;
  return NULL;
}

/* Rewords what GIO says, keeping the code; takes @problem. */
static gboolean
fail_to_read (const TwinSource *source, GError *problem, GError **error)
{
  g_autoptr (GError) owned = problem;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, problem->domain, problem->code,
                 _ ("“%s” does not exist. Check the name and the folder."), source->name);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, problem->domain, problem->code,
                 _ ("“%s” may not be read by you. Change its permissions, or copy it."),
                 source->name);
  else
    g_set_error (error, problem->domain, problem->code,
                 _ ("“%s” cannot be read: %s. Check the disk or the connection."), source->name,
                 problem->message);
  return FALSE;
}

/* That it is a file (a pipe would be waited for) and not too long; gives its length. */
static gboolean
examine_file (const TwinSource *source, GFile *file, gsize *out_length, GError **error)
{
  GError *problem = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
    file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
    source->cancellable, &problem);
  guint64 length;

  if (info == NULL)
    return fail_to_read (source, problem, error);
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _ ("“%s” is a folder. Choose an image file in it."), source->name);
      return FALSE;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   _ ("“%s” is not a file. Choose an image file."), source->name);
      return FALSE;
    }
  length = (guint64) g_file_info_get_size (info);
  if (length > source->limits->bytes || length > G_MAXSSIZE)
    return twin_source_fail (
      source, TWIN_PICTURE_ERROR_LIMIT, error, _ ("it has %llu bytes, and the limit is %llu"),
      (unsigned long long) length, (unsigned long long) source->limits->bytes);
  *out_length = (gsize) length;
  return TRUE;
}

/* Reads up to @length bytes; fewer where the file has become shorter meanwhile. */
static gboolean
read_bytes (TwinSource *source, GInputStream *stream, guint8 *bytes, gsize length, GError **error)
{
  GError *problem = NULL;

  while (source->n_bytes < length)
    {
      gsize wanted = MIN (length - source->n_bytes, READ_BYTES);
      gssize n = g_input_stream_read (stream, bytes + source->n_bytes, wanted, source->cancellable,
                                      &problem);

      if (n < 0)
        return fail_to_read (source, problem, error);
      if (n == 0)
        break;
      source->n_bytes += (gsize) n;
      if (!twin_source_go_on (source, error))
        return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full): the bytes, which @source points to, with @sha256 set */
static guint8 *
read_file (TwinSource *source, GFile *file, char **sha256, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree guint8 *bytes = NULL;
  GError *problem = NULL;
  gsize length = 0;

  if (!examine_file (source, file, &length, error))
    return NULL;
  stream = g_file_read (file, source->cancellable, &problem);
  if (stream == NULL)
    {
      fail_to_read (source, problem, error);
      return NULL;
    }
  bytes = g_try_malloc (MAX (length, 1));
  if (bytes == NULL)
    {
      twin_source_fail_memory (source, error);
      return NULL;
    }
  if (!read_bytes (source, G_INPUT_STREAM (stream), bytes, length, error))
    return NULL;
  source->bytes = bytes;
  *sha256 = twin_sha256 (bytes, source->n_bytes);
  return g_steal_pointer (&bytes);
}

static gboolean
decode (const TwinSource *source, TwinPixels *pixels, GError **error)
{
  TwinDecoder decoder = find_decoder (source);

  if (source->n_bytes == 0)
    return twin_source_fail (source, TWIN_PICTURE_ERROR_TRUNCATED, error, _ ("it is empty"));
  if (decoder == NULL)
    return twin_source_fail (source, TWIN_PICTURE_ERROR_FORMAT, error,
                             _ ("it is none of PNG, JPEG, TIFF, WebP, GIF and BMP"));
  pixels->n_pages = 1;
  return decoder (source, pixels, error) && twin_pixels_orient (pixels, source, error);
}

/* The pixels as a GEGL buffer, which takes them over. */
static GeglBuffer *
wrap_pixels (TwinPixels *pixels)
{
  GeglRectangle extent = { 0, 0, (int) pixels->width, (int) pixels->height };
  gsize row_bytes = twin_pixels_row_bytes (pixels);
  GeglBuffer *buffer;

  if (row_bytes * pixels->height <= LARGEST_LINEAR)
    {
      gpointer data = g_steal_pointer (&pixels->data);

      return gegl_buffer_linear_new_from_data (data, pixels->format, &extent, (int) row_bytes,
                                               g_free, data);
    }
  buffer = gegl_buffer_new (&extent, pixels->format);
  for (guint y = 0; y < pixels->height; y += COPY_ROWS)
    {
      GeglRectangle part = { 0, (int) y, extent.width, (int) MIN (COPY_ROWS, pixels->height - y) };

      gegl_buffer_set (buffer, &part, 0, pixels->format, twin_pixels_row (pixels, y),
                       GEGL_AUTO_ROWSTRIDE);
    }
  return buffer;
}

static char *
path_of (GFile *file)
{
  const char *path = g_file_peek_path (file);

  return path != NULL ? g_strdup (path) : g_file_get_uri (file);
}

TwinPicture *
twin_picture_load_limited (GFile *file, guint page, const TwinPictureLimits *limits,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (TwinPicture) picture = twin_picture_new_empty ();
  g_auto (TwinPixels) pixels = { 0 };
  g_autofree guint8 *bytes = NULL;
  TwinSource source = { .page = page, .limits = limits, .cancellable = cancellable };

  g_return_val_if_fail (G_IS_FILE (file) && limits != NULL, NULL);

  picture->path = path_of (file);
  picture->name = g_filename_display_name (picture->path);
  source.name = picture->name;
  source.deadline = g_get_monotonic_time () + (gint64) limits->seconds * G_USEC_PER_SEC;
  bytes = read_file (&source, file, &picture->sha256, error);
  if (bytes == NULL || !decode (&source, &pixels, error))
    return NULL;
  picture->width = pixels.width;
  picture->height = pixels.height;
  picture->page = page;
  picture->n_pages = pixels.n_pages;
  picture->buffer = wrap_pixels (&pixels);
  return g_steal_pointer (&picture);
}

TwinPicture *
twin_picture_load (GFile *file, guint page, GCancellable *cancellable, GError **error)
{
  return twin_picture_load_limited (file, page, &twin_picture_default_limits, cancellable, error);
}
