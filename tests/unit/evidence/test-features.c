/* test-features.c: key points of altered pictures are those of the picture, altered. */
#include "found.h"

#include "evidence/products.h"
#include "picture/picture.h"

#include <math.h>
#include <string.h>

/* Where a point of a picture of @width lies in the altered one. */
static void
alter_point (const TwinKeyPoint *point, guint width, gboolean mirrored, gboolean inverted,
             TwinKeyPoint *out)
{
  *out = *point;
  out->x = mirrored ? width - point->x : point->x;
  out->angle = (float) twin_descriptor_turn (mirrored, inverted, point->angle);
  if (inverted)
    out->flags ^= TWIN_POINT_DARK;
}

static gboolean
is_one (const TwinKeyPoint *a, const TwinKeyPoint *b)
{
  float turn = fabsf (remainderf (a->angle - b->angle, 2 * (float) G_PI));

  return hypotf (a->x - b->x, a->y - b->y) < 0.5f && turn < 0.1f &&
         fabsf (logf (a->scale / b->scale)) < 0.05f && a->flags == b->flags;
}

static double
descriptor_distance (const guint8 *a, const guint8 *b)
{
  double squares = 0;

  for (guint i = 0; i < TWIN_DESCRIPTOR_LENGTH; i++)
    squares += (a[i] - b[i]) * (a[i] - b[i]);
  return sqrt (squares) / TWIN_DESCRIPTOR_ONE;
}

/* Of the points of @a, altered, how many are points of @b that look as the permutation says. */
static guint
count_same (const TwinFeatures *a, const TwinFeatures *b, gboolean mirrored, gboolean inverted)
{
  const TwinKeyPoint *of_a = twin_features_get_points (a), *of_b = twin_features_get_points (b);
  guint same = 0;

  for (guint i = 0; i < twin_features_get_n_points (a); i++)
    {
      guint8 permuted[TWIN_DESCRIPTOR_LENGTH];
      TwinKeyPoint want;
      gboolean found = FALSE;

      alter_point (&of_a[i], twin_features_get_width (a), mirrored, inverted, &want);
      twin_descriptor_permute (mirrored, inverted,
                               twin_features_get_descriptors (a) + i * TWIN_DESCRIPTOR_LENGTH,
                               permuted);
      for (guint j = 0; j < twin_features_get_n_points (b) && !found; j++)
        found = is_one (&want, &of_b[j]) &&
                descriptor_distance (permuted, twin_features_get_descriptors (b) +
                                                 j * TWIN_DESCRIPTOR_LENGTH) < 0.15;
      same += found;
    }
  return same;
}

/* @data: which way; three in four points agree: the rest lie at the edge of a threshold, bin or choice. Mirrored
 * pictures are thinned out on other pixels from the second octave on. */
static void
test_permutation (gconstpointer data)
{
  gboolean mirrored = GPOINTER_TO_UINT (data) & 1, inverted = GPOINTER_TO_UINT (data) >> 1;
  TwinModification mirror = { .kind = TWIN_MODIFY_FLIP }, invert = { .kind = TWIN_MODIFY_INVERT };
  TwinModification b_is[3] = { END, END, END };
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinFeatures) a = NULL, b = NULL;
  guint n = 0;

  if (mirrored)
    b_is[n++] = mirror;
  if (inverted)
    b_is[n++] = invert;
  altered_init (&altered, TWIN_DRAWING_TISSUE, 400, 300, 7, b_is);
  a = features_of (altered.a);
  b = features_of (altered.b);
  n = twin_features_get_n_points (a);
  g_assert_cmpuint (n, >, 200);
  g_assert_cmpuint (count_same (a, b, mirrored, inverted), >, n * 3 / 4);
  if (mirrored || inverted)
    g_assert_cmpuint (count_same (a, b, FALSE, FALSE), <, n / 10);
}

static void
test_limits (void)
{
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinFeatures) features = NULL;
  const TwinAffine *map;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 1000, 800, 7, (TwinModification[]){ END });
  features = features_of (altered.a);
  g_assert_cmpuint (twin_features_get_width (features) * twin_features_get_height (features), <=,
                    TWIN_FEATURES_PIXELS);
  g_assert_cmpuint (twin_features_get_n_points (features), <=, TWIN_FEATURES_POINTS);
  g_assert_cmpuint (twin_features_get_n_points (features), >, TWIN_FEATURES_POINTS / 2);
  map = twin_features_get_to_original (features);
  g_assert_cmpfloat_with_epsilon (map->m[0][0] * twin_features_get_width (features), 1000, 1e-6);
  g_assert_cmpfloat_with_epsilon (map->m[1][1] * twin_features_get_height (features), 800, 1e-6);
}

/* A picture of one grey, and the smallest, have no points and are no trouble. */
static void
test_nothing (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 3, 200 }, { 12, 12 }, { 90, 70 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TwinGrey) grey = twin_grey_new (sizes[i][0], sizes[i][1]);
      g_autoptr (TwinFeatures) features = features_of (grey);

      g_assert_cmpuint (twin_features_get_n_points (features), ==, 0);
    }
}

/* Of a figure of four panels, points in the gutter and on the panels' edges are furniture; none of one panel alone. */
static void
test_furniture (void)
{
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinGrey) figure = twin_grey_new (500, 380);
  g_autoptr (TwinFeatures) alone = NULL, panels = NULL;
  guint inside = 0;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 220, 160, 7, (TwinModification[]){ END });
  for (gsize i = 0; i < 500 * 380; i++)
    figure->values[i] = 255;
  for (guint y = 0; y < 160; y++)
    for (guint x = 0; x < 220; x++)
      for (guint i = 0; i < 4; i++)
        *twin_grey_at (figure, 20 + x + i % 2 * 240,
                       20 + y + i / 2 * 180) = *twin_grey_at (altered.a, x, y);
  alone = features_of (altered.a);
  panels = features_of (figure);
  for (guint i = 0; i < twin_features_get_n_points (alone); i++)
    g_assert_false (twin_features_get_points (alone)[i].flags & TWIN_POINT_FURNITURE);
  for (guint i = 0; i < twin_features_get_n_points (panels); i++)
    {
      const TwinKeyPoint *point = &twin_features_get_points (panels)[i];
      double x = fmod (point->x, 240), y = fmod (point->y, 180);
      gboolean within = x > 26 && x < 234 && y > 26 && y < 174;
      gboolean outside = x < 19 || x > 241 || y < 19 || y > 181;

      inside += within;
      if (within || outside)
        g_assert_true (((point->flags & TWIN_POINT_FURNITURE) != 0) == outside);
    }
  g_assert_cmpuint (inside, >, 100);
  g_assert_nonnull (twin_features_get_furniture (panels));
  g_assert_null (twin_features_get_furniture (alone));
}

/* The order goes by pixels, and is one. */
static void
test_order (void)
{
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinFeatures) a = NULL, again = NULL, b = NULL;

  altered_init (&altered, TWIN_DRAWING_NUCLEI, 90, 80, 7,
                (TwinModification[]){ DO (FLIP, 0), END });
  a = features_of (altered.a);
  again = features_of (altered.a);
  b = features_of (altered.b);
  g_assert_cmpint (twin_features_order (a, again), ==, 0);
  g_assert_cmpint (twin_features_order (a, b), !=, 0);
  g_assert_true ((twin_features_order (a, b) > 0) == (twin_features_order (b, a) < 0));
}

static void
test_cancelled (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (40, 40);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (twin_features_find_in (raster, NULL, "drawn", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/features/of the same picture are the same", GUINT_TO_POINTER (0),
                        test_permutation);
  g_test_add_data_func ("/features/of a mirrored picture are permuted", GUINT_TO_POINTER (1),
                        test_permutation);
  g_test_add_data_func ("/features/of an inverted picture are permuted", GUINT_TO_POINTER (2),
                        test_permutation);
  g_test_add_data_func ("/features/mirrored and inverted, both", GUINT_TO_POINTER (3),
                        test_permutation);
  g_test_add_func ("/features/are bounded, whatever the size", test_limits);
  g_test_add_func ("/features/there are none on flat ground", test_nothing);
  g_test_add_func ("/features/furniture is what lies in no panel", test_furniture);
  g_test_add_func ("/features/pictures have an order", test_order);
  g_test_add_func ("/features/can be cancelled", test_cancelled);
  return g_test_run ();
}
