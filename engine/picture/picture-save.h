/* picture-save.h: a raster as an image file of 8 bits a channel. */
#pragma once

#include "picture/raster.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the name ends in one of the suffixes that are written: `.png`, `.jpg`, `.jpeg`. */
gboolean twin_raster_can_save (GFile *file);

/**
 * twin_raster_save:
 * @file: the suffix chooses the format: PNG, or JPEG of quality 95
 * @error: #G_IO_ERROR (_INVALID_FILENAME for another suffix); names the file
 *
 * Written whole or not at all. Values outside 0 to 1 are clamped. Where all pixels are grey, so is
 * the file.
 */
gboolean twin_raster_save (const TwinRaster *raster, GFile *file, GError **error);

G_END_DECLS
