/* alignment.c: two pictures in one frame. */
#include "evidence/content.h"
#include "evidence/warp.h"

#include <math.h>

/* Less of the coarser picture than this, in its pixels, is too little to compare. */
#define LEAST_SIDE 7
#define LEAST_PIXELS 200
/* A shorter side than this is enlarged, at most so far: filters need room. */
#define SMALL_SIDE 48
#define MOST_ENLARGED 3.0

/* A rectangle in the coarser picture. */
typedef struct
{
  double x, y;
  double width, height;
} Frame;

/* The box around picture @other, laid by @map into @into, cut at @into's edges. */
static Frame
find_frame (const TwinGrey *other, const TwinGrey *into, const TwinAffine *map)
{
  double low_x = G_MAXDOUBLE, low_y = G_MAXDOUBLE, high_x = -G_MAXDOUBLE, high_y = -G_MAXDOUBLE;

  for (guint corner = 0; corner < 4; corner++)
    {
      double x, y;

      twin_affine_apply (map, corner & 1 ? other->width : 0, corner & 2 ? other->height : 0, &x,
                         &y);
      low_x = MIN (low_x, x);
      low_y = MIN (low_y, y);
      high_x = MAX (high_x, x);
      high_y = MAX (high_y, y);
    }
  low_x = MAX (floor (low_x + 1e-6), 0);
  low_y = MAX (floor (low_y + 1e-6), 0);
  high_x = MIN (ceil (high_x - 1e-6), into->width);
  high_y = MIN (ceil (high_y - 1e-6), into->height);
  return (Frame){ low_x, low_y, high_x - low_x, high_y - low_y };
}

static void
fill_ones (TwinGrey *grey)
{
  gsize n = (gsize) grey->width * grey->height;

  for (gsize i = 0; i < n; i++)
    grey->values[i] = 1;
}

/* How many pixels of the frame all that a picture shows would take. */
static double
area_in_frame (const TwinPolygon *content, const TwinAffine *to_frame)
{
  return twin_polygon_area (content) * fabs (twin_affine_determinant (to_frame));
}

static void
count_shared (TwinAlignment *alignment)
{
  gsize n = (gsize) alignment->shared->width * alignment->shared->height;
  double smaller = MIN (area_in_frame (&alignment->content_a, &alignment->a_to_frame),
                        area_in_frame (&alignment->content_b, &alignment->b_to_frame));

  alignment->n_shared = 0;
  for (gsize i = 0; i < n; i++)
    alignment->n_shared += alignment->shared->values[i] > 0;
  alignment->overlap = alignment->n_shared / MAX (smaller, 1);
}

/* What lies outside of a picture's content is not shown; its edge is known already. */
static void
hide_outside (const TwinPolygon *content, const TwinGrey *grey, const TwinAffine *to_frame,
              TwinGrey *shown)
{
  TwinPolygon placed = twin_polygon_map (content, to_frame);

  if (twin_polygon_area (content) < 0.999 * grey->width * grey->height)
    twin_content_mask (&placed, shown);
}

static gboolean
lay_a (TwinAlignment *alignment, const TwinGrey *a)
{
  alignment->shared = twin_grey_copy (alignment->b_shown);
  if (alignment->shared == NULL)
    return FALSE;
  alignment->a = twin_warp (a, &alignment->a_to_frame, alignment->shared->width,
                            alignment->shared->height, alignment->shared);
  if (alignment->a == NULL)
    return FALSE;
  hide_outside (&alignment->content_a, a, &alignment->a_to_frame, alignment->shared);
  count_shared (alignment);
  return TRUE;
}

static gboolean
lay_both (TwinAlignment *alignment, const TwinGrey *a, const TwinGrey *b, guint width, guint height)
{
  alignment->b_shown = twin_grey_new (width, height);
  if (alignment->b_shown == NULL)
    return FALSE;
  fill_ones (alignment->b_shown);
  alignment->b = twin_warp (b, &alignment->b_to_frame, width, height, alignment->b_shown);
  if (alignment->b == NULL)
    return FALSE;
  hide_outside (&alignment->content_b, b, &alignment->b_to_frame, alignment->b_shown);
  return lay_a (alignment, a);
}

/* The frame's pixels over the coarser picture's, along a side. */
static double
choose_zoom (const Frame *frame, guint64 most_pixels)
{
  double zoom = MIN (1, sqrt (most_pixels / (frame->width * frame->height)));
  double shorter = MIN (frame->width, frame->height) * zoom;

  return shorter < SMALL_SIDE ? zoom * MIN (SMALL_SIDE / shorter, MOST_ENLARGED) : zoom;
}

static TwinAffine
to_frame (const Frame *frame, double zoom)
{
  return (TwinAffine){ { { zoom, 0, -frame->x * zoom }, { 0, zoom, -frame->y * zoom } } };
}

TwinAlignment *
twin_alignment_new (const TwinGrey *a, const TwinGrey *b, const TwinAffine *a_to_b,
                    guint64 most_pixels)
{
  g_autoptr (TwinAlignment) alignment = g_new0 (TwinAlignment, 1);
  gboolean b_is_coarser = fabs (twin_affine_determinant (a_to_b)) <= 1;
  TwinAffine b_to_a, map;
  Frame frame;

  if (!twin_affine_invert (a_to_b, &b_to_a))
    return NULL;
  frame = b_is_coarser ? find_frame (a, b, a_to_b) : find_frame (b, a, &b_to_a);
  if (!(frame.width >= LEAST_SIDE && frame.height >= LEAST_SIDE &&
        frame.width * frame.height >= LEAST_PIXELS))
    return NULL;
  alignment->content_a = twin_content_find (a);
  alignment->content_b = twin_content_find (b);
  alignment->zoom = choose_zoom (&frame, most_pixels);
  map = to_frame (&frame, alignment->zoom);
  alignment->a_to_frame = b_is_coarser ? twin_affine_compose (&map, a_to_b) : map;
  alignment->b_to_frame = b_is_coarser ? map : twin_affine_compose (&map, &b_to_a);
  if (!lay_both (alignment, a, b, (guint) (frame.width * alignment->zoom + 1e-6),
                 (guint) (frame.height * alignment->zoom + 1e-6)))
    return NULL;
  return g_steal_pointer (&alignment);
}

void
twin_alignment_free (TwinAlignment *alignment)
{
  if (alignment == NULL)
    return;
  twin_grey_free (alignment->a);
  twin_grey_free (alignment->b);
  twin_grey_free (alignment->b_shown);
  twin_grey_free (alignment->shared);
  g_free (alignment);
}

gboolean
twin_alignment_move (TwinAlignment *alignment, const TwinGrey *a, const TwinAffine *a_to_frame)
{
  TwinAlignment moved = *alignment;

  moved.a_to_frame = *a_to_frame;
  moved.a = moved.shared = NULL;
  if (!lay_a (&moved, a))
    {
      twin_grey_free (moved.shared);
      return FALSE;
    }
  twin_grey_free (alignment->a);
  twin_grey_free (alignment->shared);
  *alignment = moved;
  return TRUE;
}

gboolean
twin_alignment_get_map (const TwinAlignment *alignment, TwinAffine *out_a_to_b)
{
  TwinAffine from_frame;

  if (!twin_affine_invert (&alignment->b_to_frame, &from_frame))
    return FALSE;
  *out_a_to_b = twin_affine_compose (&from_frame, &alignment->a_to_frame);
  return TRUE;
}
