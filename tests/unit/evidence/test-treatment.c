/* Blur, noise and JPEG are told, with their size. */
#include "altered.h"
#include "evidence/treatment.h"

typedef struct
{
  const char *name;
  double blur, noise; /* of b */
  TwinModification b_is[3];
} Case;

static const Case cases[] = {
  { "nothing", 0, 0, { END } },
  { "darker is no treatment", 0, 0, { DO (BRIGHTNESS, 0.7), END } },
  { "blur", 1.5, 0, { DO (BLUR, 1.5), END } },
  { "more blur", 3, 0, { DO (BLUR, 3), END } },
  /* On each colour by itself: 0.67 of that is left in the grey. */
  { "noise", 0, 8, { DO (NOISE, 12), END } },
};

static TwinTreatment
find (const TwinGrey *a, const TwinGrey *b, const TwinAffine *a_to_b)
{
  g_autoptr (TwinAlignment) alignment = twin_alignment_new (a, b, a_to_b, 160000);
  TwinTreatment treatment;
  TwinTone tone;

  g_assert_true (twin_tone_fit (alignment, FALSE, &tone));
  g_assert_true (twin_treatment_find (alignment, &tone, &treatment));
  g_test_message ("blur %.2f %.2f noise %.1f %.1f", treatment.blur_a, treatment.blur_b,
                  treatment.noise_a, treatment.noise_b);
  return treatment;
}

/* And the same of a where the two change places; how a much softer one was sharpened is not told. */
static void
test_case (gconstpointer data)
{
  const Case *of = data;
  g_auto (Altered) altered = { 0 };
  TwinTreatment treatment;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 360, 280, 3, of->b_is);
  treatment = find (altered.a, altered.b, &altered.a_to_b);
  g_assert_cmpfloat_with_epsilon (treatment.blur_b, of->blur, 0.25 * of->blur + 0.01);
  g_assert_cmpfloat_with_epsilon (treatment.noise_b, of->noise, 0.25 * of->noise + 0.01);
  g_assert_cmpfloat (treatment.blur_a, ==, 0);
  g_assert_cmpfloat (treatment.noise_a, ==, 0);
  treatment = find (altered.b, altered.a, &altered.a_to_b);
  if (of->blur < 2)
    g_assert_cmpfloat_with_epsilon (treatment.blur_a, of->blur, 0.25 * of->blur + 0.01);
  g_assert_cmpfloat (treatment.blur_b, ==, 0);
  if (of->blur < 2)
    g_assert_cmpfloat (treatment.noise_b, ==, 0);
}

static TwinRaster *
draw (TwinDrawing drawing, const TwinModification *is)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  TwinRandom random;
  TwinRaster *raster;

  for (; !isnan (is->amount); is++)
    g_array_append_val (list, *is);
  twin_random_init (&random, 1, 1);
  raster = twin_modifications_apply (list, twin_draw (drawing, 320, 240, 3), &random, NULL);
  g_assert_nonnull (raster);
  return raster;
}

/* The grid need not begin at the corner. Where a drawing's own grain is as strong, the steps are not seen. */
static void
test_blocks (void)
{
  static const TwinModification jpeg[] = { DO (JPEG, 60), END }, nothing[] = { END };
  static const TwinModification cut[] = { DO (JPEG, 60),
                                          { TWIN_MODIFY_CROP, 0, 21, 13, 250, 200 },
                                          END };
  static const TwinModification turned[] = { DO (JPEG, 60), DO (ROTATE, 7), END };

  guint n_compressed = 0, n_part = 0;

  for (TwinDrawing drawing = 0; drawing < TWIN_N_DRAWINGS; drawing++)
    {
      g_autoptr (TwinRaster) plain = draw (drawing, nothing), compressed = draw (drawing, jpeg);
      g_autoptr (TwinRaster) part = draw (drawing, cut), askew = draw (drawing, turned);

      g_assert_false (twin_treatment_has_blocks (plain));
      n_compressed += twin_treatment_has_blocks (compressed);
      n_part += twin_treatment_has_blocks (part);
      g_assert_false (twin_treatment_has_blocks (askew));
    }
  g_test_message ("%u and %u of %u", n_compressed, n_part, TWIN_N_DRAWINGS);
  g_assert_cmpuint (n_compressed, >=, 5);
  g_assert_cmpuint (n_part, >=, 5);
}

static void
test_small (void)
{
  g_autoptr (TwinRaster) dot = twin_raster_new (1, 1), strip = twin_raster_new (2000, 2);
  g_autoptr (TwinGrey) flat = twin_grey_new (60, 60);
  TwinAffine same = twin_affine_identity ();
  TwinTreatment treatment = find (flat, flat, &same);

  g_assert_false (twin_treatment_has_blocks (dot));
  g_assert_false (twin_treatment_has_blocks (strip));
  g_assert_cmpfloat (treatment.blur_a + treatment.blur_b + treatment.noise_a, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/treatment/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/treatment/blocks of JPEG", test_blocks);
  g_test_add_func ("/treatment/small and flat pictures", test_small);
  return g_test_run ();
}
