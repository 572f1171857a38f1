/* test-geometry.c: known maps are found again, and none where there is none. */
#include "found.h"

#include "evidence/chance.h"
#include "evidence/fit.h"
#include "evidence/geometry.h"

typedef struct
{
  const char *name;
  TwinDrawing drawing;
  guint width, height;
  TwinVariant variant;
  TwinModification b_is[5];
} Case;

static const Case cases[] = {
  { "as it is", TWIN_DRAWING_NUCLEI, 300, 240, { FALSE, FALSE }, { END } },
  { "turned by 37 degrees",
    TWIN_DRAWING_NUCLEI,
    300,
    240,
    { FALSE, FALSE },
    { DO (ROTATE, 37), END } },
  { "mirrored", TWIN_DRAWING_TISSUE, 300, 240, { TRUE, FALSE }, { DO (FLIP, 0), END } },
  { "upside down", TWIN_DRAWING_GEL, 300, 240, { FALSE, FALSE }, { DO (ROTATE, 180), END } },
  { "inverted", TWIN_DRAWING_MEMBRANE, 300, 240, { FALSE, TRUE }, { DO (INVERT, 0), END } },
  { "mirrored, inverted and turned",
    TWIN_DRAWING_TISSUE,
    300,
    240,
    { TRUE, TRUE },
    { DO (FLIP, 0), DO (INVERT, 0), DO (ROTATE, -63), END } },
  { "two thirds as large",
    TWIN_DRAWING_MEMBRANE,
    420,
    300,
    { FALSE, FALSE },
    { DO (SCALE, 0.66), END } },
  { "larger by half", TWIN_DRAWING_NUCLEI, 240, 200, { FALSE, FALSE }, { DO (SCALE, 1.5), END } },
  { "stretched by a sixth",
    TWIN_DRAWING_TISSUE,
    300,
    240,
    { FALSE, FALSE },
    { DO (STRETCH, 1.17), END } },
  { "a quarter of it",
    TWIN_DRAWING_TISSUE,
    400,
    320,
    { FALSE, FALSE },
    { { TWIN_MODIFY_CROP, 0, 150, 90, 200, 160 }, END } },
  { "a part, turned, darker, as JPEG",
    TWIN_DRAWING_STAINED,
    400,
    320,
    { FALSE, FALSE },
    { { TWIN_MODIFY_CROP, 0, 50, 30, 300, 240 },
      DO (ROTATE, 20),
      DO (GAMMA, 1.6),
      DO (JPEG, 50),
      END } },
  { "noisy", TWIN_DRAWING_NUCLEI, 300, 240, { FALSE, FALSE }, { DO (NOISE, 15), END } },
};

static void
assert_similar (const TwinAffine *found, const TwinAffine *truth)
{
  TwinAffineParts got = twin_affine_decompose (found), want = twin_affine_decompose (truth);

  g_assert_cmpint (got.flipped, ==, want.flipped);
  g_assert_cmpfloat (fabs (remainder (got.rotation - want.rotation, 360)), <, 0.5);
  g_assert_cmpfloat_with_epsilon (got.scale / want.scale, 1, 0.01);
  g_assert_cmpfloat_with_epsilon (got.stretch, want.stretch, 0.02);
}

static void
test_known_map (gconstpointer data)
{
  const Case *known = data;
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinFeatures) a = NULL, b = NULL;
  g_autoptr (GPtrArray) found = NULL;
  const TwinHypothesis *best;

  altered_init (&altered, known->drawing, known->width, known->height, 5, known->b_is);
  a = features_of (altered.a);
  b = features_of (altered.b);
  found = twin_geometry_find (a, b);
  g_assert_cmpuint (found->len, >, 0);
  best = found->pdata[0];
  g_test_message ("%u of %u matches, log NFA %.1f, error %.4f", best->inliers, best->matches,
                  best->log_nfa, altered_get_error (&altered, &best->a_to_b));
  g_assert_cmpint (best->variant.mirrored, ==, known->variant.mirrored);
  g_assert_cmpint (best->variant.inverted, ==, known->variant.inverted);
  g_assert_cmpfloat (best->log_nfa, <, -10);
  g_assert_cmpfloat (best->log_nfa_free, <, -10);
  g_assert_cmpuint (best->pairs->len, ==, best->inliers);
  g_assert_cmpfloat (altered_get_error (&altered, &best->a_to_b), <, 0.01);
  assert_similar (&best->a_to_b, &altered.a_to_b);
}

/* Other pictures of the same kind: matches there are, but none that agree more than chance would have it. Gels have
 * ladders that are alike, which pixels are to tell apart. */
static void
test_different (gconstpointer data)
{
  TwinDrawing drawing = GPOINTER_TO_UINT (data);
  double least = drawing == TWIN_DRAWING_GEL ? -60 : -12;

  for (guint seed = 0; seed < 4; seed++)
    {
      g_autoptr (TwinRaster) first = twin_draw (drawing, 300, 240, seed),
                             second = twin_draw (drawing, 300, 240, seed + 100);
      g_autoptr (TwinFeatures) a = twin_features_find_in (first, NULL, "a", NULL, NULL),
                               b = twin_features_find_in (second, NULL, "b", NULL, NULL);
      g_autoptr (GPtrArray) found = twin_geometry_find (a, b);

      for (guint i = 0; i < found->len; i++)
        g_assert_cmpfloat (((TwinHypothesis *) found->pdata[i])->log_nfa, >, least);
    }
}

/* A figure that holds a picture and its mirror image: both are found. */
static void
test_two_places (void)
{
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinGrey) twice = twin_grey_new (500, 200);
  g_autoptr (TwinFeatures) a = NULL, b = NULL;
  g_autoptr (GPtrArray) found = NULL;
  gboolean left = FALSE, right = FALSE;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 240, 200, 5, (TwinModification[]){ END });
  for (guint y = 0; y < 200; y++)
    for (guint x = 0; x < 500; x++)
      *twin_grey_at (twice, x, y) = *twin_grey_at (altered.a, x < 260 ? MIN (x, 239) : 499 - x, y);
  a = features_of (altered.a);
  b = features_of (twice);
  found = twin_geometry_find (a, b);
  for (guint i = 0; i < found->len; i++)
    {
      const TwinHypothesis *hypothesis = found->pdata[i];

      if (hypothesis->log_nfa > -20)
        continue;
      left |= !hypothesis->variant.mirrored && fabs (hypothesis->a_to_b.m[0][2]) < 2;
      right |= hypothesis->variant.mirrored && fabs (hypothesis->a_to_b.m[0][2] - 500) < 2;
    }
  g_assert_true (left && right);
}

/* C (10, 5) = 252, C (5, 1) = 5: 9 * 252 * 5 * 0.1^4 = 1.134 */
static void
test_chance (void)
{
  g_assert_cmpfloat_with_epsilon (twin_chance_log_nfa (10, 5, 1, 0.1), log10 (1.134), 1e-9);
  g_assert_cmpfloat (twin_chance_log_nfa (10, 1, 1, 0.1), ==, 0);
  g_assert_cmpfloat (twin_chance_log_nfa (4, 5, 1, 0.1), ==, 0);
  g_assert_cmpfloat (twin_chance_log_nfa (500, 400, 3, 1e-4), <, -1000);
}

static void
test_fit (void)
{
  TwinAffine affine = { { { 1.1, -0.4, 30 }, { 0.3, 0.9, -7 } } }, got;
  TwinAffine similar = twin_affine_similarity (TRUE, 70, 0.8, 5, 9);
  TwinPlaces places[6], line[3] = { { 0, 0, 0, 0 }, { 1, 1, 2, 2 }, { 2, 2, 4, 4 } };

  for (guint i = 0; i < 6; i++)
    {
      places[i] = (TwinPlaces){ i * i, 3.0 * i + i % 3, 0, 0 };
      twin_affine_apply (&affine, places[i].x, places[i].y, &places[i].u, &places[i].v);
    }
  g_assert_true (twin_fit_affine (places, 6, &got));
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (twin_fit_error (&got, &places[i]), <, 1e-9);
  for (guint i = 0; i < 6; i++)
    twin_affine_apply (&similar, places[i].x, places[i].y, &places[i].u, &places[i].v);
  g_assert_true (twin_fit_similarity (places, 6, TRUE, &got));
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (twin_fit_error (&got, &places[i]), <, 1e-9);
  g_assert_false (twin_fit_affine (line, 3, &got));
  g_assert_false (twin_fit_similarity (line, 1, FALSE, &got));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/geometry/found: ", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_known_map);
    }
  for (TwinDrawing drawing = 0; drawing < TWIN_N_DRAWINGS; drawing++)
    {
      g_autofree char *path = g_strconcat ("/geometry/no map between two of ",
                                           twin_drawing_get_name (drawing), NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (drawing), test_different);
    }
  g_test_add_func ("/geometry/a picture shown twice is found twice", test_two_places);
  g_test_add_func ("/geometry/the odds of chance", test_chance);
  g_test_add_func ("/geometry/least squares", test_fit);
  return g_test_run ();
}
