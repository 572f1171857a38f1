#include "adamw.h"

#include <math.h>
#include <string.h>

#define STEPS 7

/* More than one piece of work, and each kind. */
typedef struct
{
  TwinParameters *parameters;
  gsize large, convolution, vector, fast, statistic;
} Plan;

static gsize
add (TwinParameters *parameters, const char *name, TwinParameterKind kind, gsize rows,
     gsize columns)
{
  gboolean deep = kind == TWIN_PARAMETER_CONVOLUTION;
  gsize dims[] = { rows, columns, 1, 1 };

  return twin_parameters_add (parameters, name, kind, deep ? 4 : columns > 1 ? 2 : 1, dims);
}

static void
plan_init (Plan *plan)
{
  plan->parameters = twin_parameters_new ();
  plan->large = add (plan->parameters, "one.large", TWIN_PARAMETER_MATRIX, 300, 301);
  plan->convolution = add (plan->parameters, "one.convolution", TWIN_PARAMETER_CONVOLUTION, 7, 11);
  plan->vector = add (plan->parameters, "one.vector", TWIN_PARAMETER_VECTOR, 33, 1);
  plan->fast = add (plan->parameters, "two.fast", TWIN_PARAMETER_VECTOR, 5, 1);
  twin_parameters_set_last_rate_scale (plan->parameters, 10.0f);
  plan->statistic = add (plan->parameters, "two.statistic", TWIN_PARAMETER_STATISTIC, 9, 1);
}

static void
plan_clear (Plan *plan)
{
  twin_parameters_free (plan->parameters);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static void
draw (float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.0, 1.0);
}

/* The formula in adamw.h for one number, in double. */
typedef struct
{
  double x, m, v, average;
} Plain;

static void
plain_step (Plain *plain, double g, guint t, double rate, double decay, gboolean moves)
{
  double share = 1.0 - fmin (0.999, (1.0 + t) / (10.0 + t));

  if (moves)
    {
      plain->m = 0.9 * plain->m + 0.1 * g;
      plain->v = 0.999 * plain->v + 0.001 * g * g;
      plain->x -= rate * (plain->m / (1.0 - pow (0.9, t)) /
                            (sqrt (plain->v / (1.0 - pow (0.999, t))) + 1e-8) +
                          decay * plain->x);
    }
  plain->average += share * (plain->x - plain->average);
}

static double
rate_of (guint step)
{
  return 0.05 / step;
}

static void
plain_steps (Plain *plain, const TwinParameters *parameters, const float *gradients, guint t)
{
  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (parameters, i);
      gboolean is_vector = parameter->kind == TWIN_PARAMETER_VECTOR;

      for (gsize at = parameter->offset; at < parameter->offset + parameter->size; at++)
        plain_step (&plain[at], gradients[at], t, rate_of (t) * parameter->rate_scale,
                    is_vector ? 0.0 : 0.1, parameter->kind != TWIN_PARAMETER_STATISTIC);
    }
}

static void
compare (const Plain *plain, const TwinAdamW *adamw, const float *values, gsize n)
{
  /* Some ten roundings of 6e-8 a step, of values up to 1.5. */
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpfloat_with_epsilon (values[i], plain[i].x, 3e-6);
      g_assert_cmpfloat_with_epsilon (adamw->average[i], plain[i].average, 3e-6);
      g_assert_cmpfloat_with_epsilon (adamw->first[i], plain[i].m, 3e-7);
      g_assert_cmpfloat_with_epsilon (adamw->second[i], plain[i].v, 3e-7);
    }
}

static void
test_formula (void)
{
  g_auto (Plan) plan = { 0 };
  g_autoptr (TwinWorkers) workers = twin_workers_new (3);
  TwinAdamW adamw;
  gsize n;
  float *values, *gradients;
  g_autofree Plain *plain = NULL;

  plan_init (&plan);
  n = twin_parameters_get_size (plan.parameters);
  values = twin_parameters_new_values (plan.parameters);
  gradients = twin_parameters_new_values (plan.parameters);
  plain = g_new0 (Plain, n);
  draw (values, n);
  for (gsize i = 0; i < n; i++)
    plain[i].x = plain[i].average = values[i];
  twin_adamw_init (&adamw, plan.parameters, values);
  adamw.weight_decay = 0.1;
  for (guint t = 1; t <= STEPS; t++)
    {
      draw (gradients, n);
      twin_adamw_step (&adamw, workers, plan.parameters, t, rate_of (t), NULL, values, gradients);
      plain_steps (plain, plan.parameters, gradients, t);
      compare (plain, &adamw, values, n);
    }
  twin_adamw_clear (&adamw);
  twin_values_free (values);
  twin_values_free (gradients);
}

/* Without a gradient only the decay moves a value: matrices shrink, vectors and statistics stay. */
static void
test_decay (void)
{
  g_auto (Plan) plan = { 0 };
  g_autoptr (TwinWorkers) workers = twin_workers_new (1);
  TwinAdamW adamw;
  float *values, *gradients;

  plan_init (&plan);
  values = twin_parameters_new_values (plan.parameters);
  gradients = twin_parameters_new_values (plan.parameters);
  for (gsize i = 0; i < twin_parameters_get_size (plan.parameters); i++)
    values[i] = 2.0f;
  twin_adamw_init (&adamw, plan.parameters, values);
  adamw.weight_decay = 0.5;
  twin_adamw_step (&adamw, workers, plan.parameters, 1, 0.1, NULL, values, gradients);
  g_assert_cmpfloat_with_epsilon (values[plan.large], 2.0 * 0.95, 1e-6);
  g_assert_cmpfloat_with_epsilon (values[plan.convolution], 2.0 * 0.95, 1e-6);
  g_assert_cmpfloat (values[plan.vector], ==, 2.0f);
  g_assert_cmpfloat (values[plan.fast], ==, 2.0f);
  g_assert_cmpfloat (values[plan.statistic], ==, 2.0f);
  twin_adamw_clear (&adamw);
  twin_values_free (values);
  twin_values_free (gradients);
}

/* One step at rate 0.01 moves a value by it, whatever its gradient; ten times that where the scale is ten. */
static void
test_rate_scale (void)
{
  g_auto (Plan) plan = { 0 };
  g_autoptr (TwinWorkers) workers = twin_workers_new (1);
  TwinAdamW adamw;
  float *values, *gradients;

  plan_init (&plan);
  values = twin_parameters_new_values (plan.parameters);
  gradients = twin_parameters_new_values (plan.parameters);
  draw (gradients, twin_parameters_get_size (plan.parameters));
  twin_adamw_init (&adamw, plan.parameters, values);
  twin_adamw_step (&adamw, workers, plan.parameters, 1, 0.01, NULL, values, gradients);
  g_assert_cmpfloat_with_epsilon (fabsf (values[plan.vector]), 0.01, 1e-6);
  g_assert_cmpfloat_with_epsilon (fabsf (values[plan.fast]), 0.1, 1e-5);
  g_assert_cmpfloat (signbit (values[plan.fast]), !=, signbit (gradients[plan.fast]));
  twin_adamw_clear (&adamw);
  twin_values_free (values);
  twin_values_free (gradients);
}

/* What another prefix names keeps values, moments and average to the last bit. */
static void
test_prefix (void)
{
  g_auto (Plan) plan = { 0 };
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  TwinAdamW adamw;
  gsize first;
  float *values, *gradients, *before;

  plan_init (&plan);
  first = plan.fast;
  values = twin_parameters_new_values (plan.parameters);
  before = twin_parameters_new_values (plan.parameters);
  gradients = twin_parameters_new_values (plan.parameters);
  draw (values, twin_parameters_get_size (plan.parameters));
  draw (gradients, twin_parameters_get_size (plan.parameters));
  memcpy (before, values, twin_parameters_get_size (plan.parameters) * sizeof (float));
  twin_adamw_init (&adamw, plan.parameters, values);
  twin_adamw_step (&adamw, workers, plan.parameters, 1, 0.01, "two.", values, gradients);
  g_assert_cmpmem (values, first * sizeof (float), before, first * sizeof (float));
  g_assert_cmpmem (adamw.average, first * sizeof (float), before, first * sizeof (float));
  for (gsize i = 0; i < first; i++)
    g_assert_true (adamw.first[i] == 0.0f && adamw.second[i] == 0.0f);
  for (gsize i = first; i < first + 5; i++)
    g_assert_true (values[i] != before[i] && adamw.average[i] != before[i] &&
                   adamw.first[i] != 0.0f);
  twin_adamw_clear (&adamw);
  twin_values_free (values);
  twin_values_free (before);
  twin_values_free (gradients);
}

/* The average follows what is constant, and begins short: after the first step 9/11 of it is the newest. */
static void
test_average (void)
{
  g_auto (Plan) plan = { 0 };
  g_autoptr (TwinWorkers) workers = twin_workers_new (1);
  TwinAdamW adamw;
  float *values, *gradients;

  plan_init (&plan);
  values = twin_parameters_new_values (plan.parameters);
  gradients = twin_parameters_new_values (plan.parameters);
  twin_adamw_init (&adamw, plan.parameters, values);
  values[plan.statistic] = 11.0f;
  twin_adamw_step (&adamw, workers, plan.parameters, 1, 0.01, NULL, values, gradients);
  g_assert_cmpfloat_with_epsilon (adamw.average[plan.statistic], 9.0, 1e-5);
  for (guint step = 2; step < 200; step++)
    twin_adamw_step (&adamw, workers, plan.parameters, step, 0.01, NULL, values, gradients);
  g_assert_cmpfloat_with_epsilon (adamw.average[plan.statistic], 11.0, 1e-4);
  twin_adamw_step (&adamw, workers, plan.parameters, 1000000, 0.01, NULL, values, gradients);
  values[plan.statistic] = 1011.0f;
  twin_adamw_step (&adamw, workers, plan.parameters, 1000001, 0.01, NULL, values, gradients);
  g_assert_cmpfloat_with_epsilon (adamw.average[plan.statistic], 12.0, 1e-3);
  twin_adamw_clear (&adamw);
  twin_values_free (values);
  twin_values_free (gradients);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adamw/the formula in double, over several steps", test_formula);
  g_test_add_func ("/adamw/only matrices decay", test_decay);
  g_test_add_func ("/adamw/a parameter's own rate", test_rate_scale);
  g_test_add_func ("/adamw/only what the prefix names is touched", test_prefix);
  g_test_add_func ("/adamw/the average begins short and grows long", test_average);
  return g_test_run ();
}
