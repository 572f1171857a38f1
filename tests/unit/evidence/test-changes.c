/* Places that do not follow are found, and none where everything follows. */
#include "altered.h"
#include "evidence/changes.h"
#include "evidence/refine.h"

#include <math.h>

#define END       \
  {               \
    .amount = NAN \
  }

static const TwinModification nothing[] = { END };

static GArray *
find (const Altered *altered, gboolean inverted)
{
  g_autoptr (TwinAlignment) alignment = twin_alignment_new (altered->a, altered->b,
                                                            &altered->a_to_b, 160000);
  TwinTone tone;

  g_assert_true (twin_refine (alignment, altered->a, inverted));
  g_assert_true (twin_tone_fit (alignment, inverted, &tone));
  return twin_changes_find (alignment, &tone);
}

typedef struct
{
  const char *name;
  gboolean inverted;
  TwinModification b_is[5];
} Case;

static const Case copies[] = {
  { "as it is", FALSE, { END } },
  { "turned and smaller", FALSE, { DO (ROTATE, 12), DO (SCALE, 0.8), END } },
  { "darker, blurred", FALSE, { DO (BRIGHTNESS, 0.7), DO (BLUR, 1.2), END } },
  { "inverted, gamma, as JPEG", TRUE, { DO (INVERT, 0), DO (GAMMA, 1.4), DO (JPEG, 60), END } },
  { "noisy", FALSE, { DO (NOISE, 10), END } },
};

static void
test_nothing_claimed (gconstpointer data)
{
  const Case *of = data;
  g_auto (Altered) altered = { 0 };
  g_autoptr (GArray) changes = NULL;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 360, 280, 3, of->b_is);
  changes = find (&altered, of->inverted);
  g_assert_cmpuint (changes->len, ==, 0);
}

/* Ground from (@from_x, @from_y) laid over a square at (@x, @y). */
static void
patch (TwinGrey *grey, guint x, guint y, guint from_x, guint from_y, guint side)
{
  g_autoptr (TwinGrey) before = twin_grey_copy (grey);

  for (guint row = 0; row < side; row++)
    for (guint column = 0; column < side; column++)
      *twin_grey_at (grey, x + column, y + row) = *twin_grey_at (before, from_x + column,
                                                                 from_y + row);
}

/* Of the square and the box around the outline: what both hold over what either does. */
static double
overlap (const TwinPolygon *polygon, double x, double y, double side)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = 0, bottom = 0, both;

  for (guint i = 0; i < polygon->n; i++)
    {
      left = MIN (left, polygon->x[i]);
      right = MAX (right, polygon->x[i]);
      top = MIN (top, polygon->y[i]);
      bottom = MAX (bottom, polygon->y[i]);
    }
  both = MAX (MIN (right, x + side) - MAX (left, x), 0) *
         MAX (MIN (bottom, y + side) - MAX (top, y), 0);
  return both / ((right - left) * (bottom - top) + side * side - both);
}

/* b is turned by a quarter and darker, so that both outlines are put to the test. */
static void
test_place_found (void)
{
  static const TwinModification turned[] = { DO (ROTATE, 90), DO (BRIGHTNESS, 0.8), END };
  g_auto (Altered) altered = { 0 };
  g_autoptr (GArray) changes = NULL;
  const TwinChange *change;
  double x, y;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 360, 280, 3, turned);
  /* In b: (100, 200) to (140, 240); a's (x, y) became (y, 360 - x). */
  patch (altered.b, 100, 200, 20, 40, 40);
  changes = find (&altered, FALSE);
  g_assert_cmpuint (changes->len, ==, 1);
  change = &g_array_index (changes, TwinChange, 0);
  x = 360 - 240;
  y = 100;
  g_test_message ("overlap %.2f %.2f share %.4f", overlap (&change->a, x, y, 40),
                  overlap (&change->b, 100, 200, 40), change->share);
  g_assert_cmpfloat (overlap (&change->a, x, y, 40), >, 0.5);
  g_assert_cmpfloat (overlap (&change->b, 100, 200, 40), >, 0.5);
  g_assert_cmpfloat_with_epsilon (change->share, 1600.0 / (360 * 280), 0.01);
}

static void
fill (TwinGrey *grey, guint x, guint y, guint width, guint height, float value)
{
  for (guint row = y; row < y + height; row++)
    for (guint column = x; column < x + width; column++)
      *twin_grey_at (grey, column, row) = value;
}

/* What is there in one alone is told apart from the reverse. */
static void
test_kinds (void)
{
  for (guint only_b = 0; only_b < 2; only_b++)
    {
      g_auto (Altered) altered = { 0 };
      g_autoptr (GArray) changes = NULL;
      TwinGrey *with;

      altered_init (&altered, TWIN_DRAWING_TISSUE, 360, 280, 3, nothing);
      fill (altered.a, 100, 100, 60, 60, 180);
      fill (altered.b, 100, 100, 60, 60, 180);
      with = only_b ? altered.b : altered.a;
      fill (with, 112, 112, 36, 36, 60);
      fill (with, 122, 122, 16, 16, 220);
      changes = find (&altered, FALSE);
      g_assert_cmpuint (changes->len, ==, 1);
      g_assert_cmpint (g_array_index (changes, TwinChange, 0).kind, ==,
                       only_b ? TWIN_CHANGE_ONLY_B : TWIN_CHANGE_ONLY_A);
    }
}

/* Two pictures that have nothing to do with each other: no list of places. */
static void
test_another_picture (void)
{
  g_auto (Altered) one = { 0 }, other = { 0 };
  g_autoptr (TwinAlignment) alignment = NULL;
  g_autoptr (GArray) changes = NULL;
  TwinTone tone;

  altered_init (&one, TWIN_DRAWING_TISSUE, 360, 280, 3, nothing);
  altered_init (&other, TWIN_DRAWING_TISSUE, 360, 280, 4, nothing);
  alignment = twin_alignment_new (one.a, other.a, &one.a_to_b, 160000);
  g_assert_true (twin_tone_fit (alignment, FALSE, &tone));
  changes = twin_changes_find (alignment, &tone);
  g_assert_nonnull (changes);
  g_assert_cmpuint (changes->len, <, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      g_autofree char *path = g_strconcat ("/changes/none/", copies[i].name, NULL);

      g_test_add_data_func (path, &copies[i], test_nothing_claimed);
    }
  g_test_add_func ("/changes/a place in both pictures", test_place_found);
  g_test_add_func ("/changes/what only one shows", test_kinds);
  g_test_add_func ("/changes/another picture", test_another_picture);
  return g_test_run ();
}
