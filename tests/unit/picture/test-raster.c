/* test-raster.c: resizing against its definition, cutting, and the border's median. */
#include "picture/raster.h"

#include <math.h>

static TwinRaster *
draw_noise (guint width, guint height)
{
  TwinRaster *raster = twin_raster_new (width, height);

  for (gsize i = 0; i < (gsize) width * height * 3; i++)
    raster->pixels[i] = (float) g_test_rand_double ();
  return raster;
}

/* The share of cell [i, i + 1) in [start, end). */
static double
share (double start, double end, guint i)
{
  double overlap = MIN (end, i + 1.0) - MAX (start, (double) i);

  return MAX (overlap, 0) / (end - start);
}

/* What input cell @i counts in output cell @o, from the header's words. */
static double
weight_by_definition (guint n_in, guint n_out, guint i, guint o)
{
  double scale = (double) n_in / n_out, centre = (o + 0.5) * scale - 0.5;

  if (n_out < n_in)
    return share (o * scale, (o + 1) * scale, i);
  centre = CLAMP (centre, 0, n_in - 1.0);
  return MAX (0, 1 - fabs (centre - i));
}

static double
value_by_definition (const TwinRaster *raster, guint width, guint height, guint x, guint y, guint c)
{
  double sum = 0;

  for (guint row = 0; row < raster->height; row++)
    for (guint column = 0; column < raster->width; column++)
      sum += weight_by_definition (raster->width, width, column, x) *
             weight_by_definition (raster->height, height, row, y) *
             twin_raster_at (raster, column, row)[c];
  return sum;
}

/* Whether all values lie within 1e-5 of those that the definition gives. */
static gboolean
is_resized_from (const TwinRaster *resized, const TwinRaster *raster)
{
  for (guint y = 0; y < resized->height; y++)
    for (guint x = 0; x < resized->width; x++)
      for (guint c = 0; c < 3; c++)
        if (fabs (twin_raster_at (resized, x, y)[c] -
                  value_by_definition (raster, resized->width, resized->height, x, y, c)) > 1e-5)
          return FALSE;
  return TRUE;
}

static void
test_resize (void)
{
  static const guint sizes[][4] = {
    { 8, 8, 4, 4 },     { 8, 8, 3, 5 }, { 7, 5, 7, 5 },   { 5, 7, 10, 21 },  { 13, 4, 5, 9 },
    { 4, 13, 9, 5 },    { 1, 1, 6, 6 }, { 9, 9, 1, 1 },   { 17, 1, 5, 1 },   { 1, 17, 1, 5 },
    { 30, 31, 29, 30 }, { 2, 3, 3, 2 }, { 31, 7, 30, 8 }, { 100, 3, 99, 2 }, { 3, 100, 1, 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TwinRaster) raster = draw_noise (sizes[i][0], sizes[i][1]);
      g_autoptr (TwinRaster) resized = twin_raster_resize (raster, sizes[i][2], sizes[i][3]);

      g_assert_cmpuint (resized->width, ==, sizes[i][2]);
      g_assert_cmpuint (resized->height, ==, sizes[i][3]);
      g_assert_true (is_resized_from (resized, raster));
      twin_raster_at (resized, resized->width - 1, 0)[2] += 1e-4f;
      g_assert_false (is_resized_from (resized, raster));
    }
}

/* A mean over areas keeps the mean of the whole. */
static void
test_shrinking_keeps_the_mean (void)
{
  g_autoptr (TwinRaster) raster = draw_noise (301, 207);
  g_autoptr (TwinRaster) one = twin_raster_resize (raster, 1, 1);
  g_autoptr (TwinRaster) some = twin_raster_resize (raster, 43, 29);
  g_autoptr (TwinRaster) one_of_some = twin_raster_resize (some, 1, 1);

  for (guint c = 0; c < 3; c++)
    g_assert_cmpfloat_with_epsilon (one->pixels[c], one_of_some->pixels[c], 1e-5);
}

static void
test_shrink_to (void)
{
  static const guint sizes[][5] = {
    { 100, 50, 10, 10, 5 }, { 50, 100, 10, 5, 10 }, { 10, 7, 10, 10, 7 },
    { 10, 7, 20, 10, 7 },   { 1000, 1, 10, 10, 1 }, { 3, 1000, 100, 1, 100 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TwinRaster) raster = draw_noise (sizes[i][0], sizes[i][1]);
      g_autoptr (TwinRaster) shrunk = twin_raster_shrink_to (raster, sizes[i][2]);

      g_assert_cmpuint (shrunk->width, ==, sizes[i][3]);
      g_assert_cmpuint (shrunk->height, ==, sizes[i][4]);
    }
}

static void
test_cut (void)
{
  g_autoptr (TwinRaster) raster = draw_noise (9, 8);
  g_autoptr (TwinRaster) part = twin_raster_cut (raster, 2, 3, 7, 4);

  for (guint y = 0; y < 4; y++)
    for (guint x = 0; x < 7; x++)
      for (guint c = 0; c < 3; c++)
        g_assert_cmpfloat (twin_raster_at (part, x, y)[c], ==,
                           twin_raster_at (raster, x + 2, y + 3)[c]);
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float first = *(const float *) a, second = *(const float *) b;

  return first < second ? -1 : first > second;
}

static float
median_by_sorting (GArray *values)
{
  g_array_sort (values, compare_floats);
  return (g_array_index (values, float, (values->len - 1) / 2) +
          g_array_index (values, float, values->len / 2)) /
         2;
}

static void
test_border_median_of (guint width, guint height)
{
  g_autoptr (TwinRaster) raster = draw_noise (width, height);
  float median[3];

  twin_raster_border_median (raster, median);
  for (guint c = 0; c < 3; c++)
    {
      g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (float));

      for (guint y = 0; y < height; y++)
        for (guint x = 0; x < width; x++)
          if (x == 0 || y == 0 || x == width - 1 || y == height - 1)
            g_array_append_val (ring, twin_raster_at (raster, x, y)[c]);
      g_assert_cmpfloat (median[c], ==, median_by_sorting (ring));
    }
}

static void
test_border_median (void)
{
  for (guint width = 1; width < 9; width++)
    for (guint height = 1; height < 9; height++)
      test_border_median_of (width, height);
  test_border_median_of (200, 133);
}

/* Values that repeat are where selecting goes wrong. */
static void
test_border_median_of_ties (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (TwinRaster) raster = twin_raster_new (8, 5);
      g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (float));
      float median[3];

      for (guint y = 0; y < 5; y++)
        for (guint x = 0; x < 8; x++)
          {
            *twin_raster_at (raster, x, y) = (float) g_test_rand_int_range (0, 3);
            if (x == 0 || y == 0 || x == 7 || y == 4)
              g_array_append_val (ring, *twin_raster_at (raster, x, y));
          }
      twin_raster_border_median (raster, median);
      g_assert_cmpfloat (median[0], ==, median_by_sorting (ring));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raster/resized/as-defined", test_resize);
  g_test_add_func ("/raster/shrunk/keeps-the-mean", test_shrinking_keeps_the_mean);
  g_test_add_func ("/raster/shrunk/to-a-side", test_shrink_to);
  g_test_add_func ("/raster/cut", test_cut);
  g_test_add_func ("/raster/border-median/as-sorted", test_border_median);
  g_test_add_func ("/raster/border-median/of-ties", test_border_median_of_ties);
  return g_test_run ();
}
