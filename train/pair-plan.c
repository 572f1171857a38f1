#include "pair-plan-private.h"

#include <string.h>

static void
shuffle (GArray *numbers, TwinRandom *random)
{
  for (guint i = 0; i < numbers->len; i++)
    {
      guint other = twin_random_below (random, i + 1);
      guint kept = g_array_index (numbers, guint, i);

      g_array_index (numbers, guint, i) = g_array_index (numbers, guint, other);
      g_array_index (numbers, guint, other) = kept;
    }
}

static gboolean
holds_lanes (const TwinManifestEntry *entry)
{
  return strstr (entry->modality, "blot") != NULL || strstr (entry->modality, "gel") != NULL;
}

static void
plan_init (TwinPairPlan *plan, const TwinDataset *dataset, guint64 seed)
{
  *plan = (TwinPairPlan){ .set = twin_pair_set_new (dataset) };
  plan->order = g_array_new (FALSE, FALSE, sizeof (guint));
  plan->strips = g_array_new (FALSE, FALSE, sizeof (guint));
  twin_random_init (&plan->random, seed, 0);
  for (guint i = 0; i < twin_dataset_get_n (dataset); i++)
    {
      g_array_append_val (plan->order, i);
      if (holds_lanes (twin_manifest_get (dataset->manifest, i)))
        g_array_append_val (plan->strips, i);
    }
  shuffle (plan->order, &plan->random);
  shuffle (plan->strips, &plan->random);
}

TwinPairSet *
twin_pair_plan_draw (const TwinDataset *dataset, guint positives, guint negatives, guint64 seed)
{
  TwinPairPlan plan;

  plan_init (&plan, dataset, seed);
  for (guint i = 0; i < positives; i++)
    twin_pair_plan_add_positive (&plan, i);
  twin_pair_plan_add_negatives (&plan, negatives);
  g_array_unref (plan.order);
  g_array_unref (plan.strips);
  return plan.set;
}
