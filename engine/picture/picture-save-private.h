/* picture-save-private.h: what picture-save.c chooses from. */
#pragma once

#include "picture/raster.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Writers of a file format: as TwinFileWriter; @data is the TwinRaster. A file each. */
gboolean twin_write_png (GOutputStream *stream, gpointer data, GError **error);
gboolean twin_write_jpeg (GOutputStream *stream, gpointer data, GError **error);

gboolean twin_raster_is_grey (const TwinRaster *raster);
/* bytes[width][channels], @channels being 3, or 1 for a grey raster. */
void twin_raster_row_to_bytes (const TwinRaster *raster, guint y, guint channels, guint8 *bytes);

G_END_DECLS
