/* What only training has: projector, losses, the classifier's batch, AdamW; against PyTorch's. */
#include "dumps.h"
#include "generated.h"

#include "adamw.h"
#include "loss/barlow-twins.h"
#include "loss/pair-cross-entropy.h"

/* The same sums in float32 as in double, in another order. */
#define TOLERANCE 1e-5
/* Through two batch norms over 12 rows. */
#define PROJECTOR_TOLERANCE 1e-4

#define ROWS 12
#define IN 16
#define WIDTH 24

static void
set_projector (const TwinProjector *projector, float *values)
{
  generated_into ("projector.0.weight", 1.0f, 0.0f, WIDTH * IN,
                  values + projector->linear[0].weight);
  generated_into ("projector.3.weight", 1.0f, 0.0f, WIDTH * WIDTH,
                  values + projector->linear[1].weight);
  generated_into ("projector.6.weight", 1.0f, 0.0f, WIDTH * WIDTH,
                  values + projector->linear[2].weight);
  generated_into ("projector.1.weight", 0.5f, 1.0f, WIDTH, values + projector->norm[0].scale);
  generated_into ("projector.4.weight", 0.5f, 1.0f, WIDTH, values + projector->norm[1].scale);
  generated_into ("projector.1.bias", 0.5f, 0.0f, WIDTH, values + projector->norm[0].bias);
  generated_into ("projector.4.bias", 0.5f, 0.0f, WIDTH, values + projector->norm[1].bias);
}

static void
assert_projector_gradients (const TwinProjector *projector, const float *gradients)
{
  assert_dump ("projector/d_0", gradients + projector->linear[0].weight, WIDTH * IN,
               PROJECTOR_TOLERANCE);
  assert_dump ("projector/d_3", gradients + projector->linear[1].weight, WIDTH * WIDTH,
               PROJECTOR_TOLERANCE);
  assert_dump ("projector/d_6", gradients + projector->linear[2].weight, WIDTH * WIDTH,
               PROJECTOR_TOLERANCE);
  assert_dump ("projector/d_1", gradients + projector->norm[0].scale, WIDTH, PROJECTOR_TOLERANCE);
  assert_dump ("projector/d_4", gradients + projector->norm[1].scale, WIDTH, PROJECTOR_TOLERANCE);
  assert_dump ("projector/d_1.b", gradients + projector->norm[0].bias, WIDTH, PROJECTOR_TOLERANCE);
  assert_dump ("projector/d_4.b", gradients + projector->norm[1].bias, WIDTH, PROJECTOR_TOLERANCE);
}

static void
test_projector (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  g_auto (TwinArena) arena = { 0 };
  g_autofree float *x = generated ("projector/x", ROWS * IN),
                   *d_y = generated ("projector/d_y", ROWS * WIDTH);
  TwinProjector projector;
  TwinProjectorState state;
  float *values, *gradients, d_x[ROWS * IN];

  twin_projector_plan (&projector, parameters, IN, WIDTH);
  twin_projector_lay_out (&projector, ROWS, &arena, &state);
  g_assert_true (twin_arena_allocate (&arena, NULL));
  twin_projector_lay_out (&projector, ROWS, &arena, &state);
  values = twin_parameters_new_values (parameters);
  gradients = twin_parameters_new_values (parameters);
  set_projector (&projector, values);
  twin_projector_forward (&projector, workers, values, x, &state);
  assert_dump ("projector/y", state.output, ROWS * WIDTH, TOLERANCE);
  twin_projector_backward (&projector, workers, values, x, &state, d_y, gradients, 0.0f, d_x);
  assert_dump ("projector/d_x", d_x, ROWS * IN, PROJECTOR_TOLERANCE);
  assert_projector_gradients (&projector, gradients);
  twin_values_free (values);
  twin_values_free (gradients);
}

static void
test_barlow_twins (void)
{
  enum
  {
    N = 10,
    COLUMNS = 12
  };
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  g_auto (TwinArena) arena = { 0 };
  g_autofree float *a = generated ("barlow twins/a", N * COLUMNS),
                   *b = generated ("barlow twins/b", N * COLUMNS);
  g_autofree float *want = dump_read ("barlow twins/loss", 1);
  float d_a[N * COLUMNS], d_b[N * COLUMNS];
  TwinBarlowTwins loss;

  for (guint row = 0; row < N; row++)
    a[row * COLUMNS + 2] = 0.25f;
  twin_barlow_twins_lay_out (&loss, N, COLUMNS, &arena);
  g_assert_true (twin_arena_allocate (&arena, NULL));
  twin_barlow_twins_lay_out (&loss, N, COLUMNS, &arena);
  g_assert_cmpfloat_with_epsilon (twin_barlow_twins (&loss, workers, 0.3, 0.5, a, b, d_a, d_b),
                                  want[0], 1e-5 * want[0]);
  assert_dump ("barlow twins/d_a", d_a, N * COLUMNS, TOLERANCE);
  assert_dump ("barlow twins/d_b", d_b, N * COLUMNS, TOLERANCE);
}

#define PICTURES 6
#define VECTOR 20

/* As pair_labels() in make-dumps.py. */
static void
make_labels (gint8 *labels)
{
  g_autofree float *drawn = generated ("pairs/labels", PICTURES * PICTURES);

  for (guint i = 0; i < PICTURES * PICTURES; i++)
    labels[i] = drawn[i] < -0.6f  ? TWIN_PAIR_OPEN
                : drawn[i] < 0.6f ? TWIN_PAIR_NEGATIVE
                                  : TWIN_PAIR_POSITIVE;
  for (guint i = 0; i < PICTURES; i++)
    labels[i * PICTURES + i] = TWIN_PAIR_POSITIVE;
}

static void
check_pairs (const TwinClassifier *classifier, TwinWorkers *workers, float *values,
             float *gradients, TwinClassifierState *state)
{
  g_autofree float *x = generated ("pairs/x", 2 * PICTURES * VECTOR),
                   *want = dump_read ("pairs/loss", 1);
  gint8 labels[PICTURES * PICTURES];
  float d_x[2 * PICTURES * VECTOR];
  double loss;

  make_labels (labels);
  twin_classifier_forward (classifier, workers, values, x, state);
  assert_dump ("pairs/logits", state->logits, PICTURES * PICTURES, TOLERANCE);
  assert_dump ("pairs/mean", values + classifier->mean, VECTOR, TOLERANCE);
  assert_dump ("pairs/variance", values + classifier->variance, VECTOR, TOLERANCE);
  loss = twin_pair_cross_entropy (PICTURES * PICTURES, state->logits, labels, state->d_logits);
  g_assert_cmpfloat_with_epsilon (loss, want[0], 1e-5 * want[0]);
  assert_dump ("pairs/d_logits", state->d_logits, PICTURES * PICTURES, TOLERANCE);
  twin_classifier_backward (classifier, workers, values, state, gradients, d_x);
  assert_dump ("pairs/d_x", d_x, 2 * PICTURES * VECTOR, TOLERANCE);
  assert_dump ("pairs/d_weight", gradients + classifier->weight, VECTOR, TOLERANCE);
  assert_dump ("pairs/d_bias", gradients + classifier->bias, 1, TOLERANCE);
}

static void
test_pairs (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  g_auto (TwinArena) arena = { 0 };
  TwinClassifier classifier;
  TwinClassifierState state;
  float *values, *gradients;

  twin_classifier_plan (&classifier, parameters, VECTOR);
  twin_classifier_lay_out (&classifier, PICTURES, &arena, &state);
  g_assert_true (twin_arena_allocate (&arena, NULL));
  twin_classifier_lay_out (&classifier, PICTURES, &arena, &state);
  values = twin_parameters_new_values (parameters);
  gradients = twin_parameters_new_values (parameters);
  twin_classifier_initialise (&classifier, values);
  generated_into ("pairs/weight", 3.0f, 5.0f, VECTOR, values + classifier.weight);
  generated_into ("pairs/bias", 1.0f, 0.0f, 1, values + classifier.bias);
  check_pairs (&classifier, workers, values, gradients, &state);
  twin_values_free (values);
  twin_values_free (gradients);
}

static void
adamw_steps (TwinWorkers *workers, const TwinParameters *parameters, float *values,
             float *gradients)
{
  static const double rates[] = { 1e-3, 2e-3, 5e-4 };
  const TwinParameter *decayed = twin_parameters_find (parameters, "decayed");
  const TwinParameter *kept = twin_parameters_find (parameters, "kept");
  TwinAdamW adamw;

  twin_adamw_init (&adamw, parameters, values);
  for (guint step = 1; step <= G_N_ELEMENTS (rates); step++)
    {
      g_autofree char *first = g_strdup_printf ("adamw/d_decayed %u", step);
      g_autofree char *second = g_strdup_printf ("adamw/d_kept %u", step);

      generated_into (first, 1.0f, 0.0f, decayed->size, gradients + decayed->offset);
      generated_into (second, 1.0f, 0.0f, kept->size, gradients + kept->offset);
      twin_adamw_step (&adamw, workers, parameters, step, rates[step - 1], NULL, values, gradients);
    }
  twin_adamw_clear (&adamw);
}

static void
test_adamw (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (2);
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  gsize decayed = twin_parameters_add (parameters, "decayed", TWIN_PARAMETER_MATRIX, 2,
                                       (gsize[]){ 6, 5 });
  gsize kept = twin_parameters_add (parameters, "kept", TWIN_PARAMETER_VECTOR, 1, (gsize[]){ 11 });
  float *values = twin_parameters_new_values (parameters),
        *gradients = twin_parameters_new_values (parameters);

  generated_into ("adamw/decayed", 1.0f, 0.0f, 6 * 5, values + decayed);
  generated_into ("adamw/kept", 1.0f, 0.0f, 11, values + kept);
  adamw_steps (workers, parameters, values, gradients);
  assert_dump ("adamw/decayed", values + decayed, 6 * 5, 1e-6);
  assert_dump ("adamw/kept", values + kept, 11, 1e-6);
  twin_values_free (values);
  twin_values_free (gradients);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/projector", test_projector);
  g_test_add_func ("/reference/Barlow Twins loss", test_barlow_twins);
  g_test_add_func ("/reference/pairs and their cross-entropy", test_pairs);
  g_test_add_func ("/reference/AdamW", test_adamw);
  return g_test_run ();
}
