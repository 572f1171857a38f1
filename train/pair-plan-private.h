/* pair-plan-private.h: what pair-plan.c shares with the two halves of its work. */
#pragma once

#include "pair-plan.h"
#include "random.h"

G_BEGIN_DECLS

/**
 * TwinPairPlan: a plan being drawn
 * @order: [n]: the data set's pictures, in the order in which they are taken
 * @strips: of guint: those of blots and gels, likewise
 */
typedef struct
{
  TwinPairSet *set;
  TwinRandom random;
  GArray *order;
  guint next;
  GArray *strips;
  guint next_strip;
} TwinPairPlan;

/* pair-plan-positives.c: appends one; @i: the how manieth it is. */
void twin_pair_plan_add_positive (TwinPairPlan *plan, guint i);
/* pair-plan-negatives.c: appends them all. */
void twin_pair_plan_add_negatives (TwinPairPlan *plan, guint n);

static inline GArray *
twin_modification_list (void)
{
  return g_array_new (FALSE, FALSE, sizeof (TwinModification));
}

/* A picture, not taken up yet. @modifications: (transfer full) */
static inline TwinPairItem *
twin_pair_plan_item (TwinPairPlan *plan, guint original, GArray *modifications)
{
  return twin_pair_item_new (original, modifications, twin_random_next (&plan->random));
}

G_END_DECLS
