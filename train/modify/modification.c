/* modification.c: one modification, or a list of them, applied; the families have a file each. */
#include "modify/modification.h"

#include "modify/operations.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* 3 GB of raster: above it a slip of the pen (`--scale 100`) would take the machine down. */
#define MAX_PIXELS (256u << 20)

static gboolean
fail_no_memory (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                       _ ("There is not enough memory for the altered picture. Close other "
                          "programs, or take a smaller picture."));
  return FALSE;
}

static gboolean
check_crop (const TwinModification *crop, const TwinRaster *raster, GError **error)
{
  if (crop->width > 0 && crop->height > 0 && crop->x < raster->width && crop->y < raster->height &&
      crop->width <= raster->width - crop->x && crop->height <= raster->height - crop->y)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("The crop %u×%u+%u+%u does not lie inside the picture, which is %u × %u pixels "
                  "there. Give a rectangle inside it."),
               crop->width, crop->height, crop->x, crop->y, raster->width, raster->height);
  return FALSE;
}

static gboolean
check_pixels (double width, double height, double longest, GError **error)
{
  if (width <= longest && height <= longest && width * height <= MAX_PIXELS)
    return TRUE;
  g_set_error (
    error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
    _ ("The altered picture would be %.0f × %.0f pixels; the limit is %u million pixels, "
       "for JPEG also %u a side. Scale it less."),
    width, height, MAX_PIXELS / 1000000, TWIN_JPEG_MAX_SIDE);
  return FALSE;
}

static gboolean
check (const TwinModification *modification, const TwinRaster *raster, GError **error)
{
  double amount = modification->amount;
  guint width, height;

  switch (modification->kind)
    {
    case TWIN_MODIFY_CROP:
      return check_crop (modification, raster, error);
    case TWIN_MODIFY_SCALE:
      return check_pixels (amount * raster->width, amount * raster->height, MAX_PIXELS, error);
    case TWIN_MODIFY_STRETCH:
      return check_pixels (amount * raster->width, raster->height, MAX_PIXELS, error);
    case TWIN_MODIFY_ROTATE:
      twin_rotated_size (raster->width, raster->height, amount, &width, &height);
      return check_pixels (width, height, MAX_PIXELS, error);
    case TWIN_MODIFY_JPEG:
      return check_pixels (raster->width, raster->height, TWIN_JPEG_MAX_SIDE, error);
    default:
      return TRUE;
    }
}

/* FALSE for the kinds that make a new raster. */
static gboolean
apply_in_place (const TwinModification *modification, TwinRaster *raster, TwinRandom *random)
{
  double amount = modification->amount;

  switch (modification->kind)
    {
    case TWIN_MODIFY_FLIP:
      twin_modify_flip (raster);
      return TRUE;
    case TWIN_MODIFY_BRIGHTNESS:
      twin_modify_brightness (raster, amount);
      return TRUE;
    case TWIN_MODIFY_CONTRAST:
      twin_modify_contrast (raster, amount);
      return TRUE;
    case TWIN_MODIFY_SATURATION:
      twin_modify_saturation (raster, amount);
      return TRUE;
    case TWIN_MODIFY_GAMMA:
      twin_modify_gamma (raster, amount);
      return TRUE;
    case TWIN_MODIFY_HUE:
      twin_modify_hue (raster, amount);
      return TRUE;
    case TWIN_MODIFY_DROP:
      twin_modify_drop (raster);
      return TRUE;
    case TWIN_MODIFY_INVERT:
      twin_modify_invert (raster);
      return TRUE;
    case TWIN_MODIFY_FALSE_COLOUR:
      twin_modify_false_colour (raster, (guint) amount);
      return TRUE;
    case TWIN_MODIFY_NOISE:
      twin_modify_noise (raster, amount, random);
      return TRUE;
    default:
      return FALSE;
    }
}

static TwinRaster *
apply_to_new (const TwinModification *modification, const TwinRaster *raster, TwinRandom *random,
              GArray *patches)
{
  double amount = modification->amount;

  switch (modification->kind)
    {
    case TWIN_MODIFY_ROTATE:
      return twin_modify_rotate (raster, amount);
    case TWIN_MODIFY_CROP:
      return twin_raster_cut (raster, modification->x, modification->y, modification->width,
                              modification->height);
    case TWIN_MODIFY_SCALE:
      return twin_modify_scale (raster, amount, amount);
    case TWIN_MODIFY_STRETCH:
      return twin_modify_scale (raster, amount, 1.0);
    case TWIN_MODIFY_BLUR:
      return twin_modify_blur (raster, amount);
    case TWIN_MODIFY_JPEG:
      return twin_modify_jpeg (raster, (guint) amount);
    case TWIN_MODIFY_RETOUCH:
      return twin_modify_retouch (raster, (guint) amount, random, patches);
    default:
      g_return_val_if_reached (NULL);
    }
}

TwinRaster *
twin_modification_apply_noting (const TwinModification *modification, TwinRaster *raster,
                                TwinRandom *random, GArray *patches, GError **error)
{
  g_autoptr (TwinRaster) taken = raster;
  TwinRaster *altered;

  g_return_val_if_fail (raster != NULL && isfinite (modification->amount), NULL);

  if (!check (modification, taken, error))
    return NULL;
  if (apply_in_place (modification, taken, random))
    return g_steal_pointer (&taken);
  altered = apply_to_new (modification, taken, random, patches);
  if (altered == NULL)
    fail_no_memory (error);
  return altered;
}

TwinRaster *
twin_modification_apply (const TwinModification *modification, TwinRaster *raster,
                         TwinRandom *random, GError **error)
{
  return twin_modification_apply_noting (modification, raster, random, NULL, error);
}

TwinRaster *
twin_modifications_apply (const GArray *modifications, TwinRaster *raster, TwinRandom *random,
                          GError **error)
{
  for (guint i = 0; raster != NULL && i < modifications->len; i++)
    raster = twin_modification_apply (&g_array_index (modifications, TwinModification, i), raster,
                                      random, error);
  return raster;
}
