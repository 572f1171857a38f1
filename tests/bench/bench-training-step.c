/* A step of parallel training: encoder, projector, classifier, both losses, backward, AdamW; against PyTorch in the
 * same precision. FLOP-bound. Then whether the largest batch fits, and whether views are made ahead in time. */
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
} cases[] = { { 96, 64 }, { 64, 96 }, { 64, 128 }, { 32, 128 }, { 32, 224 } };

/* The largest that a computer of 8 GiB is to train. */
#define LARGEST_VIEWS 64
#define LARGEST_SIZE 128
#define LARGEST_MEMORY (4.0 * (1u << 30))

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

  twin_network_set_precision (network, precision);
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

/* (transfer full): the two sides' command lines are of the same numbers. */
static char *
number (guint value)
{
  return g_strdup_printf ("%u", value);
}

static gboolean
contest (TwinBench *bench, const char *name, guint views, guint size, TwinPrecision precision,
         TwinStanding standings[2])
{
  guint processors = g_get_num_processors ();
  g_autofree char *views_text = number (views), *size_text = number (size),
                  *threads_text = number (processors);
  const char *ours[] = { bench->program,        "--serve", views_text, size_text, threads_text,
                         precisions[precision], NULL };
  g_auto (GStrv) peers = twin_peer_torch (processors, "training-step", views_text, size_text,
                                          precisions[precision], NULL);
  g_autoptr (GError) error = NULL;

  if (twin_contest (ours, (const char *const *) peers, bench->turns, standings, &error))
    return TRUE;
  twin_bench_fail (bench, name, error);
  return FALSE;
}

static void
check_memory (TwinBench *bench, const char *name, gsize memory)
{
  g_autoptr (GError) error = NULL;

  if (memory <= LARGEST_MEMORY)
    return;
  error = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "takes %.2f GiB; %.0f GiB have to do",
                       memory / (double) (1u << 30), LARGEST_MEMORY / (1u << 30));
  twin_bench_fail (bench, name, error);
}

static void
run_case (TwinBench *bench, guint views, guint size, TwinPrecision precision)
{
  guint threads = g_get_num_processors ();
  g_autofree char *name = g_strdup_printf ("training step, %u px, batch %u, %u threads, %s", size,
                                           views, threads, precisions[precision]);
  TwinStanding standings[2] = { { 0 }, { 0 } };

  if (!twin_bench_wants (bench, name) || !contest (bench, name, views, size, precision, standings))
    return;
  twin_bench_add_speed (bench, name, standings, views, "views/s",
                        views * size * size * FLOPS_A_PIXEL /
                          twin_bench_flops (bench, threads, precision));
  twin_bench_add_memory (bench, name, standings);
  if (views == LARGEST_VIEWS && size == LARGEST_SIZE)
    check_memory (bench, name, standings[0].memory);
  twin_standing_clear (&standings[0]);
  twin_standing_clear (&standings[1]);
}

static void
run_all (TwinBench *bench, TwinPrecision precision)
{
  guint threads = g_get_num_processors ();
  g_autofree char *mean = g_strdup_printf (
    "training step, geometric mean of the sizes, %u threads, %s", threads, precisions[precision]);
  g_autofree char *pattern = g_strdup_printf (
    "^training step, [0-9]+ px, batch [0-9]+, %u threads, %s$", threads, precisions[precision]);

  if (precision == TWIN_PRECISION_BFLOAT16 && !twin_precision_has_bfloat16 ())
    {
      g_print ("training step, bfloat16: left out, this processor has no BF16 products\n");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (bench, cases[i].views, cases[i].size, precision);
  twin_bench_add_mean (bench, mean, pattern, G_N_ELEMENTS (cases));
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
  for (TwinPrecision precision = 0; precision < G_N_ELEMENTS (precisions); precision++)
    run_all (&bench, precision);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
