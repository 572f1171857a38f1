/* picture-rows.c: rows out of a GEGL buffer. Perceptual sRGB formats are read as they are, since a
 * way through babl's linear light would be slow and would lose values above 1; all others (a GIMP
 * layer in linear light, say) are converted by babl first. */
#include "picture/picture-rows.h"

#include "picture/half.h"
#include "picture/picture-private.h"

#include <string.h>

#define STRIP_ROWS 32

enum
{
  KIND_U8,
  KIND_U16,
  KIND_HALF,
  KIND_FLOAT,
};

static const struct
{
  const char *name;
  guint n_colours;
  guint n_components;
  guint kind;
} known[] = {
  { "Y' u8", 1, 1, KIND_U8 },           { "Y'A u8", 1, 2, KIND_U8 },
  { "R'G'B' u8", 3, 3, KIND_U8 },       { "R'G'B'A u8", 3, 4, KIND_U8 },
  { "Y' u16", 1, 1, KIND_U16 },         { "Y'A u16", 1, 2, KIND_U16 },
  { "R'G'B' u16", 3, 3, KIND_U16 },     { "R'G'B'A u16", 3, 4, KIND_U16 },
  { "Y' half", 1, 1, KIND_HALF },       { "Y'A half", 1, 2, KIND_HALF },
  { "R'G'B' half", 3, 3, KIND_HALF },   { "R'G'B'A half", 3, 4, KIND_HALF },
  { "Y' float", 1, 1, KIND_FLOAT },     { "Y'A float", 1, 2, KIND_FLOAT },
  { "R'G'B' float", 3, 3, KIND_FLOAT }, { "R'G'B'A float", 3, 4, KIND_FLOAT },
};

static void
choose_format (TwinRows *rows, const Babl *own)
{
  gboolean is_8_bit = babl_format_get_type (own, 0) == babl_type ("u8");
  const Babl *fallback = babl_format (is_8_bit ? "R'G'B'A u8" : "R'G'B'A float");

  for (int pass = 0; pass < 2 && rows->format == NULL; pass++)
    for (gsize i = 0; i < G_N_ELEMENTS (known) && rows->format == NULL; i++)
      if (babl_format (known[i].name) == (pass == 0 ? own : fallback))
        {
          rows->format = pass == 0 ? own : fallback;
          rows->n_colours = known[i].n_colours;
          rows->n_components = known[i].n_components;
          rows->kind = known[i].kind;
        }
  rows->is_8_bit = rows->kind == KIND_U8;
  rows->alpha_scale = rows->kind == KIND_U16 ? 1 / 65535.0f : 1;
}

gboolean
twin_rows_init (TwinRows *rows, const TwinPicture *picture)
{
  *rows = (TwinRows){ .width = picture->width,
                      .height = picture->height,
                      .buffer = g_object_ref (picture->buffer) };
  choose_format (rows, gegl_buffer_get_format (rows->buffer));
  rows->strip = g_try_malloc_n (
    rows->width, (gsize) babl_format_get_bytes_per_pixel (rows->format) * STRIP_ROWS);
  return rows->strip != NULL;
}

void
twin_rows_clear (TwinRows *rows)
{
  g_clear_object (&rows->buffer);
  g_clear_pointer (&rows->strip, g_free);
}

static void
convert (guint kind, const guint8 *from, float *to, gsize n)
{
  const guint16 *wide = (const guint16 *) (gconstpointer) from;

  switch (kind)
    {
    case KIND_U8:
      for (gsize i = 0; i < n; i++)
        to[i] = from[i] * (1 / 255.0f);
      break;
    case KIND_U16:
      for (gsize i = 0; i < n; i++)
        to[i] = wide[i];
      break;
    case KIND_HALF:
      for (gsize i = 0; i < n; i++)
        to[i] = twin_half_to_float (wide[i]);
      break;
    default:
      memcpy (to, from, n * sizeof (float));
    }
}

void
twin_rows_read (TwinRows *rows, guint y, float *values)
{
  gsize row_bytes = (gsize) rows->width * babl_format_get_bytes_per_pixel (rows->format);
  guint strip = y - y % STRIP_ROWS;

  if (!rows->strip_filled || rows->strip_at != strip)
    {
      const GeglRectangle *extent = gegl_buffer_get_extent (rows->buffer);
      GeglRectangle part = { extent->x, extent->y + (int) strip, extent->width,
                             (int) MIN (STRIP_ROWS, rows->height - strip) };

      gegl_buffer_get (rows->buffer, &part, 1.0, rows->format, rows->strip, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);
      rows->strip_at = strip;
      rows->strip_filled = TRUE;
    }
  convert (rows->kind, rows->strip + (y - strip) * row_bytes, values,
           (gsize) rows->width * rows->n_components);
}
