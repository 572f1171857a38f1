/* test-memory.c: memory runs out, at every allocation in turn that a file's sizes decide. */
#include "folder.h"
#include "hand-tiff.h"
#include "made.h"
#include "memory-fault.h"
#include "picture/tensor.h"

#include <png.h>
#include <stdio.h> /* before jpeglib.h, which needs FILE */
#include <string.h>
#include <tiffio.h>

#include <jpeglib.h>

static GByteArray *
made_turned_png (void)
{
  return made_png (&(MadePng){ .bits = 16, .colours = PNG_COLOR_TYPE_GRAY, .orientation = 6 });
}

static GByteArray *
made_cmyk_jpeg (void)
{
  return made_jpeg (&(MadeJpeg){ .space = JCS_CMYK, .stored = JCS_YCCK, .adobe_marker = TRUE });
}

static GByteArray *
made_plain_webp (void)
{
  return made_webp (TRUE, 0);
}

static GByteArray *
made_frame (void)
{
  return made_gif (1);
}

static GByteArray *
made_plain_bmp (void)
{
  return made_bmp (FALSE);
}

/* 4 x 2 pixels of a kind that is read in one strip: a palette's, or YCbCr without JPEG. */
static GByteArray *
made_tiff (guint photometric, guint samples)
{
  const guint behind = HAND_TIFF_BEHIND (9);
  const HandEntry entries[] = {
    { TIFFTAG_IMAGEWIDTH, 4, 1, 4 },        { TIFFTAG_IMAGELENGTH, 4, 1, 2 },
    { TIFFTAG_BITSPERSAMPLE, 3, 1, 8 },     { TIFFTAG_PHOTOMETRIC, 3, 1, photometric },
    { TIFFTAG_STRIPOFFSETS, 4, 1, behind }, { TIFFTAG_SAMPLESPERPIXEL, 3, 1, samples },
    { TIFFTAG_ROWSPERSTRIP, 4, 1, 2 },      { TIFFTAG_STRIPBYTECOUNTS, 4, 1, 64 },
    { TIFFTAG_COLORMAP, 3, 768, behind },
  };
  GByteArray *bytes = hand_tiff (FALSE, entries, photometric == PHOTOMETRIC_PALETTE ? 9 : 8, 0);

  while (bytes->len < behind + 768 * 2)
    hand_tiff_add_number (bytes, FALSE, 1, bytes->len % 256);
  return bytes;
}

static GByteArray *
made_palette_tiff (void)
{
  return made_tiff (PHOTOMETRIC_PALETTE, 1);
}

static GByteArray *
made_ycbcr_tiff (void)
{
  return made_tiff (PHOTOMETRIC_YCBCR, 3);
}

static const struct
{
  const char *name;
  GByteArray *(*make) (void);
} kinds[] = {
  { "png", made_turned_png },        { "jpeg", made_cmyk_jpeg },
  { "webp", made_plain_webp },       { "gif", made_frame },
  { "bmp", made_plain_bmp },         { "tiff-palette", made_palette_tiff },
  { "tiff-ycbcr", made_ycbcr_tiff },
};

static void
test_loading (gconstpointer data)
{
  g_autoptr (GByteArray) bytes = kinds[GPOINTER_TO_SIZE (data)].make ();
  g_auto (Folder) folder;
  g_autoptr (GFile) file = NULL;
  gboolean loaded = FALSE;

  folder_init (&folder);
  folder_write (&folder, "large", bytes->data, bytes->len);
  file = folder_file (&folder, "large");
  for (guint n = 1; !loaded; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinPicture) picture = NULL;

      memory_fault_begin (n);
      picture = twin_picture_load (file, 0, NULL, &error);
      loaded = picture != NULL;
      g_assert_true (loaded == !memory_fault_end ());
      if (loaded)
        g_assert_no_error (error);
      else
        {
          g_assert_error (error, TWIN_PICTURE_ERROR, TWIN_PICTURE_ERROR_LIMIT);
          g_assert_nonnull (strstr (error->message, "large"));
        }
      /* The file's bytes and the pixels at least: so the wrapping is known to work. */
      g_assert_true (n > 2 || !loaded);
    }
}

static void
test_showing (void)
{
  g_autoptr (GByteArray) bytes = made_turned_png ();
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) picture = NULL;
  gboolean shown = FALSE;

  folder_init (&folder);
  folder_write (&folder, "a.png", bytes->data, bytes->len);
  picture = folder_load (&folder, "a.png", 0);
  for (guint n = 1; !shown; n++)
    {
      g_autoptr (TwinRaster) raster = NULL;

      memory_fault_begin (n);
      raster = twin_picture_show (picture, 5);
      shown = raster != NULL;
      g_assert_true (shown == !memory_fault_end ());
      g_assert_true (n > 4 || !shown);
    }
}

static void
test_tensor (void)
{
  g_autoptr (GByteArray) bytes = made_turned_png ();
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) picture = NULL;
  gboolean made = FALSE;

  folder_init (&folder);
  folder_write (&folder, "a.png", bytes->data, bytes->len);
  picture = folder_load (&folder, "a.png", 0);
  for (guint n = 1; !made; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinTensor) tensor = NULL;

      memory_fault_begin (n);
      tensor = twin_tensor_from_pictures (&picture, 1, 16, TWIN_VIEWS_TILES, &error);
      made = tensor != NULL;
      g_assert_true (made == !memory_fault_end ());
      if (made)
        g_assert_no_error (error);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/memory/runs-out/loading-", kinds[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_loading);
    }
  g_test_add_func ("/memory/runs-out/showing", test_showing);
  g_test_add_func ("/memory/runs-out/tensor", test_tensor);
  return g_test_run ();
}
