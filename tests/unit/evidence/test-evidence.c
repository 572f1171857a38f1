/* test-evidence.c: all of it together, the same from either side. */
#include "found.h"

#include "evidence/evidence.h"

static TwinEvidence *
evidence_of (const TwinFeatures *a, const TwinFeatures *b)
{
  g_autoptr (GError) error = NULL;
  TwinEvidence *evidence = twin_evidence_find (a, b, NULL, &error);

  g_assert_no_error (error);
  return evidence;
}

static void
assert_inverse (const TwinAffine *forth, const TwinAffine *back)
{
  TwinAffine product = twin_affine_compose (forth, back), identity = twin_affine_identity ();

  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat_with_epsilon (product.m[i / 3][i % 3], identity.m[i / 3][i % 3], 1e-7);
}

/* Numbers without a side: to the bit. */
static void
assert_mirrored (const TwinEvidence *forth, const TwinEvidence *back)
{
  g_assert_cmpint (forth->found, ==, back->found);
  g_assert_cmpuint (forth->matches, ==, back->matches);
  g_assert_cmpuint (forth->inliers, ==, back->inliers);
  g_assert_cmpfloat (forth->log_nfa, ==, back->log_nfa);
  g_assert_cmpfloat (forth->log_nfa_free, ==, back->log_nfa_free);
  g_assert_cmpfloat (forth->overlap_fraction, ==, back->overlap_fraction);
  g_assert_cmpfloat (forth->pixels.agree, ==, back->pixels.agree);
  g_assert_cmpfloat (forth->pixels.ncc[1], ==, back->pixels.ncc[1]);
  g_assert_cmpuint (forth->regions->len, ==, back->regions->len);
  g_assert_cmpuint (forth->changes->len, ==, back->changes->len);
  assert_inverse (&forth->a_to_b, &back->a_to_b);
}

/* A part of a, mirrored, turned and brighter. */
static void
make_part (Altered *altered)
{
  altered_init (altered, TWIN_DRAWING_TISSUE, 400, 320, 9,
                (TwinModification[]){ { TWIN_MODIFY_CROP, 0, 60, 40, 280, 220 },
                                      DO (FLIP, 0),
                                      DO (ROTATE, 30),
                                      DO (GAMMA, 0.7),
                                      END });
}

static void
test_copy (void)
{
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinFeatures) a = NULL, b = NULL;
  g_autoptr (TwinEvidence) forth = NULL, back = NULL;
  const TwinRegion *region;

  make_part (&altered);
  a = features_of (altered.a);
  b = features_of (altered.b);
  forth = evidence_of (a, b);
  back = evidence_of (b, a);
  assert_mirrored (forth, back);
  g_assert_true (forth->found && !forth->registered && !forth->inverted);
  g_assert_cmpfloat (altered_get_error (&altered, &forth->a_to_b), <, 0.005);
  g_assert_cmpfloat (forth->log_nfa_free, <, -50);
  g_assert_true (forth->has_pixels);
  g_assert_cmpfloat (forth->pixels.agree, >, 0.8);
  g_assert_true (forth->has_tone && back->has_tone);
  g_assert_false (forth->tone.inverted);
  region = &g_array_index (forth->regions, TwinRegion, 0);
  g_assert_cmpuint (region->a.n, >=, 4);
  g_assert_cmpuint (region->a.n, ==, region->b.n);
  /* The turned part's frame holds all of it; its corners are ground that was added. */
  g_assert_cmpfloat (twin_polygon_area (&region->a), >, 280 * 220 * 0.95);
}

static void
test_different (void)
{
  g_autoptr (TwinRaster) first = twin_draw (TWIN_DRAWING_TISSUE, 300, 240, 1),
                         second = twin_draw (TWIN_DRAWING_TISSUE, 300, 240, 2);
  g_autoptr (TwinFeatures) a = twin_features_find_in (first, NULL, "a", NULL, NULL),
                           b = twin_features_find_in (second, NULL, "b", NULL, NULL);
  g_autoptr (TwinEvidence) evidence = evidence_of (a, b);

  g_assert_false (evidence->found);
  g_assert_cmpuint (evidence->regions->len, ==, 0);
  g_assert_cmpuint (evidence->changes->len, ==, 0);
  g_assert_cmpfloat (evidence->overlap_fraction, ==, 0);
}

/* In pixels of what the panel was cut from, and of a picture that was shrunk to work on. */
static void
test_original_pixels (void)
{
  g_autoptr (TwinRaster) large = twin_draw (TWIN_DRAWING_TISSUE, 900, 700, 4);
  g_autoptr (TwinRaster) panel = twin_raster_cut (large, 300, 200, 360, 300);
  TwinAffine identity = twin_affine_identity (), place = identity;
  g_autoptr (TwinFeatures) whole = NULL, part = NULL;
  g_autoptr (TwinEvidence) evidence = NULL;

  place.m[0][2] = 300;
  place.m[1][2] = 200;
  whole = twin_features_find_in (large, NULL, "whole", NULL, NULL);
  part = twin_features_find_in (panel, &place, "part", NULL, NULL);
  evidence = evidence_of (part, whole);
  g_assert_true (evidence->found);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat_with_epsilon (evidence->a_to_b.m[i / 3][i % 3], identity.m[i / 3][i % 3],
                                    i % 3 == 2 ? 3 : 0.01);
}

/* From an index there are no pixels; what key points tell is the same. */
static void
test_from_bytes (void)
{
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinFeatures) a = NULL, b = NULL, stored_a = NULL, stored_b = NULL;
  g_autoptr (GBytes) bytes_a = NULL, bytes_b = NULL;
  g_autoptr (TwinEvidence) fresh = NULL, stored = NULL;

  make_part (&altered);
  a = features_of (altered.a);
  b = features_of (altered.b);
  bytes_a = twin_features_to_bytes (a);
  bytes_b = twin_features_to_bytes (b);
  stored_a = twin_features_from_bytes (bytes_a, NULL);
  stored_b = twin_features_from_bytes (bytes_b, NULL);
  fresh = evidence_of (a, b);
  stored = evidence_of (stored_a, stored_b);
  g_assert_true (stored->found && !stored->has_pixels && !stored->has_tone);
  g_assert_cmpuint (stored->inliers, ==, fresh->inliers);
  g_assert_cmpfloat (stored->log_nfa, ==, fresh->log_nfa);
  g_assert_cmpfloat (altered_get_error (&altered, &stored->a_to_b), <, 0.01);
}

static void
test_cancelled (void)
{
  g_autoptr (TwinGrey) grey = twin_grey_new (40, 40);
  g_autoptr (TwinFeatures) features = features_of (grey);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (twin_evidence_find (features, features, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Nothing to see in either. */
static void
test_blank (void)
{
  g_autoptr (TwinGrey) grey = twin_grey_new (200, 150), other = twin_grey_new (9, 300);
  g_autoptr (TwinFeatures) a = features_of (grey), b = features_of (other);
  g_autoptr (TwinEvidence) evidence = evidence_of (a, b), same = evidence_of (a, a);

  g_assert_false (evidence->found);
  g_assert_false (same->found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evidence/a copy, from either side", test_copy);
  g_test_add_func ("/evidence/of different pictures there is none", test_different);
  g_test_add_func ("/evidence/is told in the pictures' own pixels", test_original_pixels);
  g_test_add_func ("/evidence/features from bytes give what fresh ones give", test_from_bytes);
  g_test_add_func ("/evidence/blank pictures have none", test_blank);
  g_test_add_func ("/evidence/can be cancelled", test_cancelled);
  return g_test_run ();
}
