/* features.c: from a picture to its key points; features-serialise.c takes them to bytes and back. */
#include "evidence/features-private.h"

#include "evidence/choose.h"
#include "evidence/descriptor-bank.h"
#include "evidence/furniture-points.h"
#include "evidence/treatment.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Evening out: a box of about 12 pixels' deviation taken twice; contrast 1 becomes 42 grey levels around 128. */
#define NORMALISING_SIDE 41
#define CONTRAST 42
#define MIDDLE 128
/* The least contrast that counts: in grey levels, and in deviations of the noise, as it is or once smoothed. */
#define LEAST_CONTRAST 2.0
#define NOISE_SHARE 0.7
#define SMOOTHED_NOISE_SHARE 0.35
/* Above this noise (grey levels) the picture is smoothed first, by SMOOTHING pixels. */
#define MUCH_NOISE 6.0
#define SMOOTHING 1.0
/* A blob's least response in grey levels, and the ratio of curvatures that makes it an edge. */
#define LEAST_RESPONSE 1.7
#define MOST_EDGE 12.0
/* Blobs that are described; some have several directions. */
#define MOST_BLOBS 800
/* Pictures of fewer pixels are enlarged twice. */
#define SMALL_PICTURE 60000

TwinFeatures *
twin_features_new (guint n_points)
{
  TwinFeatures *features = g_new0 (TwinFeatures, 1);

  g_atomic_ref_count_init (&features->references);
  features->to_original = twin_affine_identity ();
  features->n_points = n_points;
  features->points = g_new0 (TwinKeyPoint, n_points);
  features->descriptors = g_new0 (guint8, (gsize) n_points * TWIN_DESCRIPTOR_LENGTH);
  return features;
}

TwinFeatures *
twin_features_ref (TwinFeatures *features)
{
  g_atomic_ref_count_inc (&features->references);
  return features;
}

void
twin_features_unref (TwinFeatures *features)
{
  if (!g_atomic_ref_count_dec (&features->references))
    return;
  twin_grey_free (features->grey);
  twin_grey_free (features->furniture);
  g_free (features->points);
  g_free (features->descriptors);
  g_free (features);
}

/* Light and contrast made even, 0 to 255. */
static TwinGrey *
even_out (const TwinGrey *grey, double noise)
{
  gboolean smooth = noise > MUCH_NOISE;
  g_autoptr (TwinGrey) smoothed = smooth ? twin_grey_blur (grey, SMOOTHING) : NULL;
  double floor = MAX (LEAST_CONTRAST, noise * (smooth ? SMOOTHED_NOISE_SHARE : NOISE_SHARE));
  TwinGrey *even;

  if (smooth && smoothed == NULL)
    return NULL;
  even = twin_grey_normalise_locally (smooth ? smoothed : grey, NORMALISING_SIDE, floor);
  for (gsize i = 0; even != NULL && i < (gsize) even->width * even->height; i++)
    even->values[i] = CLAMP (MIDDLE + CONTRAST * even->values[i], 0, 255);
  return even;
}

/* Kept as finely as bytes keep it, so that points from an index are the same points. */
static TwinKeyPoint
point_at (const TwinOctave *octave, const TwinBlobPoint *blob, double angle)
{
  double turn = angle / (2 * G_PI);

  return (TwinKeyPoint){
    .x = (float) (blob->x * octave->step + octave->origin),
    .y = (float) (blob->y * octave->step + octave->origin),
    .scale = (float) CLAMP (round (blob->sigma * octave->step * TWIN_SCALE_STEPS), 1, G_MAXUINT16) /
             TWIN_SCALE_STEPS,
    .angle = (float) (fmod (round ((turn - floor (turn)) * TWIN_TURN_STEPS), TWIN_TURN_STEPS) /
                      TWIN_TURN_STEPS * 2 * G_PI),
    .flags = blob->response < 0 ? TWIN_POINT_DARK : 0,
  };
}

/* Describes @blob once for each of its directions; as many as there is room for. */
static void
add_points (TwinFeatures *features, const TwinScaleSpace *space, const TwinBlobPoint *blob,
            float *scratch)
{
  double turns[TWIN_MOST_TURNS];
  guint n = twin_describe_turns (space, blob, scratch, turns);

  for (guint i = 0; i < n && features->n_points < TWIN_FEATURES_POINTS; i++)
    {
      guint8 *descriptor = features->descriptors +
                           (gsize) features->n_points * TWIN_DESCRIPTOR_LENGTH;

      if (twin_describe (space, blob, turns[i], scratch, descriptor))
        features->points[features->n_points++] = point_at (&space->octaves[blob->octave], blob,
                                                           turns[i]);
    }
}

static gboolean
find_points (TwinFeatures *features)
{
  const TwinGrey *grey = features->grey;
  g_autoptr (TwinGrey) even = even_out (grey, features->noise);
  gboolean small = (gsize) grey->width * grey->height < SMALL_PICTURE;
  g_autoptr (TwinScaleSpace) space = NULL;
  g_autoptr (GArray) blobs = NULL;
  g_autofree float *scratch = g_new (float, TWIN_WINDOW_SCRATCH);

  if (even != NULL)
    space = twin_scale_space_new (even, small ? 2 : 1);
  if (space != NULL)
    blobs = twin_blobs_find (space, LEAST_RESPONSE, MOST_EDGE);
  if (blobs == NULL)
    return FALSE;
  twin_blobs_choose (blobs, space, grey->width, grey->height, MOST_BLOBS);
  for (guint i = 0; i < blobs->len; i++)
    add_points (features, space, &g_array_index (blobs, TwinBlobPoint, i), scratch);
  return TRUE;
}

static void
flag_furniture (TwinFeatures *features)
{
  for (guint i = 0; features->furniture != NULL && i < features->n_points; i++)
    {
      TwinKeyPoint *point = &features->points[i];
      guint x = MIN ((guint) MAX (point->x, 0), features->width - 1);
      guint y = MIN ((guint) MAX (point->y, 0), features->height - 1);

      if (*twin_grey_at (features->furniture, x, y) > 0)
        point->flags |= TWIN_POINT_FURNITURE;
    }
}

static gboolean
measure_rarity (TwinFeatures *features)
{
  g_autofree float *rarity = g_new (float, features->n_points);

  if (!twin_descriptor_bank_measure (features->descriptors, features->n_points, rarity))
    return FALSE;
  for (guint i = 0; i < features->n_points; i++)
    features->points[i].rarity = roundf (rarity[i] * TWIN_RARITY_STEPS) / TWIN_RARITY_STEPS;
  return TRUE;
}

/* Of the working picture in whole grey levels: what rounding does to the last digit is not to change an order. */
static void
digest_pixels (TwinFeatures *features)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *row = g_new (guint8, features->width);
  gsize length = TWIN_FEATURES_DIGEST;

  g_checksum_update (checksum, (const guchar *) &features->to_original,
                     sizeof features->to_original);
  for (guint y = 0; y < features->height; y++)
    {
      const float *values = twin_grey_at (features->grey, 0, y);

      for (guint x = 0; x < features->width; x++)
        row[x] = (guint8) CLAMP (values[x] + 0.5f, 0, 255);
      g_checksum_update (checksum, row, features->width);
    }
  g_checksum_get_digest (checksum, features->digest, &length);
}

/* The working picture is there; all else follows. */
static gboolean
complete (TwinFeatures *features, const TwinRaster *raster)
{
  features->width = features->grey->width;
  features->height = features->grey->height;
  features->noise = twin_grey_noise (features->grey);
  features->colours = twin_colours_find (raster);
  features->has_blocks = twin_affine_determinant (&features->to_original) == 1 &&
                         twin_treatment_has_blocks (raster);
  digest_pixels (features);
  if (!find_points (features) ||
      !twin_furniture_mask (raster, features->width, features->height, &features->furniture))
    return FALSE;
  flag_furniture (features);
  return measure_rarity (features);
}

static TwinFeatures *
fail_memory (const char *name, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("“%s”: not enough memory to look at it; close other programs"), name);
  return NULL;
}

TwinFeatures *
twin_features_find_in (const TwinRaster *raster, const TwinAffine *to_original, const char *name,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (TwinFeatures) features = NULL;
  double scale_x, scale_y;
  TwinAffine enlarge;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  features = twin_features_new (TWIN_FEATURES_POINTS);
  features->n_points = 0;
  features->grey = twin_grey_from_raster (raster, TWIN_FEATURES_PIXELS, &scale_x, &scale_y);
  if (features->grey == NULL)
    return fail_memory (name, error);
  enlarge = twin_affine_scaling (1 / scale_x, 1 / scale_y);
  features->to_original = to_original != NULL ? twin_affine_compose (to_original, &enlarge)
                                              : enlarge;
  if (!complete (features, raster))
    return fail_memory (name, error);
  return g_steal_pointer (&features);
}

/* The longest side at which a picture of this shape has TWIN_FEATURES_PIXELS. */
static guint
working_side (guint width, guint height)
{
  double pixels = (double) width * height, longest = MAX (width, height);

  return (guint) MAX (longest * MIN (1, sqrt (TWIN_FEATURES_PIXELS / pixels)), 1);
}

TwinFeatures *
twin_features_find (const TwinPicture *picture, GCancellable *cancellable, GError **error)
{
  guint width = twin_picture_get_width (picture), height = twin_picture_get_height (picture);
  const char *name = twin_picture_get_name (picture);
  g_autoptr (TwinRaster) raster = twin_picture_show (picture, working_side (width, height));
  TwinAffine enlarge;

  if (raster == NULL)
    return fail_memory (name, error);
  enlarge = twin_affine_scaling ((double) width / raster->width, (double) height / raster->height);
  return twin_features_find_in (raster, &enlarge, name, cancellable, error);
}

const TwinGrey *
twin_features_get_grey (const TwinFeatures *features)
{
  return features->grey;
}

const TwinGrey *
twin_features_get_furniture (const TwinFeatures *features)
{
  return features->furniture;
}

guint
twin_features_get_width (const TwinFeatures *features)
{
  return features->width;
}

guint
twin_features_get_height (const TwinFeatures *features)
{
  return features->height;
}

const TwinAffine *
twin_features_get_to_original (const TwinFeatures *features)
{
  return &features->to_original;
}

const TwinColours *
twin_features_get_colours (const TwinFeatures *features)
{
  return &features->colours;
}

gboolean
twin_features_has_blocks (const TwinFeatures *features)
{
  return features->has_blocks;
}

double
twin_features_get_noise (const TwinFeatures *features)
{
  return features->noise;
}

guint
twin_features_get_n_points (const TwinFeatures *features)
{
  return features->n_points;
}

const TwinKeyPoint *
twin_features_get_points (const TwinFeatures *features)
{
  return features->points;
}

const guint8 *
twin_features_get_descriptors (const TwinFeatures *features)
{
  return features->descriptors;
}

int
twin_features_order (const TwinFeatures *a, const TwinFeatures *b)
{
  return memcmp (a->digest, b->digest, TWIN_FEATURES_DIGEST);
}
