/* picture-tiff.h: a TIFF page on its way from libtiff to pixels.
 *
 *   picture-tiff-directory.c  finds the pages
 *   picture-tiff.c            opens one, describes it, chooses how to read it
 *   picture-tiff-blocks.c     strips and tiles into channels; picture-tiff-samples.c unpacks their bits
 *   picture-tiff-imagej.c     the same for ImageJ's stacks, which libtiff does not know
 *   picture-tiff-colour.c     channels into colours
 *   picture-tiff-rgba.c       the rare colour spaces, which libtiff converts itself
 */
#pragma once

#include "picture/picture-source.h"
#include <tiffio.h>

G_BEGIN_DECLS

#define TWIN_TIFF_MOST_CHANNELS 5

/**
 * TwinTiffElement: what a sample becomes
 * @TWIN_TIFF_U8: 1 to 8 bits, spread over 0 to 255 (indices into a palette are not)
 * @TWIN_TIFF_U16: 9 to 16 bits, their value as it is
 * @TWIN_TIFF_FLOAT: all else: floating point, signed numbers, and those of more than 16 bits (of which
 *   the upper 24 are kept)
 */
typedef enum
{
  TWIN_TIFF_U8,
  TWIN_TIFF_U16,
  TWIN_TIFF_FLOAT,
} TwinTiffElement;

/**
 * TwinTiffSamples:
 * @bits: of a sample, 1 to 64
 * @format: SAMPLEFORMAT_UINT, _INT or _IEEEFP
 * @spread: whether fewer than 8 bits are spread over 0 to 255
 */
typedef struct
{
  guint bits;
  guint format;
  gboolean spread;
  TwinTiffElement element;
} TwinTiffSamples;

/**
 * TwinTiffReading:
 * @directories: (element-type guint64): where the pages are described
 * @complaint: (nullable): the first error that libtiff named
 * @samples: of a pixel, all channels
 * @alpha: which of them is alpha, or -1
 * @colours: how many of those gathered are colours (or inks, or an index)
 * @channels: [n_channels]: which sample goes into each channel that is kept; -1: none, it stays 0
 * @data: [height][width][n_channels] elements
 */
typedef struct
{
  const TwinSource *source;
  GArray *directories;
  TIFF *tiff;
  gsize position;
  char *complaint;

  guint32 width;
  guint32 height;
  guint16 samples;
  guint16 photometric;
  guint16 planar;
  guint16 compression;
  gboolean associated_alpha;
  TwinTiffSamples kind;

  int alpha;
  guint colours;
  guint n_channels;
  int channels[TWIN_TIFF_MOST_CHANNELS];
  guint8 *data;
} TwinTiffReading;

/* Offsets of the chained directories. Loops and offsets outside the file are errors. */
gboolean twin_tiff_list_directories (const TwinSource *source, GArray *directories, GError **error);
/* Whether a value of the directory lies beyond the file's end. */
gboolean twin_tiff_directory_is_cut (const TwinSource *source, guint64 directory);

/* out[n] elements from raw[n] samples, as libtiff leaves them: in the machine's byte order where a
 * sample is whole bytes, otherwise packed from the highest bit on. */
void twin_tiff_unpack (const TwinTiffSamples *kind, const guint8 *raw, gsize n, void *out);
gsize twin_tiff_element_size (TwinTiffElement element);

/* That all decoded bytes of the page, and those of one tile, keep to the limits. */
gboolean twin_tiff_check_memory (const TwinTiffReading *reading, GError **error);
gboolean twin_tiff_allocate (TwinTiffReading *reading, GError **error);
/* That a strip or tile lies in the file: libtiff would only say that reading failed. */
gboolean twin_tiff_check_place (const TwinTiffReading *reading, guint32 index, GError **error);
gboolean twin_tiff_read_blocks (TwinTiffReading *reading, GError **error);
/* Puts a row of @width pixels of @samples samples each, the first of them sample @first, at (x, y). */
void twin_tiff_place_row (TwinTiffReading *reading, const guint8 *raw, guint first, guint samples,
                          guint32 x, guint32 y, guint32 width, void *unpacked);

/* How many planes an ImageJ stack holds in its one page, or 0 where it is no such stack. */
gboolean twin_tiff_imagej_planes (TwinTiffReading *reading, guint *out_planes, GError **error);
gboolean twin_tiff_read_imagej_plane (TwinTiffReading *reading, guint plane, GError **error);

/* Hands @reading's data over to @pixels as grey or colour. */
gboolean twin_tiff_make_colours (TwinTiffReading *reading, TwinPixels *pixels, GError **error);

gboolean twin_tiff_needs_rgba (const TwinTiffReading *reading);
gboolean twin_tiff_read_rgba (TwinTiffReading *reading, TwinPixels *pixels, GError **error);

/* That libtiff failed, in its words. Always FALSE. */
gboolean twin_tiff_fail (const TwinTiffReading *reading, GError **error);

G_END_DECLS
