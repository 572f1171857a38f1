/* overlay.c: four fields on one sheet. */
#include "report/overlay.h"

#include <math.h>

/* A field's longer side at most; smaller pictures are enlarged so far. */
#define FIELD_SIDE 640
#define MOST_ENLARGED 4.0
/* Around and between fields. */
#define GAP 12
#define PAPER 0.93f
/* Half of an outline's width; a white line of this width more lies under it. */
#define LINE 1.0
#define HALO 1.0
/* Differences are shown this much stronger. */
#define STRONGER 2.0f

static const float blue[3] = { 0.0f, 0.35f, 0.85f };
static const float red[3] = { 0.85f, 0.1f, 0.1f };
static const float white[3] = { 1, 1, 1 };

/* One picture as a field shows it. */
typedef struct
{
  TwinRaster *raster;
  TwinAffine to_field; /* from the picture's own pixels */
} Field;

static void
field_clear (Field *field)
{
  twin_raster_free (field->raster);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Field, field_clear)

static gboolean
field_init (Field *field, const TwinRaster *shown, guint width, guint height)
{
  double factor = MIN ((double) FIELD_SIDE / MAX (shown->width, shown->height), MOST_ENLARGED);
  guint field_width = MAX ((guint) round (shown->width * factor), 1);
  guint field_height = MAX ((guint) round (shown->height * factor), 1);

  field->raster = twin_raster_resize (shown, field_width, field_height);
  field->to_field = twin_affine_scaling ((double) field_width / width,
                                         (double) field_height / height);
  return field->raster != NULL;
}

static void
paint (TwinRaster *raster, guint x, guint y, const float colour[3], float part)
{
  float *pixel = twin_raster_at (raster, x, y);

  for (guint channel = 0; channel < 3; channel++)
    pixel[channel] += part * (colour[channel] - pixel[channel]);
}

/* How far (x, y) is from the line between two places. */
static double
distance_to (double x, double y, const double from[2], const double to[2])
{
  double across = to[0] - from[0], down = to[1] - from[1];
  double length = across * across + down * down;
  double part = length > 0 ? ((x - from[0]) * across + (y - from[1]) * down) / length : 0;

  part = CLAMP (part, 0, 1);
  return hypot (x - from[0] - part * across, y - from[1] - part * down);
}

static void
draw_line (TwinRaster *raster, const double from[2], const double to[2], const float colour[3],
           double half_width)
{
  double reach = half_width + 1;
  double left = MIN (from[0], to[0]) - reach, right = MAX (from[0], to[0]) + reach;
  double top = MIN (from[1], to[1]) - reach, bottom = MAX (from[1], to[1]) + reach;
  guint first_x = (guint) CLAMP (left, 0, raster->width);
  guint end_x = (guint) CLAMP (right, 0, raster->width);
  guint first_y = (guint) CLAMP (top, 0, raster->height);
  guint end_y = (guint) CLAMP (bottom, 0, raster->height);

  for (guint y = first_y; y < end_y; y++)
    for (guint x = first_x; x < end_x; x++)
      {
        double part = half_width + 0.5 - distance_to (x + 0.5, y + 0.5, from, to);

        if (part > 0)
          paint (raster, x, y, colour, (float) MIN (part, 1));
      }
}

static void
draw_lines (TwinRaster *raster, const TwinPolygon *polygon, const float colour[3],
            double half_width)
{
  for (guint i = 0; i < polygon->n; i++)
    {
      guint next = (i + 1) % polygon->n;
      double from[2] = { polygon->x[i], polygon->y[i] };
      double to[2] = { polygon->x[next], polygon->y[next] };

      draw_line (raster, from, to, colour, half_width);
    }
}

/* Kept inside the field, so that what lies along its edge is seen. */
static void
outline (const Field *field, const TwinPolygon *polygon, const float colour[3])
{
  TwinPolygon placed = twin_polygon_map (polygon, &field->to_field);
  double margin = LINE + HALO;

  for (guint i = 0; i < placed.n; i++)
    {
      placed.x[i] = CLAMP (placed.x[i], margin, MAX (field->raster->width - margin, margin));
      placed.y[i] = CLAMP (placed.y[i], margin, MAX (field->raster->height - margin, margin));
    }
  draw_lines (field->raster, &placed, white, LINE + HALO);
  draw_lines (field->raster, &placed, colour, LINE);
}

static void
outline_findings (Field *a, Field *b, const TwinEvidence *evidence)
{
  for (guint i = 0; i < evidence->regions->len; i++)
    {
      const TwinRegion *region = &g_array_index (evidence->regions, TwinRegion, i);

      outline (a, &region->a, blue);
      outline (b, &region->b, blue);
    }
  for (guint i = 0; i < evidence->changes->len; i++)
    {
      const TwinChange *change = &g_array_index (evidence->changes, TwinChange, i);

      outline (a, &change->a, red);
      outline (b, &change->b, red);
    }
}

/* FALSE where (x, y) lies outside. */
static gboolean
sample (const TwinRaster *raster, double x, double y, float out[3])
{
  double at_x = x - 0.5, at_y = y - 0.5;
  guint left, top, right, below;
  float part, lower;

  if (!(x >= 0 && y >= 0 && x <= raster->width && y <= raster->height))
    return FALSE;
  at_x = CLAMP (at_x, 0, raster->width - 1.0);
  at_y = CLAMP (at_y, 0, raster->height - 1.0);
  left = (guint) at_x;
  top = (guint) at_y;
  right = MIN (left + 1, raster->width - 1);
  below = MIN (top + 1, raster->height - 1);
  part = (float) (at_x - left);
  lower = (float) (at_y - top);
  for (guint channel = 0; channel < 3; channel++)
    {
      float upper_value = twin_raster_at (raster, left, top)[channel] * (1 - part) +
                          twin_raster_at (raster, right, top)[channel] * part;
      float lower_value = twin_raster_at (raster, left, below)[channel] * (1 - part) +
                          twin_raster_at (raster, right, below)[channel] * part;

      out[channel] = upper_value + lower * (lower_value - upper_value);
    }
  return TRUE;
}

/* B in A's frame, and how it differs from A as its tone would be. Where B shows nothing both stay as the paper. */
static gboolean
lay_into (const Field *a, const Field *b, const TwinEvidence *evidence, TwinRaster *laid,
          TwinRaster *difference)
{
  TwinAffine from_field, to_b, map;

  if (!twin_affine_invert (&a->to_field, &from_field))
    return FALSE;
  to_b = twin_affine_compose (&evidence->a_to_b, &from_field);
  map = twin_affine_compose (&b->to_field, &to_b);
  for (guint y = 0; y < laid->height; y++)
    for (guint x = 0; x < laid->width; x++)
      {
        float *into = twin_raster_at (laid, x, y), grey, other;
        double b_x, b_y;

        twin_affine_apply (&map, x + 0.5, y + 0.5, &b_x, &b_y);
        if (!sample (b->raster, b_x, b_y, into))
          continue;
        grey = 255 * twin_raster_grey (twin_raster_at (a->raster, x, y));
        other = evidence->has_tone ? twin_tone_apply (&evidence->tone, grey) : grey;
        grey = 0.5f + STRONGER * (twin_raster_grey (into) - other / 255);
        for (guint channel = 0; channel < 3; channel++)
          twin_raster_at (difference, x, y)[channel] = CLAMP (grey, 0, 1);
      }
  return TRUE;
}

static void
fill (TwinRaster *raster, float value)
{
  for (gsize i = 0; i < (gsize) raster->width * raster->height * 3; i++)
    raster->pixels[i] = value;
}

static TwinRaster *
paper_new (guint width, guint height)
{
  TwinRaster *paper = twin_raster_new (width, height);

  if (paper != NULL)
    fill (paper, PAPER);
  return paper;
}

static void
put (TwinRaster *sheet, const TwinRaster *field, guint x, guint y)
{
  for (guint row = 0; row < field->height; row++)
    for (guint i = 0; i < field->width * 3; i++)
      twin_raster_at (sheet, x, y + row)[i] = twin_raster_at (field, 0, row)[i];
}

/* @laid, @difference: (nullable) */
static TwinRaster *
lay_out (const TwinRaster *a, const TwinRaster *b, const TwinRaster *laid,
         const TwinRaster *difference)
{
  guint left = a->width, right = difference != NULL ? MAX (b->width, difference->width) : b->width;
  guint upper = MAX (a->height, b->height), lower = laid != NULL ? laid->height + GAP : 0;
  TwinRaster *sheet = paper_new (left + right + 3 * GAP, upper + lower + 2 * GAP);

  if (sheet == NULL)
    return NULL;
  put (sheet, a, GAP, GAP);
  put (sheet, b, left + 2 * GAP, GAP);
  if (laid != NULL)
    {
      put (sheet, laid, GAP, upper + 2 * GAP);
      put (sheet, difference, left + 2 * GAP, upper + 2 * GAP);
    }
  return sheet;
}

TwinRaster *
twin_overlay_new (const TwinRaster *a, guint a_width, guint a_height, const TwinRaster *b,
                  guint b_width, guint b_height, const TwinEvidence *evidence)
{
  g_auto (Field) of_a = { 0 }, of_b = { 0 };
  g_autoptr (TwinRaster) laid = NULL;
  g_autoptr (TwinRaster) difference = NULL;

  if (!field_init (&of_a, a, a_width, a_height) || !field_init (&of_b, b, b_width, b_height))
    return NULL;
  if (evidence == NULL || !evidence->found)
    return lay_out (of_a.raster, of_b.raster, NULL, NULL);
  laid = paper_new (of_a.raster->width, of_a.raster->height);
  difference = paper_new (of_a.raster->width, of_a.raster->height);
  if (laid == NULL || difference == NULL || !lay_into (&of_a, &of_b, evidence, laid, difference))
    return NULL;
  outline_findings (&of_a, &of_b, evidence);
  return lay_out (of_a.raster, of_b.raster, laid, difference);
}
