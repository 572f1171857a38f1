/* recipe.c: modifications drawn at random.
 *
 * All ranges shrink to nothing as the strength goes to 0, and what either happens or not becomes
 * rarer. Geometry comes first (frame.c), then what a painter, a tone curve, an exporter do. */
#include "modify/recipe.h"

#include "modify/frame.h"

#include <math.h>

/* Of the smaller picture, that both must show. */
#define LEAST_SHARED 0.6
#define LEAST_OVERLAP 0.2
#define MOST_OVERLAP 0.5
/* A share that is found in one draw of ten is missed by all of these once in 10^22. */
#define TRIES 500
#define CROP_ASPECT (4.0 / 3.0)

static const char *const names[TWIN_N_RECIPES] = { "colour", "crop",         "rotation", "noise",
                                                   "blur",   "jpeg",         "rescale",  "invert",
                                                   "gamma",  "false-colour", "overlap",  "retouch",
                                                   "mixed" };

const char *
twin_recipe_get_name (TwinRecipe recipe)
{
  g_return_val_if_fail (recipe < TWIN_N_RECIPES, NULL);

  return names[recipe];
}

/**
 * Draw: one picture's list being drawn
 * @width, @height: the picture's, as far as the list goes
 */
typedef struct
{
  double strength;
  TwinRandom *random;
  GArray *list;
  double width, height;
} Draw;

static void
append (Draw *draw, TwinModificationKind kind, double amount)
{
  TwinModification modification = { .kind = kind, .amount = amount };

  g_array_append_val (draw->list, modification);
}

static gboolean
chance (Draw *draw, double probability)
{
  return twin_random_chance (draw->random, probability);
}

/* 1 at strength 0; low to high at full strength, evenly. */
static double
factor (Draw *draw, double low, double high)
{
  return 1.0 + draw->strength * (twin_random_range (draw->random, low, high) - 1.0);
}

/* The same, evenly in the logarithm: half is as likely as twice. */
static double
ratio (Draw *draw, double low, double high)
{
  return exp (draw->strength * twin_random_range (draw->random, log (low), log (high)));
}

/* 0 at strength 0. */
static double
amount (Draw *draw, double low, double high)
{
  return draw->strength * twin_random_range (draw->random, low, high);
}

static void
draw_colour (Draw *draw)
{
  /* Sometimes all the way round, as where a stain is shown in another colour. */
  double hue = chance (draw, 0.1 * draw->strength) ? 180.0 : 30.0;

  append (draw, TWIN_MODIFY_BRIGHTNESS, factor (draw, 0.6, 1.4));
  append (draw, TWIN_MODIFY_CONTRAST, factor (draw, 0.6, 1.5));
  append (draw, TWIN_MODIFY_SATURATION, factor (draw, 0.5, 1.5));
  append (draw, TWIN_MODIFY_HUE, amount (draw, -hue, hue));
  if (chance (draw, 0.2 * draw->strength))
    append (draw, TWIN_MODIFY_DROP, 0);
}

static void
draw_gamma (Draw *draw)
{
  append (draw, TWIN_MODIFY_GAMMA, ratio (draw, 0.6, 1.7));
}

static void
draw_noise (Draw *draw)
{
  append (draw, TWIN_MODIFY_NOISE, amount (draw, 4, 20));
}

static void
draw_blur (Draw *draw)
{
  append (draw, TWIN_MODIFY_BLUR, amount (draw, 0.003, 0.015) * MIN (draw->width, draw->height));
}

static void
draw_jpeg (Draw *draw)
{
  append (draw, TWIN_MODIFY_JPEG, round (100.0 - amount (draw, 5, 60)));
}

static void
draw_rescale (Draw *draw)
{
  append (draw, TWIN_MODIFY_SCALE, ratio (draw, 0.5, 1.5));
}

static void
draw_false_colour (Draw *draw)
{
  append (draw, TWIN_MODIFY_FALSE_COLOUR, twin_random_below (draw->random, 1000));
}

static void
draw_retouch (Draw *draw)
{
  double places = round (amount (draw, 0.5, 3.5));

  if (places > 0)
    append (draw, TWIN_MODIFY_RETOUCH, MIN (places, 3));
}

/* The rest of MIXED, once the geometry is drawn. */
static void
draw_mixture (Draw *draw)
{
  if (chance (draw, 0.5))
    draw_retouch (draw);
  if (chance (draw, 0.2 * draw->strength))
    append (draw, TWIN_MODIFY_STRETCH, ratio (draw, 0.85, 1.18));
  if (chance (draw, 0.5))
    draw_blur (draw);
  if (chance (draw, 0.5))
    draw_rescale (draw);
  if (chance (draw, 0.5))
    draw_colour (draw);
  if (chance (draw, 0.5))
    draw_gamma (draw);
  if (chance (draw, 0.1 * draw->strength))
    draw_false_colour (draw);
  if (chance (draw, 0.1 * draw->strength))
    append (draw, TWIN_MODIFY_INVERT, 0);
  if (chance (draw, 0.5))
    draw_noise (draw);
  if (chance (draw, 0.5))
    draw_jpeg (draw);
}

/* The geometry of one picture. */

static void
frame_draw_crop (TwinFrame *frame, double strength, TwinRandom *random)
{
  double area = 1.0 - strength * twin_random_range (random, 0.0, 0.6);

  twin_frame_crop (frame, area, exp (strength * log (CROP_ASPECT)), random);
}

static void
frame_draw_flip (TwinFrame *frame, double strength, TwinRandom *random)
{
  frame->flipped = twin_random_chance (random, 0.5 * strength);
}

static void
frame_draw_rotation (TwinFrame *frame, double strength, TwinRandom *random)
{
  if (twin_random_chance (random, 0.5 * strength))
    frame->degrees = 90.0 * (1 + twin_random_below (random, 3));
  else
    frame->degrees = strength * twin_random_range (random, -180.0, 180.0);
  frame->inner = twin_random_chance (random, 0.4);
}

static void
frame_draw (TwinFrame *frame, TwinRecipe recipe, double strength, TwinRandom *random)
{
  gboolean mixed = recipe == TWIN_RECIPE_MIXED;

  if (recipe == TWIN_RECIPE_OVERLAP)
    twin_frame_crop (frame, twin_random_range (random, 0.35, 0.65), CROP_ASPECT, random);
  if (recipe == TWIN_RECIPE_CROP || (mixed && twin_random_chance (random, 0.5)))
    frame_draw_crop (frame, strength, random);
  if (recipe == TWIN_RECIPE_CROP || mixed)
    frame_draw_flip (frame, strength, random);
  if (recipe == TWIN_RECIPE_ROTATION || (mixed && twin_random_chance (random, 0.5)))
    frame_draw_rotation (frame, strength, random);
}

static gboolean
frames_share (const TwinFrame *a, const TwinFrame *b, double least, double most)
{
  TwinFootprint of_a, of_b;
  double overlap;

  twin_frame_get_footprint (a, &of_a);
  twin_frame_get_footprint (b, &of_b);
  overlap = twin_footprint_overlap (&of_a, &of_b);
  return overlap >= least && overlap <= most;
}

/* Where chance found none: for a picture of a few pixels only. */
static void
frames_settle (TwinFrame *a, TwinFrame *b, TwinRecipe recipe, guint width, guint height)
{
  twin_frame_init (a, width, height);
  twin_frame_init (b, width, height);
  if (recipe != TWIN_RECIPE_OVERLAP)
    return;
  /* 0.62 and 0.62 of 1 share 0.24, which is 0.39 of each. */
  if (width >= height)
    a->width = b->width = b->x = MAX ((guint) (width * 0.62), 1);
  else
    a->height = b->height = b->y = MAX ((guint) (height * 0.62), 1);
  b->x = width - b->width;
  b->y = height - b->height;
}

static void
frames_draw (TwinFrame *a, TwinFrame *b, TwinRecipe recipe, double strength, guint width,
             guint height, TwinRandom *random)
{
  gboolean partial = recipe == TWIN_RECIPE_OVERLAP;
  double least = partial ? LEAST_OVERLAP : LEAST_SHARED,
         most = partial ? MOST_OVERLAP : G_MAXDOUBLE;

  for (guint i = 0; i < TRIES; i++)
    {
      twin_frame_init (a, width, height);
      twin_frame_init (b, width, height);
      frame_draw (a, recipe, strength, random);
      frame_draw (b, recipe, strength, random);
      if (frames_share (a, b, least, most))
        return;
    }
  frames_settle (a, b, recipe, width, height);
}

static void
draw_frame (Draw *draw, const TwinFrame *frame)
{
  guint width, height;

  twin_frame_append (frame, draw->list, &width, &height);
  draw->width = width;
  draw->height = height;
}

/* What a recipe does to one picture beyond its geometry. */
static void
draw_recipe (Draw *draw, TwinRecipe recipe)
{
  switch (recipe)
    {
    case TWIN_RECIPE_COLOUR:
      draw_colour (draw);
      break;
    case TWIN_RECIPE_NOISE:
      draw_noise (draw);
      break;
    case TWIN_RECIPE_BLUR:
      draw_blur (draw);
      break;
    case TWIN_RECIPE_JPEG:
      draw_jpeg (draw);
      break;
    case TWIN_RECIPE_RESCALE:
      draw_rescale (draw);
      break;
    case TWIN_RECIPE_GAMMA:
      draw_gamma (draw);
      break;
    case TWIN_RECIPE_FALSE_COLOUR:
      if (chance (draw, draw->strength))
        draw_false_colour (draw);
      break;
    case TWIN_RECIPE_INVERT:
      if (chance (draw, draw->strength))
        append (draw, TWIN_MODIFY_INVERT, 0);
      break;
    case TWIN_RECIPE_RETOUCH:
      draw_retouch (draw);
      break;
    case TWIN_RECIPE_MIXED:
      draw_mixture (draw);
      break;
    default: /* geometry alone */
      break;
    }
}

/* Whether the first picture is altered too: two inversions would be none. */
static gboolean
alters_both (TwinRecipe recipe, TwinRandom *random)
{
  if (recipe == TWIN_RECIPE_INVERT || recipe == TWIN_RECIPE_FALSE_COLOUR)
    return FALSE;
  return recipe != TWIN_RECIPE_COLOUR || twin_random_chance (random, 0.5);
}

void
twin_recipe_draw_pair (TwinRecipe recipe, double strength, guint width, guint height,
                       TwinRandom *random, GArray *a, GArray *b)
{
  TwinFrame frame_a, frame_b;
  Draw draw_a = { strength, random, a, 0, 0 }, draw_b = { strength, random, b, 0, 0 };

  g_return_if_fail (recipe < TWIN_N_RECIPES && width > 0 && height > 0);

  frames_draw (&frame_a, &frame_b, recipe, strength, width, height, random);
  draw_frame (&draw_a, &frame_a);
  draw_frame (&draw_b, &frame_b);
  if (alters_both (recipe, random))
    draw_recipe (&draw_a, recipe);
  draw_recipe (&draw_b, recipe);
}

void
twin_recipe_draw_inside (double strength, guint x, guint y, guint width, guint height,
                         TwinRandom *random, GArray *modifications)
{
  Draw draw = { strength, random, modifications, 0, 0 };
  TwinFrame frame;

  g_return_if_fail (width > 0 && height > 0);

  /* How large the original is does not matter: the crop is always written. */
  twin_frame_init (&frame, G_MAXUINT, G_MAXUINT);
  frame.x = x;
  frame.y = y;
  frame.width = width;
  frame.height = height;
  frame_draw (&frame, TWIN_RECIPE_MIXED, strength, random);
  draw_frame (&draw, &frame);
  draw_mixture (&draw);
}

/* A length and where it starts, in pixels. */
typedef struct
{
  guint start, length;
} Span;

/* Two of @whole, apart, @first before @second; @whole is 2 at least. */
static void
draw_apart (guint whole, double first, double second, TwinRandom *random, Span *a, Span *b)
{
  guint rest;

  a->length = CLAMP ((guint) (whole * first), 1, whole - 1);
  b->length = CLAMP ((guint) (whole * second), 1, whole - a->length);
  rest = whole - a->length - b->length;
  a->start = twin_random_below (random, rest + 1);
  b->start = a->start + a->length + twin_random_below (random, rest - a->start + 1);
}

static void
draw_across (guint whole, double part, TwinRandom *random, Span *span)
{
  span->length = CLAMP ((guint) (whole * part), 1, whole);
  span->start = twin_random_below (random, whole - span->length + 1);
}

static void
append_rectangle (Draw *draw, const Span *across, const Span *down)
{
  TwinModification crop = { TWIN_MODIFY_CROP, 0,           across->start, down->start,
                            across->length,   down->length };

  g_array_append_val (draw->list, crop);
}

/* Behind the crop: a frame of its own, turned and flipped but not cropped again. */
static void
draw_behind (Draw *draw, const Span *across, const Span *down)
{
  TwinFrame frame;

  append_rectangle (draw, across, down);
  twin_frame_init (&frame, across->length, down->length);
  frame_draw_flip (&frame, draw->strength, draw->random);
  if (chance (draw, 0.5))
    frame_draw_rotation (&frame, draw->strength, draw->random);
  draw_frame (draw, &frame);
  draw_mixture (draw);
}

/* A line along one side parts any two such rectangles. Along the other axis each takes the fraction
 * p of the length, drawn so that both have room, and of the side itself area / p. */
void
twin_recipe_draw_disjoint (double strength, guint width, guint height, TwinRandom *random,
                           GArray *a, GArray *b)
{
  gboolean swapped = twin_random_chance (random, 0.5);
  Draw draw_a = { strength, random, swapped ? b : a, 0, 0 };
  Draw draw_b = { strength, random, swapped ? a : b, 0, 0 };
  /* Mostly the longer side is parted: the parts are then less elongated. */
  gboolean beside = (width >= height) == twin_random_chance (random, 0.75);
  double area_a = twin_random_range (random, 0.25, 0.45);
  double area_b = twin_random_range (random, 0.25, 0.45);
  double part_a = twin_random_range (random, area_a, 1.0 - area_b);
  double part_b = twin_random_range (random, area_b, 1.0 - part_a);
  Span along_a, along_b, across_a, across_b;

  g_return_if_fail (width >= 2 && height >= 2);

  draw_apart (beside ? width : height, part_a, part_b, random, &along_a, &along_b);
  draw_across (beside ? height : width, area_a / part_a, random, &across_a);
  draw_across (beside ? height : width, area_b / part_b, random, &across_b);
  draw_behind (&draw_a, beside ? &along_a : &across_a, beside ? &across_a : &along_a);
  draw_behind (&draw_b, beside ? &along_b : &across_b, beside ? &across_b : &along_b);
}
