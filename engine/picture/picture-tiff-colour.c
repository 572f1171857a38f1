/* picture-tiff-colour.c: channels into grey or colour: white made high, inks and palettes made red,
 * green and blue, alpha made separate. Values keep the file's range throughout. */
#include "picture/picture-tiff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gsize
count_pixels (const TwinTiffReading *reading)
{
  return (gsize) reading->width * reading->height;
}

/* Any element fits a double exactly. */
static double
get (const TwinTiffReading *reading, gsize i)
{
  switch (reading->kind.element)
    {
    case TWIN_TIFF_U8:
      return reading->data[i];
    case TWIN_TIFF_U16:
      return ((guint16 *) (gpointer) reading->data)[i];
    default:
      return ((float *) (gpointer) reading->data)[i];
    }
}

/* Integers are rounded. */
static void
put (TwinTiffReading *reading, gsize i, double value)
{
  switch (reading->kind.element)
    {
    case TWIN_TIFF_U8:
      reading->data[i] = (guint8) (value + 0.5);
      break;
    case TWIN_TIFF_U16:
      ((guint16 *) (gpointer) reading->data)[i] = (guint16) (value + 0.5);
      break;
    default:
      ((float *) (gpointer) reading->data)[i] = (float) value;
    }
}

/* What an unsigned sample can be at most, after unpacking; floats (and what became floats) go to 1. */
static double
most_of (const TwinTiffReading *reading)
{
  switch (reading->kind.element)
    {
    case TWIN_TIFF_U8:
      return 255;
    case TWIN_TIFF_U16:
      return (1u << reading->kind.bits) - 1;
    default:
      return 1;
    }
}

/* Where 0 is white, unsigned values are counted from the other end; others change their sign, since
 * they have no end. */
static void
turn_white_high (TwinTiffReading *reading)
{
  double most = reading->kind.element == TWIN_TIFF_FLOAT ? 0 : most_of (reading);

  for (gsize i = 0; i < count_pixels (reading); i++)
    for (guint c = 0; c < reading->colours; c++)
      put (reading, i * reading->n_channels + c, most - get (reading, i * reading->n_channels + c));
}

/* Colour = ink-free share times black-free share; in place, the channels then being one fewer. */
static void
convert_cmyk (TwinTiffReading *reading)
{
  double most = most_of (reading);
  guint n_in = reading->n_channels, n_out = n_in - 1;

  for (gsize i = 0; i < count_pixels (reading); i++)
    {
      double black = get (reading, i * n_in + 3);

      for (guint c = 0; c < 3; c++)
        put (reading, i * n_out + c, (most - get (reading, i * n_in + c)) * (most - black) / most);
      if (n_out == 4)
        put (reading, i * n_out + 3, get (reading, i * n_in + 4));
    }
  reading->n_channels = n_out;
  reading->colours = 3;
}

/* Colours that were multiplied by alpha are divided by it, as far as they go. */
static void
separate_alpha (TwinTiffReading *reading)
{
  double most = most_of (reading);
  guint n = reading->n_channels;

  for (gsize i = 0; i < count_pixels (reading); i++)
    {
      double alpha = get (reading, i * n + reading->colours);

      for (guint c = 0; c < reading->colours && alpha > 0; c++)
        {
          double value = get (reading, i * n + c) * most / alpha;

          put (reading, i * n + c,
               reading->kind.element == TWIN_TIFF_FLOAT ? value : MIN (value, most));
        }
    }
}

/* Alpha of 12 bits, say, comes to fill 16: babl knows no other scale. */
static void
spread_alpha (TwinTiffReading *reading)
{
  double most = most_of (reading);

  if (reading->kind.element != TWIN_TIFF_U16 || most == 65535)
    return;
  for (gsize i = 0; i < count_pixels (reading); i++)
    {
      gsize alpha = i * reading->n_channels + reading->colours;

      put (reading, alpha, get (reading, alpha) * 65535 / most);
    }
}

/* Palettes have 16 bits; some programs fill only the lower 8. */
static gboolean
is_8_bit_palette (guint16 *const map[3], gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (map[0][i] > 255 || map[1][i] > 255 || map[2][i] > 255)
      return FALSE;
  return TRUE;
}

static gboolean
look_up_palette (TwinTiffReading *reading, GError **error)
{
  gsize n = count_pixels (reading), n_colours = (gsize) 1 << reading->kind.bits;
  guint divisor;
  guint16 *map[3];
  guint8 *colours;

  if (TIFFGetField (reading->tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]) != 1)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_CORRUPT, error,
                             _ ("its palette is missing"));
  colours = g_try_malloc_n (n, 3);
  if (colours == NULL)
    return twin_source_fail_memory (reading->source, error);
  divisor = is_8_bit_palette (map, n_colours) ? 1 : 257;
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 3; c++)
      colours[i * 3 + c] = (guint8) ((map[c][(gsize) get (reading, i)] + divisor / 2) / divisor);
  g_free (reading->data);
  reading->data = colours;
  reading->kind.element = TWIN_TIFF_U8;
  reading->colours = reading->n_channels = 3;
  return TRUE;
}

static const Babl *
babl_format_for (const TwinTiffReading *reading)
{
  static const char *const models[] = { "Y'", "Y'A", "R'G'B'", "R'G'B'A" };
  static const char *const types[] = { "u8", "u16", "float" };
  g_autofree char *name = g_strdup_printf ("%s %s", models[reading->n_channels - 1],
                                           types[reading->kind.element]);

  return babl_format (name);
}

gboolean
twin_tiff_make_colours (TwinTiffReading *reading, TwinPixels *pixels, GError **error)
{
  if (reading->photometric == PHOTOMETRIC_PALETTE && !look_up_palette (reading, error))
    return FALSE;
  if (reading->photometric == PHOTOMETRIC_MINISWHITE)
    turn_white_high (reading);
  if (reading->photometric == PHOTOMETRIC_SEPARATED)
    convert_cmyk (reading);
  if (reading->alpha >= 0 && reading->associated_alpha)
    separate_alpha (reading);
  if (reading->alpha >= 0)
    spread_alpha (reading);
  pixels->width = reading->width;
  pixels->height = reading->height;
  pixels->format = babl_format_for (reading);
  pixels->data = g_steal_pointer (&reading->data);
  return TRUE;
}
