/* picture-png.c: PNG by libpng. 1, 2 and 4 bits become 8, a palette colours, tRNS alpha; 16 bits
 * stay; gamma and profiles are left alone, so values are the file's. */
#include "picture/picture-source.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

#define CHUNK_BYTES (64 * 1024 * 1024)
#define CHUNKS 1000
#define ROWS_A_CHECK 64

/* libpng leaves its calls by longjmp, so everything that must outlive that lies here. */
typedef struct
{
  const TwinSource *source;
  TwinPixels *pixels;
  png_structp png;
  png_infop info;
  gsize position;
  gboolean ended_early;
  int passes;
  GError *problem;
} PngDecoding;

G_NORETURN static void
png_said (png_structp png, png_const_charp message)
{
  PngDecoding *self = png_get_error_ptr (png);

  if (self->problem == NULL)
    {
      if (self->ended_early)
        twin_source_fail_truncated (self->source, &self->problem);
      else
        twin_source_fail (self->source, TWIN_PICTURE_ERROR_CORRUPT, &self->problem, "libpng: %s",
                          message);
    }
  png_longjmp (png, 1);
}

static void
png_warned (png_structp png, png_const_charp message)
{
}

static void
png_wants_bytes (png_structp png, png_bytep to, size_t n)
{
  PngDecoding *self = png_get_io_ptr (png);

  if (n > self->source->n_bytes - self->position)
    {
      self->ended_early = TRUE;
      png_error (png, "the file ends");
    }
  memcpy (to, self->source->bytes + self->position, n);
  self->position += n;
}

static void
ask_for_plain_samples (PngDecoding *self)
{
  png_set_expand (self->png);
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  if (png_get_bit_depth (self->png, self->info) == 16)
    png_set_swap (self->png);
#endif
  self->passes = png_set_interlace_handling (self->png);
  png_read_update_info (self->png, self->info);
}

static const char *
babl_name (const PngDecoding *self)
{
  gboolean deep = png_get_bit_depth (self->png, self->info) == 16;

  switch (png_get_channels (self->png, self->info))
    {
    case 1:
      return deep ? "Y' u16" : "Y' u8";
    case 2:
      return deep ? "Y'A u16" : "Y'A u8";
    case 3:
      return deep ? "R'G'B' u16" : "R'G'B' u8";
    default:
      return deep ? "R'G'B'A u16" : "R'G'B'A u8";
    }
}

static void
read_orientation (PngDecoding *self)
{
#ifdef PNG_eXIf_SUPPORTED
  png_uint_32 n;
  png_bytep exif;

  if (png_get_eXIf_1 (self->png, self->info, &n, &exif) != 0)
    self->pixels->orientation = twin_exif_orientation (exif, n);
#endif
}

static gboolean
read_rows (PngDecoding *self)
{
  for (int pass = 0; pass < self->passes; pass++)
    for (guint y = 0; y < self->pixels->height; y++)
      {
        if (y % ROWS_A_CHECK == 0 && !twin_source_go_on (self->source, &self->problem))
          return FALSE;
        png_read_row (self->png, twin_pixels_row (self->pixels, y), NULL);
      }
  return TRUE;
}

/* FALSE with @self->problem set. No variable of its own changes after setjmp(). */
static gboolean
decode_guarded (PngDecoding *self)
{
  if (setjmp (png_jmpbuf (self->png)))
    return FALSE;
  png_set_read_fn (self->png, self, png_wants_bytes);
  /* Our own limits on the picture's size come with a better message. */
  png_set_user_limits (self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max (self->png, CHUNK_BYTES);
  png_set_chunk_cache_max (self->png, CHUNKS);
  png_read_info (self->png, self->info);
  if (!twin_source_check_size (self->source, png_get_image_width (self->png, self->info),
                               png_get_image_height (self->png, self->info), &self->problem))
    return FALSE;
  ask_for_plain_samples (self);
  if (!twin_pixels_allocate (
        self->pixels, self->source, png_get_image_width (self->png, self->info),
        png_get_image_height (self->png, self->info), babl_name (self), &self->problem) ||
      !read_rows (self))
    return FALSE;
  png_read_end (self->png, self->info);
  read_orientation (self);
  return TRUE;
}

gboolean
twin_decode_png (const TwinSource *source, TwinPixels *pixels, GError **error)
{
  PngDecoding decoding = { .source = source, .pixels = pixels };
  gboolean decoded;

  if (!twin_source_check_pages (source, 1, error))
    return FALSE;
  decoding.png = png_create_read_struct (PNG_LIBPNG_VER_STRING, &decoding, png_said, png_warned);
  if (decoding.png == NULL)
    return twin_source_fail_memory (source, error);
  decoding.info = png_create_info_struct (decoding.png);
  decoded = decoding.info != NULL && decode_guarded (&decoding);
  png_destroy_read_struct (&decoding.png, &decoding.info, NULL);
  if (!decoded && decoding.problem == NULL)
    return twin_source_fail_memory (source, error);
  if (!decoded)
    g_propagate_error (error, decoding.problem);
  return decoded;
}
