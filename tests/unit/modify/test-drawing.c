/* test-drawing.c: what is drawn is the same for the same seed, clearly another for another. */
#include "draw/drawing.h"
#include "draw/figure.h"
#include "pictures.h"

#include <math.h>

/* Of two pictures' greys on a grid of 24 x 24 means, so that fine noise does not count. */
static double
correlation (const TwinRaster *a, const TwinRaster *b)
{
  g_autoptr (TwinRaster) small_a = twin_raster_resize (a, 24, 24);
  g_autoptr (TwinRaster) small_b = twin_raster_resize (b, 24, 24);
  double sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0, n = 24 * 24;

  for (guint i = 0; i < 24 * 24; i++)
    {
      const float *pixel_a = small_a->pixels + 3 * i, *pixel_b = small_b->pixels + 3 * i;
      double of_a = pixel_a[0] + pixel_a[1] + pixel_a[2],
             of_b = pixel_b[0] + pixel_b[1] + pixel_b[2];

      sum_a += of_a;
      sum_b += of_b;
      sum_aa += of_a * of_a;
      sum_bb += of_b * of_b;
      sum_ab += of_a * of_b;
    }
  return (sum_ab - sum_a * sum_b / n) /
         sqrt ((sum_aa - sum_a * sum_a / n) * (sum_bb - sum_b * sum_b / n));
}

static void
test_seeds (void)
{
  for (TwinDrawing drawing = 0; drawing < TWIN_N_DRAWINGS; drawing++)
    {
      g_autoptr (TwinRaster) one = twin_draw (drawing, 160, 140, 1);
      g_autoptr (TwinRaster) again = twin_draw (drawing, 160, 140, 1);

      g_assert_cmpfloat (largest_difference (one, again), ==, 0);
      for (guint64 seed = 2; seed < 6; seed++)
        {
          g_autoptr (TwinRaster) other = twin_draw (drawing, 160, 140, seed);

          g_test_message ("%s, seed 1 and %u: %g", twin_drawing_get_name (drawing), (guint) seed,
                          correlation (one, other));
          /* Blots and gels have lanes in common; no two are near a copy. */
          g_assert_cmpfloat (correlation (one, other), <, 0.75);
        }
    }
}

/* Values are in range, and neither black, white nor plain. */
static void
test_values (void)
{
  static const guint sizes[][2] = { { 64, 64 }, { 301, 77 }, { 90, 260 } };

  for (TwinDrawing drawing = 0; drawing < TWIN_N_DRAWINGS; drawing++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        g_autoptr (TwinRaster) raster = twin_draw (drawing, sizes[s][0], sizes[s][1], 7 + s);
        gsize n = (gsize) sizes[s][0] * sizes[s][1] * 3;
        double sum = 0, squares = 0;

        g_assert_cmpuint (raster->width, ==, sizes[s][0]);
        g_assert_cmpuint (raster->height, ==, sizes[s][1]);
        for (gsize i = 0; i < n; i++)
          {
            g_assert_cmpfloat (raster->pixels[i], >=, 0);
            g_assert_cmpfloat (raster->pixels[i], <=, 1);
            sum += raster->pixels[i];
            squares += raster->pixels[i] * raster->pixels[i];
          }
        g_assert_cmpfloat (sqrt (squares / n - sum / n * sum / n), >, 0.03);
      }
}

static void
test_names (void)
{
  for (TwinDrawing drawing = 0; drawing < TWIN_N_DRAWINGS; drawing++)
    {
      guint width, height;

      twin_drawing_get_size (drawing, &width, &height);
      g_assert_cmpuint (MIN (width, height), >=, TWIN_DRAWING_MIN_SIDE);
      g_assert_cmpuint (MAX (width, height), <=, TWIN_DRAWING_MAX_SIDE);
      for (TwinDrawing other = 0; other < drawing; other++)
        g_assert_cmpstr (twin_drawing_get_name (drawing), !=, twin_drawing_get_name (other));
    }
}

/* Of any number of panels and any layout: a small figure is laid out, whatever the seed. */
static void
test_figures (void)
{
  const TwinFigureOptions options = { .width = 200, .height = 200 };

  for (guint64 seed = 1; seed <= 120; seed++)
    for (guint n = 1; n <= 9; n++)
      {
        g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (
          (GDestroyNotify) twin_raster_free);
        g_autoptr (TwinFigure) figure = NULL;

        for (guint i = 0; i < n; i++)
          g_ptr_array_add (pictures, twin_raster_new (8, 8));
        figure = twin_figure_draw (seed, &options, (TwinRaster *const *) pictures->pdata, n);
        g_assert_cmpuint (figure->n_panels, ==, n);
        for (guint i = 0; i < n; i++)
          {
            const TwinPanel *place = &figure->panels[i].place;

            g_assert_cmpuint (place->x + place->width, <=, 200);
            g_assert_cmpuint (place->y + place->height, <=, 200);
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/a seed is repeated, another is another picture", test_seeds);
  g_test_add_func ("/drawing/values are in range and of many", test_values);
  g_test_add_func ("/drawing/figures of any seed and number of panels", test_figures);
  g_test_add_func ("/drawing/each has a name and a size", test_names);
  return g_test_run ();
}
