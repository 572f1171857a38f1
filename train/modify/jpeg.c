/* jpeg.c: a picture compressed and read back, all in memory, for the marks that JPEG leaves.
 *
 * libjpeg reports errors by a call that must not return, hence setjmp. What lives across it is
 * reached through a pointer, so that no register can hold an old value. */
#include "modify/operations.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>

/**
 * Trip: what one picture's way there and back needs
 * @errors: first, so that libjpeg's pointer to it is ours
 */
typedef struct
{
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  struct jpeg_compress_struct compress;
  struct jpeg_decompress_struct decompress;
  unsigned char *bytes;
  unsigned long n_bytes;
  JSAMPLE *row;
} Trip;

static void
escape (j_common_ptr state)
{
  longjmp (((Trip *) state->err)->escape, 1);
}

static void
stay_silent (j_common_ptr state)
{
}

static void
compress (Trip *trip, const TwinRaster *raster, guint quality)
{
  struct jpeg_compress_struct *state = &trip->compress;
  gsize n = (gsize) raster->width * 3;

  jpeg_mem_dest (state, &trip->bytes, &trip->n_bytes);
  state->image_width = raster->width;
  state->image_height = raster->height;
  state->input_components = 3;
  state->in_color_space = JCS_RGB;
  jpeg_set_defaults (state);
  jpeg_set_quality (state, (int) quality, TRUE);
  state->dct_method = JDCT_ISLOW;
  jpeg_start_compress (state, TRUE);
  while (state->next_scanline < raster->height)
    {
      const float *values = twin_raster_at (raster, 0, state->next_scanline);

      for (gsize i = 0; i < n; i++)
        trip->row[i] = (JSAMPLE) (int) (values[i] * 255.0f + 0.5f);
      jpeg_write_scanlines (state, &trip->row, 1);
    }
  jpeg_finish_compress (state);
}

static void
decompress (Trip *trip, const TwinRaster *raster)
{
  struct jpeg_decompress_struct *state = &trip->decompress;
  gsize n = (gsize) raster->width * 3;

  jpeg_mem_src (state, trip->bytes, trip->n_bytes);
  jpeg_read_header (state, TRUE);
  state->out_color_space = JCS_RGB;
  jpeg_start_decompress (state);
  while (state->output_scanline < raster->height)
    {
      float *values = twin_raster_at (raster, 0, state->output_scanline);

      jpeg_read_scanlines (state, &trip->row, 1);
      for (gsize i = 0; i < n; i++)
        values[i] = (float) trip->row[i] * (1.0f / 255.0f);
    }
  jpeg_finish_decompress (state);
}

/* FALSE where memory does not suffice, which is all that can go wrong here. */
static gboolean
there_and_back (Trip *trip, const TwinRaster *raster, guint quality, const TwinRaster *result)
{
  if (setjmp (trip->escape) != 0)
    return FALSE;
  jpeg_create_compress (&trip->compress);
  jpeg_create_decompress (&trip->decompress);
  compress (trip, raster, quality);
  decompress (trip, result);
  return TRUE;
}

TwinRaster *
twin_modify_jpeg (const TwinRaster *raster, guint quality)
{
  Trip trip = { .bytes = NULL };
  g_autoptr (TwinRaster) result = twin_raster_new (raster->width, raster->height);
  gboolean done;

  trip.row = g_try_new (JSAMPLE, (gsize) raster->width * 3);
  trip.compress.err = trip.decompress.err = jpeg_std_error (&trip.errors);
  trip.errors.error_exit = escape;
  trip.errors.output_message = stay_silent;
  done = result != NULL && trip.row != NULL && there_and_back (&trip, raster, quality, result);
  /* Both are safe on a state that was never created: its memory manager is NULL. */
  jpeg_destroy_compress (&trip.compress);
  jpeg_destroy_decompress (&trip.decompress);
  free (trip.bytes);
  g_free (trip.row);
  return done ? g_steal_pointer (&result) : NULL;
}
