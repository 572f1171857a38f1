/* fourier.h: Fourier transforms of real pictures, in single precision. */
#pragma once

#include <glib.h>

#include <complex.h>

G_BEGIN_DECLS

/**
 * TwinFourier:
 * @width, @height: of the plane, zeros included
 * @values: [height][width]
 * @waves: [height][width / 2 + 1]: what the other half would hold follows from it
 *
 * A plane of numbers and room for its waves; a thread's own. Both start at 0.
 */
typedef struct
{
  guint width;
  guint height;
  float *values;
  float complex *waves;
} TwinFourier;

/* The least length from @least on whose transform is fast: few different ones, so that the plans for
 * them are soon made. */
guint twin_fourier_length (guint least);

/* @width and @height best as twin_fourier_length() gives them. Returns: NULL where memory does not suffice. */
TwinFourier *twin_fourier_new (guint width, guint height);
void twin_fourier_free (TwinFourier *fourier);

/* Values to waves; @values stay. */
void twin_fourier_forward (TwinFourier *fourier);
/* Waves to values, times width * height; @waves are used up. */
void twin_fourier_backward (TwinFourier *fourier);

static inline gsize
twin_fourier_n_waves (const TwinFourier *fourier)
{
  return (gsize) fourier->height * (fourier->width / 2 + 1);
}

/* @out = @a times the conjugate of @b, wave by wave: backward, that is their correlation: at (x, y) the sum of
 * a(u + x, v + y) b(u, v). All of one size; @out may be one of the others. */
void twin_fourier_correlate (const TwinFourier *a, const TwinFourier *b, TwinFourier *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinFourier, twin_fourier_free)

G_END_DECLS
