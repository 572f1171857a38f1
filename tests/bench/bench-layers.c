/* Single layers at ResNet-50's shapes, forward and backward, against PyTorch's. Convolutions are FLOP-bound, norms and
 * pools memory-bound: the share of the limit says how much is still to be had. */
#include "peers.h"
#include "report.h"
#include "serve.h"

#include "nn/batch-norm.h"
#include "nn/convolution.h"
#include "nn/max-pool.h"

#include <stdlib.h>
#include <string.h>

/**
 * Case:
 * @kind, @pass: as peer-torch.py takes them
 * @bytes_a_value: of the input, that a memory-bound layer moves; 0: FLOP-bound
 */
typedef struct
{
  const char *kind;
  const char *pass;
  TwinShape in;
  guint out;
  guint kernel;
  guint stride;
  guint bytes_a_value;
} Case;

static const Case cases[] = {
  { "convolution", "forward", { 8, 224, 224, 3 }, 64, 7, 2, 0 },
  { "convolution", "forward", { 8, 56, 56, 64 }, 64, 3, 1, 0 },
  { "convolution", "forward", { 8, 56, 56, 64 }, 256, 1, 1, 0 },
  { "convolution", "forward", { 8, 56, 56, 128 }, 128, 3, 2, 0 },
  { "convolution", "forward", { 8, 28, 28, 512 }, 128, 1, 1, 0 },
  { "convolution", "forward", { 8, 14, 14, 256 }, 256, 3, 1, 0 },
  { "convolution", "forward", { 8, 7, 7, 512 }, 512, 3, 1, 0 },
  { "convolution", "forward", { 8, 7, 7, 512 }, 2048, 1, 1, 0 },
  { "convolution", "backward-weight", { 96, 16, 16, 64 }, 64, 3, 1, 0 },
  { "convolution", "backward-input", { 96, 16, 16, 64 }, 64, 3, 1, 0 },
  { "convolution", "backward-weight", { 96, 4, 4, 256 }, 1024, 1, 1, 0 },
  { "convolution", "backward-input", { 96, 4, 4, 256 }, 1024, 1, 1, 0 },
  { "norm", "forward", { 96, 16, 16, 256 }, 0, 0, 0, 12 },
  { "norm", "backward", { 96, 16, 16, 256 }, 0, 0, 0, 28 },
  { "max-pool", "forward", { 96, 32, 32, 64 }, 0, 3, 2, 5 },
  { "max-pool", "backward", { 96, 32, 32, 64 }, 0, 3, 2, 5 },
};

/* Memory for any of the layers, as large as the largest need be. */
typedef struct
{
  const Case *layer;
  TwinWorkers *workers;
  TwinConvolution convolution;
  TwinBatchNorm norm;
  TwinBatchStatistics statistics;
  float *values;
  float *gradients;
  float *x;
  float *y;
  float *d_y;
  float *d_x;
  float *scratch;
  guint8 *taps;
} Served;

static float *
drawn (gsize n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = g_random_double_range (-1.0, 1.0);
  return values;
}

static void
convolve (gpointer data)
{
  Served *served = data;
  const Case *layer = served->layer;
  const float *weight = served->values + served->convolution.weight;

  if (strcmp (layer->pass, "forward") == 0)
    twin_convolution_forward (&served->convolution, served->workers, layer->in, served->x, weight,
                              served->y, served->scratch);
  else if (strcmp (layer->pass, "backward-weight") == 0)
    twin_convolution_backward_weight (&served->convolution, served->workers, layer->in, served->x,
                                      served->d_y, served->gradients, served->scratch);
  else
    twin_convolution_backward_input (&served->convolution, served->workers, layer->in, served->d_y,
                                     weight, 0.0f, served->d_x, served->scratch);
}

static void
norm_forward (gpointer data)
{
  Served *served = data;

  twin_batch_norm_forward (&served->norm, served->workers, served->values,
                           twin_shape_pixels (served->layer->in), served->x, NULL, TRUE,
                           &served->statistics, served->y, served->scratch);
}

static void
norm_backward (gpointer data)
{
  Served *served = data;

  twin_batch_norm_backward (&served->norm, served->workers, served->values,
                            twin_shape_pixels (served->layer->in), served->x, served->y,
                            &served->statistics, served->d_y, served->d_x, served->gradients,
                            served->scratch);
}

static void
pool_forward (gpointer data)
{
  Served *served = data;

  twin_max_pool_forward (served->workers, served->layer->in, served->x, served->y, served->taps);
}

static void
pool_backward (gpointer data)
{
  Served *served = data;

  twin_max_pool_backward (served->workers, served->layer->in, served->d_y, served->taps,
                          served->d_x);
}

static void
allocate (Served *served, const TwinParameters *parameters, gsize n_out, gsize n_scratch)
{
  gsize n_in = twin_shape_size (served->layer->in), channels = served->layer->in.channels;

  served->values = twin_parameters_new_values (parameters);
  served->gradients = twin_parameters_new_values (parameters);
  for (gsize i = 0; i < twin_parameters_get_size (parameters); i++)
    served->values[i] = g_random_double_range (0.1, 1.0);
  served->x = drawn (n_in);
  served->d_x = drawn (n_in);
  served->y = drawn (n_out);
  served->d_y = drawn (n_out);
  served->taps = g_new0 (guint8, n_out);
  served->scratch = g_new (float, n_scratch);
  served->statistics.mean = g_new0 (float, channels);
  served->statistics.inverse_deviation = g_new0 (float, channels);
}

static void
served_clear (Served *served)
{
  twin_workers_free (served->workers);
  twin_values_free (served->values);
  twin_values_free (served->gradients);
  g_free (served->x);
  g_free (served->d_x);
  g_free (served->y);
  g_free (served->d_y);
  g_free (served->taps);
  g_free (served->scratch);
  g_free (served->statistics.mean);
  g_free (served->statistics.inverse_deviation);
}

/* Makes ready; returns the work. What backward needs of forward is made here. */
static TwinServed
prepare (Served *served, TwinParameters *parameters)
{
  const Case *layer = served->layer;
  guint channels = layer->in.channels;

  if (strcmp (layer->kind, "convolution") == 0)
    {
      twin_convolution_plan (&served->convolution, parameters, "layer", channels, layer->out,
                             layer->kernel, layer->stride);
      allocate (served, parameters,
                twin_shape_size (twin_convolution_out_shape (&served->convolution, layer->in)),
                twin_convolution_scratch_size (&served->convolution, layer->in));
      return convolve;
    }
  if (strcmp (layer->kind, "norm") == 0)
    {
      twin_batch_norm_plan (&served->norm, parameters, "layer", channels);
      allocate (served, parameters, twin_shape_size (layer->in),
                twin_batch_norm_scratch_size (channels));
      norm_forward (served);
      return strcmp (layer->pass, "forward") == 0 ? norm_forward : norm_backward;
    }
  allocate (served, parameters, twin_shape_size (twin_max_pool_out_shape (layer->in)), 0);
  pool_forward (served);
  return strcmp (layer->pass, "forward") == 0 ? pool_forward : pool_backward;
}

static int
serve (guint index, guint threads)
{
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  Served served = { .layer = &cases[index], .workers = twin_workers_new (threads) };

  twin_serve ("Twinscope", prepare (&served, parameters), &served);
  served_clear (&served);
  return 0;
}

static double
flops_of (const Case *layer)
{
  TwinConvolution convolution = { .in = layer->in.channels,
                                  .out = layer->out,
                                  .kernel = layer->kernel,
                                  .stride = layer->stride,
                                  .padding = layer->kernel / 2 };

  return 2.0 * twin_shape_size (twin_convolution_out_shape (&convolution, layer->in)) *
         layer->in.channels * layer->kernel * layer->kernel;
}

static void
add_result (TwinBench *bench, const Case *layer, const char *name, guint threads,
            const TwinStanding *standings)
{
  if (layer->bytes_a_value == 0)
    twin_bench_add_speed (bench, name, standings, flops_of (layer) / 1e9, "GFLOP/s",
                          flops_of (layer) /
                            twin_bench_flops (bench, threads, TWIN_PRECISION_FLOAT32));
  else
    {
      double bytes = (double) twin_shape_size (layer->in) * layer->bytes_a_value;

      twin_bench_add_speed (bench, name, standings, bytes / 1e9, "GB/s",
                            bytes / twin_bench_bytes (bench, threads));
    }
}

static char **
peer_of (const Case *layer, guint threads)
{
  const guint numbers[] = { layer->in.n, layer->in.height, layer->in.width, layer->in.channels,
                            layer->out,  layer->kernel,    layer->stride };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", numbers[i]);

      g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);
  return twin_peer_torch (threads, layer->kind, layer->pass, texts[0], texts[1], texts[2], texts[3],
                          texts[4], texts[5], texts[6], NULL);
}

static void
run_case (TwinBench *bench, guint index)
{
  const Case *layer = &cases[index];
  guint threads = g_get_num_processors ();
  g_autofree char *what = layer->out != 0
                            ? g_strdup_printf (" %ux%u/%u to %u", layer->kernel, layer->kernel,
                                               layer->stride, layer->out)
                            : g_strdup ("");
  g_autofree char *name = g_strdup_printf ("%s%s, [%u, %u, %u, %u], %s", layer->kind, what,
                                           layer->in.n, layer->in.height, layer->in.width,
                                           layer->in.channels, layer->pass);
  g_autofree char *index_text = g_strdup_printf ("%u", index),
                  *threads_text = g_strdup_printf ("%u", threads);
  const char *ours[] = { bench->program, "--serve", index_text, threads_text, NULL };
  g_auto (GStrv) peers = peer_of (layer, threads);
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  if (!twin_bench_wants (bench, name))
    return;
  if (twin_contest (ours, (const char *const *) peers, bench->turns, standings, &error))
    add_result (bench, layer, name, threads, standings);
  else
    twin_bench_fail (bench, name, error);
  twin_standing_clear (&standings[0]);
  twin_standing_clear (&standings[1]);
}

int
main (int argc, char **argv)
{
  TwinBench bench;
  int status;

  twin_bench_init (&bench, &argc, &argv, "Measures single layers of the network.", NULL);
  if (bench.serve != NULL && g_strv_length (bench.serve) == 2 &&
      (guint) atoi (bench.serve[0]) < G_N_ELEMENTS (cases))
    return serve (atoi (bench.serve[0]), atoi (bench.serve[1]));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&bench, i);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
