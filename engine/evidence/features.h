/* features.h: what of a picture can be found again in another: key points and how they look; made once a picture. */
#pragma once

#include "evidence/affine.h"
#include "evidence/colours.h"
#include "evidence/describe.h"
#include "evidence/grey.h"
#include "picture/picture.h"

G_BEGIN_DECLS

#define TWIN_FEATURES_ERROR (twin_features_error_quark ())

/**
 * TwinFeaturesError:
 * @TWIN_FEATURES_ERROR_FORMAT: bytes that are no features, or not of this version
 * @TWIN_FEATURES_ERROR_CORRUPT: bytes that contradict themselves
 */
typedef enum
{
  TWIN_FEATURES_ERROR_FORMAT,
  TWIN_FEATURES_ERROR_CORRUPT,
} TwinFeaturesError;

GQuark twin_features_error_quark (void);

/* The working picture has at most so many pixels, and features at most so many points and, as bytes, so many bytes. */
#define TWIN_FEATURES_PIXELS 200000
#define TWIN_FEATURES_POINTS 896
#define TWIN_FEATURES_BYTES (128 * 1024)
#define TWIN_FEATURES_DIGEST 32

/**
 * TwinPointFlags:
 * @TWIN_POINT_FURNITURE: stands on what figures share: letters, bars, frames; such points prove little
 * @TWIN_POINT_DARK: a dark blob, which is a bright one where the picture is inverted
 */
typedef enum
{
  TWIN_POINT_FURNITURE = 1 << 0,
  TWIN_POINT_DARK = 1 << 1,
} TwinPointFlags;

/**
 * TwinKeyPoint:
 * @x, @y: in pixels of the working picture
 * @scale: its size in these (a standard deviation)
 * @angle: radians from x towards y
 * @rarity: how far its descriptor is from the nearest of those that are met everywhere: 0 to sqrt (2)
 */
typedef struct
{
  float x, y;
  float scale;
  float angle;
  float rarity;
  TwinPointFlags flags;
} TwinKeyPoint;

typedef struct _TwinFeatures TwinFeatures;

/**
 * twin_features_find:
 *
 * Shrinks to the working size, evens out light and contrast, and looks for blobs of every size. Immutable
 * afterwards: threads may share it. Any thread.
 *
 * @error: #G_IO_ERROR (CANCELLED, NO_SPACE)
 */
TwinFeatures *twin_features_find (const TwinPicture *picture, GCancellable *cancellable,
                                  GError **error);

/**
 * twin_features_find_in: the same in pixels at hand: a panel, at its full size
 * @to_original: (nullable): where the raster lies in what results are to be told of; NULL where it is that itself
 * @name: what messages call it
 */
TwinFeatures *twin_features_find_in (const TwinRaster *raster, const TwinAffine *to_original,
                                     const char *name, GCancellable *cancellable, GError **error);

TwinFeatures *twin_features_ref (TwinFeatures *features);
void twin_features_unref (TwinFeatures *features);

/* (transfer none) (nullable): NULL where the features were read from bytes. */
const TwinGrey *twin_features_get_grey (const TwinFeatures *features);
/* (transfer none) (nullable): of its size, over 0 on furniture; NULL where there is none, or no working picture. */
const TwinGrey *twin_features_get_furniture (const TwinFeatures *features);
/* Of the working picture, which is there no more where the features were read from bytes. */
guint twin_features_get_width (const TwinFeatures *features);
guint twin_features_get_height (const TwinFeatures *features);
/* From the working picture's pixels to the original's. */
const TwinAffine *twin_features_get_to_original (const TwinFeatures *features);
/* Unknown where the features were read from bytes. */
const TwinColours *twin_features_get_colours (const TwinFeatures *features);
/* JPEG has left its traces; FALSE too where the picture was too large to tell from its working size. */
gboolean twin_features_has_blocks (const TwinFeatures *features);
/* Standard deviation of the working picture's noise, grey levels. */
double twin_features_get_noise (const TwinFeatures *features);
guint twin_features_get_n_points (const TwinFeatures *features);
/* The most telling first. */
const TwinKeyPoint *twin_features_get_points (const TwinFeatures *features);
/* [n_points][TWIN_DESCRIPTOR_LENGTH] */
const guint8 *twin_features_get_descriptors (const TwinFeatures *features);

/* An order of all pictures by their pixels, the same whoever asks: below 0, 0, above 0, as strcmp(). */
int twin_features_order (const TwinFeatures *a, const TwinFeatures *b);

/* At most TWIN_FEATURES_BYTES, the working picture left out; points and descriptors come back to the bit. */
GBytes *twin_features_to_bytes (const TwinFeatures *features);
/* The bytes may come from anywhere. @error: #TWIN_FEATURES_ERROR */
TwinFeatures *twin_features_from_bytes (GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinFeatures, twin_features_unref)

G_END_DECLS
