/* test-recipe.c: what the recipes promise, over many draws. All random numbers come from the seeds
 * here, which the messages repeat. */
#include "modify/recipe.h"
#include "pictures.h"

#include <math.h>
#include <string.h>

#define SEED 20
#define DRAWS 10000
/* Rendering takes longer than drawing. */
#define RENDERED 300

static GArray *
new_list (void)
{
  return g_array_new (FALSE, FALSE, sizeof (TwinModification));
}

static const TwinModification *
modification_at (const GArray *list, guint i)
{
  return &g_array_index (list, TwinModification, i);
}

static void
start (TwinRandom *random, guint64 stream)
{
  g_test_message ("seed %d, stream %" G_GUINT64_FORMAT, SEED, stream);
  twin_random_init (random, SEED, stream);
}

/* The list's crop of the original, or all of it. */
static TwinModification
find_crop (const GArray *list, guint width, guint height)
{
  TwinModification whole = { TWIN_MODIFY_CROP, 0, 0, 0, width, height };

  if (list->len == 0 || modification_at (list, 0)->kind != TWIN_MODIFY_CROP)
    return whole;
  return *modification_at (list, 0);
}

static double
shared_length (guint a, guint a_length, guint b, guint b_length)
{
  double shared = (double) MIN (a + a_length, b + b_length) - MAX (a, b);

  return MAX (shared, 0);
}

static double
crop_overlap (const TwinModification *a, const TwinModification *b)
{
  double shared = shared_length (a->x, a->width, b->x, b->width) *
                  shared_length (a->y, a->height, b->y, b->height);

  return shared / MIN ((double) a->width * a->height, (double) b->width * b->height);
}

/* Over pictures of many shapes; the tests' own intersection, not the program's. */
static void
check_crops (TwinRecipe recipe, double least, double most)
{
  TwinRandom random;
  double lowest = 9, highest = 0;

  start (&random, recipe);
  for (guint i = 0; i < DRAWS; i++)
    {
      g_autoptr (GArray) a = new_list (), b = new_list ();
      guint width = 16 + twin_random_below (&random, 300),
            height = 16 + twin_random_below (&random, 300);
      TwinModification crop_a, crop_b;
      double overlap;

      twin_recipe_draw_pair (recipe, 1, width, height, &random, a, b);
      crop_a = find_crop (a, width, height);
      crop_b = find_crop (b, width, height);
      overlap = crop_overlap (&crop_a, &crop_b);
      lowest = MIN (lowest, overlap);
      highest = MAX (highest, overlap);
    }
  g_test_message ("overlaps from %g to %g", lowest, highest);
  g_assert_cmpfloat (lowest, >=, least - 1e-9);
  g_assert_cmpfloat (highest, <=, most + 1e-9);
  /* All of what is allowed comes up, nearly. */
  g_assert_cmpfloat (lowest, <, least + 0.02);
  g_assert_cmpfloat (highest, >, most - 0.02);
}

static void
test_crops_share (void)
{
  check_crops (TWIN_RECIPE_CROP, 0.6, 1);
}

static void
test_partial_overlap (void)
{
  check_crops (TWIN_RECIPE_OVERLAP, 0.2, 0.5);
}

/* A picture whose colours tell where each pixel lies; blue is 1 inside, 0 in the fill. */
#define MAP_WIDTH 120
#define MAP_HEIGHT 90
#define CELL 3
#define CELLS (MAP_WIDTH / CELL * MAP_HEIGHT / CELL)

static TwinRaster *
map_picture (void)
{
  TwinRaster *raster = twin_raster_new (MAP_WIDTH, MAP_HEIGHT);

  for (guint y = 0; y < MAP_HEIGHT; y++)
    for (guint x = 0; x < MAP_WIDTH; x++)
      {
        float *pixel = twin_raster_at (raster, x, y);

        pixel[0] = (x + 0.5f) / MAP_WIDTH;
        pixel[1] = (y + 0.5f) / MAP_HEIGHT;
        pixel[2] = x > 0 && y > 0 && x < MAP_WIDTH - 1 && y < MAP_HEIGHT - 1;
      }
  return raster;
}

/* What of the original shows once the list's geometry is done, as cells of 3 x 3 pixels. The border
 * of a crop's first picture is blue too: its fill would count, so a ring is taken off by hand. */
static guint
render (const GArray *list, gboolean shown[CELLS])
{
  TwinRaster *raster = map_picture ();
  TwinRandom random;
  guint n = 0;

  twin_random_init (&random, 1, 0);
  memset (shown, 0, CELLS * sizeof *shown);
  for (guint i = 0; i < list->len; i++)
    {
      const TwinModification *modification = modification_at (list, i);

      if (modification->kind == TWIN_MODIFY_ROTATE)
        for (guint y = 0; y < raster->height; y++)
          for (guint x = 0; x < raster->width; x++)
            if (x == 0 || y == 0 || x == raster->width - 1 || y == raster->height - 1)
              twin_raster_at (raster, x, y)[2] = 0;
      if (modification->kind <= TWIN_MODIFY_FLIP)
        raster = twin_modification_apply (modification, raster, &random, NULL);
    }
  for (gsize i = 0; i < (gsize) raster->width * raster->height; i++)
    {
      const float *pixel = raster->pixels + 3 * i;
      guint cell = (guint) (pixel[1] * MAP_HEIGHT / CELL) * (MAP_WIDTH / CELL) +
                   (guint) (pixel[0] * MAP_WIDTH / CELL);

      if (pixel[2] > 0.99f && !shown[cell])
        {
          shown[cell] = TRUE;
          n++;
        }
    }
  twin_raster_free (raster);
  return n;
}

/* Turned and cropped again as they may be, both show what they should: looked at, not computed. */
static void
check_rendered (TwinRecipe recipe)
{
  TwinRandom random;
  double lowest = 9;

  start (&random, 100 + recipe);
  for (guint i = 0; i < RENDERED; i++)
    {
      g_autoptr (GArray) a = new_list (), b = new_list ();
      gboolean shown_a[CELLS], shown_b[CELLS];
      guint n_a, n_b, n_both = 0;

      twin_recipe_draw_pair (recipe, 1, MAP_WIDTH, MAP_HEIGHT, &random, a, b);
      n_a = render (a, shown_a);
      n_b = render (b, shown_b);
      for (guint cell = 0; cell < CELLS; cell++)
        n_both += shown_a[cell] && shown_b[cell];
      lowest = MIN (lowest, (double) n_both / MIN (n_a, n_b));
    }
  g_test_message ("lowest overlap seen: %g", lowest);
  /* A cell at the edge may show in one and not in the other: 0.03. */
  g_assert_cmpfloat (lowest, >, 0.57);
  g_assert_cmpfloat (lowest, <, 0.85);
}

static void
test_mixed_shares (void)
{
  check_rendered (TWIN_RECIPE_MIXED);
}

static void
test_rotation_shares (void)
{
  check_rendered (TWIN_RECIPE_ROTATION);
}

/* A rotation that is cropped again shows no fill: a picture on white, turned, stays off white. */
static void
test_inner_shows_no_fill (void)
{
  TwinRandom random;
  guint n = 0;

  start (&random, 200);
  for (guint i = 0; i < RENDERED; i++)
    {
      g_autoptr (GArray) a = new_list (), b = new_list ();
      TwinRaster *raster = plain_picture (97, 60, 0.25f, 0.25f, 0.25f);

      for (guint x = 0; x < 97; x++)
        *twin_raster_at (raster, x, 0) = *twin_raster_at (raster, x, 59) = 1;
      for (guint y = 0; y < 60; y++)
        *twin_raster_at (raster, 0, y) = *twin_raster_at (raster, 96, y) = 1;
      twin_recipe_draw_pair (TWIN_RECIPE_ROTATION, 1, 97, 60, &random, a, b);
      raster = twin_modifications_apply (a, raster, &random, NULL);
      if (a->len == 2)
        {
          g_assert_cmpint (modification_at (a, 1)->kind, ==, TWIN_MODIFY_CROP);
          for (gsize p = 0; p < (gsize) raster->width * raster->height; p++)
            g_assert_cmpfloat (raster->pixels[3 * p], <, 0.3);
          n++;
        }
      twin_raster_free (raster);
    }
  g_assert_cmpuint (n, >, RENDERED / 10);
  g_assert_cmpuint (n, <, RENDERED / 2);
}

/* Which kinds a recipe may use, as a set of bits. */
#define KIND(name) (1u << TWIN_MODIFY_##name)

static const guint allowed[TWIN_N_RECIPES] = {
  [TWIN_RECIPE_COLOUR] = KIND (BRIGHTNESS) | KIND (CONTRAST) | KIND (SATURATION) | KIND (HUE) |
                         KIND (DROP),
  [TWIN_RECIPE_CROP] = KIND (CROP) | KIND (FLIP),
  [TWIN_RECIPE_ROTATION] = KIND (ROTATE) | KIND (CROP),
  [TWIN_RECIPE_NOISE] = KIND (NOISE),
  [TWIN_RECIPE_BLUR] = KIND (BLUR),
  [TWIN_RECIPE_JPEG] = KIND (JPEG),
  [TWIN_RECIPE_RESCALE] = KIND (SCALE),
  [TWIN_RECIPE_INVERT] = KIND (INVERT),
  [TWIN_RECIPE_GAMMA] = KIND (GAMMA),
  [TWIN_RECIPE_FALSE_COLOUR] = KIND (FALSE_COLOUR),
  [TWIN_RECIPE_OVERLAP] = KIND (CROP),
  [TWIN_RECIPE_RETOUCH] = KIND (RETOUCH),
  [TWIN_RECIPE_MIXED] = ~0u,
};

static guint
kinds_of (const GArray *list)
{
  guint kinds = 0;

  for (guint i = 0; i < list->len; i++)
    kinds |= 1u << modification_at (list, i)->kind;
  return kinds;
}

/* Every recipe uses all of its kinds, none else, and alters at least one of the two. */
static void
test_kinds (void)
{
  for (TwinRecipe recipe = 0; recipe < TWIN_N_RECIPES; recipe++)
    {
      TwinRandom random;
      guint seen = 0, n_unaltered = 0;

      start (&random, 300 + recipe);
      for (guint i = 0; i < 1000; i++)
        {
          g_autoptr (GArray) a = new_list (), b = new_list ();

          twin_recipe_draw_pair (recipe, 1, 160, 120, &random, a, b);
          seen |= kinds_of (a) | kinds_of (b);
          n_unaltered += a->len == 0 && b->len == 0;
        }
      g_assert_cmphex (seen & ~allowed[recipe], ==, 0);
      g_assert_cmphex (seen, ==, allowed[recipe] & ((1u << (TWIN_MODIFY_RETOUCH + 1)) - 1));
      g_assert_cmpuint (n_unaltered, <, 10);
    }
}

/* Shares of MIXED: one in two for a family, fewer for what is rare. */
static void
test_mixture (void)
{
  static const struct
  {
    TwinModificationKind kind;
    double share;
  } cases[] = {
    { TWIN_MODIFY_FLIP, 0.5 },  { TWIN_MODIFY_BRIGHTNESS, 0.5 },   { TWIN_MODIFY_GAMMA, 0.5 },
    { TWIN_MODIFY_NOISE, 0.5 }, { TWIN_MODIFY_BLUR, 0.5 },         { TWIN_MODIFY_JPEG, 0.5 },
    { TWIN_MODIFY_SCALE, 0.5 }, { TWIN_MODIFY_RETOUCH, 0.5 },      { TWIN_MODIFY_INVERT, 0.1 },
    { TWIN_MODIFY_DROP, 0.1 },  { TWIN_MODIFY_FALSE_COLOUR, 0.1 }, { TWIN_MODIFY_STRETCH, 0.2 },
  };
  guint counts[TWIN_MODIFY_RETOUCH + 1] = { 0 };
  TwinRandom random;

  start (&random, 400);
  for (guint i = 0; i < DRAWS; i++)
    {
      g_autoptr (GArray) a = new_list (), b = new_list ();

      twin_recipe_draw_pair (TWIN_RECIPE_MIXED, 1, 160, 120, &random, a, b);
      for (guint m = 0; m < a->len; m++)
        counts[modification_at (a, m)->kind]++;
    }
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    g_assert_cmpfloat_with_epsilon ((double) counts[cases[c].kind] / DRAWS, cases[c].share, 0.025);
}

static void
test_repeated (void)
{
  for (TwinRecipe recipe = 0; recipe < TWIN_N_RECIPES; recipe++)
    {
      TwinRaster *results[3] = { NULL };

      for (guint run = 0; run < 3; run++)
        {
          g_autoptr (GArray) a = new_list (), b = new_list ();
          TwinRandom random;

          twin_random_init (&random, SEED, run < 2 ? 500 : 501);
          twin_recipe_draw_pair (recipe, 1, 60, 50, &random, a, b);
          results[run] = twin_modifications_apply (b, noise_picture (60, 50, 1), &random, NULL);
        }
      g_assert_cmpfloat (largest_difference (results[0], results[1]), ==, 0);
      if (recipe != TWIN_RECIPE_INVERT) /* which leaves nothing to chance */
        g_assert_cmpfloat (largest_difference (results[0], results[2]), >, 0);
      for (guint run = 0; run < 3; run++)
        twin_raster_free (results[run]);
    }
}

/* At strength 0 nothing is left but JPEG at its best. OVERLAP crops at any strength. */
static void
test_weakest (void)
{
  TwinRandom random;

  start (&random, 600);
  for (guint i = 0; i < 300; i++)
    {
      TwinRecipe recipe = i % TWIN_N_RECIPES;
      g_autoptr (TwinRaster) raster = plain_picture (80, 60, 0.3f, 0.5f, 0.6f);
      g_autoptr (TwinRaster) result = NULL;
      g_autoptr (GArray) a = new_list (), b = new_list ();

      twin_recipe_draw_pair (recipe, 0, 80, 60, &random, a, b);
      result = twin_modifications_apply (b, twin_raster_copy (raster), &random, NULL);
      if (recipe != TWIN_RECIPE_OVERLAP)
        g_assert_cmpfloat (largest_difference (result, raster), <, 0.02);
    }
}

static void
test_disjoint (void)
{
  TwinRandom random;

  start (&random, 700);
  for (guint i = 0; i < DRAWS; i++)
    {
      g_autoptr (GArray) a = new_list (), b = new_list ();
      guint width = 40 + twin_random_below (&random, 300),
            height = 40 + twin_random_below (&random, 300);
      double area = (double) width * height, area_a, area_b;
      const TwinModification *crop_a, *crop_b;

      twin_recipe_draw_disjoint (1, width, height, &random, a, b);
      crop_a = modification_at (a, 0);
      crop_b = modification_at (b, 0);
      g_assert_cmpint (crop_a->kind, ==, TWIN_MODIFY_CROP);
      g_assert_cmpint (crop_b->kind, ==, TWIN_MODIFY_CROP);
      g_assert_cmpfloat (crop_overlap (crop_a, crop_b), ==, 0);
      g_assert_cmpuint (crop_a->x + crop_a->width, <=, width);
      g_assert_cmpuint (crop_b->y + crop_b->height, <=, height);
      area_a = (double) crop_a->width * crop_a->height / area;
      area_b = (double) crop_b->width * crop_b->height / area;
      /* Lengths are rounded down: by up to a pixel of a quarter of 40. */
      g_assert_cmpfloat (MIN (area_a, area_b), >, 0.25 * 0.85);
      g_assert_cmpfloat (MAX (area_a, area_b), <=, 0.45);
    }
}

/* The smallest of pictures must do. */
static void
test_disjoint_smallest (void)
{
  TwinRandom random;

  start (&random, 750);
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GArray) a = new_list (), b = new_list ();
      guint width = 2 + twin_random_below (&random, 6), height = 2 + twin_random_below (&random, 6);
      g_autoptr (TwinRaster) of_a = NULL, of_b = NULL;

      twin_recipe_draw_disjoint (1, width, height, &random, a, b);
      g_assert_cmpfloat (crop_overlap (modification_at (a, 0), modification_at (b, 0)), ==, 0);
      of_a = twin_modifications_apply (a, noise_picture (width, height, i), &random, NULL);
      of_b = twin_modifications_apply (b, noise_picture (width, height, i), &random, NULL);
      g_assert_nonnull (of_a);
      g_assert_nonnull (of_b);
    }
}

static void
test_inside (void)
{
  TwinRandom random;

  start (&random, 800);
  for (guint i = 0; i < DRAWS; i++)
    {
      g_autoptr (GArray) list = new_list ();
      const TwinModification *crop;

      twin_recipe_draw_inside (1, 30, 40, 70, 50, &random, list);
      crop = modification_at (list, 0);
      g_assert_cmpint (crop->kind, ==, TWIN_MODIFY_CROP);
      g_assert_cmpuint (crop->x, >=, 30);
      g_assert_cmpuint (crop->y, >=, 40);
      g_assert_cmpuint (crop->x + crop->width, <=, 100);
      g_assert_cmpuint (crop->y + crop->height, <=, 90);
      g_assert_cmpuint (crop->width * crop->height, >=, 0.37 * 70 * 50);
    }
}

/* All lists can be applied to what they were drawn for, whatever its shape. */
static void
test_any_size (void)
{
  TwinRandom random;

  start (&random, 900);
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GArray) a = new_list (), b = new_list ();
      guint width = 1 + twin_random_below (&random, 40),
            height = 1 + twin_random_below (&random, 40);
      g_autoptr (TwinRaster) of_a = NULL, of_b = NULL;
      g_autoptr (GError) error = NULL;

      twin_recipe_draw_pair (i % TWIN_N_RECIPES, 1, width, height, &random, a, b);
      of_a = twin_modifications_apply (a, noise_picture (width, height, i), &random, &error);
      g_assert_no_error (error);
      of_b = twin_modifications_apply (b, noise_picture (width, height, i), &random, &error);
      g_assert_no_error (error);
    }
}

static void
test_names (void)
{
  for (TwinRecipe recipe = 0; recipe < TWIN_N_RECIPES; recipe++)
    for (TwinRecipe other = 0; other < recipe; other++)
      g_assert_cmpstr (twin_recipe_get_name (recipe), !=, twin_recipe_get_name (other));
  g_assert_cmpstr (twin_recipe_get_name (TWIN_RECIPE_COLOUR), ==, "colour");
  g_assert_cmpstr (twin_recipe_get_name (TWIN_RECIPE_MIXED), ==, "mixed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/crops share 60 % or more", test_crops_share);
  g_test_add_func ("/recipe/partial overlap is 20 to 50 %", test_partial_overlap);
  g_test_add_func ("/recipe/mixed pairs share what they show", test_mixed_shares);
  g_test_add_func ("/recipe/turned pairs share what they show", test_rotation_shares);
  g_test_add_func ("/recipe/the inner rectangle shows no fill", test_inner_shows_no_fill);
  g_test_add_func ("/recipe/each uses its kinds and no other", test_kinds);
  g_test_add_func ("/recipe/mixed holds each family as often as it says", test_mixture);
  g_test_add_func ("/recipe/a seed is repeated, another is not like it", test_repeated);
  g_test_add_func ("/recipe/strength 0 is next to nothing", test_weakest);
  g_test_add_func ("/recipe/disjoint rectangles have nothing in common", test_disjoint);
  g_test_add_func ("/recipe/disjoint of the smallest", test_disjoint_smallest);
  g_test_add_func ("/recipe/inside stays inside", test_inside);
  g_test_add_func ("/recipe/any size will do", test_any_size);
  g_test_add_func ("/recipe/each has a name of its own", test_names);
  return g_test_run ();
}
