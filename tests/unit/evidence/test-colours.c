/* False colours, lost colours, and neither. */
#include "altered.h"
#include "evidence/colours.h"

static TwinColours
find (TwinDrawing drawing, const TwinModification *is)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  g_autoptr (TwinRaster) raster = NULL;
  TwinRandom random;

  for (; !isnan (is->amount); is++)
    g_array_append_val (list, *is);
  twin_random_init (&random, 1, 1);
  raster = twin_modifications_apply (list, twin_draw (drawing, 320, 240, 3), &random, NULL);
  g_assert_nonnull (raster);
  return twin_colours_find (raster);
}

typedef struct
{
  const char *name;
  TwinDrawing drawing;
  gboolean inverted;
  TwinColourChange change;
  TwinModification a_is[3], b_is[3];
} Case;

static const Case cases[] = {
  { "grey stays grey",
    TWIN_DRAWING_BLOT,
    FALSE,
    TWIN_COLOUR_CHANGE_NONE,
    { END },
    { DO (GAMMA, 1.5), DO (NOISE, 15), END } },
  { "grey as green",
    TWIN_DRAWING_BLOT,
    FALSE,
    TWIN_COLOUR_CHANGE_FALSE,
    { END },
    { DO (FALSE_COLOUR, 0), END } },
  { "red as green",
    TWIN_DRAWING_BLOT,
    FALSE,
    TWIN_COLOUR_CHANGE_FALSE,
    { DO (FALSE_COLOUR, 1), END },
    { DO (FALSE_COLOUR, 0), END } },
  { "green and darker",
    TWIN_DRAWING_BLOT,
    FALSE,
    TWIN_COLOUR_CHANGE_NONE,
    { DO (FALSE_COLOUR, 0), END },
    { DO (FALSE_COLOUR, 0), DO (BRIGHTNESS, 0.7), END } },
  { "embers, inverted",
    TWIN_DRAWING_BLOT,
    TRUE,
    TWIN_COLOUR_CHANGE_NONE,
    { DO (FALSE_COLOUR, 6), END },
    { DO (FALSE_COLOUR, 6), DO (INVERT, 0), END } },
  { "colours dropped",
    TWIN_DRAWING_TISSUE,
    FALSE,
    TWIN_COLOUR_CHANGE_LOST,
    { END },
    { DO (DROP, 0), END } },
  { "a section, cut and as JPEG",
    TWIN_DRAWING_TISSUE,
    FALSE,
    TWIN_COLOUR_CHANGE_NONE,
    { END },
    { { TWIN_MODIFY_CROP, 0, 100, 50, 180, 150 }, DO (JPEG, 60), END } },
};

static void
test_change (gconstpointer data)
{
  const Case *of = data;
  TwinColours a = find (of->drawing, of->a_is), b = find (of->drawing, of->b_is);

  g_assert_cmpint (twin_colours_compare (&a, &b, of->inverted), ==, of->change);
}

static void
test_unknown (void)
{
  static const TwinModification nothing[] = { END };
  TwinColours known = find (TWIN_DRAWING_TISSUE, nothing),
              unknown = { .kind = TWIN_COLOURS_UNKNOWN };

  g_assert_cmpint (twin_colours_compare (&known, &unknown, FALSE), ==, TWIN_COLOUR_CHANGE_NONE);
  g_assert_cmpint (twin_colours_compare (&unknown, &known, FALSE), ==, TWIN_COLOUR_CHANGE_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/colours/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_change);
    }
  g_test_add_func ("/colours/not looked at", test_unknown);
  return g_test_run ();
}
