/* One picture found in another without key points. */
#include "altered.h"
#include "evidence/pixels.h"
#include "evidence/registration.h"

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
  { "turned", TWIN_DRAWING_NUCLEI, 300, 240, FALSE, { DO (ROTATE, 38), END } },
  { "mirrored, turned",
    TWIN_DRAWING_MEMBRANE,
    300,
    240,
    FALSE,
    { DO (FLIP, 0), DO (ROTATE, -70), END } },
  { "half a turn", TWIN_DRAWING_BLOT, 300, 120, FALSE, { DO (ROTATE, 180), END } },
  { "smaller and inverted",
    TWIN_DRAWING_TISSUE,
    400,
    300,
    TRUE,
    { DO (SCALE, 0.6), DO (INVERT, 0), END } },
  { "a strip of a blot, stretched", TWIN_DRAWING_BLOT, 150, 64, FALSE, { DO (STRETCH, 1.3), END } },
  { "64 pixels out of 300",
    TWIN_DRAWING_STAINED,
    300,
    240,
    FALSE,
    { { TWIN_MODIFY_CROP, 0, 110, 90, 64, 64 }, END } },
  { "150 x 25 out of a blot",
    TWIN_DRAWING_BLOT,
    300,
    200,
    FALSE,
    { { TWIN_MODIFY_CROP, 0, 60, 30, 150, 25 }, END } },
  { "a part, blurred and noisy",
    TWIN_DRAWING_GEL,
    400,
    300,
    FALSE,
    { { TWIN_MODIFY_CROP, 0, 50, 40, 300, 220 }, DO (BLUR, 1.5), DO (NOISE, 8), END } },
};

/* Of those found, the nearest. */
static double
find_error (const Altered *altered, gboolean inverted)
{
  TwinRegistration found[TWIN_REGISTRATIONS];
  guint n = twin_registration_find (altered->a, altered->b, found);
  double least = G_MAXDOUBLE;

  g_assert_cmpuint (n, <=, TWIN_REGISTRATIONS);
  for (guint i = 0; i < n; i++)
    {
      double error = altered_get_error (altered, &found[i].a_to_b);

      g_test_message ("error %.4f, strength %.4f, inverted %d", error, found[i].strength,
                      found[i].inverted);
      if (i > 0)
        g_assert_cmpfloat (found[i].strength, <=, found[i - 1].strength);
      if (!found[i].inverted == !inverted)
        least = MIN (least, error);
    }
  return least;
}

static void
test_found (gconstpointer data)
{
  const Case *of = data;
  g_auto (Altered) altered = { 0 };

  altered_init (&altered, of->drawing, of->width, of->height, 3, of->b_is);
  g_assert_cmpfloat (find_error (&altered, of->inverted), <, 0.04);
}

/* Nothing to go by, and still no crash and no numbers that are none. */
static void
test_odd_sizes (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 2000, 1 }, { 3, 900 }, { 16, 16 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        g_autoptr (TwinGrey) a = twin_grey_new (sizes[i][0], sizes[i][1]);
        g_autoptr (TwinGrey) b = twin_grey_new (sizes[j][0], sizes[j][1]);
        TwinRegistration found[TWIN_REGISTRATIONS];
        guint n = twin_registration_find (a, b, found);

        for (guint k = 0; k < n; k++)
          {
            g_autofree TwinPixelMeasures *measures = twin_pixels_compare (
              a, b, NULL, NULL, &found[k].a_to_b, found[k].inverted);

            g_assert_true (isfinite (twin_affine_determinant (&found[k].a_to_b)));
            g_assert_true (measures == NULL || isfinite (measures->agree));
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/registration/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_found);
    }
  g_test_add_func ("/registration/odd sizes", test_odd_sizes);
  return g_test_run ();
}
