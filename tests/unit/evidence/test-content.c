/* Corners that turning filled are not part of what a picture shows. */
#include "altered.h"
#include "evidence/content.h"

typedef struct
{
  const char *name;
  TwinDrawing drawing;
  double share; /* of the picture */
  TwinModification is[4];
} Case;

/* A picture of 320 x 240, turned by t, fills w h of (w cos + h sin) (w sin + h cos). */
static const Case cases[] = {
  { "as it is", TWIN_DRAWING_TISSUE, 1, { END } },
  { "as it is, dark ground", TWIN_DRAWING_NUCLEI, 1, { END } },
  { "as it is, bright ground", TWIN_DRAWING_BLOT, 1, { END } },
  { "a quarter turn", TWIN_DRAWING_TISSUE, 1, { DO (ROTATE, 90), END } },
  { "turned by 30 degrees", TWIN_DRAWING_TISSUE, 0.526, { DO (ROTATE, 30), END } },
  { "turned by 8 degrees", TWIN_DRAWING_STAINED, 0.777, { DO (ROTATE, -8), END } },
};

static void
test_share (gconstpointer data)
{
  const Case *of = data;
  g_auto (Altered) altered = { 0 };
  TwinPolygon content;

  altered_init (&altered, of->drawing, 320, 240, 3, of->is);
  content = twin_content_find (altered.b);
  g_assert_cmpfloat_with_epsilon (
    twin_polygon_area (&content) / (altered.b->width * altered.b->height), of->share, 0.04);
}

/* The corners are of another grey than the picture's ground, and all is noisy. */
static void
test_noisy (void)
{
  static const TwinModification turned[] = { DO (ROTATE, 30), END };
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinGrey) inside = NULL;
  TwinPolygon truth = twin_polygon_rectangle (320, 240), content;
  TwinRandom random;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 320, 240, 3, turned);
  truth = twin_polygon_map (&truth, &altered.a_to_b);
  inside = twin_grey_new (altered.b->width, altered.b->height);
  twin_random_init (&random, 1, 0);
  for (gsize i = 0; i < (gsize) inside->width * inside->height; i++)
    inside->values[i] = 1;
  twin_content_mask (&truth, inside);
  for (gsize i = 0; i < (gsize) inside->width * inside->height; i++)
    altered.b->values[i] = (float) ((inside->values[i] > 0 ? altered.b->values[i] : 90) +
                                    8 * twin_random_normal (&random));
  content = twin_content_find (altered.b);
  g_assert_cmpfloat_with_epsilon (twin_polygon_area (&content), twin_polygon_area (&truth),
                                  0.06 * twin_polygon_area (&truth));
}

/* A margin around a picture, as a page has it. */
static void
test_margin (void)
{
  static const TwinModification nothing[] = { END };
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinGrey) page = twin_grey_new (400, 300);
  TwinPolygon content;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 320, 240, 3, nothing);
  for (gsize i = 0; i < 400 * 300; i++)
    page->values[i] = 255;
  for (guint y = 0; y < 200; y++)
    for (guint x = 0; x < 280; x++)
      *twin_grey_at (page, 60 + x, 40 + y) = *twin_grey_at (altered.a, x, y);
  content = twin_content_find (page);
  g_assert_cmpuint (content.n, ==, 4);
  g_assert_cmpfloat_with_epsilon (twin_polygon_area (&content), 280 * 200, 3000);
}

static void
test_flat (void)
{
  g_autoptr (TwinGrey) flat = twin_grey_new (100, 80);
  TwinPolygon content = twin_content_find (flat);

  g_assert_cmpfloat (twin_polygon_area (&content), ==, 8000);
}

/* 1 inside, 0 outside: as many ones as the area. */
static void
test_mask (void)
{
  g_autoptr (TwinGrey) shown = twin_grey_new (200, 150);
  TwinPolygon content = twin_polygon_rectangle (80, 60);
  TwinAffine map = twin_affine_similarity (FALSE, 25, 1.2, 30, 70);
  double sum = 0;

  for (gsize i = 0; i < 200 * 150; i++)
    shown->values[i] = 1;
  content = twin_polygon_map (&content, &map);
  twin_content_mask (&content, shown);
  for (gsize i = 0; i < 200 * 150; i++)
    sum += shown->values[i];
  g_assert_cmpfloat_with_epsilon (sum, twin_polygon_area (&content), 60);
  g_assert_cmpfloat (*twin_grey_at (shown, 0, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/content/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_share);
    }
  g_test_add_func ("/content/turned and noisy", test_noisy);
  g_test_add_func ("/content/a margin", test_margin);
  g_test_add_func ("/content/flat pictures", test_flat);
  g_test_add_func ("/content/mask", test_mask);
  return g_test_run ();
}
