#include "model/score.h"

#include <math.h>

/* The sigmoid rises with the logit, so that the largest logit has the largest M. A comparison with NaN, which
 * a network with absurd weights may give, is false: no likeness. The largest of the same numbers is the same in any
 * order, and each is symmetric: so is M. */
float
twin_model_score (const TwinModel *model, const TwinEmbeddings *a, const TwinEmbeddings *b)
{
  const TwinClassifier *classifier = &twin_model_get_network (model)->classifier;
  const float *values = twin_model_get_values (model);
  float largest = -INFINITY;

  for (gsize i = 0; i < a->n; i++)
    for (gsize j = 0; j < (i < a->n - a->n_tiles ? b->n : b->n - b->n_tiles); j++)
      {
        float logit = twin_classifier_logit (classifier, values, a->units + i * a->width,
                                             b->units + j * b->width);

        if (logit > largest)
          largest = logit;
      }
  return 1 / (1 + expf (-largest));
}
