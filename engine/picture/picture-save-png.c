/* picture-save-png.c: PNG by libpng, straight into the stream. */
#include "picture/picture-save-private.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <setjmp.h>

/* libpng leaves its calls by longjmp, so everything that must outlive that lies here. */
typedef struct
{
  const TwinRaster *raster;
  GOutputStream *stream;
  png_structp png;
  png_infop info;
  guint8 *row;
  GError *problem;
} PngEncoding;

G_NORETURN static void
png_said (png_structp png, png_const_charp message)
{
  PngEncoding *self = png_get_error_ptr (png);

  if (self->problem == NULL)
    g_set_error (&self->problem, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _ ("The picture cannot be written as PNG (libpng: %s)."), message);
  png_longjmp (png, 1);
}

static void
png_warned (png_structp png, png_const_charp message)
{
}

static void
png_has_bytes (png_structp png, png_bytep bytes, size_t n)
{
  PngEncoding *self = png_get_io_ptr (png);

  if (!g_output_stream_write_all (self->stream, bytes, n, NULL, NULL, &self->problem))
    png_error (png, "the stream refused");
}

/* The stream is flushed by its owner. */
static void
png_wants_flush (png_structp png)
{
}

/* FALSE with @self->problem set. No variable of its own changes after setjmp(). */
static gboolean
encode_guarded (PngEncoding *self, guint channels)
{
  if (setjmp (png_jmpbuf (self->png)))
    return FALSE;
  png_set_write_fn (self->png, self, png_has_bytes, png_wants_flush);
  png_set_user_limits (self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR (self->png, self->info, self->raster->width, self->raster->height, 8,
                channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info (self->png, self->info);
  for (guint y = 0; y < self->raster->height; y++)
    {
      twin_raster_row_to_bytes (self->raster, y, channels, self->row);
      png_write_row (self->png, self->row);
    }
  png_write_end (self->png, NULL);
  return TRUE;
}

gboolean
twin_write_png (GOutputStream *stream, gpointer data, GError **error)
{
  PngEncoding self = { .raster = data, .stream = stream };
  guint channels = twin_raster_is_grey (self.raster) ? 1 : 3;
  gboolean written = FALSE;

  self.row = g_try_malloc_n (self.raster->width, channels);
  self.png = png_create_write_struct (PNG_LIBPNG_VER_STRING, &self, png_said, png_warned);
  if (self.png != NULL)
    self.info = png_create_info_struct (self.png);
  if (self.row != NULL && self.info != NULL)
    written = encode_guarded (&self, channels);
  if (self.png != NULL)
    png_destroy_write_struct (&self.png, &self.info);
  g_free (self.row);
  if (!written && self.problem == NULL)
    g_set_error_literal (&self.problem, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         _ ("There is not enough memory to write the picture."));
  if (!written)
    g_propagate_error (error, self.problem);
  return written;
}
