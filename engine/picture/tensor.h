/* tensor.h: pictures as the network takes them. */
#pragma once

#include "picture/picture.h"

G_BEGIN_DECLS

/**
 * TwinViews:
 * @TWIN_VIEWS_WHOLE: the whole picture; one longer than 2 : 1 also as overlapping squares of its
 *   short side
 * @TWIN_VIEWS_TILES: besides, tiles of half the sides (3 x 3, overlapping by half), so that a crop
 *   finds its place
 */
typedef enum
{
  TWIN_VIEWS_WHOLE,
  TWIN_VIEWS_TILES,
} TwinViews;

/**
 * TwinTensor:
 * @n: rows (views)
 * @size: side s of a view in pixels
 * @values: [n][s][s][3]: channels last, each view standardised (see twin_tensor_fit())
 * @owners: [n]: which of the pictures a row shows
 * @is_tile: [n]: it is one of TWIN_VIEWS_TILES' tiles; a picture's tiles come last
 */
typedef struct
{
  guint n;
  guint size;
  float *values;
  guint *owners;
  gboolean *is_tile;
} TwinTensor;

/**
 * twin_tensor_from_pictures:
 *
 * Every view of every picture as a row, in the order of the pictures.
 * Returns: (transfer full) (nullable): NULL with @error (G_IO_ERROR_NO_SPACE) where memory does not suffice
 */
TwinTensor *twin_tensor_from_pictures (TwinPicture *const *pictures, guint n_pictures, guint size,
                                       TwinViews views, GError **error);

/**
 * twin_tensor_fit:
 * @values: [size][size][3], written
 *
 * Fits the raster into a square, aspect kept and centred, around it the median of its border; then
 * standardises: minus the mean of all values, over their standard deviation (0.02 at least, so that a flat
 * picture's noise stays small). Brightness and contrast are so gone before the network.
 */
void twin_tensor_fit (float *values, guint size, const TwinRaster *raster);

TwinTensor *twin_tensor_new (guint n, guint size);
void twin_tensor_free (TwinTensor *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinTensor, twin_tensor_free)

G_END_DECLS
