/* picture-pixbuf.h: gdk-pixbuf's loaders, for the formats that we leave to them. */
#pragma once

#include "picture/picture-source.h"
#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/* Runs gdk-pixbuf's loader of that @type ("bmp", "gif") over the file. (transfer full) */
GdkPixbufAnimation *twin_pixbuf_load (const TwinSource *source, const char *type, GError **error);

/* Copies, after the checks of twin_pixels_allocate(). */
gboolean twin_pixbuf_take (const TwinSource *source, GdkPixbuf *pixbuf, TwinPixels *pixels,
                           GError **error);

G_END_DECLS
