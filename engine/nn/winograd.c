/* In vectors of GNU C, built once for every instruction set; TWIN_KERNELS_LEVEL names the tables. The points of
 * interpolation are 0, 1, -1, infinity for tiles of 2, and 2, -2 besides for tiles of 4; the matrices are those of
 * Lavin and Gray 2016, section 4. Each function below is one matrix times one vector. */
#include "nn/winograd.h"

#include "nn/vectors.h"

#define NAME_OF(level) G_PASTE (twin_winograd_, level)
#define MAX_SIDE 6

extern const TwinWinograd NAME_OF (TWIN_KERNELS_LEVEL)[2];

typedef void (*Transform) (const Vector *in, Vector *out);

/* B^T for tiles of 4 */
INLINE void
input_4 (const Vector *d, Vector *out)
{
  Vector outer = d[4] - 4.0f * d[2], inner = d[3] - 4.0f * d[1];
  Vector even = d[4] - d[2], odd = 2.0f * (d[3] - d[1]);

  out[0] = 4.0f * d[0] - 5.0f * d[2] + d[4];
  out[1] = outer + inner;
  out[2] = outer - inner;
  out[3] = even + odd;
  out[4] = even - odd;
  out[5] = 4.0f * d[1] - 5.0f * d[3] + d[5];
}

/* A^T for tiles of 4 */
INLINE void
output_4 (const Vector *m, Vector *out)
{
  Vector even_1 = m[1] + m[2], odd_1 = m[1] - m[2], even_2 = m[3] + m[4], odd_2 = m[3] - m[4];

  out[0] = m[0] + even_1 + even_2;
  out[1] = odd_1 + 2.0f * odd_2;
  out[2] = even_1 + 4.0f * even_2;
  out[3] = odd_1 + 8.0f * odd_2 + m[5];
}

/* A for tiles of 4 */
INLINE void
output_gradient_4 (const Vector *d, Vector *out)
{
  Vector even = d[0] + d[2], odd = d[1] + d[3];
  Vector even_2 = d[0] + 4.0f * d[2], odd_2 = 2.0f * d[1] + 8.0f * d[3];

  out[0] = d[0];
  out[1] = even + odd;
  out[2] = even - odd;
  out[3] = even_2 + odd_2;
  out[4] = even_2 - odd_2;
  out[5] = d[3];
}

/* G for tiles of 4 */
INLINE void
weights_4 (const Vector *g, Vector *out)
{
  Vector even = (g[0] + g[2]) * (-1.0f / 6), odd = g[1] * (-1.0f / 6);
  Vector even_2 = g[0] * (1.0f / 24) + g[2] * (1.0f / 6), odd_2 = g[1] * (1.0f / 12);

  out[0] = g[0] * 0.25f;
  out[1] = even + odd;
  out[2] = even - odd;
  out[3] = even_2 + odd_2;
  out[4] = even_2 - odd_2;
  out[5] = g[2];
}

/* G^T for tiles of 4 */
INLINE void
weights_gradient_4 (const Vector *n, Vector *out)
{
  Vector even = (n[1] + n[2]) * (-1.0f / 6), odd = (n[2] - n[1]) * (1.0f / 6);
  Vector even_2 = n[3] + n[4], odd_2 = (n[3] - n[4]) * (1.0f / 12);

  out[0] = n[0] * 0.25f + even + even_2 * (1.0f / 24);
  out[1] = odd + odd_2;
  out[2] = even + even_2 * (1.0f / 6) + n[5];
}

/* B^T for tiles of 2 */
INLINE void
input_2 (const Vector *d, Vector *out)
{
  out[0] = d[0] - d[2];
  out[1] = d[1] + d[2];
  out[2] = d[2] - d[1];
  out[3] = d[1] - d[3];
}

/* A^T for tiles of 2 */
INLINE void
output_2 (const Vector *m, Vector *out)
{
  out[0] = m[0] + m[1] + m[2];
  out[1] = m[1] - m[2] - m[3];
}

/* A for tiles of 2 */
INLINE void
output_gradient_2 (const Vector *d, Vector *out)
{
  out[0] = d[0];
  out[1] = d[0] + d[1];
  out[2] = d[0] - d[1];
  out[3] = -d[1];
}

/* G for tiles of 2 */
INLINE void
weights_2 (const Vector *g, Vector *out)
{
  Vector even = (g[0] + g[2]) * 0.5f, odd = g[1] * 0.5f;

  out[0] = g[0];
  out[1] = even + odd;
  out[2] = even - odd;
  out[3] = g[2];
}

/* G^T for tiles of 2 */
INLINE void
weights_gradient_2 (const Vector *n, Vector *out)
{
  Vector even = (n[1] + n[2]) * 0.5f;

  out[0] = n[0] + even;
  out[1] = (n[1] - n[2]) * 0.5f;
  out[2] = even + n[3];
}

/* T X T^T: @transform on each column, then on each row. X [n_in][n_in], the result [n_out][n_out]. */
INLINE void
twice (Transform transform, const guint n_in, const guint n_out, Vector x[MAX_SIDE][MAX_SIDE],
       Vector result[MAX_SIDE][MAX_SIDE])
{
  Vector half[MAX_SIDE][MAX_SIDE];

  UNROLL
  for (guint column = 0; column < n_in; column++)
    {
      Vector in[MAX_SIDE], out[MAX_SIDE];

      UNROLL
      for (guint row = 0; row < n_in; row++)
        in[row] = x[row][column];
      transform (in, out);
      UNROLL
      for (guint row = 0; row < n_out; row++)
        half[row][column] = out[row];
    }
  UNROLL
  for (guint row = 0; row < n_out; row++)
    transform (half[row], result[row]);
}

INLINE void
to_positions (Transform transform, const guint n_in, const guint n_out, gsize channels,
              const float *const *pixels, float *to, gsize stride)
{
  for (gsize channel = 0; channel < channels; channel += LANES)
    {
      Vector x[MAX_SIDE][MAX_SIDE], result[MAX_SIDE][MAX_SIDE];

      UNROLL
      for (guint i = 0; i < n_in * n_in; i++)
        x[i / n_in][i % n_in] = load (pixels[i] + channel);
      twice (transform, n_in, n_out, x, result);
      UNROLL
      for (guint i = 0; i < n_out * n_out; i++)
        store (to + i * stride + channel, result[i / n_out][i % n_out]);
    }
}

INLINE void
from_positions (Transform transform, const guint n_in, const guint n_out, gsize channels,
                const float *from, gsize stride, const float *bias, gboolean add, gboolean relu,
                float *const *pixels)
{
  for (gsize channel = 0; channel < channels; channel += LANES)
    {
      Vector x[MAX_SIDE][MAX_SIDE], result[MAX_SIDE][MAX_SIDE];
      Vector summand = bias != NULL ? load (bias + channel) : (Vector){ 0 };

      UNROLL
      for (guint i = 0; i < n_in * n_in; i++)
        x[i / n_in][i % n_in] = load (from + i * stride + channel);
      twice (transform, n_in, n_out, x, result);
      UNROLL
      for (guint i = 0; i < n_out * n_out; i++)
        if (pixels[i] != NULL)
          {
            Vector y = result[i / n_out][i % n_out] + summand;

            if (add)
              y += load (pixels[i] + channel);
            store (pixels[i] + channel, relu ? clip (y) : y);
          }
    }
}

#define TO_POSITIONS(name, n_in, n_out)                                                         \
  static void name##_pass (gsize channels, const float *const *pixels, float *to, gsize stride) \
  {                                                                                             \
    to_positions (name, n_in, n_out, channels, pixels, to, stride);                             \
  }
#define FROM_POSITIONS(name, n_in, n_out)                                                      \
  static void name##_pass (gsize channels, const float *from, gsize stride, const float *bias, \
                           gboolean add, gboolean relu, float *const *pixels)                  \
  {                                                                                            \
    from_positions (name, n_in, n_out, channels, from, stride, bias, add, relu, pixels);       \
  }

TO_POSITIONS (input_2, 4, 4)
FROM_POSITIONS (output_2, 4, 2)
TO_POSITIONS (output_gradient_2, 2, 4)
TO_POSITIONS (weights_2, 3, 4)
FROM_POSITIONS (weights_gradient_2, 4, 3)
TO_POSITIONS (input_4, 6, 6)
FROM_POSITIONS (output_4, 6, 4)
TO_POSITIONS (output_gradient_4, 4, 6)
TO_POSITIONS (weights_4, 3, 6)
FROM_POSITIONS (weights_gradient_4, 6, 3)

const TwinWinograd NAME_OF (TWIN_KERNELS_LEVEL)[2] = {
  { 2, 4, input_2_pass, output_2_pass, output_gradient_2_pass, weights_2_pass,
    weights_gradient_2_pass },
  { 4, 6, input_4_pass, output_4_pass, output_gradient_4_pass, weights_4_pass,
    weights_gradient_4_pass },
};
