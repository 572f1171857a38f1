#include "altered.h"

#include "modify/trace.h"

#include <math.h>

void
altered_init (Altered *altered, TwinDrawing drawing, guint width, guint height, guint64 seed,
              const TwinModification *b_is)
{
  g_autoptr (TwinRaster) original = twin_draw (drawing, width, height, seed);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  g_auto (TwinTrace) trace = { 0 };
  g_autoptr (TwinRaster) raster = NULL;
  g_autoptr (GError) error = NULL;
  TwinRandom random;

  for (; !isnan (b_is->amount); b_is++)
    g_array_append_val (list, *b_is);
  twin_random_init (&random, seed, 1);
  twin_trace_init (&trace);
  raster = twin_modifications_trace (list, twin_raster_copy (original), &random, &trace, &error);
  g_assert_no_error (error);
  altered->a = twin_grey_from_raster (original, 0, NULL, NULL);
  altered->b = twin_grey_from_raster (raster, 0, NULL, NULL);
  altered->a_to_b = trace.matrix;
}

void
altered_clear (Altered *altered)
{
  twin_grey_free (altered->a);
  twin_grey_free (altered->b);
}

double
altered_get_error (const Altered *altered, const TwinAffine *found)
{
  double sum = 0;

  for (guint corner = 0; corner < 4; corner++)
    {
      double x = corner & 1 ? altered->a->width : 0, y = corner & 2 ? altered->a->height : 0;
      double true_x, true_y, found_x, found_y;

      twin_affine_apply (&altered->a_to_b, x, y, &true_x, &true_y);
      twin_affine_apply (found, x, y, &found_x, &found_y);
      sum += hypot (true_x - found_x, true_y - found_y) / 4;
    }
  return sum / MAX (altered->b->width, altered->b->height);
}
