/* test-vlfeat.c: our scale space, blobs, directions and descriptors against VLFeat's.
 *
 * VLFeat keeps its state in a thread's own place and in tables that are written once with constants; this program has
 * one thread. */
#include "found.h"

#include "evidence/blobs.h"

#include <math.h>
#include <vl/generic.h>
#include <vl/sift.h>

#define THRESHOLD 1.7
#define EDGE 12.0
#define MOST 20000

/* @x, @y: the first pixel's middle is 0.5 */
typedef struct
{
  double x, y, sigma;
  double angle;
  float descriptor[TWIN_DESCRIPTOR_LENGTH];
} Point;

typedef struct
{
  guint n;
  Point *points;
} Points;

/* VLFeat's doubling puts a pixel on every second one of the new picture, beginning with the first: what it calls x lies
 * at x + 0.5 here. */
static void
take_octave (VlSiftFilt *filter, Points *points)
{
  for (int i = 0; i < vl_sift_get_nkeypoints (filter); i++)
    {
      const VlSiftKeypoint *key = &vl_sift_get_keypoints (filter)[i];
      double angles[4];
      int n = vl_sift_calc_keypoint_orientations (filter, angles, key);

      for (int k = 0; k < n && points->n < MOST; k++)
        {
          Point *point = &points->points[points->n++];

          *point = (Point){ key->x + 0.5, key->y + 0.5, key->sigma, angles[k], { 0 } };
          vl_sift_calc_keypoint_descriptor (filter, point->descriptor, key, angles[k]);
        }
    }
}

static void
find_by_vlfeat (const TwinGrey *grey, Points *points)
{
  VlSiftFilt *filter = vl_sift_new ((int) grey->width, (int) grey->height, -1, TWIN_OCTAVE_LAYERS,
                                    -1);
  int end;

  vl_sift_set_peak_thresh (filter, THRESHOLD);
  vl_sift_set_edge_thresh (filter, EDGE);
  for (end = vl_sift_process_first_octave (filter, grey->values); !end;
       end = vl_sift_process_next_octave (filter))
    {
      vl_sift_detect (filter);
      take_octave (filter, points);
    }
  vl_sift_delete (filter);
}

static void
find_ours (const TwinGrey *grey, Points *points)
{
  g_autoptr (TwinScaleSpace) space = twin_scale_space_new (grey, 1);
  g_autoptr (GArray) blobs = twin_blobs_find (space, THRESHOLD, EDGE);
  g_autofree float *scratch = g_new (float, TWIN_WINDOW_SCRATCH);

  for (guint i = 0; i < blobs->len; i++)
    {
      const TwinBlobPoint *blob = &g_array_index (blobs, TwinBlobPoint, i);
      const TwinOctave *octave = &space->octaves[blob->octave];
      double turns[TWIN_MOST_TURNS];
      guint n = twin_describe_turns (space, blob, scratch, turns);

      for (guint k = 0; k < n && points->n < MOST; k++)
        {
          Point *point = &points->points[points->n++];
          guint8 descriptor[TWIN_DESCRIPTOR_LENGTH];

          *point = (Point){ blob->x * octave->step + octave->origin,
                            blob->y * octave->step + octave->origin,
                            blob->sigma * octave->step,
                            turns[k],
                            { 0 } };
          g_assert_true (twin_describe (space, blob, turns[k], scratch, descriptor));
          for (guint j = 0; j < TWIN_DESCRIPTOR_LENGTH; j++)
            point->descriptor[j] = (float) descriptor[j];
        }
    }
}

static void
points_clear (Points *points)
{
  g_free (points->points);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Points, points_clear)

static const Point *
find_same (const Points *points, const Point *point)
{
  for (guint i = 0; i < points->n; i++)
    {
      const Point *other = &points->points[i];

      if (hypot (other->x - point->x, other->y - point->y) < 0.35 * point->sigma + 0.2 &&
          fabs (log (other->sigma / point->sigma)) < 0.15 &&
          fabs (remainder (other->angle - point->angle, 2 * G_PI)) < 0.12)
        return other;
    }
  return NULL;
}

/* VLFeat's descriptor has no square root taken yet. */
static double
cosine (const Point *ours, const Point *theirs)
{
  double product = 0, squares = 0, sum = 0;

  for (guint i = 0; i < TWIN_DESCRIPTOR_LENGTH; i++)
    {
      product += ours->descriptor[i] * sqrt (theirs->descriptor[i]);
      squares += ours->descriptor[i] * ours->descriptor[i];
      sum += theirs->descriptor[i];
    }
  return product / sqrt (squares * sum);
}

/* Positions, sizes and directions of most points. The rest stand at a threshold, or were found on the grid of the one
 * doubled picture, half a pixel from the other's; besides, VLFeat keeps blobs that never settle. */
static void
test_against_vlfeat (gconstpointer data)
{
  TwinDrawing drawing = GPOINTER_TO_UINT (data);
  g_auto (Altered) altered = { 0 };
  g_auto (Points) ours = { 0, g_new (Point, MOST) }, theirs = { 0, g_new (Point, MOST) };
  guint same = 0;
  double likeness = 0;

  altered_init (&altered, drawing, 240, 180, 3, (TwinModification[]){ END });
  find_ours (altered.a, &ours);
  find_by_vlfeat (altered.a, &theirs);
  for (guint i = 0; i < ours.n; i++)
    {
      const Point *other = find_same (&theirs, &ours.points[i]);

      if (other == NULL)
        continue;
      same++;
      likeness += cosine (&ours.points[i], other);
    }
  g_test_message ("ours %u, VLFeat's %u, the same %u, mean cosine %.4f", ours.n, theirs.n, same,
                  likeness / MAX (same, 1));
  g_assert_cmpuint (ours.n, >, 30);
  g_assert_cmpuint (same, >, ours.n * 7 / 10);
  g_assert_cmpuint (same, >, theirs.n * 11 / 20);
  g_assert_cmpfloat (likeness / same, >, 0.98);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/vlfeat/of nuclei", GUINT_TO_POINTER (TWIN_DRAWING_NUCLEI),
                        test_against_vlfeat);
  g_test_add_data_func ("/vlfeat/of tissue", GUINT_TO_POINTER (TWIN_DRAWING_TISSUE),
                        test_against_vlfeat);
  g_test_add_data_func ("/vlfeat/of membranes", GUINT_TO_POINTER (TWIN_DRAWING_MEMBRANE),
                        test_against_vlfeat);
  return g_test_run ();
}
