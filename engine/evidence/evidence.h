/* evidence.h: where two pictures show the same, what was done to it, and how sure that is. */
#pragma once

#include "evidence/changes.h"
#include "evidence/features.h"
#include "evidence/pixels.h"
#include "evidence/tone.h"
#include "evidence/treatment.h"

G_BEGIN_DECLS

/* More places that two pictures share are not told apart. */
#define TWIN_EVIDENCE_REGIONS 8

/**
 * TwinRegion: a part that both show
 * @a, @b: its outline in pixels of either picture
 * @a_to_b: in pixels of the pictures
 * @log_nfa: as in TwinEvidence, of this part alone
 */
typedef struct
{
  TwinPolygon a;
  TwinPolygon b;
  TwinAffine a_to_b;
  double log_nfa;
  guint inliers;
} TwinRegion;

/**
 * TwinEvidence: all that the judgement goes by, and that a person can look at
 * @found: an alignment that is worth looking at; where FALSE, @a_to_b, @regions, @tone and @changes say nothing
 * @matches, @inliers: key points that look alike, and how many of these agree on one map
 * @log_nfa: log10 of how many such agreements chance would give: 0, or the lower the surer
 * @log_nfa_free: the same without points on furniture
 * @registered: there were too few key points, so the pictures as wholes were laid over each other
 * @inverted: dark in one is bright in the other
 * @a_to_b: in pixels of the pictures (not of the working pictures)
 * @has_pixels, @pixels: compared pixel by pixel; its a_to_b is of the working pictures in their canonical order
 * @share_a, @share_b: what both show, as a share of what each has to show: without margins, and corners filled in turning
 * @overlap_fraction: what both show, as a share of the smaller picture
 * @regions: (element-type TwinRegion): what is shared; the first is by @a_to_b
 * @has_tone, @tone: what a's greys became
 * @colours: what became of a's colours
 * @treatment: blur and noise, in pixels of the pictures
 * @blocks_a, @blocks_b: one of them alone has traces of JPEG
 * @changes: (element-type TwinChange): what is not the same inside it
 */
typedef struct
{
  gboolean found;
  guint matches;
  guint inliers;
  double log_nfa;
  double log_nfa_free;
  gboolean registered;
  gboolean inverted;
  TwinAffine a_to_b;
  gboolean has_pixels;
  TwinPixelMeasures pixels;
  double share_a, share_b;
  double overlap_fraction;
  GArray *regions;
  gboolean has_tone;
  TwinTone tone;
  TwinColourChange colours;
  TwinTreatment treatment;
  gboolean blocks_a, blocks_b;
  GArray *changes;
} TwinEvidence;

/**
 * twin_evidence_find:
 *
 * The pair is put into an order of its own before anything is measured, so that b and a give the same numbers to the
 * bit, and the inverse map. Where features were read from bytes there are no pixels to compare. Any thread.
 *
 * @error: #G_IO_ERROR (CANCELLED, NO_SPACE)
 */
TwinEvidence *twin_evidence_find (const TwinFeatures *a, const TwinFeatures *b,
                                  GCancellable *cancellable, GError **error);
void twin_evidence_free (TwinEvidence *evidence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinEvidence, twin_evidence_free)

G_END_DECLS
