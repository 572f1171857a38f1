/* What was found, in sentences. LC_ALL is C: they come untranslated. */
#include "judgement/words.h"

#include <string.h>

/* Something found: b is a as it is. */
static TwinEvidence
same (void)
{
  TwinRegion region = { .a = twin_polygon_rectangle (100, 80),
                        .b = twin_polygon_rectangle (100, 80) };
  TwinEvidence evidence = {
    .found = TRUE,
    .inliers = 57,
    .a_to_b = twin_affine_identity (),
    .has_pixels = TRUE,
    .pixels = { .agree = 0.93 },
    .share_a = 1,
    .share_b = 1,
    .has_tone = TRUE,
    .tone = { .gain = 1, .gamma = 1 },
    .regions = g_array_new (FALSE, FALSE, sizeof (TwinRegion)),
    .changes = g_array_new (FALSE, FALSE, sizeof (TwinChange)),
  };

  g_array_append_val (evidence.regions, region);
  return evidence;
}

static void
clear (TwinEvidence *evidence)
{
  g_array_unref (evidence->regions);
  g_array_unref (evidence->changes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinEvidence, clear)

static void
assert_word (const TwinEvidence *evidence, guint index, const char *wanted)
{
  g_autoptr (GPtrArray) words = twin_words_find (evidence);

  g_assert_cmpuint (words->len, >, index);
  g_assert_cmpstr (words->pdata[index], ==, wanted);
}

static void
test_same (void)
{
  g_auto (TwinEvidence) evidence = same ();

  assert_word (&evidence, 0, "B shows the same as A, unaltered.");
  assert_word (
    &evidence, 1,
    "57 matching details agree on this; laid over each other, the pictures agree in 93 % of the ground that "
    "has texture.");
}

static void
test_much (void)
{
  g_auto (TwinEvidence) evidence = same ();

  evidence.a_to_b = twin_affine_similarity (TRUE, 178.6, 0.5, 10, 20);
  evidence.share_a = 0.62;
  evidence.tone = (TwinTone){ .kind = TWIN_TONE_GAMMA, .gain = 1, .gamma = 1.4, .inverted = TRUE };
  evidence.treatment.blur_b = 1.5;
  evidence.blocks_b = TRUE;
  assert_word (
    &evidence, 0,
    "B shows a part of A (62 % of it): mirrored left-right, turned by 178.6° anticlockwise, reduced to 50 %, "
    "inverted (dark is bright), gamma 1.40, blurred (by 1.5 pixels), traces of JPEG.");
}

typedef struct
{
  gboolean flipped;
  double degrees;
  const char *words;
} Turn;

static void
test_turns (void)
{
  static const Turn turns[] = {
    { FALSE, -12, "B shows the same as A: turned by 12.0° clockwise." },
    { FALSE, 180, "B shows the same as A: turned upside down." },
    { TRUE, 180, "B shows the same as A: mirrored top-bottom." },
    { TRUE, 0, "B shows the same as A: mirrored left-right." },
    { FALSE, 0.1, "B shows the same as A, unaltered." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      g_auto (TwinEvidence) evidence = same ();

      evidence.a_to_b = twin_affine_similarity (turns[i].flipped, turns[i].degrees, 1, 0, 0);
      assert_word (&evidence, 0, turns[i].words);
    }
}

/* A table of colours changes greys too: one thing was done, not two. */
static void
test_colours (void)
{
  g_auto (TwinEvidence) evidence = same ();

  evidence.tone = (TwinTone){ .kind = TWIN_TONE_LINE, .gain = 0.11, .gamma = 1 };
  evidence.colours = TWIN_COLOUR_CHANGE_FALSE;
  assert_word (&evidence, 0, "B shows the same as A: false colours.");
  evidence.colours = TWIN_COLOUR_CHANGE_LOST;
  assert_word (&evidence, 0, "B shows the same as A: without its colours, darker (times 0.11).");
}

static void
test_changes (void)
{
  g_auto (TwinEvidence) evidence = same ();
  TwinChange change = { .kind = TWIN_CHANGE_ONLY_A,
                        .a = twin_polygon_rectangle (20, 10),
                        .b = twin_polygon_rectangle (40, 60),
                        .share = 0.031 };

  g_array_append_val (evidence.changes, change);
  assert_word (
    &evidence, 2,
    "Does not follow: what A shows at (10, 5) is missing in B at (20, 30), 3.1 % of the picture.");
}

static void
test_nothing (void)
{
  g_auto (TwinEvidence) evidence = same ();
  g_autoptr (GPtrArray) words = NULL;

  evidence.found = FALSE;
  words = twin_words_find (&evidence);
  g_assert_cmpuint (words->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/the same", test_same);
  g_test_add_func ("/words/much at once", test_much);
  g_test_add_func ("/words/turned and mirrored", test_turns);
  g_test_add_func ("/words/colours", test_colours);
  g_test_add_func ("/words/what does not follow", test_changes);
  g_test_add_func ("/words/nothing found", test_nothing);
  return g_test_run ();
}
