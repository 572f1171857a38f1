/* The whole encoder in itself; tests/reference holds it against PyTorch. */
#include "differences.h"
#include "drawing.h"
#include "nn/network.h"

#include <math.h>
#include <string.h>

#define SIZE 64
#define N 4

typedef struct
{
  TwinNetwork *network;
  TwinWorkers *workers;
  TwinArena arena;
  TwinResnet50State state;
  float *values;
  float *gradients;
  float *pictures;
  float *weights; /* of the embedding in the loss */
  float *along;   /* a direction in the values */
  float *around;  /* where it passes through */
} Case;

static void
set_last_scales (Case *test)
{
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    {
      const TwinBatchNorm *norm = &test->network->encoder.blocks[i].units[2].norm;

      for (guint channel = 0; channel < norm->channels; channel++)
        test->values[norm->scale + channel] = 0.3f;
    }
}

static void
case_init (Case *test, guint jobs)
{
  *test = (Case){ .network = twin_network_new (0), .workers = twin_workers_new (jobs) };
  twin_resnet50_lay_out (&test->network->encoder, N, SIZE, &test->arena, &test->state);
  g_assert_true (twin_arena_allocate (&test->arena, NULL));
  twin_resnet50_lay_out (&test->network->encoder, N, SIZE, &test->arena, &test->state);
  test->values = twin_parameters_new_values (test->network->parameters);
  test->gradients = twin_parameters_new_values (test->network->parameters);
  twin_network_initialise (test->network, test->values, 3);
  set_last_scales (test); /* at 0 the blocks would hide from the tests */
  test->pictures = twin_draw (N * SIZE * SIZE * 3);
  test->weights = twin_draw (N * TWIN_RESNET50_WIDTH);
}

static void
case_clear (Case *test)
{
  twin_network_free (test->network);
  twin_workers_free (test->workers);
  twin_arena_clear (&test->arena);
  twin_values_free (test->values);
  twin_values_free (test->gradients);
  g_free (test->pictures);
  g_free (test->weights);
  g_free (test->along);
  g_free (test->around);
}

static double
loss (gpointer data)
{
  Case *test = data;

  twin_resnet50_forward (&test->network->encoder, test->workers, test->values, test->pictures,
                         &test->state);
  return twin_weighted_sum (test->weights, test->state.embedding, N * TWIN_RESNET50_WIDTH);
}

static void
backward (Case *test)
{
  twin_resnet50_backward (&test->network->encoder, test->workers, test->values, test->pictures,
                          &test->state, test->weights, test->gradients);
}

static void
test_again (void)
{
  Case test;
  g_autofree float *embedding = NULL, *gradients = NULL;
  gsize n;

  case_init (&test, 2);
  n = twin_parameters_get_size (test.network->parameters);
  loss (&test);
  embedding = g_memdup2 (test.state.embedding, N * TWIN_RESNET50_WIDTH * sizeof (float));
  backward (&test);
  gradients = g_memdup2 (test.gradients, n * sizeof (float));
  memset (test.gradients, 0, n * sizeof (float));
  loss (&test);
  backward (&test);
  assert_same_bits (test.state.embedding, embedding, N * TWIN_RESNET50_WIDTH);
  assert_same_bits (test.gradients, gradients, n);
  case_clear (&test);
}

/* loss (values + t along), t from -1 to 1 */
static double
loss_along (gpointer data, double t)
{
  Case *test = data;
  gsize n = twin_parameters_get_size (test->network->parameters);

  for (gsize i = 0; i < n; i++)
    test->values[i] = test->around[i] + t * test->along[i];
  return loss (test);
}

/* Along the gradient itself the loss must rise by its square. Many ReLUs switch on the way, some one way and some
 * the other; hence the tolerance. That each number is right, tests/reference shows. */
static void
test_differences (void)
{
  Case test;
  gsize n;
  double squares, step, rise;

  case_init (&test, 2);
  n = twin_parameters_get_size (test.network->parameters);
  test.around = g_memdup2 (test.values, n * sizeof (float));
  loss (&test);
  backward (&test);
  squares = twin_weighted_sum (test.gradients, test.gradients, n);
  step = 1.5e-4 / sqrt (squares);
  test.along = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    test.along[i] = step * test.gradients[i];
  rise = (loss_along (&test, 1.0) - loss_along (&test, -1.0)) / 2.0;
  g_test_message ("rise %g of %g", rise, step * squares);
  g_assert_cmpfloat_with_epsilon (rise / (step * squares), 1.0, 0.03);
  case_clear (&test);
}

/* Running statistics set to the batch's: then training and use compute the same. */
static void
take_statistics (Case *test, const TwinUnit *unit, const TwinUnitState *state)
{
  for (guint i = 0; i < unit->norm.channels; i++)
    {
      float inverse = state->statistics.inverse_deviation[i];

      test->values[unit->norm.mean + i] = state->statistics.mean[i];
      test->values[unit->norm.variance + i] = 1.0f / (inverse * inverse) - TWIN_BATCH_NORM_EPSILON;
    }
}

static void
take_all_statistics (Case *test)
{
  const TwinResnet50 *resnet = &test->network->encoder;

  take_statistics (test, &resnet->stem, &test->state.stem);
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    {
      for (guint unit = 0; unit < 3; unit++)
        take_statistics (test, &resnet->blocks[i].units[unit], &test->state.blocks[i].units[unit]);
      if (resnet->blocks[i].has_shortcut)
        take_statistics (test, &resnet->blocks[i].shortcut, &test->state.blocks[i].shortcut);
    }
}

static void
infer (Case *test, guint jobs, guint n_laid_out, guint n, float *embeddings)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (jobs);
  const TwinResnet50 *encoder = &test->network->encoder;
  g_auto (TwinArena) arena = { 0 };
  TwinResnet50Packed packed;
  TwinResnet50Inference inference;

  for (guint pass = 0; pass < 2; pass++)
    {
      twin_resnet50_packed_lay_out (encoder, SIZE, TWIN_PRECISION_FLOAT32, &arena, &packed);
      twin_resnet50_inference_lay_out (encoder, &packed, n_laid_out, &arena, &inference);
      if (pass == 0)
        g_assert_true (twin_arena_allocate (&arena, NULL));
    }
  twin_resnet50_pack (encoder, workers, test->values, &packed);
  twin_resnet50_infer (encoder, &packed, workers, n, test->pictures, &inference, embeddings);
}

static void
test_use (void)
{
  Case test;
  g_autofree float *embeddings = g_new (float, N *TWIN_RESNET50_WIDTH);

  case_init (&test, 2);
  loss (&test);
  take_all_statistics (&test);
  infer (&test, 2, N, N, embeddings);
  assert_tensor ("embedding", embeddings, test.state.embedding, N * TWIN_RESNET50_WIDTH, 1e-4);
  case_clear (&test);
}

/* A picture's embedding does not depend on its batch, nor on the threads. */
static void
test_batches (void)
{
  Case test;
  g_autofree float *all = g_new (float, N *TWIN_RESNET50_WIDTH),
                   *one = g_new (float, TWIN_RESNET50_WIDTH);

  case_init (&test, 1);
  loss (&test);
  infer (&test, 2, N, N, all);
  for (guint jobs = 1; jobs <= 3; jobs++)
    {
      infer (&test, jobs, 1, 1, one);
      assert_tensor ("laid out for one", one, all, TWIN_RESNET50_WIDTH, 1e-5);
      infer (&test, jobs, N, 1, one);
      assert_tensor ("one of three", one, all, TWIN_RESNET50_WIDTH, 1e-5);
    }
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resnet50/a second step gives the same bits", test_again);
  g_test_add_func ("/resnet50/the loss rises along its gradient as it says", test_differences);
  g_test_add_func ("/resnet50/training and use agree on the same statistics", test_use);
  g_test_add_func ("/resnet50/an embedding does not depend on its batch", test_batches);
  return g_test_run ();
}
