/* picture-jpeg.c: JPEG by libjpeg: grey, colour, and CMYK as photographs' programs write it. */
#include "picture/picture-source.h"

#include <glib/gi18n-lib.h>
#include <setjmp.h>
#include <stdio.h> /* before jpeglib.h, which needs FILE */
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#define EXIF_MARKER (JPEG_APP0 + 1)
#define EXIF_HEAD "Exif\0"
#define EXIF_HEAD_LENGTH 6
#define ROWS_A_CHECK 64

/* libjpeg is left by longjmp(), so everything that must outlive that lies here. */
typedef struct
{
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  const TwinSource *source;
  TwinPixels *pixels;
  guint8 *row;    /* [width][4], for CMYK */
  gboolean ended; /* all bytes were asked for, and more */
  GError *problem;
} JpegDecoding;

static TwinPictureError
cause_of (int message_code)
{
  switch (message_code)
    {
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF:
      return TWIN_PICTURE_ERROR_TRUNCATED;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
      return TWIN_PICTURE_ERROR_FORMAT;
    case JERR_IMAGE_TOO_BIG:
    case JERR_OUT_OF_MEMORY:
      return TWIN_PICTURE_ERROR_LIMIT;
    default:
      return TWIN_PICTURE_ERROR_CORRUPT;
    }
}

static void
note_problem (JpegDecoding *self, TwinPictureError code)
{
  char text[JMSG_LENGTH_MAX];

  if (self->problem != NULL)
    return;
  if (self->ended || code == TWIN_PICTURE_ERROR_TRUNCATED)
    {
      twin_source_fail_truncated (self->source, &self->problem);
      return;
    }
  self->errors.format_message ((j_common_ptr) &self->jpeg, text);
  twin_source_fail (self->source, code, &self->problem, "libjpeg: %s", text);
}

G_NORETURN static void
jpeg_said (j_common_ptr jpeg)
{
  JpegDecoding *self = jpeg->client_data;

  note_problem (self, cause_of (jpeg->err->msg_code));
  longjmp (self->escape, 1);
}

/* Warnings after which pixels would be made up end the decoding; the others do not matter. */
static void
jpeg_warned (j_common_ptr jpeg, int level)
{
  JpegDecoding *self = jpeg->client_data;

  if (level >= 0)
    return;
  switch (jpeg->err->msg_code)
    {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      note_problem (self, TWIN_PICTURE_ERROR_CORRUPT);
      break;
    default:
      return;
    }
  longjmp (self->escape, 1);
}

/* At the file's end libjpeg is given the mark of an image's end: it reads ahead, so it may not need
 * more, and where it does it says so. */
static boolean
jpeg_wants_bytes (j_decompress_ptr jpeg)
{
  static const JOCTET end_of_image[] = { 0xff, JPEG_EOI };
  JpegDecoding *self = jpeg->client_data;

  self->ended = TRUE;
  jpeg->src->next_input_byte = end_of_image;
  jpeg->src->bytes_in_buffer = sizeof end_of_image;
  return TRUE;
}

static void
jpeg_goes_on (j_common_ptr jpeg)
{
  JpegDecoding *self = jpeg->client_data;

  if (!twin_source_go_on (self->source, &self->problem))
    longjmp (self->escape, 1);
}

static void
read_orientation (JpegDecoding *self)
{
  for (jpeg_saved_marker_ptr marker = self->jpeg.marker_list; marker != NULL; marker = marker->next)
    if (marker->marker == EXIF_MARKER && marker->data_length > EXIF_HEAD_LENGTH &&
        memcmp (marker->data, EXIF_HEAD, EXIF_HEAD_LENGTH) == 0)
      {
        self->pixels->orientation = twin_exif_orientation (marker->data + EXIF_HEAD_LENGTH,
                                                           marker->data_length - EXIF_HEAD_LENGTH);
        return;
      }
}

static const char *
choose_output (JpegDecoding *self)
{
  switch (self->jpeg.jpeg_color_space)
    {
    case JCS_GRAYSCALE:
      self->jpeg.out_color_space = JCS_GRAYSCALE;
      return "Y' u8";
    case JCS_CMYK:
    case JCS_YCCK:
      self->jpeg.out_color_space = JCS_CMYK;
      return "R'G'B' u8";
    default:
      self->jpeg.out_color_space = JCS_RGB;
      return "R'G'B' u8";
    }
}

/* Red is (1 - c)(1 - k). Adobe's programs store the complements, and mark such files. */
static void
convert_cmyk (const guint8 *cmyk, guint8 *rgb, guint n, gboolean complements)
{
  guint8 turned = complements ? 0 : 255;

  for (guint i = 0; i < n; i++, cmyk += 4, rgb += 3)
    for (guint channel = 0; channel < 3; channel++)
      rgb[channel] = (guint8) (((cmyk[channel] ^ turned) * (guint) (cmyk[3] ^ turned) + 127) / 255);
}

static void
read_rows (JpegDecoding *self)
{
  while (self->jpeg.output_scanline < self->jpeg.output_height)
    {
      guint8 *to = twin_pixels_row (self->pixels, self->jpeg.output_scanline);
      guint8 *row = self->row != NULL ? self->row : to;

      if (self->jpeg.output_scanline % ROWS_A_CHECK == 0)
        jpeg_goes_on ((j_common_ptr) &self->jpeg);
      jpeg_read_scanlines (&self->jpeg, &row, 1);
      if (self->row != NULL)
        convert_cmyk (row, to, self->pixels->width, self->jpeg.saw_Adobe_marker);
    }
}

static gboolean
prepare_pixels (JpegDecoding *self)
{
  const char *format = choose_output (self);

  if (!twin_pixels_allocate (self->pixels, self->source, self->jpeg.image_width,
                             self->jpeg.image_height, format, &self->problem))
    return FALSE;
  if (self->jpeg.out_color_space != JCS_CMYK)
    return TRUE;
  self->row = g_try_malloc_n (self->jpeg.image_width, 4);
  return self->row != NULL || twin_source_fail_memory (self->source, &self->problem);
}

/* FALSE with @self->problem set. No variable of its own changes after setjmp(). What comes after
 * the last row (a missing end mark, say) is not looked at. */
static gboolean
decode_guarded (JpegDecoding *self)
{
  if (setjmp (self->escape))
    return FALSE;
  jpeg_create_decompress (&self->jpeg);
  self->jpeg.progress = &self->progress;
  jpeg_mem_src (&self->jpeg, self->source->bytes, self->source->n_bytes);
  self->jpeg.src->fill_input_buffer = jpeg_wants_bytes;
  jpeg_save_markers (&self->jpeg, EXIF_MARKER, 0xffff);
  jpeg_read_header (&self->jpeg, TRUE);
  read_orientation (self);
  if (!prepare_pixels (self))
    return FALSE;
  jpeg_start_decompress (&self->jpeg);
  /* Of several scans all have been read now; one that is missing altogether is not noticed. */
  if (self->ended && jpeg_has_multiple_scans (&self->jpeg))
    return twin_source_fail_truncated (self->source, &self->problem);
  read_rows (self);
  return TRUE;
}

gboolean
twin_decode_jpeg (const TwinSource *source, TwinPixels *pixels, GError **error)
{
  g_autofree JpegDecoding *self = NULL;
  gboolean decoded;

  if (!twin_source_check_pages (source, 1, error))
    return FALSE;
  self = g_new0 (JpegDecoding, 1);
  self->source = source;
  self->pixels = pixels;
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->jpeg.client_data = self;
  self->errors.error_exit = jpeg_said;
  self->errors.emit_message = jpeg_warned;
  self->progress.progress_monitor = jpeg_goes_on;
  decoded = decode_guarded (self);
  jpeg_destroy_decompress (&self->jpeg);
  g_free (self->row);
  if (!decoded)
    g_propagate_error (error, self->problem);
  return decoded;
}
