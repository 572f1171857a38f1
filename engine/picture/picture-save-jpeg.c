/* picture-save-jpeg.c: JPEG by libjpeg, made in memory and then written: it is small. */
#include "picture/picture-save-private.h"

#include <glib/gi18n-lib.h>
#include <setjmp.h>
#include <stdio.h> /* before jpeglib.h, which needs FILE */
#include <stdlib.h>

#include <jpeglib.h>

#define QUALITY 95

/* libjpeg is left by longjmp(), so everything that must outlive that lies here. */
typedef struct
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  const TwinRaster *raster;
  guint8 *row;
  unsigned char *bytes;
  unsigned long n_bytes;
  GError *problem;
} JpegEncoding;

G_NORETURN static void
jpeg_said (j_common_ptr jpeg)
{
  JpegEncoding *self = jpeg->client_data;
  char text[JMSG_LENGTH_MAX];

  self->errors.format_message (jpeg, text);
  g_set_error (&self->problem, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("The picture cannot be written as JPEG (libjpeg: %s). Choose PNG."), text);
  longjmp (self->escape, 1);
}

static void
jpeg_warned (j_common_ptr jpeg, int level)
{
}

/* FALSE with @self->problem set. No variable of its own changes after setjmp(). */
static gboolean
encode_guarded (JpegEncoding *self, int channels)
{
  if (setjmp (self->escape))
    return FALSE;
  jpeg_create_compress (&self->jpeg);
  jpeg_mem_dest (&self->jpeg, &self->bytes, &self->n_bytes);
  self->jpeg.image_width = self->raster->width;
  self->jpeg.image_height = self->raster->height;
  self->jpeg.input_components = channels;
  self->jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (&self->jpeg);
  jpeg_set_quality (&self->jpeg, QUALITY, TRUE);
  jpeg_start_compress (&self->jpeg, TRUE);
  while (self->jpeg.next_scanline < self->raster->height)
    {
      twin_raster_row_to_bytes (self->raster, self->jpeg.next_scanline, (guint) channels,
                                self->row);
      jpeg_write_scanlines (&self->jpeg, &self->row, 1);
    }
  jpeg_finish_compress (&self->jpeg);
  return TRUE;
}

gboolean
twin_write_jpeg (GOutputStream *stream, gpointer data, GError **error)
{
  g_autofree JpegEncoding *self = g_new0 (JpegEncoding, 1);
  int channels = twin_raster_is_grey (data) ? 1 : 3;
  gboolean written = FALSE;

  self->raster = data;
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->jpeg.client_data = self;
  self->errors.error_exit = jpeg_said;
  self->errors.emit_message = jpeg_warned;
  self->row = g_try_malloc_n (self->raster->width, channels);
  if (self->row == NULL)
    g_set_error_literal (&self->problem, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         _ ("There is not enough memory to write the picture."));
  else if (encode_guarded (self, channels))
    written = g_output_stream_write_all (stream, self->bytes, self->n_bytes, NULL, NULL,
                                         &self->problem);
  jpeg_destroy_compress (&self->jpeg);
  free (self->bytes);
  g_free (self->row);
  if (!written)
    g_propagate_error (error, self->problem);
  return written;
}
