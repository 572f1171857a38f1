/* logistic.h: logistic regression at equal odds with weights of 0 or above. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TWIN_LOGISTIC_MOST_TERMS 8

/* Examples: their terms, and which kind each is of. */
typedef struct _TwinLogisticSet TwinLogisticSet;

/* Room for @n examples of @n_terms terms. */
TwinLogisticSet *twin_logistic_set_new (gsize n, guint n_terms);
void twin_logistic_set_free (TwinLogisticSet *set);
/* @terms: [n_terms] */
void twin_logistic_set_add (TwinLogisticSet *set, const double *terms, gboolean positive);

/**
 * twin_logistic_fit:
 * @out_weights: [n_terms]
 *
 * Probability of a positive = sigmoid (intercept + sum of weights * terms), each kind weighing half in all, with
 * Platt's softened targets and a weak pull of the weights towards 0. Newton's method with backtracking, a weight that
 * would fall below 0 held there.
 *
 * Returns: FALSE, and nothing written, where one kind is missing
 */
gboolean twin_logistic_fit (const TwinLogisticSet *set, double *out_intercept, double *out_weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinLogisticSet, twin_logistic_set_free)

G_END_DECLS
