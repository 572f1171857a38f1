/* made.h: small image files made in the test, by the formats' own libraries or byte by byte. */
#pragma once

#include <glib.h>

#define MADE_WIDTH 13
#define MADE_HEIGHT 9

/* A sample of @bits bits for channel @c of pixel (x, y): as good as random, but always the same. */
guint made_sample (guint x, guint y, guint c, guint bits);

/**
 * MadePng:
 * @colours: PNG_COLOR_TYPE_...
 * @transparent: with a tRNS chunk: for palettes alpha 255 - 16 * i of the first 8; for grey and colour
 *   the value of pixel (0, 0)
 * @orientation: in an eXIf chunk; 0 for none
 */
typedef struct
{
  int bits;
  int colours;
  gboolean transparent;
  gboolean interlaced;
  guint orientation;
} MadePng;

/* MADE_WIDTH x MADE_HEIGHT samples as made_sample() gives them; palette colour i is (i, 255 - i, 7 i). */
GByteArray *made_png (const MadePng *png);

/**
 * MadeJpeg:
 * @space: J_COLOR_SPACE of the samples given: JCS_GRAYSCALE, JCS_RGB, JCS_CMYK
 * @stored: the one in the file, such as JCS_YCbCr, JCS_YCCK
 */
typedef struct
{
  guint space;
  guint stored;
  gboolean progressive;
  gboolean adobe_marker;
  guint orientation;
} MadeJpeg;

/* 32 x 16: quarters of 16 x 8 pixels, each of one colour: made_quarter(). */
#define MADE_JPEG_WIDTH 32
#define MADE_JPEG_HEIGHT 16
guint made_quarter (guint x, guint y, guint c);
GByteArray *made_jpeg (const MadeJpeg *jpeg);

/* Lossless, with or without alpha (never 0). @orientation: in an EXIF chunk; 0 for none. */
GByteArray *made_webp (gboolean alpha, guint orientation);
/* @n_frames of one colour each, whose red is its number times 40; the palette's other colours too. */
GByteArray *made_gif (guint n_frames);
/* 24 bits, bottom up; or 8 bits with runs. */
GByteArray *made_bmp (gboolean runs);

/* An EXIF block: a TIFF directory with only an orientation, big or little endian. */
GByteArray *made_exif (guint orientation, gboolean big_endian);
