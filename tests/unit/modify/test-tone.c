/* test-tone.c: what is done to values and colours, against its definition. */
#include "modify/operations.h"
#include "pictures.h"

#include <math.h>

static void
test_brightness (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (20, 10, 1);
  g_autoptr (TwinRaster) result = altered (raster, TWIN_MODIFY_BRIGHTNESS, 1.5);

  for (gsize i = 0; i < 600; i++)
    g_assert_cmpfloat_with_epsilon (result->pixels[i], MIN (1.5f * raster->pixels[i], 1), 1e-6);
}

static void
test_contrast (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (20, 10, 2);
  g_autoptr (TwinRaster) result = altered (raster, TWIN_MODIFY_CONTRAST, 1.4);
  g_autoptr (TwinRaster) flat = altered (raster, TWIN_MODIFY_CONTRAST, 0);
  double mean = 0;

  for (gsize i = 0; i < 200; i++)
    mean += twin_grey_of (raster->pixels + 3 * i) / 200;
  for (gsize i = 0; i < 600; i++)
    {
      double expected = mean + 1.4 * (raster->pixels[i] - mean);

      g_assert_cmpfloat_with_epsilon (result->pixels[i], CLAMP (expected, 0, 1), 1e-5);
      g_assert_cmpfloat_with_epsilon (flat->pixels[i], mean, 1e-5);
    }
}

/* Ours is a series, in vectors; the library's is the judge, and a known value besides. */
static void
test_gamma (void)
{
  static const double exponents[] = { 0.1, 0.5, 0.6, 1, 1.7, 2.2, 10 };
  g_autoptr (TwinRaster) ramp = plain_picture (4096, 1, 0, 0, 0);
  g_autoptr (TwinRaster) quarter = plain_picture (1, 1, 0.25f, 0.25f, 0.25f);
  g_autoptr (TwinRaster) half = altered (quarter, TWIN_MODIFY_GAMMA, 0.5);

  for (gsize i = 0; i < 3 * 4096; i++)
    ramp->pixels[i] = (float) i / (3 * 4096 - 1);
  for (gsize e = 0; e < G_N_ELEMENTS (exponents); e++)
    {
      g_autoptr (TwinRaster) result = altered (ramp, TWIN_MODIFY_GAMMA, exponents[e]);

      g_assert_cmpfloat (result->pixels[0], <, 1.1e-3);
      for (gsize i = 1; i < 3 * 4096; i++)
        g_assert_cmpfloat_with_epsilon (result->pixels[i], pow (ramp->pixels[i], exponents[e]),
                                        2e-5);
    }
  g_assert_cmpfloat_with_epsilon (half->pixels[0], 0.5, 1e-5);
}

static void
test_invert (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (20, 10, 3);
  g_autoptr (TwinRaster) result = altered (raster, TWIN_MODIFY_INVERT, 0);
  g_autoptr (TwinRaster) back = altered (result, TWIN_MODIFY_INVERT, 0);

  for (gsize i = 0; i < 600; i++)
    g_assert_cmpfloat_with_epsilon (result->pixels[i], 1 - raster->pixels[i], 1e-6);
  g_assert_cmpfloat (largest_difference (back, raster), <, 1e-6);
}

static void
test_saturation (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (20, 10, 4);
  g_autoptr (TwinRaster) same = altered (raster, TWIN_MODIFY_SATURATION, 1);
  g_autoptr (TwinRaster) half = altered (raster, TWIN_MODIFY_SATURATION, 0.5);
  g_autoptr (TwinRaster) none = altered (raster, TWIN_MODIFY_SATURATION, 0);
  g_autoptr (TwinRaster) dropped = altered (raster, TWIN_MODIFY_DROP, 0);

  g_assert_cmpfloat (largest_difference (same, raster), <, 1e-6);
  g_assert_cmpfloat (largest_difference (none, dropped), <, 1e-6);
  for (gsize i = 0; i < 600; i++)
    {
      float grey = twin_grey_of (raster->pixels + i / 3 * 3);

      g_assert_cmpfloat_with_epsilon (half->pixels[i], (grey + raster->pixels[i]) / 2, 1e-6);
      g_assert_cmpfloat_with_epsilon (dropped->pixels[i], grey, 1e-6);
    }
}

/* Pale colours, which no turn pushes out of 0 to 1: their grey stays, and turns add up. */
static void
test_hue (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (20, 10, 5);
  g_autoptr (TwinRaster) whole = NULL, part = NULL, rest = NULL, grey = NULL, grey_turned = NULL;

  for (gsize i = 0; i < 600; i++)
    raster->pixels[i] = 0.4f + 0.15f * raster->pixels[i];
  whole = altered (raster, TWIN_MODIFY_HUE, 360);
  part = altered (raster, TWIN_MODIFY_HUE, 100);
  rest = altered (part, TWIN_MODIFY_HUE, 260);
  grey = altered (raster, TWIN_MODIFY_DROP, 0);
  grey_turned = altered (grey, TWIN_MODIFY_HUE, 77);
  g_assert_cmpfloat (largest_difference (whole, raster), <, 1e-5);
  g_assert_cmpfloat (largest_difference (rest, raster), <, 1e-5);
  g_assert_cmpfloat (largest_difference (part, raster), >, 0.03);
  g_assert_cmpfloat (largest_difference (grey_turned, grey), <, 1e-5);
  for (gsize i = 0; i < 200; i++)
    g_assert_cmpfloat_with_epsilon (twin_grey_of (part->pixels + 3 * i),
                                    twin_grey_of (raster->pixels + 3 * i), 1e-5);
}

/* Red, green and blue follow each other. */
static void
test_hue_direction (void)
{
  for (guint channel = 0; channel < 3; channel++)
    {
      g_autoptr (TwinRaster) raster = plain_picture (1, 1, 0, 0, 0);
      g_autoptr (TwinRaster) turned = NULL;
      guint next = (channel + 1) % 3;

      raster->pixels[channel] = 1;
      turned = altered (raster, TWIN_MODIFY_HUE, 120);
      g_assert_cmpfloat (turned->pixels[next], >, 1.5 * turned->pixels[channel]);
      g_assert_cmpfloat (turned->pixels[next], >, 1.5 * turned->pixels[(channel + 2) % 3]);
    }
}

static void
test_false_colour (void)
{
  static const float greys[] = { 0, 0.25f, 0.5f, 1 };
  g_autoptr (TwinRaster) one = plain_picture (4, 1, 0.3f, 0.3f, 0.3f);
  TwinRaster *tables[12] = { NULL };

  for (guint i = 0; i < 4; i++)
    for (guint channel = 0; channel < 3; channel++)
      one->pixels[3 * i + channel] = greys[i];
  for (guint table = 0; table < 12; table++)
    {
      g_autoptr (TwinRaster) again = altered (one, TWIN_MODIFY_FALSE_COLOUR, table + 12);

      tables[table] = altered (one, TWIN_MODIFY_FALSE_COLOUR, table);
      g_assert_cmpfloat (largest_difference (again, tables[table]), ==, 0);
      for (guint other = 0; other < table; other++)
        g_assert_cmpfloat (largest_difference (tables[other], tables[table]), >, 0.2);
    }
  /* The first is green as bright as the grey. */
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (tables[0]->pixels[3 * i], ==, 0);
      g_assert_cmpfloat_with_epsilon (tables[0]->pixels[3 * i + 1], greys[i], 0.004);
      g_assert_cmpfloat (tables[0]->pixels[3 * i + 2], ==, 0);
    }
  for (guint table = 0; table < 12; table++)
    twin_raster_free (tables[table]);
}

static void
test_unit_range (void)
{
  g_autoptr (TwinRaster) raster = noise_picture (64, 64, 6);
  static const struct
  {
    TwinModificationKind kind;
    double amount;
  } cases[] = { { TWIN_MODIFY_BRIGHTNESS, 3 }, { TWIN_MODIFY_CONTRAST, 4 },
                { TWIN_MODIFY_SATURATION, 5 }, { TWIN_MODIFY_HUE, 140 },
                { TWIN_MODIFY_NOISE, 120 },    { TWIN_MODIFY_GAMMA, 0.3 },
                { TWIN_MODIFY_JPEG, 5 },       { TWIN_MODIFY_BLUR, 2 } };

  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (TwinRaster) result = altered (raster, cases[c].kind, cases[c].amount);

      for (gsize i = 0; i < 3 * 64 * 64; i++)
        {
          g_assert_cmpfloat (result->pixels[i], >=, 0);
          g_assert_cmpfloat (result->pixels[i], <=, 1.000001);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tone/brightness is a factor", test_brightness);
  g_test_add_func ("/tone/contrast is a factor around the mean", test_contrast);
  g_test_add_func ("/tone/gamma is the power", test_gamma);
  g_test_add_func ("/tone/invert, and twice is nothing", test_invert);
  g_test_add_func ("/tone/saturation is a factor around grey, drop takes all", test_saturation);
  g_test_add_func ("/tone/hue turns, and leaves the grey", test_hue);
  g_test_add_func ("/tone/hue turns from red to green to blue", test_hue_direction);
  g_test_add_func ("/tone/false colours are tables, each another", test_false_colour);
  g_test_add_func ("/tone/values stay in 0 to 1", test_unit_range);
  return g_test_run ();
}
