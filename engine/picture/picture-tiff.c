/* picture-tiff.c: a TIFF page opened and described; see picture-tiff.h for the way from there. */
#include "picture/picture-tiff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Hyperspectral cameras have some 200. */
#define MOST_SAMPLES 256
#define LARGEST_ALLOCATION (G_GINT64_CONSTANT (1) << 32)

static void
reading_clear (TwinTiffReading *reading)
{
  if (reading->tiff != NULL)
    TIFFClose (reading->tiff);
  g_clear_pointer (&reading->directories, g_array_unref);
  g_free (reading->complaint);
  g_free (reading->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinTiffReading, reading_clear)

gboolean
twin_tiff_fail (const TwinTiffReading *reading, GError **error)
{
  if (reading->complaint != NULL)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_CORRUPT, error, "libtiff: %s",
                             reading->complaint);
  return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_CORRUPT, error,
                           _ ("libtiff does not understand it"));
}

/* libtiff reads the bytes through these. */

static tmsize_t
source_read (thandle_t handle, void *to, tmsize_t n)
{
  TwinTiffReading *reading = handle;
  gsize left = reading->source->n_bytes - MIN (reading->position, reading->source->n_bytes);
  gsize given = MIN ((gsize) n, left);

  memcpy (to, reading->source->bytes + reading->source->n_bytes - left, given);
  reading->position += given;
  return (tmsize_t) given;
}

static tmsize_t
source_write (thandle_t handle, void *from, tmsize_t n)
{
  return -1;
}

static toff_t
source_seek (thandle_t handle, toff_t offset, int whence)
{
  TwinTiffReading *reading = handle;

  if (whence == SEEK_CUR)
    offset += reading->position;
  else if (whence == SEEK_END)
    offset += reading->source->n_bytes;
  reading->position = offset;
  return offset;
}

static int
source_close (thandle_t handle)
{
  return 0;
}

static toff_t
source_size (thandle_t handle)
{
  return ((TwinTiffReading *) handle)->source->n_bytes;
}

/* libtiff only reads from what it maps. */
static int
source_map (thandle_t handle, void **base, toff_t *size)
{
  TwinTiffReading *reading = handle;

  *base = (void *) (guintptr) reading->source->bytes;
  *size = reading->source->n_bytes;
  return 1;
}

static void
source_unmap (thandle_t handle, void *base, toff_t size)
{
}

/* Keeps the first error; 1 means that libtiff's own handlers are not called. */
static int tiff_said (TIFF *tiff, void *data, const char *module, const char *format,
                      va_list arguments) G_GNUC_PRINTF (4, 0);

static int
tiff_said (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  TwinTiffReading *reading = data;

  if (reading->complaint == NULL)
    reading->complaint = g_strdup_vprintf (format, arguments);
  return 1;
}

static int
tiff_warned (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  return 1;
}

/* "h": the first directory is not read, as it may not be the wanted one. */
static gboolean
open_tiff (TwinTiffReading *reading, GError **error)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();

  if (options == NULL)
    return twin_source_fail_memory (reading->source, error);
  TIFFOpenOptionsSetErrorHandlerExtR (options, tiff_said, reading);
  TIFFOpenOptionsSetWarningHandlerExtR (options, tiff_warned, reading);
  TIFFOpenOptionsSetMaxSingleMemAlloc (options, LARGEST_ALLOCATION);
  reading->tiff = TIFFClientOpenExt (reading->source->name, "rh", reading, source_read,
                                     source_write, source_seek, source_close, source_size,
                                     source_map, source_unmap, options);
  TIFFOpenOptionsFree (options);
  return reading->tiff != NULL || twin_tiff_fail (reading, error);
}

static gboolean
open_directory (TwinTiffReading *reading, guint page, GError **error)
{
  guint64 directory = g_array_index (reading->directories, guint64, page);

  if (TIFFSetSubDirectory (reading->tiff, directory) == 1)
    return TRUE;
  if (twin_tiff_directory_is_cut (reading->source, directory))
    return twin_source_fail_truncated (reading->source, error);
  return twin_tiff_fail (reading, error);
}

/* Sizes and kinds as the directory has them. */
static void
read_fields (TwinTiffReading *reading)
{
  TIFF *tiff = reading->tiff;
  guint16 bits = 1, format = SAMPLEFORMAT_UINT;

  TIFFGetField (tiff, TIFFTAG_IMAGEWIDTH, &reading->width);
  TIFFGetField (tiff, TIFFTAG_IMAGELENGTH, &reading->height);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_SAMPLESPERPIXEL, &reading->samples);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_PLANARCONFIG, &reading->planar);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_COMPRESSION, &reading->compression);
  if (TIFFGetField (tiff, TIFFTAG_PHOTOMETRIC, &reading->photometric) != 1)
    reading->photometric = reading->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  reading->kind.bits = bits;
  reading->kind.format = format == SAMPLEFORMAT_VOID ? SAMPLEFORMAT_UINT : format;
  reading->kind.spread = reading->photometric != PHOTOMETRIC_PALETTE;
  if (reading->kind.format == SAMPLEFORMAT_UINT && bits <= 16)
    reading->kind.element = bits <= 8 ? TWIN_TIFF_U8 : TWIN_TIFF_U16;
  else
    reading->kind.element = TWIN_TIFF_FLOAT;
}

/* What is refused whatever the colours. */
static gboolean
check_kind (const TwinTiffReading *reading, GError **error)
{
  guint bits = reading->kind.bits, format = reading->kind.format;
  gboolean known = (format == SAMPLEFORMAT_IEEEFP && (bits == 16 || bits == 32 || bits == 64)) ||
                   ((format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_INT) &&
                    ((bits >= 1 && bits <= 32) || bits == 64));

  if (!twin_source_check_size (reading->source, reading->width, reading->height, error))
    return FALSE;
  if (reading->samples == 0)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_CORRUPT, error,
                             _ ("its pixels have no channel"));
  if (reading->samples > MOST_SAMPLES)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_LIMIT, error,
                             _ ("its pixels have %u channels, and the limit is %u"),
                             reading->samples, MOST_SAMPLES);
  if (!known)
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_FORMAT, error,
                             _ ("its TIFF samples have %u bits of format %u"), bits, format);
  if (!TIFFIsCODECConfigured (reading->compression))
    return twin_source_fail (reading->source, TWIN_PICTURE_ERROR_FORMAT, error,
                             _ ("its TIFF compression %u is not known to this libtiff"),
                             reading->compression);
  return TRUE;
}

/* The sample that is said to be alpha, or -1: other extra samples are channels like the rest. */
static int
find_alpha (TwinTiffReading *reading)
{
  guint16 n = 0, *kinds = NULL;

  TIFFGetFieldDefaulted (reading->tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds);
  for (guint i = 0; i < n && n < reading->samples; i++)
    if (kinds[i] == EXTRASAMPLE_ASSOCALPHA || kinds[i] == EXTRASAMPLE_UNASSALPHA)
      {
        reading->associated_alpha = kinds[i] == EXTRASAMPLE_ASSOCALPHA;
        return reading->samples - n + (int) i;
      }
  return -1;
}

/* Grey, or of several channels that have no colour of their own the first three: red, green, blue. */
static void
choose_channels (TwinTiffReading *reading)
{
  guint wanted = reading->photometric == PHOTOMETRIC_SEPARATED ? 4
                 : reading->photometric == PHOTOMETRIC_PALETTE ? 1
                                                               : 3;

  reading->alpha = reading->photometric == PHOTOMETRIC_PALETTE ? -1 : find_alpha (reading);
  for (int sample = 0; sample < reading->samples && reading->colours < wanted; sample++)
    if (sample != reading->alpha)
      reading->channels[reading->colours++] = sample;
  if (reading->colours == 2)
    reading->channels[reading->colours++] = -1;
  reading->n_channels = reading->colours;
  if (reading->alpha >= 0)
    reading->channels[reading->n_channels++] = reading->alpha;
}

/* Colours as they can be made from the channels. */
static gboolean
check_colours (const TwinTiffReading *reading, GError **error)
{
  gboolean known = FALSE;

  switch (reading->photometric)
    {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_MASK:
      known = TRUE;
      break;
    case PHOTOMETRIC_YCBCR: /* JPEG, which libjpeg makes RGB where the planes are together */
      known = reading->planar == PLANARCONFIG_CONTIG;
      break;
    case PHOTOMETRIC_PALETTE:
      known = reading->kind.format == SAMPLEFORMAT_UINT && reading->kind.bits <= 16;
      break;
    case PHOTOMETRIC_SEPARATED:
      known = reading->colours == 4 && (reading->kind.element != TWIN_TIFF_FLOAT ||
                                        reading->kind.format == SAMPLEFORMAT_IEEEFP);
      break;
    default:
      break;
    }
  return known || twin_source_fail (reading->source, TWIN_PICTURE_ERROR_FORMAT, error,
                                    _ ("its TIFF colours are of kind %u with %u channels"),
                                    reading->photometric, reading->samples);
}

static gboolean
read_page (TwinTiffReading *reading, guint planes, TwinPixels *pixels, GError **error)
{
  gboolean read;

  if (twin_tiff_needs_rgba (reading))
    return twin_tiff_read_rgba (reading, pixels, error);
  if (reading->photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField (reading->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  choose_channels (reading);
  if (!check_colours (reading, error) || !twin_tiff_check_memory (reading, error) ||
      !twin_tiff_allocate (reading, error))
    return FALSE;
  read = planes > 0 ? twin_tiff_read_imagej_plane (reading, reading->source->page, error)
                    : twin_tiff_read_blocks (reading, error);
  return read && twin_tiff_make_colours (reading, pixels, error);
}

gboolean
twin_decode_tiff (const TwinSource *source, TwinPixels *pixels, GError **error)
{
  g_auto (TwinTiffReading) reading = { .source = source };
  guint16 orientation = ORIENTATION_TOPLEFT;
  guint planes = 0;

  reading.directories = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (source->n_bytes < 16)
    return twin_source_fail_truncated (source, error);
  if (!twin_tiff_list_directories (source, reading.directories, error) ||
      !open_tiff (&reading, error) ||
      !open_directory (&reading, MIN (source->page, reading.directories->len - 1), error))
    return FALSE;
  read_fields (&reading);
  if (!check_kind (&reading, error) || !twin_tiff_imagej_planes (&reading, &planes, error))
    return FALSE;
  pixels->n_pages = MAX (planes, reading.directories->len);
  if (!twin_source_check_pages (source, pixels->n_pages, error))
    return FALSE;
  TIFFGetFieldDefaulted (reading.tiff, TIFFTAG_ORIENTATION, &orientation);
  pixels->orientation = orientation;
  return read_page (&reading, planes, pixels, error);
}
