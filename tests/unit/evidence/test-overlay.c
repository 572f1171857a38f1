/* The sheet with both pictures, outlines, one laid over the other, and what differs. */
#include "report/overlay.h"

#include <math.h>

#define GAP 12

static TwinRaster *
grey_new (guint width, guint height, float value)
{
  TwinRaster *raster = twin_raster_new (width, height);

  for (gsize i = 0; i < (gsize) width * height * 3; i++)
    raster->pixels[i] = value;
  return raster;
}

static TwinEvidence *
evidence_new (void)
{
  TwinEvidence *evidence = g_new0 (TwinEvidence, 1);

  evidence->found = TRUE;
  evidence->a_to_b = twin_affine_identity ();
  evidence->regions = g_array_new (FALSE, FALSE, sizeof (TwinRegion));
  evidence->changes = g_array_new (FALSE, FALSE, sizeof (TwinChange));
  return evidence;
}

static gboolean
is_blue (const float *pixel)
{
  return pixel[2] > pixel[0] + 0.4f;
}

static gboolean
is_red (const float *pixel)
{
  return pixel[0] > pixel[2] + 0.4f;
}

/* Nothing found: two fields, each enlarged to 640 or four times. */
static void
test_alone (void)
{
  g_autoptr (TwinRaster) a = grey_new (320, 200, 0.5f), b = grey_new (100, 50, 0.2f);
  g_autoptr (TwinRaster) sheet = twin_overlay_new (a, 320, 200, b, 100, 50, NULL);

  g_assert_cmpuint (sheet->width, ==, 640 + 400 + 3 * GAP);
  g_assert_cmpuint (sheet->height, ==, 400 + 2 * GAP);
  g_assert_cmpfloat_with_epsilon (twin_raster_at (sheet, 300, 200)[0], 0.5, 1e-5);
  g_assert_cmpfloat_with_epsilon (twin_raster_at (sheet, 640 + 2 * GAP + 50, 50)[0], 0.2, 1e-5);
}

/* The pictures are twice as large as they are shown: outlines are told in their own pixels. */
static void
test_outlines (void)
{
  g_autoptr (TwinRaster) a = grey_new (160, 160, 0.5f), b = grey_new (160, 160, 0.5f);
  g_autoptr (TwinEvidence) evidence = evidence_new ();
  g_autoptr (TwinRaster) sheet = NULL;
  TwinPolygon square = twin_polygon_rectangle (160, 160), part = twin_polygon_rectangle (40, 40);
  TwinRegion region = { .a = square, .b = square };
  TwinChange change = { .a = part, .b = part };

  g_array_append_val (evidence->regions, region);
  g_array_append_val (evidence->changes, change);
  sheet = twin_overlay_new (a, 320, 320, b, 320, 320, evidence);
  /* 320 own pixels are 640 of the field: the square ends at 320, the part at 80. */
  g_assert_true (is_blue (twin_raster_at (sheet, GAP + 320, GAP + 200)));
  g_assert_true (is_blue (twin_raster_at (sheet, 640 + 2 * GAP + 320, GAP + 200)));
  g_assert_true (is_red (twin_raster_at (sheet, GAP + 80, GAP + 40)));
  g_assert_false (is_blue (twin_raster_at (sheet, GAP + 200, GAP + 200)));
}

/* b is a moved right by half of its width: what b lacks stays paper, the rest differs by nothing, then by what b is
 * brighter. */
static void
test_laid_over (void)
{
  g_autoptr (TwinRaster) a = grey_new (160, 160, 0.5f), b = grey_new (160, 160, 0.6f);
  g_autoptr (TwinEvidence) evidence = evidence_new ();
  g_autoptr (TwinRaster) sheet = NULL;
  guint left = GAP, right = 640 + 2 * GAP, below = 640 + 2 * GAP + 320;

  evidence->a_to_b.m[0][2] = 80;
  sheet = twin_overlay_new (a, 160, 160, b, 160, 160, evidence);
  g_assert_cmpfloat_with_epsilon (twin_raster_at (sheet, left + 100, below)[0], 0.6, 1e-4);
  g_assert_cmpfloat_with_epsilon (twin_raster_at (sheet, left + 500, below)[0], 0.93, 1e-4);
  /* 0.5 + 2 (0.6 - 0.5) */
  g_assert_cmpfloat_with_epsilon (twin_raster_at (sheet, right + 100, below)[0], 0.7, 1e-4);
  evidence->has_tone = TRUE;
  for (guint i = 0; i < TWIN_TONE_KNOTS; i++)
    evidence->tone.curve[i] = 0.6f * 255;
  twin_raster_free (sheet);
  sheet = twin_overlay_new (a, 160, 160, b, 160, 160, evidence);
  g_assert_cmpfloat_with_epsilon (twin_raster_at (sheet, right + 100, below)[0], 0.5, 1e-4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlay/nothing found", test_alone);
  g_test_add_func ("/overlay/outlines", test_outlines);
  g_test_add_func ("/overlay/laid over", test_laid_over);
  return g_test_run ();
}
