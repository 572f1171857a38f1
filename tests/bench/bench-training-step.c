/* A step of parallel training: encoder, projector, classifier, both losses, backward, AdamW; against PyTorch in the
 * same precision. FLOP-bound (the limit is float32's); AdamW is memory-bound, 40 bytes a weight. */
#include "peers.h"
#include "report.h"
#include "serve.h"

#include "adamw.h"
#include "step.h"

#include <stdlib.h>
#include <string.h>

/* Forward as in bench-embedding; backward is two products of the same size. */
#define FLOPS_A_PIXEL (3 * 2 * 4.09e9 / (224 * 224))
#define PROJECTOR_WIDTH 2048

/* Views a step: each picture is seen twice. */
static const struct
{
  guint views;
  guint size;
  TwinPrecision precision;
} cases[] = {
  { 96, 64, TWIN_PRECISION_FLOAT32 },
  { 32, 128, TWIN_PRECISION_FLOAT32 },
  { 96, 64, TWIN_PRECISION_BFLOAT16 },
};

static const char *const precisions[] = { "float32", "bfloat16" };

typedef struct
{
  const TwinNetwork *network;
  TwinWorkers *workers;
  TwinStep *step;
  TwinAdamW adamw;
  TwinBatch batch;
  float *values;
  guint64 steps;
} Served;

static void
train (gpointer data)
{
  Served *served = data;
  TwinLosses losses;
  const float *gradients = twin_step_run (served->step, served->values, &served->batch, &losses);

  twin_adamw_step (&served->adamw, served->workers, served->network->parameters, ++served->steps,
                   1e-3, NULL, served->values, gradients);
}

static void
draw_batch (TwinBatch *batch, guint views, guint size)
{
  gsize n = views / 2;

  *batch = (TwinBatch){ n, twin_tensor_new (views, size), g_new0 (gint8, n * n) };
  for (gsize i = 0; i < (gsize) views * size * size * 3; i++)
    batch->views->values[i] = g_random_double_range (-1.0, 1.0);
  for (gsize i = 0; i < n; i++)
    batch->labels[i * n + i] = 1;
}

static int
serve (guint views, guint size, guint threads, TwinPrecision precision)
{
  g_autoptr (TwinNetwork) network = twin_network_new (PROJECTOR_WIDTH);
  g_autoptr (TwinWorkers) workers = twin_workers_new (threads);
  g_autoptr (GError) error = NULL;
  Served served = { .network = network, .workers = workers };

  twin_resnet50_set_precision (&network->encoder, precision);
  served.values = twin_parameters_new_values (network->parameters);
  twin_network_initialise (network, served.values, 1);
  twin_adamw_init (&served.adamw, network->parameters, served.values);
  draw_batch (&served.batch, views, size);
  served.step = twin_step_new (network, workers, views / 2, size, TWIN_PHASE_PARALLEL, 0.1, 0.005,
                               &error);
  g_assert_no_error (error);
  twin_serve ("Twinscope", train, &served);
  twin_step_free (served.step);
  twin_adamw_clear (&served.adamw);
  twin_values_free (served.values);
  twin_tensor_free (served.batch.views);
  g_free (served.batch.labels);
  return 0;
}

static void
run_case (TwinBench *bench, guint views, guint size, TwinPrecision precision)
{
  guint threads = g_get_num_processors ();
  g_autofree char *name = g_strdup_printf ("training step, %u px, batch %u, %u threads, %s", size,
                                           views, threads, precisions[precision]);
  g_autofree char *views_text = g_strdup_printf ("%u", views),
                  *size_text = g_strdup_printf ("%u", size);
  g_autofree char *threads_text = g_strdup_printf ("%u", threads);
  const char *ours[] = { bench->program,        "--serve", views_text, size_text, threads_text,
                         precisions[precision], NULL };
  g_auto (GStrv) peers = twin_peer_torch (threads, "training-step", views_text, size_text,
                                          precisions[precision], NULL);
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  if (!twin_bench_wants (bench, name))
    return;
  if (precision == TWIN_PRECISION_BFLOAT16 && !twin_precision_has_bfloat16 ())
    {
      g_print ("%s: left out, this processor has no BF16 products\n", name);
      return;
    }
  if (!twin_contest (ours, (const char *const *) peers, bench->turns, standings, &error))
    {
      twin_bench_fail (bench, name, error);
      return;
    }
  twin_bench_add_speed (bench, name, standings, views, "views/s",
                        views * size * size * FLOPS_A_PIXEL / twin_bench_flops (bench, threads));
  twin_bench_add_memory (bench, name, standings);
  twin_standing_clear (&standings[0]);
  twin_standing_clear (&standings[1]);
}

int
main (int argc, char **argv)
{
  TwinBench bench;
  int status;

  twin_bench_init (&bench, &argc, &argv,
                   "Measures how many views a second a training step takes in.", NULL);
  if (bench.serve != NULL && g_strv_length (bench.serve) == 4)
    return serve (atoi (bench.serve[0]), atoi (bench.serve[1]), atoi (bench.serve[2]),
                  strcmp (bench.serve[3], precisions[1]) == 0 ? TWIN_PRECISION_BFLOAT16
                                                              : TWIN_PRECISION_FLOAT32);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&bench, cases[i].views, cases[i].size, cases[i].precision);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
