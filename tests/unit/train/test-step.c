#include "drawn-set.h"
#include "step.h"

#include <gegl.h>
#include <math.h>
#include <string.h>

#define N 3
#define SIZE 32
#define WIDTH 16
#define LAMBDA 0.05
#define LAMBDA_PROJECTION 0.02

/* A network of random values, one batch, and how the loss is asked for. */
typedef struct
{
  DrawnSet set;
  TwinWorkers *workers;
  TwinNetwork *network;
  TwinBatch *batch;
  float *values;
} Fixture;

/* Scales are drawn, not as training begins: there the last of each block is 0, and nothing would come through. */
static void
draw_values (const TwinNetwork *network, float *values)
{
  TwinRandom random;

  twin_random_init (&random, 3, 0);
  twin_network_initialise (network, values, 3);
  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);

      if (parameter->kind == TWIN_PARAMETER_VECTOR &&
          !g_str_has_prefix (parameter->name, "classifier."))
        for (gsize at = 0; at < parameter->size; at++)
          values[parameter->offset + at] += twin_random_range (&random, 0.1, 0.6);
    }
}

static void
fixture_init (Fixture *fixture)
{
  const TwinCurriculum curriculum = { 0.5, 0.0, 0.0 };

  drawn_set_init (&fixture->set, 6, 1);
  fixture->workers = twin_workers_new (2);
  fixture->network = twin_network_new (WIDTH);
  fixture->values = twin_parameters_new_values (fixture->network->parameters);
  draw_values (fixture->network, fixture->values);
  fixture->batch = twin_batch_new (fixture->set.dataset, N, SIZE, &curriculum, 1, 0);
}

static void
fixture_clear (Fixture *fixture)
{
  twin_batch_free (fixture->batch);
  twin_values_free (fixture->values);
  twin_network_free (fixture->network);
  twin_workers_free (fixture->workers);
  drawn_set_clear (&fixture->set);
}

static TwinStep *
step_new (const Fixture *fixture, TwinPhase phase)
{
  g_autoptr (GError) error = NULL;
  TwinStep *step = twin_step_new (fixture->network, fixture->workers, N, SIZE, phase, LAMBDA,
                                  LAMBDA_PROJECTION, &error);

  g_assert_no_error (error);
  return step;
}

static float *
copy_values (const Fixture *fixture)
{
  float *values = twin_parameters_new_values (fixture->network->parameters);

  memcpy (values, fixture->values,
          twin_parameters_get_size (fixture->network->parameters) * sizeof (float));
  return values;
}

/* One phase, and values of its own to go astray with. */
typedef struct
{
  const Fixture *fixture;
  TwinStep *step;
  float *values;
  double lambda;
} Probe;

static double
loss_of (const Probe *probe)
{
  TwinLosses losses;

  twin_step_run (probe->step, probe->values, probe->fixture->batch, &losses);
  return losses.similarity + probe->lambda * losses.projection;
}

/* (loss (x + h d) - loss (x - h d)) / 2h for a direction d that a parameter moves in. */
static double
difference_along (const Probe *probe, const TwinParameter *parameter, const float *direction,
                  double h)
{
  float *values = probe->values + parameter->offset;
  gsize bytes = parameter->size * sizeof (float);
  g_autofree float *before = g_memdup2 (values, bytes);
  double above, below;

  for (gsize i = 0; i < parameter->size; i++)
    values[i] = before[i] + h * direction[i];
  above = loss_of (probe);
  for (gsize i = 0; i < parameter->size; i++)
    values[i] = before[i] - h * direction[i];
  below = loss_of (probe);
  memcpy (values, before, bytes);
  return (above - below) / (2.0 * h);
}

static double
length_of (const float *values, gsize n)
{
  double squares = 0.0;

  for (gsize i = 0; i < n; i++)
    squares += (double) values[i] * values[i];
  return sqrt (squares);
}

/* How far apart the two losses are to be. A loss near 2 in float32, behind fifty layers, is off by 1e-5 (measured:
 * halving the step further makes the estimates jump by that): a four-hundredth of this. Twenty times as much would
 * cross so many kinks of the ReLUs that the loss is no straight line any more (measured: 1 % at 0.05, 10 % at 0.5). */
#define LOSS_CHANGE 0.004
/* What is left of both, with room for other processors; a forgotten term or factor is far more. */
#define TOLERANCE 0.04

static gboolean
derivatives_agree (double got, double want)
{
  return fabs (got - want) <= TOLERANCE * fabs (want);
}

static void
check_along (const Probe *probe, const TwinParameter *parameter, const float *direction,
             double derivative, const char *what)
{
  double difference = difference_along (probe, parameter, direction,
                                        LOSS_CHANGE / 2.0 / derivative);

  g_test_message ("%s, %s: %g, by differences %g", parameter->name, what, derivative, difference);
  g_assert_cmpfloat (derivative, >, 0.0);
  g_assert_true (derivatives_agree (difference, derivative));
  /* The check bites. */
  g_assert_false (derivatives_agree (difference, 1.1 * derivative));
}

/* Along the gradient, where the loss changes most: by its length. And along its largest component alone. */
static void
check_parameter (const Probe *probe, const char *name, const float *gradients)
{
  const TwinParameter *parameter = twin_parameters_find (probe->fixture->network->parameters, name);
  const float *gradient = gradients + parameter->offset;
  double length = length_of (gradient, parameter->size);
  g_autofree float *direction = g_new0 (float, parameter->size);
  gsize largest = 0;

  for (gsize i = 0; i < parameter->size; i++)
    if (fabsf (gradient[i]) > fabsf (gradient[largest]))
      largest = i;
  if (g_test_thorough ())
    {
      direction[largest] = gradient[largest] < 0.0f ? -1.0f : 1.0f;
      check_along (probe, parameter, direction, fabsf (gradient[largest]), "largest");
    }
  for (gsize i = 0; i < parameter->size; i++)
    direction[i] = gradient[i] / length;
  check_along (probe, parameter, direction, length, "all");
}

/* @names: up to NULL */
static void
check_phase (const Fixture *fixture, TwinPhase phase, double lambda, const char *const *names)
{
  gsize bytes = twin_parameters_get_size (fixture->network->parameters) * sizeof (float);
  g_autoptr (TwinStep) step = step_new (fixture, phase);
  Probe probe = { fixture, step, copy_values (fixture), lambda };
  g_autofree float *gradients = NULL;
  TwinLosses losses;

  gradients = g_memdup2 (twin_step_run (step, probe.values, fixture->batch, &losses), bytes);
  for (; *names != NULL; names++)
    check_parameter (&probe, *names, gradients);
  twin_values_free (probe.values);
}

static void
test_parallel (gconstpointer data)
{
  static const char *const names[] = {
    "encoder.conv1.weight",
    "encoder.bn1.weight",
    "encoder.layer1.0.conv2.weight",
    "encoder.layer1.0.downsample.0.weight",
    "encoder.layer2.3.bn3.bias",
    "encoder.layer3.5.conv1.weight",
    "encoder.layer4.2.conv3.weight",
    "projector.0.weight",
    "projector.4.weight",
    "projector.6.weight",
    "classifier.weight",
    "classifier.bias",
    NULL,
  };

  check_phase (data, TWIN_PHASE_PARALLEL, LAMBDA, names);
}

static void
test_projection (gconstpointer data)
{
  static const char *const names[] = { "encoder.bn1.weight", "encoder.layer4.2.conv3.weight",
                                       "projector.6.weight", NULL };

  check_phase (data, TWIN_PHASE_PROJECTION, 1.0, names);
}

static void
test_classifier (gconstpointer data)
{
  static const char *const names[] = { "classifier.weight", "classifier.bias", NULL };

  check_phase (data, TWIN_PHASE_CLASSIFIER, 0.0, names);
}

/* Parameters that begin with one of @trained have a gradient, and none of the others; statistics never. */
static void
check_trained (const Fixture *fixture, TwinPhase phase, const char *const *trained)
{
  g_autoptr (TwinStep) step = step_new (fixture, phase);
  const TwinParameters *parameters = fixture->network->parameters;
  float *values = copy_values (fixture);
  TwinLosses losses;
  const float *gradients = twin_step_run (step, values, fixture->batch, &losses);

  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (parameters, i);
      gboolean wanted = FALSE;

      for (guint prefix = 0; trained[prefix] != NULL; prefix++)
        wanted |= g_str_has_prefix (parameter->name, trained[prefix]);
      wanted &= parameter->kind != TWIN_PARAMETER_STATISTIC;
      g_test_message ("%s", parameter->name);
      g_assert_cmpint (length_of (gradients + parameter->offset, parameter->size) > 0.0, ==,
                       wanted);
    }
  g_assert_cmpint (losses.similarity > 0.0, ==, phase != TWIN_PHASE_PROJECTION);
  g_assert_cmpint (losses.projection > 0.0, ==, phase != TWIN_PHASE_CLASSIFIER);
  twin_values_free (values);
}

static void
test_trained (gconstpointer data)
{
  static const char *const all[] = { "encoder.", "projector.", "classifier.", NULL };
  static const char *const projection[] = { "encoder.", "projector.", NULL };
  static const char *const classifier[] = { "classifier.", NULL };

  check_trained (data, TWIN_PHASE_PARALLEL, all);
  check_trained (data, TWIN_PHASE_PROJECTION, projection);
  check_trained (data, TWIN_PHASE_CLASSIFIER, classifier);
}

/* Of what a phase does not train, no running statistics are moved on either. */
static void
test_statistics (gconstpointer data)
{
  const Fixture *fixture = data;
  const TwinParameters *parameters = fixture->network->parameters;

  for (TwinPhase phase = TWIN_PHASE_PARALLEL; phase <= TWIN_PHASE_CLASSIFIER; phase++)
    {
      g_autoptr (TwinStep) step = step_new (fixture, phase);
      float *values = copy_values (fixture);
      TwinLosses losses;

      twin_step_run (step, values, fixture->batch, &losses);
      for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
        {
          const TwinParameter *parameter = twin_parameters_get (parameters, i);
          gboolean of_classifier = g_str_has_prefix (parameter->name, "classifier.");
          gboolean moves = parameter->kind == TWIN_PARAMETER_STATISTIC &&
                           (of_classifier ? phase != TWIN_PHASE_PROJECTION
                                          : phase != TWIN_PHASE_CLASSIFIER);

          g_assert_cmpint (memcmp (values + parameter->offset, fixture->values + parameter->offset,
                                   parameter->size * sizeof (float)) != 0,
                           ==, moves);
        }
      twin_values_free (values);
    }
}

/* The same bits from the same numbers, memory laid out anew. */
static void
test_same_bits (gconstpointer data)
{
  const Fixture *fixture = data;
  gsize bytes = twin_parameters_get_size (fixture->network->parameters) * sizeof (float);
  g_autofree float *first = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TwinStep) step = step_new (fixture, TWIN_PHASE_PARALLEL);
      float *values = copy_values (fixture);
      TwinLosses losses;
      const float *gradients = twin_step_run (step, values, fixture->batch, &losses);

      g_assert_cmpuint (twin_step_get_memory (step), >, 0);
      if (i == 0)
        first = g_memdup2 (gradients, bytes);
      else
        g_assert_cmpint (memcmp (gradients, first, bytes), ==, 0);
      twin_values_free (values);
    }
}

int
main (int argc, char **argv)
{
  Fixture fixture;
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  fixture_init (&fixture);
  g_test_add_data_func ("/step/parallel gradients against differences", &fixture, test_parallel);
  g_test_add_data_func ("/step/projection gradients against differences", &fixture,
                        test_projection);
  g_test_add_data_func ("/step/classifier gradients against differences", &fixture,
                        test_classifier);
  g_test_add_data_func ("/step/what is not trained has no gradient", &fixture, test_trained);
  g_test_add_data_func ("/step/what is not trained keeps its statistics", &fixture,
                        test_statistics);
  g_test_add_data_func ("/step/the same numbers give the same bits", &fixture, test_same_bits);
  status = g_test_run ();
  fixture_clear (&fixture);
  gegl_exit ();
  return status;
}
