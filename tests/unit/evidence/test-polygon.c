/* Corners, areas, hulls. */
#include "evidence/polygon.h"
#include "random.h"

#include <math.h>
#include <stdlib.h>

static void
test_area (void)
{
  TwinPolygon polygon = twin_polygon_rectangle (30, 20);
  TwinAffine map = twin_affine_similarity (TRUE, 30, 2, 5, 6);

  g_assert_cmpfloat (twin_polygon_area (&polygon), ==, 600);
  polygon = twin_polygon_map (&polygon, &map);
  g_assert_cmpfloat_with_epsilon (twin_polygon_area (&polygon), 2400, 1e-9);
}

static void
test_clip (void)
{
  TwinPolygon square = twin_polygon_rectangle (10, 10);
  TwinAffine turn = twin_affine_similarity (FALSE, 45, 1, 0, 0), away = twin_affine_identity ();
  TwinPolygon turned = twin_polygon_map (&square, &turn), clipped, moved;

  /* The diamond's upper half lies above y = 0: of 100, the lower half stays. */
  clipped = twin_polygon_clip (&turned, 100, 100);
  g_assert_cmpfloat_with_epsilon (twin_polygon_area (&clipped), 50, 1e-9);
  away.m[0][2] = 200;
  moved = twin_polygon_map (&square, &away);
  clipped = twin_polygon_clip (&moved, 100, 100);
  g_assert_cmpfloat (twin_polygon_area (&clipped), ==, 0);
}

/* Either way round, and the same whichever comes first. */
static void
test_intersect (void)
{
  TwinPolygon square = twin_polygon_rectangle (10, 10), other, both;
  TwinAffine moved = twin_affine_identity (), mirrored = twin_affine_scaling (-1, 1);

  moved.m[0][2] = 4;
  moved.m[1][2] = 3;
  other = twin_polygon_map (&square, &moved);
  both = twin_polygon_intersect (&square, &other);
  g_assert_cmpfloat_with_epsilon (twin_polygon_area (&both), 42, 1e-9);
  mirrored.m[0][2] = 10;
  other = twin_polygon_map (&square, &mirrored);
  other = twin_polygon_map (&other, &moved);
  both = twin_polygon_intersect (&other, &square);
  g_assert_cmpfloat_with_epsilon (twin_polygon_area (&both), 42, 1e-9);
}

static void
test_simplify (void)
{
  TwinPolygon polygon = { 6, { 0, 5, 10, 10, 5, 0 }, { 0, -0.2, 0, 10, 10.1, 10 } };
  TwinPolygon simple = twin_polygon_simplify (&polygon, 4);

  g_assert_cmpuint (simple.n, ==, 4);
  g_assert_cmpfloat_with_epsilon (twin_polygon_area (&simple), 100, 1e-9);
}

static gboolean
holds (const TwinPolygon *hull, double x, double y, double slack)
{
  for (guint i = 0; i < hull->n; i++)
    {
      guint next = (i + 1) % hull->n;
      double along_x = hull->x[next] - hull->x[i], along_y = hull->y[next] - hull->y[i];
      double side = along_x * (y - hull->y[i]) - along_y * (x - hull->x[i]);

      if (side < -slack * hypot (along_x, along_y))
        return FALSE;
    }
  return TRUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
test_hull (void)
{
  double x[500], y[500];
  TwinRandom random;

  twin_random_init (&random, 11, 0);
  for (guint n = 1; n < 500; n += 7)
    {
      TwinPolygon hull;

      for (guint i = 0; i < n; i++)
        {
          x[i] = twin_random_range (&random, 0, 100);
          y[i] = twin_random_range (&random, 0, 100);
        }
      qsort (y, n, sizeof *y, compare_doubles);
      hull = twin_polygon_hull (x, y, n);
      g_assert_cmpuint (hull.n, <=, TWIN_POLYGON_CORNERS);
      for (guint i = 0; i < n; i++)
        g_assert_true (holds (&hull, x[i], y[i], 1e-9));
    }
}

/* A circle has more corners than are kept; what is left out is little. */
static void
test_hull_of_many (void)
{
  double x[720], y[720];
  TwinPolygon hull;

  for (guint i = 0; i < 720; i += 2)
    {
      y[i] = y[i + 1] = -100 * cos (i * G_PI / 720);
      x[i] = -100 * sin (i * G_PI / 720);
      x[i + 1] = -x[i];
    }
  hull = twin_polygon_hull (x, y, 720);
  g_assert_cmpuint (hull.n, ==, TWIN_POLYGON_CORNERS);
  g_assert_cmpfloat (twin_polygon_area (&hull), >, 0.97 * G_PI * 1e4);
  g_assert_cmpfloat (twin_polygon_area (&hull), <, G_PI * 1e4);
}

static void
test_nothing (void)
{
  TwinPolygon hull = twin_polygon_hull (NULL, NULL, 0);

  g_assert_cmpuint (hull.n, ==, 0);
  g_assert_cmpfloat (twin_polygon_area (&hull), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/polygon/area follows the map", test_area);
  g_test_add_func ("/polygon/clip", test_clip);
  g_test_add_func ("/polygon/intersect", test_intersect);
  g_test_add_func ("/polygon/simplify", test_simplify);
  g_test_add_func ("/polygon/hull holds all places", test_hull);
  g_test_add_func ("/polygon/hull leaves out corners", test_hull_of_many);
  g_test_add_func ("/polygon/of nothing", test_nothing);
  return g_test_run ();
}
