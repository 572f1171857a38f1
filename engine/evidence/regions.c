#include "evidence/regions.h"

#include "evidence/content.h"

#include <math.h>
#include <stdlib.h>

/* Where this share of what the whole pictures have in common agrees, that is the region; else it is what the key points
 * span. */
#define WHOLE_AGREEMENT 0.5
/* A further region is to be as rare by chance without furniture, and more than half of it to agree. */
#define FURTHER_LOG_NFA -4.0
#define FURTHER_AGREEMENT 0.5
/* Two maps that take the middle of a region to places as near, in pixels, are one. */
#define SAME_PLACE 8.0

TwinAffine
twin_regions_to_original (const TwinFeatures *a, const TwinFeatures *b, const TwinAffine *a_to_b)
{
  TwinAffine map = *a_to_b, from_original;

  if (twin_affine_invert (twin_features_get_to_original (a), &from_original))
    map = twin_affine_compose (a_to_b, &from_original);
  return twin_affine_compose (twin_features_get_to_original (b), &map);
}

/* What a picture has to show, in working pixels. */
static TwinPolygon
content_of (const TwinFeatures *features)
{
  const TwinGrey *grey = twin_features_get_grey (features);

  return grey != NULL ? twin_content_find (grey)
                      : twin_polygon_rectangle (twin_features_get_width (features),
                                                twin_features_get_height (features));
}

/* In pixels of working picture a: all that it shows and b shows too. */
static TwinPolygon
shared_frame (const TwinFeatures *a, const TwinFeatures *b, const TwinAffine *a_to_b)
{
  TwinPolygon of_a = content_of (a), of_b = content_of (b);
  TwinAffine b_to_a;

  if (!twin_affine_invert (a_to_b, &b_to_a))
    return (TwinPolygon){ 0 };
  of_b = twin_polygon_map (&of_b, &b_to_a);
  return twin_polygon_intersect (&of_a, &of_b);
}

void
twin_regions_share (const TwinFeatures *a, const TwinFeatures *b, const TwinAffine *a_to_b,
                    double *out_of_a, double *out_of_b)
{
  TwinPolygon shared = shared_frame (a, b, a_to_b), of_a = content_of (a), of_b = content_of (b);
  double area = twin_polygon_area (&shared), det = fabs (twin_affine_determinant (a_to_b));

  *out_of_a = MIN (area / MAX (twin_polygon_area (&of_a), 1), 1);
  *out_of_b = MIN (area * det / MAX (twin_polygon_area (&of_b), 1), 1);
}

static int
compare_y (gconstpointer a, gconstpointer b)
{
  const double *first = a, *second = b;

  return (first[1] > second[1]) - (first[1] < second[1]);
}

/* Around the inliers, in pixels of working picture a. */
static TwinPolygon
span_of (const TwinFeatures *a, const TwinHypothesis *hypothesis)
{
  const TwinKeyPoint *points = twin_features_get_points (a);
  guint n = hypothesis->pairs->len;
  g_autofree double *places = g_new (double, 2 * n);
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      const TwinMatch *match = &g_array_index (hypothesis->pairs, TwinMatch, i);

      places[2 * i] = points[match->a].x;
      places[2 * i + 1] = points[match->a].y;
    }
  qsort (places, n, 2 * sizeof *places, compare_y);
  for (guint i = 0; i < n; i++)
    {
      x[i] = places[2 * i];
      y[i] = places[2 * i + 1];
    }
  return twin_polygon_hull (x, y, n);
}

static TwinRegion
region_of (const TwinFeatures *a, const TwinFeatures *b, const TwinHypothesis *hypothesis,
           const TwinAffine *a_to_b, const TwinPixelMeasures *pixels)
{
  gboolean whole = hypothesis == NULL || (pixels != NULL && pixels->agree >= WHOLE_AGREEMENT);
  TwinPolygon outline = whole ? shared_frame (a, b, a_to_b) : span_of (a, hypothesis);
  TwinRegion region = { .a_to_b = twin_regions_to_original (a, b, a_to_b) };

  region.a = twin_polygon_map (&outline, twin_features_get_to_original (a));
  region.b = twin_polygon_map (&region.a, &region.a_to_b);
  if (hypothesis != NULL)
    {
      region.log_nfa = hypothesis->log_nfa_free;
      region.inliers = hypothesis->inliers;
    }
  return region;
}

/* Does @map take the middle of the hypothesis's places to where the hypothesis does? */
static gboolean
is_same_place (const TwinFeatures *a, const TwinHypothesis *hypothesis, const TwinAffine *map)
{
  const TwinKeyPoint *points = twin_features_get_points (a);
  double x = 0, y = 0, u, v, other_u, other_v;
  guint n = hypothesis->pairs->len;

  for (guint i = 0; i < n; i++)
    {
      const TwinMatch *match = &g_array_index (hypothesis->pairs, TwinMatch, i);

      x += points[match->a].x / n;
      y += points[match->a].y / n;
    }
  twin_affine_apply (map, x, y, &u, &v);
  twin_affine_apply (&hypothesis->a_to_b, x, y, &other_u, &other_v);
  return hypot (u - other_u, v - other_v) < SAME_PLACE;
}

/* The pixels of a further region's surroundings alone would say little of it, so those of the whole are asked. */
static gboolean
is_borne_out (const TwinFeatures *a, const TwinFeatures *b, const TwinHypothesis *hypothesis)
{
  g_autofree TwinPixelMeasures *pixels = NULL;

  if (hypothesis->log_nfa_free > FURTHER_LOG_NFA)
    return FALSE;
  pixels = twin_alignments_measure (a, b, &hypothesis->a_to_b, hypothesis->variant.inverted);
  return pixels == NULL || pixels->agree_free >= FURTHER_AGREEMENT ||
         hypothesis->log_nfa_free < 4 * FURTHER_LOG_NFA;
}

GArray *
twin_regions_find (const TwinFeatures *a, const TwinFeatures *b, const TwinChosen *chosen,
                   GPtrArray *hypotheses)
{
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (TwinRegion));
  TwinRegion region = region_of (a, b, chosen->hypothesis, &chosen->a_to_b, chosen->pixels);

  g_array_append_val (regions, region);
  for (guint i = 0; i < hypotheses->len && regions->len < TWIN_EVIDENCE_REGIONS; i++)
    {
      const TwinHypothesis *hypothesis = hypotheses->pdata[i];

      if (hypothesis == chosen->hypothesis || is_same_place (a, hypothesis, &chosen->a_to_b) ||
          !is_borne_out (a, b, hypothesis))
        continue;
      region = region_of (a, b, hypothesis, &hypothesis->a_to_b, NULL);
      g_array_append_val (regions, region);
    }
  return regions;
}
