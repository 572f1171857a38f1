/* test-trace.c: what is said of an alteration is what the pixels show. */
#include "modify/operations.h"
#include "modify/recipe.h"
#include "modify/trace.h"
#include "pictures.h"

#include <math.h>

#define WIDTH 180
#define HEIGHT 130
/* A pixel of error would be 0.03 where the waves are steepest. */
#define TOLERANCE 0.012

static double
wave_at (double x, double y)
{
  return 0.5 + 0.2 * sin (x / 7.0 + 0.3) + 0.2 * cos (y / 9.0 - x / 23.0);
}

static TwinRaster *
wave_picture (void)
{
  TwinRaster *raster = twin_raster_new (WIDTH, HEIGHT);

  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < WIDTH; x++)
      for (guint channel = 0; channel < 3; channel++)
        twin_raster_at (raster, x, y)[channel] = (float) wave_at (x + 0.5, y + 0.5);
  return raster;
}

static TwinRaster *
trace_list (const GArray *list, TwinRaster *raster, TwinTrace *trace)
{
  g_autoptr (GError) error = NULL;
  TwinRandom random;
  TwinRaster *result;

  twin_random_init (&random, 1, 0);
  twin_trace_init (trace);
  result = twin_modifications_trace (list, raster, &random, trace, &error);
  g_assert_no_error (error);
  return result;
}

/* Every pixel's place in the original, by the matrix, has the pixel's value. Near the original's edge fill is mixed in. */
static double
largest_error (const TwinRaster *altered, const TwinAffine *matrix)
{
  TwinAffine back;
  double largest = 0;
  guint n = 0;

  g_assert_true (twin_affine_invert (matrix, &back));
  for (guint y = 1; y + 1 < altered->height; y++)
    for (guint x = 1; x + 1 < altered->width; x++)
      {
        double u, v;

        twin_affine_apply (&back, x + 0.5, y + 0.5, &u, &v);
        if (u < 3 || v < 3 || u > WIDTH - 3 || v > HEIGHT - 3)
          continue;
        n++;
        largest = MAX (largest, fabs (twin_raster_at (altered, x, y)[0] - wave_at (u, v)));
      }
  g_assert_cmpuint (n, >, 20);
  return largest;
}

static const struct
{
  const char *name;
  TwinModification list[4];
  guint n;
} geometries[] = {
  { "none", { { 0 } }, 0 },
  { "crop", { { TWIN_MODIFY_CROP, 0, 31, 22, 90, 77 } }, 1 },
  { "flip", { { TWIN_MODIFY_FLIP, 0, 0, 0, 0, 0 } }, 1 },
  { "quarter", { { TWIN_MODIFY_ROTATE, 90, 0, 0, 0, 0 } }, 1 },
  { "three-quarters", { { TWIN_MODIFY_ROTATE, -90, 0, 0, 0, 0 } }, 1 },
  { "askew", { { TWIN_MODIFY_ROTATE, 33.7, 0, 0, 0, 0 } }, 1 },
  { "smaller", { { TWIN_MODIFY_SCALE, 0.71, 0, 0, 0, 0 } }, 1 },
  { "larger", { { TWIN_MODIFY_SCALE, 1.37, 0, 0, 0, 0 } }, 1 },
  { "stretch", { { TWIN_MODIFY_STRETCH, 1.18, 0, 0, 0, 0 } }, 1 },
  { "all",
    { { TWIN_MODIFY_FLIP, 0, 0, 0, 0, 0 },
      { TWIN_MODIFY_ROTATE, -71.3, 0, 0, 0, 0 },
      { TWIN_MODIFY_STRETCH, 1.13, 0, 0, 0, 0 },
      { TWIN_MODIFY_CROP, 0, 41, 37, 90, 110 } },
    4 },
};

static void
test_matrix (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  g_auto (TwinTrace) trace = { 0 };
  g_autoptr (TwinRaster) altered = NULL;
  TwinAffine spoiled;

  g_array_append_vals (list, geometries[row].list, geometries[row].n);
  altered = trace_list (list, wave_picture (), &trace);
  g_assert_cmpfloat (largest_error (altered, &trace.matrix), <, TOLERANCE);
  /* The comparison bites: less than a pixel off is seen. */
  spoiled = trace.matrix;
  spoiled.m[0][2] += 0.75;
  g_assert_cmpfloat (largest_error (altered, &spoiled), >, TOLERANCE);
}

/* The geometry of whole recipes; what they do to tones is left out. */
static void
test_recipes (void)
{
  TwinRandom random;

  twin_random_init (&random, 3, 0);
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (TwinModification));
      g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (TwinModification));
      g_auto (TwinTrace) trace = { 0 };
      g_autoptr (TwinRaster) altered = NULL;
      TwinRecipe recipe = i % 3 == 0   ? TWIN_RECIPE_CROP
                          : i % 3 == 1 ? TWIN_RECIPE_ROTATION
                                       : TWIN_RECIPE_OVERLAP;

      twin_recipe_draw_pair (recipe, 1.0, WIDTH, HEIGHT, &random, a, b);
      altered = trace_list (b, wave_picture (), &trace);
      g_assert_cmpfloat (largest_error (altered, &trace.matrix), <, TOLERANCE);
    }
}

/* The same pixels as without a trace. */
static void
test_same_pixels (void)
{
  TwinRandom random;

  twin_random_init (&random, 4, 0);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (TwinModification));
      g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (TwinModification));
      g_auto (TwinTrace) trace = { 0 };
      g_autoptr (TwinRaster) traced = NULL, plain = NULL;
      g_autoptr (GError) error = NULL;
      TwinRandom again;

      twin_recipe_draw_pair (TWIN_RECIPE_MIXED, 1.0, WIDTH, HEIGHT, &random, a, b);
      traced = trace_list (b, noise_picture (WIDTH, HEIGHT, i), &trace);
      twin_random_init (&again, 1, 0);
      plain = twin_modifications_apply (b, noise_picture (WIDTH, HEIGHT, i), &again, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (largest_difference (traced, plain), ==, 0);
    }
}

static gboolean
inside (const TwinPatch *patch, double x, double y)
{
  gboolean in = FALSE;

  for (guint i = 0, last = TWIN_PATCH_CORNERS - 1; i < TWIN_PATCH_CORNERS; last = i++)
    if ((patch->y[i] > y) != (patch->y[last] > y) &&
        x < (patch->x[last] - patch->x[i]) * (y - patch->y[i]) / (patch->y[last] - patch->y[i]) +
              patch->x[i])
      in = !in;
  return in;
}

static gboolean
inside_any (const GArray *patches, double x, double y)
{
  for (guint i = 0; i < patches->len; i++)
    if (inside (&g_array_index (patches, TwinPatch, i), x, y))
      return TRUE;
  return FALSE;
}

/* Retouched, then flipped: changed pixels are where the outlines lie, with them. */
static void
test_patches (void)
{
  const TwinModification modifications[] = { { .kind = TWIN_MODIFY_RETOUCH, .amount = 3 },
                                             { .kind = TWIN_MODIFY_FLIP } };
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  g_autoptr (GArray) flip = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  g_auto (TwinTrace) trace = { 0 }, only = { 0 };
  g_autoptr (TwinRaster) altered = NULL, flipped = NULL;
  guint changed = 0, found = 0;

  g_array_append_vals (list, modifications, 2);
  g_array_append_vals (flip, modifications + 1, 1);
  altered = trace_list (list, noise_picture (WIDTH, HEIGHT, 1), &trace);
  flipped = trace_list (flip, noise_picture (WIDTH, HEIGHT, 1), &only);
  g_assert_cmpuint (trace.patches->len, ==, 3);
  g_assert_cmpuint (only.patches->len, ==, 0);
  g_assert_cmpfloat (g_array_index (trace.patches, TwinPatch, 0).change, >, 5.0);
  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < WIDTH; x++)
      {
        gboolean moved = fabsf (twin_raster_at (altered, x, y)[0] -
                                twin_raster_at (flipped, x, y)[0]) > 0.1f;

        changed += moved;
        found += moved && inside_any (trace.patches, x + 0.5, y + 0.5);
      }
  g_assert_cmpuint (changed, >, 100);
  /* The outline is where a patch covers by half; some of its soft edge lies beyond. */
  g_assert_cmpuint (found, >=, changed * 8 / 10);
}

/* The curve is what grey pixels become. */
static void
test_tone (void)
{
  const TwinModification modifications[] = { { .kind = TWIN_MODIFY_GAMMA, .amount = 0.7 },
                                             { .kind = TWIN_MODIFY_CONTRAST, .amount = 1.2 },
                                             { .kind = TWIN_MODIFY_INVERT },
                                             { .kind = TWIN_MODIFY_BRIGHTNESS, .amount = 0.9 } };
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  g_auto (TwinTrace) trace = { 0 };
  TwinRaster *ramp = twin_raster_new (TWIN_TONE_POINTS, 2);
  g_autoptr (TwinRaster) altered = NULL;

  for (guint i = 0; i < TWIN_TONE_POINTS * 2 * 3; i++)
    ramp->pixels[i] = (float) (i / 3 % TWIN_TONE_POINTS) / (TWIN_TONE_POINTS - 1);
  g_array_append_vals (list, modifications, G_N_ELEMENTS (modifications));
  altered = trace_list (list, ramp, &trace);
  g_assert_true (trace.inverted);
  g_assert_false (trace.false_colour);
  for (guint i = 0; i < TWIN_TONE_POINTS; i++)
    g_assert_cmpfloat_with_epsilon (trace.tone[i], twin_raster_at (altered, i, 0)[0], 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (geometries); i++)
    {
      g_autofree char *path = g_strdup_printf ("/trace/matrix/%s", geometries[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_matrix);
    }
  g_test_add_func ("/trace/matrix/recipes", test_recipes);
  g_test_add_func ("/trace/pixels are those without it", test_same_pixels);
  g_test_add_func ("/trace/retouched places", test_patches);
  g_test_add_func ("/trace/tone curve", test_tone);
  return g_test_run ();
}
