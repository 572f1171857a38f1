/* The whole ResNet-50 against PyTorch's in double precision: embeddings of five pictures in use; outputs of every
 * block and gradients of every parameter in training. */
#include "dumps.h"
#include "generated.h"

#include <math.h>
#include <string.h>

#define WIDTH TWIN_RESNET50_WIDTH
#define PICTURES 5
#define SIZE 224
#define TRAINED 4
#define TRAINED_SIZE 64

/* Float32 through 53 layers, forward and backward. */
#define FORWARD_TOLERANCE 1e-4
#define BACKWARD_TOLERANCE 1e-3
#define COSINE 0.99999
/* The same with factors rounded to 8 bits of mantissa: three times what was measured. */
#define ROUNDED_FORWARD_TOLERANCE 0.03
#define ROUNDED_COSINE 0.98

typedef struct
{
  TwinNetwork *network;
  TwinWorkers *workers;
  float *values;
  float *gradients;
} Case;

static void
case_init (Case *test, GeneratedWeights weights)
{
  test->network = twin_network_new (0);
  test->workers = twin_workers_new (2);
  test->values = twin_parameters_new_values (test->network->parameters);
  test->gradients = twin_parameters_new_values (test->network->parameters);
  twin_network_initialise (test->network, test->values, 1);
  generated_encoder (test->network, weights, test->values);
}

static void
case_clear (Case *test)
{
  twin_network_free (test->network);
  twin_workers_free (test->workers);
  twin_values_free (test->values);
  twin_values_free (test->gradients);
}

static float *
embed (const Case *test)
{
  const TwinResnet50 *encoder = &test->network->encoder;
  g_auto (TwinArena) arena = { 0 };
  g_autofree float *pictures = generated ("resnet50/pictures", PICTURES * SIZE * SIZE * 3);
  float *embeddings = g_new (float, PICTURES *WIDTH);
  TwinResnet50Packed packed;
  TwinResnet50Inference inference;

  for (guint pass = 0; pass < 2; pass++)
    {
      twin_resnet50_packed_lay_out (encoder, SIZE, TWIN_PRECISION_FLOAT32, &arena, &packed);
      twin_resnet50_inference_lay_out (encoder, &packed, PICTURES, &arena, &inference);
      if (pass == 0)
        g_assert_true (twin_arena_allocate (&arena, NULL));
    }
  twin_resnet50_pack (encoder, test->workers, test->values, &packed);
  twin_resnet50_infer (encoder, &packed, test->workers, PICTURES, pictures, &inference, embeddings);
  return embeddings;
}

static double
cosine (const float *a, const float *b, gsize n)
{
  double product = 0.0, squares_a = 0.0, squares_b = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      product += (double) a[i] * b[i];
      squares_a += (double) a[i] * a[i];
      squares_b += (double) b[i] * b[i];
    }
  return product / sqrt (squares_a * squares_b);
}

/* What is left without the mean of the pictures: by it they differ. */
static void
subtract_mean (float *embeddings)
{
  for (guint i = 0; i < WIDTH; i++)
    {
      double mean = 0.0;

      for (guint picture = 0; picture < PICTURES; picture++)
        mean += embeddings[picture * WIDTH + i] / PICTURES;
      for (guint picture = 0; picture < PICTURES; picture++)
        embeddings[picture * WIDTH + i] -= mean;
    }
}

static void
test_embeddings (void)
{
  Case test;
  g_autofree float *got = NULL, *want = dump_read ("resnet50/embeddings", PICTURES * WIDTH);

  case_init (&test, GENERATED_LIVELY);
  got = embed (&test);
  assert_tensor ("embeddings", got, want, PICTURES * WIDTH, FORWARD_TOLERANCE);
  for (guint picture = 0; picture < PICTURES; picture++)
    g_assert_cmpfloat (cosine (got + picture * WIDTH, want + picture * WIDTH, WIDTH), >=, COSINE);
  subtract_mean (got);
  subtract_mean (want);
  for (guint picture = 0; picture < PICTURES; picture++)
    g_assert_cmpfloat (cosine (got + picture * WIDTH, want + picture * WIDTH, WIDTH), >=, COSINE);
  case_clear (&test);
}

static void
test_symmetry (void)
{
  Case test;
  g_autofree float *embeddings = NULL, *units = g_new (float, PICTURES *WIDTH);
  const TwinClassifier *classifier;

  case_init (&test, GENERATED_LIVELY);
  classifier = &test.network->classifier;
  generated_into ("classifier.weight", 1.0f, 0.0f, WIDTH, test.values + classifier->weight);
  generated_into ("classifier.running_mean", 1.0f, 4.0f, WIDTH, test.values + classifier->mean);
  embeddings = embed (&test);
  twin_classifier_normalise (classifier, test.values, PICTURES, embeddings, units);
  for (guint a = 0; a < PICTURES; a++)
    for (guint b = 0; b < PICTURES; b++)
      {
        float one_way = twin_classifier_logit (classifier, test.values, units + a * WIDTH,
                                               units + b * WIDTH);
        float other_way = twin_classifier_logit (classifier, test.values, units + b * WIDTH,
                                                 units + a * WIDTH);

        g_assert_true (isfinite (one_way));
        assert_same_bits (&one_way, &other_way, 1);
      }
  case_clear (&test);
}

static void
assert_blocks (const TwinResnet50State *state)
{
  static const guint blocks_a_stage[] = { 3, 4, 6, 3 };
  const TwinBottleneckState *block = state->blocks;

  for (guint stage = 0; stage < G_N_ELEMENTS (blocks_a_stage); stage++)
    for (guint i = 0; i < blocks_a_stage[stage]; i++, block++)
      {
        g_autofree char *name = g_strdup_printf ("resnet50/layer%u.%u", stage + 1, i);

        assert_dump (name, block->units[2].output, twin_shape_size (block->units[2].out),
                     FORWARD_TOLERANCE);
      }
}

/* Gradients of what is trained, and the running statistics as the step left them. */
static void
assert_parameters (const Case *test)
{
  for (guint i = 0; i < twin_parameters_get_n (test->network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (test->network->parameters, i);
      gboolean is_statistic = parameter->kind == TWIN_PARAMETER_STATISTIC;
      g_autofree float *file = g_new (float, parameter->size);
      g_autofree char *name = NULL;

      if (!g_str_has_prefix (parameter->name, "encoder."))
        continue;
      name = g_strconcat ("resnet50/", is_statistic ? "" : "d_",
                          parameter->name + strlen ("encoder."), NULL);
      twin_parameter_to_file (
        parameter, (is_statistic ? test->values : test->gradients) + parameter->offset, file);
      assert_dump (name, file, parameter->size,
                   is_statistic ? FORWARD_TOLERANCE : BACKWARD_TOLERANCE);
    }
}

/* One forward and backward pass over the generated pictures; @assert_state looks at what forward left. */
static void
run_training (Case *test, void (*assert_state) (const TwinResnet50State *state))
{
  const TwinResnet50 *encoder = &test->network->encoder;
  g_auto (TwinArena) arena = { 0 };
  g_autofree float *pictures = generated ("resnet50/pictures",
                                          TRAINED * TRAINED_SIZE * TRAINED_SIZE * 3);
  g_autofree float *d_y = generated ("resnet50/d_y", TRAINED * WIDTH);
  TwinResnet50State state;

  twin_resnet50_lay_out (encoder, TRAINED, TRAINED_SIZE, &arena, &state);
  g_assert_true (twin_arena_allocate (&arena, NULL));
  twin_resnet50_lay_out (encoder, TRAINED, TRAINED_SIZE, &arena, &state);
  twin_resnet50_forward (encoder, test->workers, test->values, pictures, &state);
  assert_state (&state);
  twin_resnet50_backward (encoder, test->workers, test->values, pictures, &state, d_y,
                          test->gradients);
}

static void
assert_forward (const TwinResnet50State *state)
{
  assert_blocks (state);
  assert_dump ("resnet50/y", state->embedding, TRAINED * WIDTH, FORWARD_TOLERANCE);
}

static void
test_training (void)
{
  Case test;

  case_init (&test, GENERATED_SETTLED);
  run_training (&test, assert_forward);
  assert_parameters (&test);
  case_clear (&test);
}

static void
assert_rounded_forward (const TwinResnet50State *state)
{
  assert_dump ("resnet50/y", state->embedding, TRAINED * WIDTH, ROUNDED_FORWARD_TOLERANCE);
}

/* How well one parameter's gradient points where PyTorch's does. */
static double
direction (const Case *test, const TwinParameter *parameter)
{
  gsize n = dump_thinned_size (parameter->size);
  g_autofree char *name = g_strconcat ("resnet50/d_", parameter->name + strlen ("encoder."), NULL);
  g_autofree float *want = dump_read (name, n), *file = g_new (float, parameter->size);
  g_autofree float *got = NULL;

  twin_parameter_to_file (parameter, test->gradients + parameter->offset, file);
  got = dump_thin (file, parameter->size);
  return cosine (got, want, n);
}

/* Products of factors with 8 bits of mantissa: noisier gradients that still point the same way. */
static void
test_rounded_training (void)
{
  Case test;
  double worst = 1.0;

  if (!twin_precision_has_bfloat16 ())
    {
      g_test_skip ("this processor has no BF16 products");
      return;
    }
  case_init (&test, GENERATED_SETTLED);
  twin_resnet50_set_precision (&test.network->encoder, TWIN_PRECISION_BFLOAT16);
  run_training (&test, assert_rounded_forward);
  for (guint i = 0; i < twin_parameters_get_n (test.network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (test.network->parameters, i);

      if (parameter->kind == TWIN_PARAMETER_CONVOLUTION)
        worst = MIN (worst, direction (&test, parameter));
    }
  g_assert_cmpfloat (worst, >=, ROUNDED_COSINE);
  case_clear (&test);
}

/* The comparison bites: one value of a gradient spoiled by a hundredth of the RMS. */
static void
test_spoiled (void)
{
  gsize n_kept = dump_thinned_size (64 * 3 * 49);
  g_autofree float *want = dump_read ("resnet50/d_conv1.weight", n_kept);
  g_autofree float *spoiled = g_memdup2 (want, n_kept * sizeof (float));

  spoiled[n_kept - 1] += 0.01 * twin_agreement_of (want, want, n_kept).rms;
  g_assert_true (tensors_agree (want, want, n_kept, BACKWARD_TOLERANCE));
  g_assert_false (tensors_agree (spoiled, want, n_kept, BACKWARD_TOLERANCE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/resnet50/embeddings of five pictures", test_embeddings);
  g_test_add_func ("/reference/resnet50/M is symmetric to the last bit", test_symmetry);
  g_test_add_func ("/reference/resnet50/a training pass", test_training);
  g_test_add_func ("/reference/resnet50/a training pass in BF16", test_rounded_training);
  g_test_add_func ("/reference/resnet50/a spoiled gradient is found", test_spoiled);
  return g_test_run ();
}
