/* Pictures into embeddings: in float32 against ONNX Runtime, in BF16 against PyTorch under autocast. FLOP-bound. */
#include "peers.h"
#include "report.h"
#include "serve.h"

#include "model/session.h"

#include <stdlib.h>
#include <string.h>

/* ResNet-50 at 224 x 224: 4.09e9 multiply-adds; they grow with the pixels. */
#define FLOPS_A_PIXEL (2 * 4.09e9 / (224 * 224))

static const guint sizes[] = { 64, 128, 224, 448 };
static const guint batches[] = { 1, 8, 32 };
static const char *const precisions[] = { "float32", "bfloat16" };

typedef struct
{
  guint batch;
  guint size;
  guint threads;
  TwinPrecision precision;
} Case;

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
  const TwinCalibration calibration = { 1.0, 0.0, 0.5, 0.01, 1000, 0, 0 };
  TwinModel *model;

  twin_network_initialise (network, values, 1);
  model = twin_model_new (network, values, size, &calibration, NULL);
  twin_values_free (values);
  return model;
}

/* The model is nobody else's yet, so its plan may still be told. */
static void
set_precision (TwinModel *model, TwinPrecision precision)
{
  TwinNetwork *network = (TwinNetwork *) twin_model_get_network (model);

  twin_network_set_precision (network, precision);
}

static int
serve (const Case *work)
{
  g_autoptr (TwinModel) model = new_model (work->size);
  g_autoptr (TwinWorkers) workers = twin_workers_new (work->threads);
  g_autoptr (TwinSession) session = NULL;
  g_autoptr (TwinTensor) tensor = twin_tensor_new (work->batch, work->size);
  Served served;

  set_precision (model, work->precision);
  session = twin_session_new (model, workers);
  served = (Served){ session, tensor };
  for (gsize i = 0; i < (gsize) work->batch * work->size * work->size * 3; i++)
    tensor->values[i] = g_random_double_range (-1.0, 1.0);
  twin_serve ("Twinscope", embed, &served);
  return 0;
}

static char **
peer_of (const Case *work, const char *batch, const char *size)
{
  if (work->precision == TWIN_PRECISION_FLOAT32)
    return twin_peer_onnxruntime (work->batch, work->size, work->threads);
  return twin_peer_torch (work->threads, "embedding", batch, size, precisions[work->precision],
                          NULL);
}

static void
run_case (TwinBench *bench, const Case *work)
{
  g_autofree char *name = g_strdup_printf ("embedding, %u px, batch %u, %u threads, %s", work->size,
                                           work->batch, work->threads, precisions[work->precision]);
  g_autofree char *batch = g_strdup_printf ("%u", work->batch),
                  *size = g_strdup_printf ("%u", work->size),
                  *threads = g_strdup_printf ("%u", work->threads);
  const char *ours[] = {
    bench->program, "--serve", batch, size, threads, precisions[work->precision], NULL
  };
  g_auto (GStrv) peers = NULL;
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  if (!twin_bench_wants (bench, name))
    return;
  peers = peer_of (work, batch, size);
  if (!twin_contest (ours, (const char *const *) peers, bench->turns, standings, &error))
    {
      twin_bench_fail (bench, name, error);
      return;
    }
  twin_bench_add_speed (bench, name, standings, work->batch, "images/s",
                        work->batch * work->size * work->size * FLOPS_A_PIXEL /
                          twin_bench_flops (bench, work->threads, work->precision));
  twin_bench_add_memory (bench, name, standings);
  twin_standing_clear (&standings[0]);
  twin_standing_clear (&standings[1]);
}

/* Of the cells for which more than a tie is wanted. */
static void
add_mean (TwinBench *bench, guint threads, const char *precision)
{
  g_autofree char *name = g_strdup_printf (
    "embedding, geometric mean of 128 to 448 px, batch 8 and 32, %u threads, %s", threads,
    precision);
  g_autofree char *pattern = g_strdup_printf (
    "^embedding, (128|224|448) px, batch (8|32), %u threads, %s$", threads, precision);

  twin_bench_add_mean (bench, name, pattern, 6);
}

static void
run_all (TwinBench *bench, guint threads, TwinPrecision precision)
{
  if (precision == TWIN_PRECISION_BFLOAT16 && !twin_precision_has_bfloat16 ())
    {
      g_print ("embedding, bfloat16: left out, this processor has no BF16 products\n");
      return;
    }
  for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
    for (guint batch = 0; batch < G_N_ELEMENTS (batches); batch++)
      run_case (bench, &(Case){ batches[batch], sizes[size], threads, precision });
  add_mean (bench, threads, precisions[precision]);
}

int
main (int argc, char **argv)
{
  guint processors = g_get_num_processors ();
  TwinBench bench;
  int status;

  twin_bench_init (&bench, &argc, &argv, "Measures how many pictures a second become embeddings.",
                   NULL);
  if (bench.serve != NULL && g_strv_length (bench.serve) == 4)
    return serve (&(Case){ atoi (bench.serve[0]), atoi (bench.serve[1]), atoi (bench.serve[2]),
                           strcmp (bench.serve[3], precisions[1]) == 0 });
  for (TwinPrecision precision = 0; precision < G_N_ELEMENTS (precisions); precision++)
    {
      if (processors > 1)
        run_all (&bench, processors, precision);
      run_all (&bench, 1, precision);
    }
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
