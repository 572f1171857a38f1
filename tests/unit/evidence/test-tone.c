/* What became of the greys is named, with its numbers. */
#include "altered.h"
#include "evidence/tone.h"

#include <math.h>

#define END       \
  {               \
    .amount = NAN \
  }

typedef struct
{
  const char *name;
  TwinToneKind kind;
  gboolean inverted;
  double gain, gamma; /* NAN: any */
  TwinModification b_is[4];
} Case;

static const Case cases[] = {
  { "nothing", TWIN_TONE_SAME, FALSE, 1, 1, { END } },
  { "noise and JPEG are no tone",
    TWIN_TONE_SAME,
    FALSE,
    1,
    1,
    { DO (NOISE, 6), DO (JPEG, 70), END } },
  { "brightness", TWIN_TONE_LINE, FALSE, 0.7, 1, { DO (BRIGHTNESS, 0.7), END } },
  { "contrast", TWIN_TONE_LINE, FALSE, 0.6, 1, { DO (CONTRAST, 0.6), END } },
  { "gamma", TWIN_TONE_GAMMA, FALSE, 1, 1.6, { DO (GAMMA, 1.6), END } },
  { "gamma the other way", TWIN_TONE_GAMMA, FALSE, 1, 0.6, { DO (GAMMA, 0.6), END } },
  { "inverted", TWIN_TONE_SAME, TRUE, 1, 1, { DO (INVERT, 0), END } },
  { "inverted, then gamma",
    TWIN_TONE_GAMMA,
    TRUE,
    1,
    1.5,
    { DO (INVERT, 0), DO (GAMMA, 1.5), END } },
  { "turned and darker",
    TWIN_TONE_LINE,
    FALSE,
    0.8,
    1,
    { DO (ROTATE, 25), DO (BRIGHTNESS, 0.8), END } },
};

static void
test_named (gconstpointer data)
{
  const Case *of = data;
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinAlignment) alignment = NULL;
  TwinTone tone;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 300, 240, 3, of->b_is);
  alignment = twin_alignment_new (altered.a, altered.b, &altered.a_to_b, 100000);
  g_assert_true (twin_tone_fit (alignment, FALSE, &tone));
  g_test_message ("kind %d gain %.3f gamma %.3f offset %.3f", tone.kind, tone.gain, tone.gamma,
                  tone.offset);
  g_assert_cmpint (tone.kind, ==, of->kind);
  g_assert_cmpint (tone.inverted, ==, of->inverted);
  g_assert_cmpfloat_with_epsilon (tone.gain, of->gain, 0.05);
  g_assert_cmpfloat_with_epsilon (tone.gamma, of->gamma, 0.1);
}

static void
fit (double (*curve) (double), TwinTone *tone)
{
  double a[50], b[50], weights[50];

  for (guint i = 0; i < 50; i++)
    {
      a[i] = 5 * i + 2;
      b[i] = curve (a[i]);
      weights[i] = 100;
    }
  twin_tone_fit_points (a, b, weights, 50, FALSE, tone);
}

static double
fold (double grey)
{
  return 255 - 2 * fabs (grey - 128);
}

static double
steep_in_the_middle (double grey)
{
  return 255 / (1 + exp ((128 - grey) / 12));
}

static void
test_folded (void)
{
  TwinTone tone;

  fit (fold, &tone);
  g_assert_cmpint (tone.kind, ==, TWIN_TONE_FOLDED);
  g_assert_cmpfloat_with_epsilon (twin_tone_apply (&tone, 128), 255, 12);
  g_assert_cmpfloat_with_epsilon (twin_tone_apply (&tone, 60), fold (60), 12);
}

static void
test_curve (void)
{
  TwinTone tone;

  fit (steep_in_the_middle, &tone);
  g_assert_cmpint (tone.kind, ==, TWIN_TONE_CURVE);
  for (double grey = 10; grey < 245; grey += 5)
    g_assert_cmpfloat_with_epsilon (twin_tone_apply (&tone, grey), steep_in_the_middle (grey), 10);
}

/* A tenth of the picture was painted over: the curve is that of the rest. */
static void
test_robust (void)
{
  static const TwinModification darker[] = { DO (BRIGHTNESS, 0.7), END };
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinAlignment) alignment = NULL;
  TwinTone tone;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 300, 240, 3, darker);
  for (guint y = 40; y < 120; y++)
    for (guint x = 50; x < 140; x++)
      *twin_grey_at (altered.b, x, y) = 250;
  alignment = twin_alignment_new (altered.a, altered.b, &altered.a_to_b, 100000);
  g_assert_true (twin_tone_fit (alignment, FALSE, &tone));
  g_assert_cmpint (tone.kind, ==, TWIN_TONE_LINE);
  g_assert_cmpfloat_with_epsilon (tone.gain, 0.7, 0.05);
}

static void
test_flat (void)
{
  g_autoptr (TwinGrey) flat = twin_grey_new (60, 60);
  TwinAffine same = twin_affine_identity ();
  g_autoptr (TwinAlignment) alignment = twin_alignment_new (flat, flat, &same, 10000);
  TwinTone tone;

  g_assert_true (twin_tone_fit (alignment, TRUE, &tone));
  g_assert_true (isfinite (tone.gain + tone.gamma + tone.offset + tone.residual));
  twin_tone_fit_points (NULL, NULL, NULL, 0, FALSE, &tone);
  g_assert_cmpint (tone.kind, ==, TWIN_TONE_SAME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/tone/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_named);
    }
  g_test_add_func ("/tone/folded", test_folded);
  g_test_add_func ("/tone/some other curve", test_curve);
  g_test_add_func ("/tone/what is painted over does not count", test_robust);
  g_test_add_func ("/tone/flat pictures", test_flat);
  return g_test_run ();
}
