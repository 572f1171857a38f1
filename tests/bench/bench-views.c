/* Are the views of a batch made ahead in time? The training step takes the batches of a producer, as the trainer does; the
 * pictures are the sample images. The step may wait for at most two hundredths of the time. */
#include "report.h"

#include "adamw.h"
#include "producer.h"
#include "step.h"

#include <gegl.h>

#define VIEWS 96
#define SIZE 64
#define PROJECTOR_WIDTH 2048
/* The producer's first batches are waited for, by whoever starts it. */
#define WARM_STEPS 2
#define STEPS 8
#define SEED 1
#define WAIT_AT_MOST 0.02

typedef struct
{
  TwinNetwork *network;
  TwinWorkers *workers;
  TwinStep *step;
  TwinAdamW adamw;
  float *values;
  TwinDataset *dataset;
} Training;

static TwinDataset *
load_samples (GError **error)
{
  g_autofree char *path = g_build_filename (BENCH_SOURCE, "../../data/samples", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (TwinManifest) manifest = twin_manifest_load (folder, SEED, error);

  return manifest != NULL
           ? twin_dataset_load (manifest, SIZE, g_get_num_processors (), NULL, NULL, NULL, error)
           : NULL;
}

static gboolean
training_init (Training *training, GError **error)
{
  training->dataset = load_samples (error);
  if (training->dataset == NULL)
    return FALSE;
  training->network = twin_network_new (PROJECTOR_WIDTH);
  if (twin_precision_has_bfloat16 ())
    twin_network_set_precision (training->network, TWIN_PRECISION_BFLOAT16);
  training->workers = twin_workers_new (0);
  training->values = twin_parameters_new_values (training->network->parameters);
  twin_network_initialise (training->network, training->values, SEED);
  twin_adamw_init (&training->adamw, training->network->parameters, training->values);
  training->step = twin_step_new (training->network, training->workers, VIEWS / 2, SIZE,
                                  TWIN_PHASE_PARALLEL, 0.1, 0.005, error);
  return training->step != NULL;
}

static void
training_clear (Training *training)
{
  twin_step_free (training->step);
  twin_adamw_clear (&training->adamw);
  g_clear_pointer (&training->values, twin_values_free);
  g_clear_pointer (&training->workers, twin_workers_free);
  g_clear_pointer (&training->network, twin_network_free);
  g_clear_pointer (&training->dataset, twin_dataset_free);
}

static void
take_step (Training *training, TwinProducer *producer, guint64 number)
{
  g_autoptr (TwinBatch) batch = twin_producer_take (producer);
  TwinLosses losses;

  g_assert_nonnull (batch);
  twin_adamw_step (&training->adamw, training->workers, training->network->parameters, number, 1e-4,
                   NULL, training->values,
                   twin_step_run (training->step, training->values, batch, &losses));
}

/* Share of the time that the step waited. */
static double
measure_waiting (Training *training, guint jobs)
{
  g_autoptr (TwinProducer) producer = twin_producer_new (training->dataset, VIEWS / 2, SIZE, SEED,
                                                         0.0, 0, WARM_STEPS + STEPS, jobs);
  double waited = 0.0;
  gint64 start = 0;

  for (guint64 i = 0; i < WARM_STEPS + STEPS; i++)
    {
      if (i == WARM_STEPS)
        {
          start = g_get_monotonic_time ();
          waited = twin_producer_get_waited (producer);
        }
      take_step (training, producer, i + 1);
    }
  return (twin_producer_get_waited (producer) - waited) * G_USEC_PER_SEC /
         (g_get_monotonic_time () - start);
}

/* Of one thread that does nothing else. */
static double
seconds_a_batch (const Training *training)
{
  const TwinCurriculum full = twin_curriculum_at (1.0, 0.0);
  gint64 start = g_get_monotonic_time ();

  for (guint64 i = 0; i < STEPS; i++)
    twin_batch_free (twin_batch_new (training->dataset, VIEWS / 2, SIZE, &full, SEED, i));
  return (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC / STEPS;
}

static void
run (TwinBench *bench, Training *training)
{
  double waiting = measure_waiting (training, g_get_num_processors ());

  twin_bench_add_time (bench, "views, a batch of 96 at 64 px made by one thread",
                       seconds_a_batch (training), 0.0);
  twin_bench_add_share (bench, "views, share of the time that a training step waits", waiting);
  if (waiting > WAIT_AT_MOST)
    {
      g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                              "more than %.0f %% of the time", 100 * WAIT_AT_MOST);

      twin_bench_fail (bench, "views", error);
    }
}

int
main (int argc, char **argv)
{
  Training training = { 0 };
  g_autoptr (GError) error = NULL;
  TwinBench bench;
  int status;

  gegl_init (NULL, NULL);
  twin_bench_init (&bench, &argc, &argv, "Measures how long a training step waits for its views.",
                   NULL);
  if (training_init (&training, &error))
    run (&bench, &training);
  else
    twin_bench_fail (&bench, "views", error);
  training_clear (&training);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  gegl_exit ();
  return status;
}
