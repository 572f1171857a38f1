/* spectrum.h: a picture made small, and its waves by direction and length: these turn and grow with the
 * picture, wherever its content lies. */
#pragma once

#include "evidence/fourier.h"
#include "evidence/grey.h"

G_BEGIN_DECLS

#define TWIN_SPECTRUM_ANGLES 180
#define TWIN_SPECTRUM_LENGTHS 96

/**
 * TwinSpectrum:
 * @grey: the picture at a working size, normalised locally
 * @factor: @grey's pixels over the picture's
 * @waves, @mirrored: of the picture and of it mirrored left-right, transformed: rows are directions, a degree each;
 *   columns are logarithms of frequency, twin_spectrum_step() each
 */
typedef struct
{
  TwinGrey *grey;
  double factor;
  TwinFourier *waves;
  TwinFourier *mirrored;
} TwinSpectrum;

/* Made smaller or larger by @factor, evened out and normalised locally, over the same number of pixels whatever the
 * factor. Returns: NULL where memory does not suffice */
TwinGrey *twin_spectrum_prepare (const TwinGrey *grey, double factor);

/* Returns: NULL where memory does not suffice */
TwinSpectrum *twin_spectrum_new (const TwinGrey *grey);
void twin_spectrum_free (TwinSpectrum *spectrum);

/* Ratio of one column's frequency to that of the one before. */
double twin_spectrum_step (void);

/**
 * TwinSpectrumPeak: how a picture may have been turned and resized
 * @degrees: b's over a's, clockwise as seen, in [0, 180)
 * @scale: b's over a's, in pixels of the working sizes
 */
typedef struct
{
  double degrees;
  double scale;
  double height;
} TwinSpectrumPeak;

/* Writes the @n highest peaks of the two spectra's correlation, a mirrored or not; FALSE without memory. */
gboolean twin_spectrum_match (const TwinSpectrum *a, const TwinSpectrum *b, gboolean mirrored,
                              TwinSpectrumPeak *peaks, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinSpectrum, twin_spectrum_free)

G_END_DECLS
