/* Two pictures laid over each other: exact to a fraction of a pixel where they are one, and refused where not. */
#include "altered.h"
#include "evidence/pixels.h"
#include "evidence/refine.h"

#include <math.h>

typedef struct
{
  const char *name;
  TwinDrawing drawing;
  guint width, height;
  gboolean inverted;
  TwinModification b_is[5];
} Case;

static const Case cases[] = {
  { "as it is", TWIN_DRAWING_NUCLEI, 300, 240, FALSE, { END } },
  { "turned", TWIN_DRAWING_NUCLEI, 300, 240, FALSE, { DO (ROTATE, 33), END } },
  { "mirrored and larger",
    TWIN_DRAWING_TISSUE,
    300,
    240,
    FALSE,
    { DO (FLIP, 0), DO (SCALE, 1.4), END } },
  { "smaller and noisy",
    TWIN_DRAWING_MEMBRANE,
    400,
    300,
    FALSE,
    { DO (SCALE, 0.6), DO (NOISE, 8), END } },
  { "inverted, gamma",
    TWIN_DRAWING_STAINED,
    300,
    240,
    TRUE,
    { DO (INVERT, 0), DO (GAMMA, 1.5), END } },
  { "stretched", TWIN_DRAWING_BLOT, 320, 200, FALSE, { DO (STRETCH, 1.15), END } },
  { "a part, as JPEG",
    TWIN_DRAWING_GEL,
    400,
    300,
    FALSE,
    { { TWIN_MODIFY_CROP, 0, 90, 60, 260, 200 }, DO (JPEG, 60), END } },
  { "a strip of a blot",
    TWIN_DRAWING_BLOT,
    300,
    200,
    FALSE,
    { { TWIN_MODIFY_CROP, 0, 40, 80, 150, 25 }, END } },
};

/* The truth, turned by a degree, 2 % larger and moved by 2 pixels. */
static TwinAffine
disturb (const Altered *altered)
{
  double x = altered->b->width / 2.0, y = altered->b->height / 2.0;
  TwinAffine off = twin_affine_similarity (FALSE, 1, 1.02, 2, -2), centre = twin_affine_identity (),
             back = centre, map;

  centre.m[0][2] = -x;
  centre.m[1][2] = -y;
  back.m[0][2] = x;
  back.m[1][2] = y;
  map = twin_affine_compose (&centre, &altered->a_to_b);
  map = twin_affine_compose (&off, &map);
  return twin_affine_compose (&back, &map);
}

static void
test_copy (gconstpointer data)
{
  const Case *of = data;
  g_auto (Altered) altered = { 0 };
  g_autofree TwinPixelMeasures *measures = NULL;
  TwinAffine start;

  altered_init (&altered, of->drawing, of->width, of->height, 3, of->b_is);
  start = disturb (&altered);
  measures = twin_pixels_compare (altered.a, altered.b, NULL, NULL, &start, of->inverted);
  g_assert_nonnull (measures);
  g_test_message ("error %.5f, ncc %.3f %.3f %.3f, agree %.3f, peak %.3f, ratio %.1f",
                  altered_get_error (&altered, &measures->a_to_b), measures->ncc[0],
                  measures->ncc[1], measures->ncc[2], measures->agree, measures->peak,
                  measures->side_lobe_ratio);
  g_assert_cmpfloat (altered_get_error (&altered, &measures->a_to_b), <, 0.004);
  g_assert_cmpfloat (measures->ncc[measures->best], >, 0.6);
  g_assert_cmpfloat (measures->agree, >, 0.7);
  g_assert_cmpfloat (measures->cells, >, 0.7);
  g_assert_cmpfloat (measures->peak, >, 0.2);
  g_assert_cmpfloat (measures->side_lobe_ratio, >, 5);
  g_assert_cmpfloat (measures->overlap, >, 0.9);
}

/* The sign tells: what is inverted does not agree as it is. */
static void
test_wrong_sign (void)
{
  static const TwinModification inverted[] = { DO (INVERT, 0), END };
  g_auto (Altered) altered = { 0 };
  g_autofree TwinPixelMeasures *measures = NULL;

  altered_init (&altered, TWIN_DRAWING_NUCLEI, 300, 240, 3, inverted);
  measures = twin_pixels_compare (altered.a, altered.b, NULL, NULL, &altered.a_to_b, FALSE);
  g_assert_nonnull (measures);
  g_assert_cmpfloat (measures->ncc[1], <, -0.9);
  g_assert_cmpfloat (measures->agree, <, 0.05);
  g_assert_cmpfloat (twin_pixel_measures_get_strength (measures), ==, 0);
}

static void
test_another_picture (void)
{
  static const TwinModification nothing[] = { END };
  g_auto (Altered) one = { 0 }, other = { 0 };
  g_autofree TwinPixelMeasures *measures = NULL;

  altered_init (&one, TWIN_DRAWING_NUCLEI, 300, 240, 3, nothing);
  altered_init (&other, TWIN_DRAWING_NUCLEI, 300, 240, 4, nothing);
  measures = twin_pixels_compare (one.a, other.a, NULL, NULL, &one.a_to_b, FALSE);
  g_assert_nonnull (measures);
  g_assert_cmpfloat (measures->agree, <, 0.4);
  g_assert_cmpfloat (measures->ncc[1], <, 0.3);
}

/* What agrees is furniture alone: it is not counted. */
static void
test_furniture (void)
{
  static const TwinModification nothing[] = { END };
  g_auto (Altered) altered = { 0 };
  g_autofree TwinPixelMeasures *measures = NULL;
  g_autoptr (TwinGrey) furniture = NULL;

  altered_init (&altered, TWIN_DRAWING_NUCLEI, 300, 240, 3, nothing);
  furniture = twin_grey_new (300, 240);
  for (guint i = 0; i < 300 * 240; i++)
    furniture->values[i] = 1;
  measures = twin_pixels_compare (altered.a, altered.b, furniture, NULL, &altered.a_to_b, FALSE);
  g_assert_nonnull (measures);
  g_assert_cmpfloat (measures->agree, >, 0.99);
  g_assert_cmpfloat (measures->agree_free, ==, 0);
}

static void
add_grain (TwinGrey *grey, guint64 seed)
{
  TwinRandom random;

  twin_random_init (&random, seed, 0);
  for (gsize i = 0; i < (gsize) grey->width * grey->height; i++)
    grey->values[i] += (float) (4 * twin_random_normal (&random));
}

/* Fine grain is shared by a copy, not by another exposure of the same bands. */
static void
test_grain (void)
{
  static const TwinModification smooth[] = { DO (BLUR, 2), END };
  g_auto (Altered) first = { 0 }, second = { 0 };
  g_autofree TwinPixelMeasures *of_copy = NULL, *of_exposure = NULL;
  TwinAffine same = twin_affine_identity ();

  altered_init (&first, TWIN_DRAWING_BLOT, 300, 240, 3, smooth);
  altered_init (&second, TWIN_DRAWING_BLOT, 300, 240, 3, smooth);
  add_grain (first.b, 1);
  add_grain (second.b, 2);
  of_copy = twin_pixels_compare (first.b, first.b, NULL, NULL, &same, FALSE);
  of_exposure = twin_pixels_compare (first.b, second.b, NULL, NULL, &same, FALSE);
  g_assert_cmpfloat (of_copy->grain, >, 0.95);
  g_assert_cmpfloat (of_copy->grain_z, >, 30);
  g_assert_cmpfloat (of_exposure->grain, <, 0.2);
  g_assert_cmpfloat (of_exposure->grain_z, <, 6);
}

static void
test_too_little (void)
{
  static const TwinModification nothing[] = { END };
  g_auto (Altered) altered = { 0 };
  TwinAffine away = twin_affine_identity (), flat = twin_affine_scaling (1, 0);

  altered_init (&altered, TWIN_DRAWING_NUCLEI, 300, 240, 3, nothing);
  away.m[0][2] = 280;
  g_assert_null (twin_pixels_compare (altered.a, altered.b, NULL, NULL, &away, FALSE));
  away.m[0][2] = 5000;
  g_assert_null (twin_pixels_compare (altered.a, altered.b, NULL, NULL, &away, FALSE));
  g_assert_null (twin_pixels_compare (altered.a, altered.b, NULL, NULL, &flat, FALSE));
  away = twin_affine_scaling (0.01, 0.01);
  g_assert_null (twin_pixels_compare (altered.a, altered.b, NULL, NULL, &away, FALSE));
}

/* Flat pictures and single greys must give numbers. */
static void
test_flat (void)
{
  g_autoptr (TwinGrey) flat = twin_grey_new (100, 80);
  TwinAffine same = twin_affine_identity ();
  g_autofree TwinPixelMeasures *measures = twin_pixels_compare (flat, flat, NULL, NULL, &same,
                                                                FALSE);

  g_assert_nonnull (measures);
  g_assert_cmpfloat (measures->agree, ==, 0);
  g_assert_cmpfloat (measures->ncc[0], ==, 0);
  g_assert_true (isfinite (measures->peak + measures->side_lobe_ratio + measures->grain_z));
}

/* Refining leaves alone what is exact, and never makes it worse. */
static void
test_refine_stays (void)
{
  static const TwinModification nothing[] = { END };
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinAlignment) alignment = NULL;
  TwinAffine map;

  altered_init (&altered, TWIN_DRAWING_MEMBRANE, 200, 160, 3, nothing);
  alignment = twin_alignment_new (altered.a, altered.b, &altered.a_to_b, 80000);
  g_assert_true (twin_refine (alignment, altered.a, FALSE));
  g_assert_true (twin_alignment_get_map (alignment, &map));
  g_assert_cmpfloat (altered_get_error (&altered, &map), <, 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/pixels/a copy/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_copy);
    }
  g_test_add_func ("/pixels/the wrong sign does not agree", test_wrong_sign);
  g_test_add_func ("/pixels/another picture does not agree", test_another_picture);
  g_test_add_func ("/pixels/furniture is not counted", test_furniture);
  g_test_add_func ("/pixels/grain", test_grain);
  g_test_add_func ("/pixels/too little is refused", test_too_little);
  g_test_add_func ("/pixels/flat pictures", test_flat);
  g_test_add_func ("/pixels/what is exact stays", test_refine_stays);
  return g_test_run ();
}
