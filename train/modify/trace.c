#include "modify/trace.h"

#include "modify/operations.h"

#include <math.h>

void
twin_trace_init (TwinTrace *trace)
{
  *trace = (TwinTrace){ .patches = g_array_new (FALSE, FALSE, sizeof (TwinPatch)) };
  trace->matrix = twin_affine_identity ();
  for (guint i = 0; i < TWIN_TONE_POINTS; i++)
    trace->tone[i] = (float) i / (TWIN_TONE_POINTS - 1);
}

void
twin_trace_clear (TwinTrace *trace)
{
  g_clear_pointer (&trace->patches, g_array_unref);
}

/* Anticlockwise as seen, about the middle, which stays the middle: see rotate.c. */
static TwinAffine
turn (double degrees, double width, double height, double new_width, double new_height)
{
  double angle = degrees * (G_PI / 180.0), c = cos (angle), s = sin (angle);

  return (TwinAffine){ { { c, s, new_width / 2 - (c * width + s * height) / 2 },
                         { -s, c, new_height / 2 - (c * height - s * width) / 2 } } };
}

TwinAffine
twin_modification_get_matrix (const TwinModification *modification, guint width, guint height,
                              guint *out_width, guint *out_height)
{
  TwinAffine matrix = twin_affine_identity ();

  *out_width = width;
  *out_height = height;
  switch (modification->kind)
    {
    case TWIN_MODIFY_ROTATE:
      twin_rotated_size (width, height, modification->amount, out_width, out_height);
      return turn (modification->amount, width, height, *out_width, *out_height);
    case TWIN_MODIFY_CROP:
      *out_width = modification->width;
      *out_height = modification->height;
      matrix.m[0][2] = -(double) modification->x;
      matrix.m[1][2] = -(double) modification->y;
      return matrix;
    case TWIN_MODIFY_FLIP:
      matrix.m[0][0] = -1;
      matrix.m[0][2] = width;
      return matrix;
    case TWIN_MODIFY_SCALE:
      *out_height = twin_scaled_length (height, modification->amount);
      /* fall through */
    case TWIN_MODIFY_STRETCH:
      *out_width = twin_scaled_length (width, modification->amount);
      /* Lengths are whole: that is the factor, not the one asked for. */
      matrix.m[0][0] = (double) *out_width / width;
      matrix.m[1][1] = (double) *out_height / height;
      return matrix;
    default:
      return matrix;
    }
}

void
twin_trace_move (TwinTrace *trace, const TwinAffine *matrix)
{
  trace->matrix = twin_affine_compose (matrix, &trace->matrix);
  for (guint i = 0; i < trace->patches->len; i++)
    {
      TwinPatch *patch = &g_array_index (trace->patches, TwinPatch, i);

      for (guint corner = 0; corner < TWIN_PATCH_CORNERS; corner++)
        twin_affine_apply (matrix, patch->x[corner], patch->y[corner], &patch->x[corner],
                           &patch->y[corner]);
    }
}

/* The tone curve is a picture of grey pixels, and is altered as one. */
static void
trace_tone (TwinTrace *trace, const TwinModification *modification, const TwinRaster *raster)
{
  float pixels[TWIN_TONE_POINTS * 3];
  TwinRaster greys = { TWIN_TONE_POINTS, 1, pixels };

  for (guint i = 0; i < TWIN_TONE_POINTS; i++)
    pixels[3 * i] = pixels[3 * i + 1] = pixels[3 * i + 2] = trace->tone[i];
  switch (modification->kind)
    {
    case TWIN_MODIFY_BRIGHTNESS:
      twin_modify_brightness (&greys, modification->amount);
      break;
    case TWIN_MODIFY_CONTRAST:
      twin_modify_contrast_about (&greys, modification->amount, twin_mean_grey (raster));
      break;
    case TWIN_MODIFY_GAMMA:
      twin_modify_gamma (&greys, modification->amount);
      break;
    case TWIN_MODIFY_INVERT:
      twin_modify_invert (&greys);
      trace->inverted = !trace->inverted;
      break;
    case TWIN_MODIFY_FALSE_COLOUR:
      twin_modify_false_colour (&greys, (guint) modification->amount);
      trace->false_colour = TRUE;
      break;
    default:
      return;
    }
  for (guint i = 0; i < TWIN_TONE_POINTS; i++)
    trace->tone[i] = twin_grey_of (pixels + 3 * i);
}

TwinRaster *
twin_modifications_trace (const GArray *modifications, TwinRaster *raster, TwinRandom *random,
                          TwinTrace *trace, GError **error)
{
  for (guint i = 0; raster != NULL && i < modifications->len; i++)
    {
      const TwinModification *modification = &g_array_index (modifications, TwinModification, i);
      guint width, height;
      TwinAffine matrix = twin_modification_get_matrix (modification, raster->width, raster->height,
                                                        &width, &height);

      trace_tone (trace, modification, raster);
      twin_trace_move (trace, &matrix);
      raster = twin_modification_apply_noting (modification, raster, random, trace->patches, error);
    }
  return raster;
}
