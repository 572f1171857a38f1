/* measure-alterations.c: pictures of a manifest altered in known ways: how exactly is it told what was done?
 *
 *   measure-alterations refine|register|tone|changes MANIFEST SPLIT N [SEED]
 *
 * refine: from the true map, disturbed by 1 degree, 2 % and 2 pixels; register: from nothing, without key points. For each
 * recipe the share of pairs laid to within 3 % of a side, and of these the errors' median and 95 % quantile. tone: how often
 * inversion and kind are as the known curve has them, and the mean distance to it. changes: how often anything is claimed, and
 * the share of retouched places over 0.5 % of the picture that an outline overlaps by 0.3 or more of both; visible are those
 * that moved the greys by 3 levels or more in the mean. For `changes`, of a retouched pair one alone is.
 * ONLY=recipe, SOURCE=part of a source's name: these alone; SHOW=1: what went wrong.
 * Exit status: 0, 2 wrong use, 77 where there is no manifest. */
#include "evidence/changes.h"
#include "evidence/colours.h"
#include "evidence/pixels.h"
#include "evidence/refine.h"
#include "evidence/registration.h"
#include "evidence/tone.h"
#include "manifest.h"
#include "modify/recipe.h"
#include "modify/trace.h"
#include "picture/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WORKING_PIXELS 300000
#define LONGEST_SIDE 1600
#define NEAR 0.03

typedef struct
{
  TwinGrey *grey_a;
  TwinGrey *grey_b;
  TwinAffine scaling_a;
  TwinAffine scaling_b;
  TwinAffine a_to_b;
  gboolean inverted;
  TwinTrace of_a;
  TwinTrace of_b;
  TwinColours colours_a;
  TwinColours colours_b;
} Pair;

static void
pair_clear (Pair *pair)
{
  twin_grey_free (pair->grey_a);
  twin_grey_free (pair->grey_b);
  twin_trace_clear (&pair->of_a);
  twin_trace_clear (&pair->of_b);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static TwinGrey *
alter (const TwinRaster *original, const GArray *list, TwinRandom *random, TwinTrace *trace,
       TwinAffine *scaling, TwinColours *colours, TwinAffine *out_map)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinRaster) altered = NULL;
  double across, down;
  TwinGrey *grey;

  twin_trace_init (trace);
  altered = twin_modifications_trace (list, twin_raster_copy (original), random, trace, &error);
  if (altered == NULL)
    g_error ("%s", error->message);
  *colours = twin_colours_find (altered);
  grey = twin_grey_from_raster (altered, WORKING_PIXELS, &across, &down);
  *scaling = twin_affine_scaling (across, down);
  *out_map = twin_affine_compose (scaling, &trace->matrix);
  return grey;
}

static gboolean
pair_init (Pair *pair, const TwinManifestEntry *entry, TwinRecipe recipe, TwinRandom *random)
{
  g_autoptr (TwinPicture) picture = twin_picture_load (entry->file, 0, NULL, NULL);
  g_autoptr (TwinRaster) raster = picture != NULL ? twin_picture_show (picture, LONGEST_SIDE)
                                                  : NULL;
  g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (TwinModification));
  TwinAffine to_a, to_b, from_a;

  if (raster == NULL)
    return FALSE;
  twin_recipe_draw_pair (recipe, 1, raster->width, raster->height, random, a, b);
  /* One of the two is as it was: a copy with one to three retouched places. */
  for (guint i = 0; recipe == TWIN_RECIPE_RETOUCH && i < a->len; i++)
    if (g_array_index (a, TwinModification, i).kind == TWIN_MODIFY_RETOUCH)
      g_array_remove_index (a, i);
  pair->grey_a = alter (raster, a, random, &pair->of_a, &pair->scaling_a, &pair->colours_a, &to_a);
  pair->grey_b = alter (raster, b, random, &pair->of_b, &pair->scaling_b, &pair->colours_b, &to_b);
  pair->inverted = pair->of_a.inverted != pair->of_b.inverted;
  if (!twin_affine_invert (&to_a, &from_a))
    return FALSE;
  pair->a_to_b = twin_affine_compose (&to_b, &from_a);
  return TRUE;
}

/* The mean error at a's corners, over b's longer side. */
static double
corner_error (const Pair *pair, const TwinAffine *found)
{
  double sum = 0;

  for (guint corner = 0; corner < 4; corner++)
    {
      double x = corner & 1 ? pair->grey_a->width : 0, y = corner & 2 ? pair->grey_a->height : 0;
      double to_x, to_y, found_x, found_y;

      twin_affine_apply (&pair->a_to_b, x, y, &to_x, &to_y);
      twin_affine_apply (found, x, y, &found_x, &found_y);
      sum += hypot (to_x - found_x, to_y - found_y) / 4;
    }
  return sum / MAX (pair->grey_b->width, pair->grey_b->height);
}

static TwinAffine
disturb (const Pair *pair, TwinRandom *random)
{
  double width = pair->grey_b->width / 2.0, height = pair->grey_b->height / 2.0;
  double sign = twin_random_chance (random, 0.5) ? 1 : -1;
  TwinAffine centre = twin_affine_identity (), back = centre, turn, map;

  turn = twin_affine_similarity (FALSE, sign, 1 + 0.02 * sign, 2, -2);
  centre.m[0][2] = -width;
  centre.m[1][2] = -height;
  back.m[0][2] = width;
  back.m[1][2] = height;
  map = twin_affine_compose (&centre, &pair->a_to_b);
  map = twin_affine_compose (&turn, &map);
  return twin_affine_compose (&back, &map);
}

typedef struct
{
  GArray *corners, *rotations, *scales;
  guint n, near, mirrored_right, inverted_right;
  double ncc[3], agree, grain;
} Tally;

static void
tally_add (Tally *tally, const Pair *pair, const TwinPixelMeasures *measures, gboolean inverted)
{
  TwinAffineParts truth = twin_affine_decompose (&pair->a_to_b), found;
  double error, turn, scale;

  tally->n++;
  if (measures == NULL)
    return;
  found = twin_affine_decompose (&measures->a_to_b);
  error = corner_error (pair, &measures->a_to_b);
  turn = fabs (remainder (truth.rotation - found.rotation, 360));
  scale = fabs (log (found.scale / truth.scale));
  if (error > NEAR)
    return;
  tally->near++;
  tally->mirrored_right += truth.flipped == found.flipped;
  tally->inverted_right += pair->inverted == inverted;
  for (guint i = 0; i < 3; i++)
    tally->ncc[i] += measures->ncc[i];
  tally->agree += measures->agree;
  tally->grain += measures->grain;
  g_array_append_val (tally->corners, error);
  g_array_append_val (tally->rotations, turn);
  g_array_append_val (tally->scales, scale);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
quantile (GArray *values, double share)
{
  if (values->len == 0)
    return NAN;
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint) (share * (values->len - 1)));
}

static void
tally_print (Tally *t, const char *name)
{
  guint near = MAX (t->near, 1);

  g_print (
    "%-13s n %4u near %.3f mirror %.3f inv %.3f | corner %% %.3f %.3f | rotation %.3f %.3f | "
    "scale %% %.2f %.2f | ncc %.2f %.2f %.2f agree %.2f grain %.2f\n",
    name, t->n, (double) t->near / MAX (t->n, 1), (double) t->mirrored_right / near,
    (double) t->inverted_right / near, 100 * quantile (t->corners, .5),
    100 * quantile (t->corners, .95), quantile (t->rotations, .5), quantile (t->rotations, .95),
    100 * quantile (t->scales, .5), 100 * quantile (t->scales, .95), t->ncc[0] / near,
    t->ncc[1] / near, t->ncc[2] / near, t->agree / near, t->grain / near);
}

static TwinPixelMeasures *
find (const Pair *pair, gboolean refine_only, TwinRandom *random, gboolean *inverted)
{
  TwinRegistration found[TWIN_REGISTRATIONS];
  TwinPixelMeasures *best = NULL;
  guint n = 1;

  if (refine_only)
    found[0] = (TwinRegistration){ disturb (pair, random), pair->inverted, 0 };
  else
    n = twin_registration_find (pair->grey_a, pair->grey_b, found);
  for (guint i = 0; i < n; i++)
    {
      TwinPixelMeasures *measures = twin_pixels_compare (pair->grey_a, pair->grey_b, NULL, NULL,
                                                         &found[i].a_to_b, found[i].inverted);

      if (measures != NULL && (best == NULL || twin_pixel_measures_get_strength (measures) >
                                                 twin_pixel_measures_get_strength (best)))
        {
          g_free (best);
          best = g_steal_pointer (&measures);
          *inverted = found[i].inverted;
        }
      g_free (measures);
    }
  return best;
}

/* The true curve, at the greys that a shows. */
static void
true_tone (const Pair *pair, const TwinAlignment *alignment, TwinTone *tone)
{
  double counts[256] = { 0 }, a[64], b[64], weights[64];
  guint n = 0;

  for (gsize i = 0; i < (gsize) alignment->a->width * alignment->a->height; i++)
    if (alignment->shared->values[i] > 0)
      counts[(guint) CLAMP (alignment->a->values[i], 0, 255)]++;
  for (guint i = 0; i < 64; i++)
    {
      guint at = pair->of_a.tone[64] < pair->of_a.tone[0] ? 64 - i : i;
      double of_a = 255 * pair->of_a.tone[at], whole = 0;

      for (gint j = (gint) of_a - 2; j <= (gint) of_a + 2; j++)
        if (j >= 0 && j < 256)
          whole += counts[j];
      if (whole < 0.0025 * alignment->n_shared || (n > 0 && of_a <= a[n - 1]))
        continue;
      a[n] = of_a;
      b[n] = 255 * pair->of_b.tone[at];
      weights[n++] = 1;
    }
  twin_tone_fit_points (a, b, weights, n, pair->inverted, tone);
}

typedef struct
{
  guint n, right, kind_right, inverted_right, colours[4];
  double off;
  GArray *offs;
} ToneTally;

static void
measure_tone (const Pair *pair, const char *name, ToneTally *tally)
{
  g_autoptr (TwinAlignment) alignment = twin_alignment_new (pair->grey_a, pair->grey_b,
                                                            &pair->a_to_b, 100000);
  TwinTone found, truth;
  double off = 0, n = 0;

  if (alignment == NULL || !twin_tone_fit (alignment, pair->inverted, &found))
    return;
  true_tone (pair, alignment, &truth);
  for (double grey = truth.lowest; grey <= truth.highest; grey += 2, n++)
    off += fabs (twin_tone_apply (&truth, grey) - twin_tone_apply (&found, grey));
  off /= MAX (n, 1);
  tally->n++;
  tally->inverted_right += found.inverted == pair->inverted;
  tally->kind_right += found.kind == truth.kind;
  tally->right += found.inverted == pair->inverted && (found.kind == truth.kind || off < 3);
  tally->off += off;
  tally->colours[twin_colours_compare (&pair->colours_a, &pair->colours_b, found.inverted)]++;
  if (g_getenv ("SHOW"))
    g_print (
      "%s: %s kind %d truth %d; inv %d truth %d; off %.1f; gain %.2f %.2f gamma %.2f %.2f offset %.2f %.2f\n",
      found.kind == truth.kind ? "right" : "WRONG", name, found.kind, truth.kind, found.inverted,
      pair->inverted, off, found.gain, truth.gain, found.gamma, truth.gamma, found.offset,
      truth.offset);
}

static gboolean
is_inside (const TwinPolygon *polygon, double x, double y)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = polygon->n - 1; i < polygon->n; j = i++)
    if ((polygon->y[i] > y) != (polygon->y[j] > y) && x < (polygon->x[j] - polygon->x[i]) *
                                                              (y - polygon->y[i]) /
                                                              (polygon->y[j] - polygon->y[i]) +
                                                            polygon->x[i])
      inside = !inside;
  return inside;
}

static double
overlap_of (const TwinPolygon *a, const TwinPolygon *b, const TwinAlignment *alignment)
{
  double both = 0, either = 0;

  for (guint y = 0; y < alignment->a->height; y++)
    for (guint x = 0; x < alignment->a->width; x++)
      {
        gboolean in_a = is_inside (a, x + .5, y + .5), in_b = is_inside (b, x + .5, y + .5);

        both += in_a && in_b;
        either += in_a || in_b;
      }
  return both / MAX (either, 1);
}

typedef struct
{
  guint n, claimed, claims, places, found, visible, visible_found;
} ChangeTally;

static void
judge_patches (const Pair *pair, const GArray *patches, gboolean of_a,
               const TwinAlignment *alignment, const GArray *changes, ChangeTally *tally)
{
  TwinAffine map = of_a ? twin_affine_compose (&alignment->a_to_frame, &pair->scaling_a)
                        : twin_affine_compose (&alignment->b_to_frame, &pair->scaling_b);
  double whole = alignment->n_shared / alignment->overlap;

  for (guint i = 0; i < patches->len; i++)
    {
      const TwinPatch *patch = &g_array_index (patches, TwinPatch, i);
      TwinPolygon truth = { .n = TWIN_PATCH_CORNERS };
      double best = 0;

      memcpy (truth.x, patch->x, sizeof patch->x);
      memcpy (truth.y, patch->y, sizeof patch->y);
      truth = twin_polygon_map (&truth, &map);
      if (twin_polygon_area (&truth) < 0.005 * whole)
        continue;
      for (guint j = 0; j < changes->len; j++)
        {
          const TwinChange *change = &g_array_index (changes, TwinChange, j);
          TwinPolygon found = twin_polygon_map (&change->a, &alignment->a_to_frame);

          best = MAX (best, overlap_of (&truth, &found, alignment));
        }
      if (g_getenv ("SHOW"))
        for (guint j = 0; j < changes->len; j++)
          {
            const TwinChange *change = &g_array_index (changes, TwinChange, j);
            TwinPolygon found = twin_polygon_map (&change->a, &alignment->a_to_frame);
            double iou = overlap_of (&truth, &found, alignment);

            if (iou >= 0.3)
              g_print ("  match %.4f %.1f %.2f\n", change->share, change->strength, iou);
          }
      tally->places++;
      tally->found += best >= 0.3;
      tally->visible += patch->change >= 3;
      tally->visible_found += patch->change >= 3 && best >= 0.3;
      if (g_getenv ("SHOW"))
        g_print ("  patch share %.4f change %.1f best %.2f\n", twin_polygon_area (&truth) / whole,
                 patch->change, best);
    }
}

static void
measure_changes (const Pair *pair, const char *name, const char *path, ChangeTally *tally)
{
  g_autoptr (TwinAlignment) alignment = twin_alignment_new (pair->grey_a, pair->grey_b,
                                                            &pair->a_to_b, 160000);
  g_autoptr (GArray) changes = NULL;
  TwinTone tone;

  if (alignment == NULL || !twin_refine (alignment, pair->grey_a, pair->inverted) ||
      !twin_tone_fit (alignment, pair->inverted, &tone))
    return;
  changes = twin_changes_find (alignment, &tone);
  tally->n++;
  tally->claimed += changes->len > 0;
  tally->claims += changes->len;
  if (g_getenv ("SHOW") &&
      (changes->len > 0 || pair->of_a.patches->len + pair->of_b.patches->len > 0))
    {
      g_print ("%s %s tone %d residual %.1f\n", name, path, tone.kind, tone.residual);
      for (guint i = 0; i < changes->len; i++)
        g_print ("  claim share %.4f strength %.1f kind %d\n",
                 g_array_index (changes, TwinChange, i).share,
                 g_array_index (changes, TwinChange, i).strength,
                 g_array_index (changes, TwinChange, i).kind);
    }
  judge_patches (pair, pair->of_a.patches, TRUE, alignment, changes, tally);
  judge_patches (pair, pair->of_b.patches, FALSE, alignment, changes, tally);
}

/* All that is counted, by recipe. */
typedef struct
{
  Tally laid[TWIN_N_RECIPES + 1]; /* the last: of all */
  ToneTally tones[TWIN_N_RECIPES];
  ChangeTally changes[TWIN_N_RECIPES];
  double spent;
  guint pairs;
} Tallies;

static void
tallies_init (Tallies *tallies)
{
  for (guint i = 0; i <= TWIN_N_RECIPES; i++)
    {
      tallies->laid[i].corners = g_array_new (FALSE, FALSE, sizeof (double));
      tallies->laid[i].rotations = g_array_new (FALSE, FALSE, sizeof (double));
      tallies->laid[i].scales = g_array_new (FALSE, FALSE, sizeof (double));
    }
}

static void
measure_map (const Pair *pair, gboolean refine_only, TwinRecipe recipe, const char *path,
             TwinRandom *random, Tallies *tallies)
{
  gboolean inverted = FALSE;
  g_autofree TwinPixelMeasures *best = find (pair, refine_only, random, &inverted);
  double error = best != NULL ? corner_error (pair, &best->a_to_b) : G_MAXDOUBLE;

  tally_add (&tallies->laid[recipe], pair, best, inverted);
  tally_add (&tallies->laid[TWIN_N_RECIPES], pair, best, inverted);
  if (g_getenv ("SHOW") && error > NEAR)
    g_print ("%s %s %ux%u %ux%u error %.3f\n", twin_recipe_get_name (recipe), path,
             pair->grey_a->width, pair->grey_a->height, pair->grey_b->width, pair->grey_b->height,
             error);
}

static void
measure (const char *what, const TwinManifestEntry *entry, TwinRecipe recipe, TwinRandom *random,
         Tallies *tallies)
{
  g_auto (Pair) pair = { 0 };
  const char *name = twin_recipe_get_name (recipe), *path = g_file_peek_path (entry->file);
  clock_t start;

  if (!pair_init (&pair, entry, recipe, random))
    return;
  start = clock ();
  if (strcmp (what, "tone") == 0)
    measure_tone (&pair, name, &tallies->tones[recipe]);
  else if (strcmp (what, "changes") == 0)
    measure_changes (&pair, name, path, &tallies->changes[recipe]);
  else
    measure_map (&pair, strcmp (what, "refine") == 0, recipe, path, random, tallies);
  tallies->spent += (clock () - start) * 1000.0 / CLOCKS_PER_SEC;
  tallies->pairs++;
}

static void
print_tone (const ToneTally *t, const char *name)
{
  g_print (
    "%-13s n %4u right %.3f kind %.3f inverted %.3f off %.2f colours same %u false %u lost %u "
    "gained %u\n",
    name, t->n, (double) t->right / MAX (t->n, 1), (double) t->kind_right / MAX (t->n, 1),
    (double) t->inverted_right / MAX (t->n, 1), t->off / MAX (t->n, 1), t->colours[0],
    t->colours[1], t->colours[2], t->colours[3]);
}

static void
print_changes (const ChangeTally *t, const char *name)
{
  g_print ("%-13s n %4u claimed %.3f claims %u places %u found %.3f visible %u found %.3f\n", name,
           t->n, (double) t->claimed / MAX (t->n, 1), t->claims, t->places,
           (double) t->found / MAX (t->places, 1), t->visible,
           (double) t->visible_found / MAX (t->visible, 1));
}

static void
print (const char *what, Tallies *tallies)
{
  for (guint i = 0; i < TWIN_N_RECIPES; i++)
    if (strcmp (what, "tone") == 0)
      print_tone (&tallies->tones[i], twin_recipe_get_name (i));
    else if (strcmp (what, "changes") == 0)
      print_changes (&tallies->changes[i], twin_recipe_get_name (i));
    else
      tally_print (&tallies->laid[i], twin_recipe_get_name (i));
  if (tallies->laid[TWIN_N_RECIPES].n > 0)
    tally_print (&tallies->laid[TWIN_N_RECIPES], "all");
  g_print ("%.1f ms a pair\n", tallies->spent / MAX (tallies->pairs, 1));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = argc > 4 ? g_file_new_for_commandline_arg (argv[2]) : NULL;
  g_autoptr (TwinManifest) all = NULL;
  g_autoptr (TwinManifest) manifest = NULL;
  g_autofree Tallies *tallies = g_new0 (Tallies, 1);
  const char *only = g_getenv ("ONLY"), *source = g_getenv ("SOURCE");

  if (argc < 5)
    return 2;
  gegl_init (NULL, NULL);
  all = twin_manifest_load (file, 1, &error);
  manifest = all != NULL ? twin_manifest_select (all, argv[3], &error) : NULL;
  if (manifest == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 77;
    }
  tallies_init (tallies);
  for (guint i = 0; i < (guint) atoi (argv[4]); i++)
    {
      TwinRecipe recipe = i % TWIN_N_RECIPES;
      const TwinManifestEntry *entry;
      TwinRandom random;

      twin_random_init (&random, argc > 5 ? atoi (argv[5]) : 1, i);
      do
        entry = twin_manifest_get (manifest, twin_random_below (&random, manifest->entries->len));
      while (source != NULL && strstr (entry->source, source) == NULL);
      if (only == NULL || strcmp (only, twin_recipe_get_name (recipe)) == 0)
        measure (argv[1], entry, recipe, &random, tallies);
    }
  print (argv[1], tallies);
  return 0;
}
