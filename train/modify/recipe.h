/* recipe.h: modifications drawn at random: what a training pair, or a test pair, is made of. */
#pragma once

#include "modify/modification.h"

G_BEGIN_DECLS

/**
 * TwinRecipe: what two altered pictures of one original differ by
 *
 * The four kinds of the method (COLOUR: jitter of brightness, contrast, saturation, hue, and drop;
 * CROP: crop, resize and flip; ROTATION: any angle, often a quarter turn; NOISE), those beyond
 * them, and MIXED: several of all at once. OVERLAP: two crops that share only 20 to 50 % of the
 * smaller one's area, at any strength. INVERT and FALSE_COLOUR alter @b alone, COLOUR sometimes.
 */
typedef enum
{
  TWIN_RECIPE_COLOUR,
  TWIN_RECIPE_CROP,
  TWIN_RECIPE_ROTATION,
  TWIN_RECIPE_NOISE,
  TWIN_RECIPE_BLUR,
  TWIN_RECIPE_JPEG,
  TWIN_RECIPE_RESCALE,
  TWIN_RECIPE_INVERT,
  TWIN_RECIPE_GAMMA,
  TWIN_RECIPE_FALSE_COLOUR,
  TWIN_RECIPE_OVERLAP,
  TWIN_RECIPE_RETOUCH,
  TWIN_RECIPE_MIXED,
  TWIN_N_RECIPES,
} TwinRecipe;

/* `colour`, `crop`, …: as tables name it. */
const char *twin_recipe_get_name (TwinRecipe recipe);

/**
 * twin_recipe_draw_pair:
 * @strength: 0 (nearly nothing) to 1 (full)
 * @width, @height: of the original
 * @a, @b: (element-type TwinModification): two empty lists, filled
 *
 * Two lists for one original, such that both results share content: their crops overlap by 60 %
 * of the smaller or more, for OVERLAP by 20 to 50 %.
 */
void twin_recipe_draw_pair (TwinRecipe recipe, double strength, guint width, guint height,
                            TwinRandom *random, GArray *a, GArray *b);

/* A list for one picture by itself: MIXED alterations of @strength inside a given rectangle. */
void twin_recipe_draw_inside (double strength, guint x, guint y, guint width, guint height,
                              TwinRandom *random, GArray *modifications);

/* Two rectangles of the picture that do not overlap, each 25 to 45 % of its area: hard negatives.
 * As CROP modifications, with the rest of MIXED at @strength behind them. @width and @height are
 * 2 at least; below some 16 the areas are coarse. */
void twin_recipe_draw_disjoint (double strength, guint width, guint height, TwinRandom *random,
                                GArray *a, GArray *b);

G_END_DECLS
