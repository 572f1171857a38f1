/* Pictures into embeddings, against ONNX Runtime in float32. FLOP-bound. */
#include "peers.h"
#include "report.h"
#include "serve.h"

#include "model/session.h"

#include <stdlib.h>
#include <string.h>

/* ResNet-50 at 224 x 224: 4.09e9 multiply-adds; they grow with the pixels. */
#define FLOPS_A_PIXEL (2 * 4.09e9 / (224 * 224))

static const struct
{
  guint batch;
  guint size;
  guint threads;
} cases[] = { { 1, 224, 2 }, { 8, 224, 2 }, { 16, 128, 2 }, { 1, 224, 1 }, { 8, 224, 1 } };

typedef struct
{
  TwinSession *session;
  TwinTensor *tensor;
} Served;

static void
embed (gpointer data)
{
  Served *served = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinEmbeddings) embeddings = twin_session_embed (served->session, served->tensor, NULL,
                                                              &error);

  g_assert_no_error (error);
  g_assert_nonnull (embeddings);
}

static TwinModel *
new_model (guint size)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  float *values = twin_parameters_new_values (network->parameters);
  const TwinCalibration calibration = { 1.0, 0.0, 0.5, 0.01, 1000 };
  TwinModel *model;

  twin_network_initialise (network, values, 1);
  model = twin_model_new (network, values, size, &calibration, NULL);
  twin_values_free (values);
  return model;
}

static int
serve (guint batch, guint size, guint threads)
{
  g_autoptr (TwinModel) model = new_model (size);
  g_autoptr (TwinWorkers) workers = twin_workers_new (threads);
  g_autoptr (TwinSession) session = twin_session_new (model, workers);
  g_autoptr (TwinTensor) tensor = twin_tensor_new (batch, size);
  Served served = { session, tensor };

  for (gsize i = 0; i < (gsize) batch * size * size * 3; i++)
    tensor->values[i] = g_random_double_range (-1.0, 1.0);
  twin_serve ("Twinscope", embed, &served);
  return 0;
}

static void
run_case (TwinBench *bench, guint batch, guint size, guint threads)
{
  g_autofree char *name = g_strdup_printf ("embedding, %u px, batch %u, %u threads", size, batch,
                                           threads);
  g_autofree char *batch_text = g_strdup_printf ("%u", batch),
                  *size_text = g_strdup_printf ("%u", size);
  g_autofree char *threads_text = g_strdup_printf ("%u", threads);
  const char *ours[] = { bench->program, "--serve", batch_text, size_text, threads_text, NULL };
  g_auto (GStrv) peers = twin_peer_onnxruntime (batch, size, threads);
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  if (!twin_bench_wants (bench, name))
    return;
  if (!twin_contest (ours, (const char *const *) peers, bench->turns, standings, &error))
    {
      twin_bench_fail (bench, name, error);
      return;
    }
  twin_bench_add_speed (bench, name, standings, batch, "images/s",
                        batch * size * size * FLOPS_A_PIXEL / twin_bench_flops (bench, threads));
  twin_bench_add_memory (bench, name, standings);
  twin_standing_clear (&standings[0]);
  twin_standing_clear (&standings[1]);
}

int
main (int argc, char **argv)
{
  TwinBench bench;
  int status;

  twin_bench_init (&bench, &argc, &argv, "Measures how many pictures a second become embeddings.",
                   NULL);
  if (bench.serve != NULL && g_strv_length (bench.serve) == 3)
    return serve (atoi (bench.serve[0]), atoi (bench.serve[1]), atoi (bench.serve[2]));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&bench, cases[i].batch, cases[i].size, cases[i].threads);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
