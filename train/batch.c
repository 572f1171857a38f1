#include "batch.h"
#include "loss/pair-cross-entropy.h"
#include "modify/recipe.h"

#include <string.h>

#define EASIEST 0.15
#define ONE_SOURCE_AT_MOST 0.75
#define DISJOINT_AT_MOST 0.15
/* Of the pairs: two crops that share only a part. */
#define OVERLAP_SHARE 0.15
/* A strip is trained on by windows of this shape at most, as it is looked at by squares. */
#define LONGEST_WINDOW 2.0
/* Streams of random numbers: one for the plan of a step, and one for each of its places. */
#define STREAMS_A_STEP 4096u

/* A place in the batch. */
typedef struct
{
  guint picture;
  gint partner; /* the place that shows another part of the same picture, or -1 */
} Place;

TwinCurriculum
twin_curriculum_at (double progress, double easy_share)
{
  double share = progress < easy_share ? EASIEST + (1.0 - EASIEST) * progress / easy_share : 1.0;

  return (TwinCurriculum){ share, share * ONE_SOURCE_AT_MOST, share * DISJOINT_AT_MOST };
}

static void
shuffle (guint *values, guint n, TwinRandom *random)
{
  for (guint i = n; i > 1; i--)
    {
      guint other = twin_random_below (random, i), value = values[i - 1];

      values[i - 1] = values[other];
      values[other] = value;
    }
}

/* All pictures in random order; those of the source of a random one in front, if they are to be. */
static guint *
draw_order (const TwinDataset *dataset, gboolean one_source, TwinRandom *random)
{
  guint total = twin_dataset_get_n (dataset), front = 0;
  guint *order = g_new (guint, total);
  const char *source =
    twin_manifest_get (dataset->manifest, twin_random_below (random, total))->source;

  for (guint i = 0; i < total; i++)
    order[i] = i;
  shuffle (order, total, random);
  for (guint i = 0; one_source && i < total; i++)
    if (strcmp (twin_manifest_get (dataset->manifest, order[i])->source, source) == 0)
      {
        guint picture = order[i];

        order[i] = order[front];
        order[front++] = picture;
      }
  return order;
}

/* A line of pixels has no two parts worth the name. */
static gboolean
can_be_parted (const TwinDataset *dataset, guint picture)
{
  guint width, height;

  twin_dataset_get_size (dataset, picture, &width, &height);
  return width >= 2 && height >= 2;
}

static Place *
draw_places (const TwinDataset *dataset, guint n, const TwinCurriculum *curriculum,
             TwinRandom *random)
{
  gboolean one_source = twin_random_chance (random, curriculum->one_source);
  g_autofree guint *order = draw_order (dataset, one_source, random);
  Place *places = g_new (Place, n);
  guint next = 0;

  for (guint i = 0; i < n; i++)
    {
      places[i] = (Place){ order[next++ % twin_dataset_get_n (dataset)], -1 };
      if (i + 1 < n && twin_random_chance (random, curriculum->disjoint / 2.0) &&
          can_be_parted (dataset, places[i].picture))
        {
          places[i].partner = i + 1;
          places[i + 1] = (Place){ places[i].picture, i };
          i++;
        }
    }
  return places;
}

static TwinPairLabel
label_of (const TwinDataset *dataset, const Place *places, guint a, guint b)
{
  if (a == b)
    return TWIN_PAIR_POSITIVE;
  if (places[a].picture == places[b].picture)
    return places[a].partner == (gint) b ? TWIN_PAIR_NEGATIVE : TWIN_PAIR_OPEN;
  return twin_manifest_differ (dataset->manifest, places[a].picture, places[b].picture)
           ? TWIN_PAIR_NEGATIVE
           : TWIN_PAIR_OPEN;
}

/* Of a strip, a window somewhere along it. */
static TwinRaster *
cut_window (TwinRaster *raster, TwinRandom *random)
{
  guint width = MIN (raster->width, raster->height * LONGEST_WINDOW);
  guint height = MIN (raster->height, raster->width * LONGEST_WINDOW);
  TwinRaster *window;

  if (width == raster->width && height == raster->height)
    return raster;
  window = twin_raster_cut (raster, twin_random_below (random, raster->width - width + 1),
                            twin_random_below (random, raster->height - height + 1), width, height);
  twin_raster_free (raster);
  return window;
}

static gboolean
fit_view (TwinBatch *batch, guint row, const GArray *modifications, const TwinRaster *original,
          TwinRandom *random)
{
  gsize view = (gsize) batch->views->size * batch->views->size * 3;
  g_autoptr (TwinRaster) raster = twin_raster_copy (original);

  if (raster != NULL)
    raster = twin_modifications_apply (modifications, g_steal_pointer (&raster), random, NULL);
  if (raster == NULL)
    return FALSE;
  twin_tensor_fit (batch->views->values + row * view, batch->views->size, raster);
  return TRUE;
}

static GArray *
modifications_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (TwinModification));
}

/* One of two parts of a picture that do not overlap: the same two for whoever has the same @shared. */
static TwinModification
draw_part (gboolean second, const TwinRaster *raster, double strength, TwinRandom *shared)
{
  g_autoptr (GArray) a = modifications_new ();
  g_autoptr (GArray) b = modifications_new ();

  twin_recipe_draw_disjoint (strength, raster->width, raster->height, shared, a, b);
  return g_array_index (second ? b : a, TwinModification, 0);
}

static void
draw_alterations (const Place *place, gboolean second, const TwinRaster *raster, double strength,
                  TwinRandom *shared, TwinRandom *own, GArray *a, GArray *b)
{
  if (place->partner < 0)
    twin_recipe_draw_pair (twin_random_chance (own, OVERLAP_SHARE) ? TWIN_RECIPE_OVERLAP
                                                                   : TWIN_RECIPE_MIXED,
                           strength, raster->width, raster->height, own, a, b);
  else
    {
      TwinModification part = draw_part (second, raster, strength, shared);

      twin_recipe_draw_inside (strength, part.x, part.y, part.width, part.height, own, a);
      twin_recipe_draw_inside (strength, part.x, part.y, part.width, part.height, own, b);
    }
}

/* Both alterations of the picture at a place. Partners share the stream that says which parts of it they take. */
static gboolean
make_views (TwinBatch *batch, const TwinDataset *dataset, const Place *places, guint index,
            double strength, guint64 seed, guint64 stream)
{
  const Place *place = &places[index];
  gboolean second = place->partner >= 0 && (guint) place->partner < index;
  g_autoptr (TwinRaster) raster = twin_dataset_get (dataset, place->picture);
  g_autoptr (GArray) a = modifications_new ();
  g_autoptr (GArray) b = modifications_new ();
  TwinRandom shared, own;

  twin_random_init (&shared, seed, stream + (second ? place->partner : (gint) index));
  twin_random_init (&own, ~seed, stream + index);
  if (raster != NULL)
    raster = cut_window (g_steal_pointer (&raster), &shared);
  if (raster == NULL)
    return FALSE;
  draw_alterations (place, second, raster, strength, &shared, &own, a, b);
  return fit_view (batch, index, a, raster, &own) &&
         fit_view (batch, batch->n + index, b, raster, &own);
}

TwinBatch *
twin_batch_new (const TwinDataset *dataset, guint n, guint size, const TwinCurriculum *curriculum,
                guint64 seed, guint64 step)
{
  g_autoptr (TwinBatch) batch = g_new0 (TwinBatch, 1);
  g_autofree Place *places = NULL;
  TwinRandom random;

  g_return_val_if_fail (n < STREAMS_A_STEP, NULL);
  twin_random_init (&random, seed, step * STREAMS_A_STEP);
  places = draw_places (dataset, n, curriculum, &random);
  batch->n = n;
  batch->views = twin_tensor_new (2 * n, size);
  batch->labels = g_new (gint8, (gsize) n * n);
  if (batch->views == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        batch->labels[(gsize) i * n + j] = label_of (dataset, places, i, j);
      if (!make_views (batch, dataset, places, i, curriculum->strength, seed,
                       step * STREAMS_A_STEP + 1))
        return NULL;
    }
  return g_steal_pointer (&batch);
}

void
twin_batch_free (TwinBatch *batch)
{
  if (batch == NULL)
    return;
  g_clear_pointer (&batch->views, twin_tensor_free);
  g_free (batch->labels);
  g_free (batch);
}
