#include "evidence/alignments.h"

#include "evidence/registration.h"

/* The pixels of so many hypotheses are looked at. */
#define MOST_LOOKED_AT 3
/* Beyond doubt: as rare by chance, and as much of what is shared agrees. */
#define SURE_LOG_NFA -25.0
#define SURE_AGREEMENT 0.6
/* Key points have found nothing: not as rare by chance, nor as much agrees. */
#define DOUBTFUL_LOG_NFA -6.0
#define DOUBTFUL_AGREEMENT 0.5
/* A picture with more key points would have been found by these. Measured: pictures with more are laid over others
 * by mistake more often than found so. */
#define MANY_POINTS 300
/* What a power of ten of rarity weighs against the pixels' strength. */
#define NFA_WEIGHT 2.0

TwinPixelMeasures *
twin_alignments_measure (const TwinFeatures *a, const TwinFeatures *b, const TwinAffine *a_to_b,
                         gboolean inverted)
{
  const TwinGrey *grey_a = twin_features_get_grey (a), *grey_b = twin_features_get_grey (b);

  if (grey_a == NULL || grey_b == NULL)
    return NULL;
  return twin_pixels_compare (grey_a, grey_b, twin_features_get_furniture (a),
                              twin_features_get_furniture (b), a_to_b, inverted);
}

static void
take (TwinChosen *chosen, const TwinHypothesis *hypothesis, gboolean inverted,
      TwinPixelMeasures *pixels)
{
  g_free (chosen->pixels);
  *chosen = (TwinChosen){ hypothesis, pixels->a_to_b, inverted, pixels };
}

/* Of the surest hypotheses, the one that pixels and rarity speak for. Returns: its strength */
static double
look_at_hypotheses (const TwinFeatures *a, const TwinFeatures *b, GPtrArray *hypotheses,
                    TwinChosen *chosen)
{
  double best = -G_MAXDOUBLE;

  for (guint i = 0; i < MIN (hypotheses->len, MOST_LOOKED_AT); i++)
    {
      const TwinHypothesis *hypothesis = hypotheses->pdata[i];
      TwinPixelMeasures *pixels = twin_alignments_measure (a, b, &hypothesis->a_to_b,
                                                           hypothesis->variant.inverted);
      double strength;

      if (pixels == NULL)
        continue;
      strength = twin_pixel_measures_get_strength (pixels) +
                 NFA_WEIGHT * MAX (-hypothesis->log_nfa, 0);
      if (strength <= best)
        {
          g_free (pixels);
          continue;
        }
      best = strength;
      take (chosen, hypothesis, hypothesis->variant.inverted, pixels);
      if (hypothesis->log_nfa < SURE_LOG_NFA && pixels->agree > SURE_AGREEMENT)
        break;
    }
  return best;
}

static gboolean
is_doubtful (const TwinFeatures *a, const TwinFeatures *b, GPtrArray *hypotheses,
             const TwinChosen *chosen)
{
  guint n = MIN (twin_features_get_n_points (a), twin_features_get_n_points (b));
  const TwinHypothesis *hypothesis = chosen->hypothesis;

  if (n >= MANY_POINTS || twin_features_get_grey (a) == NULL || twin_features_get_grey (b) == NULL)
    return FALSE;
  if (hypothesis == NULL && hypotheses->len > 0)
    hypothesis = hypotheses->pdata[0];
  return hypothesis == NULL ||
         (hypothesis->log_nfa > DOUBTFUL_LOG_NFA &&
          (chosen->pixels == NULL || chosen->pixels->agree < DOUBTFUL_AGREEMENT));
}

static void
look_at_registrations (const TwinFeatures *a, const TwinFeatures *b, double best,
                       TwinChosen *chosen)
{
  TwinRegistration found[TWIN_REGISTRATIONS];
  guint n = twin_registration_find (twin_features_get_grey (a), twin_features_get_grey (b), found);

  for (guint i = 0; i < n; i++)
    {
      TwinPixelMeasures *pixels = twin_alignments_measure (a, b, &found[i].a_to_b,
                                                           found[i].inverted);
      double strength = pixels != NULL ? twin_pixel_measures_get_strength (pixels) : best;

      if (strength > best)
        {
          best = strength;
          take (chosen, NULL, found[i].inverted, pixels);
        }
      else
        g_free (pixels);
    }
}

gboolean
twin_alignments_choose (const TwinFeatures *a, const TwinFeatures *b, GPtrArray *hypotheses,
                        TwinChosen *out_chosen)
{
  TwinChosen chosen = { .hypothesis = NULL };
  double best = look_at_hypotheses (a, b, hypotheses, &chosen);

  if (is_doubtful (a, b, hypotheses, &chosen))
    look_at_registrations (a, b, best, &chosen);
  if (chosen.pixels == NULL && hypotheses->len > 0)
    {
      const TwinHypothesis *surest = hypotheses->pdata[0];

      chosen = (TwinChosen){ surest, surest->a_to_b, surest->variant.inverted, NULL };
    }
  if (chosen.pixels == NULL && chosen.hypothesis == NULL)
    return FALSE;
  *out_chosen = chosen;
  return TRUE;
}
