/* Where the time of a training step goes: every layer forward, by its input and by its weights, every norm, and all
 * that stands once; each by itself, with its share of the machine's limit; then the kinds against the whole step. With
 * --use the same of an embedding. */
#include "report.h"
#include "step-pieces.h"

#include "adamw.h"
#include "model/session.h"
#include "step.h"

#include <string.h>
#include <time.h>

#define N_COLUMNS TWIN_PIECE_FIRST_ALONE

typedef struct
{
  TwinBench *bench;
  TwinWorkers *workers;
  TwinNetwork *network;
  TwinPrecision precision;
  int views;
  int size;
  gboolean use; /* an embedding, not a training step */
  gboolean processor_time;
  TwinPieces *pieces;
  double seconds[TWIN_N_PIECES]; /* of each kind, in all */
  double limits[TWIN_N_PIECES];
} Profile;

static gboolean
is_of_it (const Profile *profile, TwinPiece piece)
{
  return profile->use ? twin_piece_is_of_use (piece) : twin_piece_is_of_training (piece);
}

/* With --processor-time, of all threads over their number: what others do in between is not counted, nor is waiting. */
static double
now (const Profile *profile)
{
  struct timespec time;

  if (!profile->processor_time)
    return g_get_monotonic_time () / (double) G_USEC_PER_SEC;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (time.tv_sec + time.tv_nsec / 1e9) / twin_workers_get_jobs (profile->workers);
}

/* The best of the turns, as the limits are: whoever else is at work should not be seen in it. */
static double
seconds_of (Profile *profile, guint unit, TwinPiece piece)
{
  double best = G_MAXDOUBLE;

  twin_pieces_run (profile->pieces, unit, piece);
  for (int turn = 0; turn < MAX (profile->bench->turns, 1); turn++)
    {
      double start = now (profile);

      twin_pieces_run (profile->pieces, unit, piece);
      best = MIN (best, now (profile) - start);
    }
  return MAX (best, 1e-7);
}

/* Products and memory can go on at the same time: the longer counts. */
static double
limit_of (Profile *profile, guint unit, TwinPiece piece)
{
  guint threads = twin_workers_get_jobs (profile->workers);
  double chosen_flops, flops, bytes;

  twin_pieces_measure (profile->pieces, unit, piece, &chosen_flops, &flops, &bytes);
  return MAX (chosen_flops / twin_bench_flops (profile->bench, threads, profile->precision) +
                flops / twin_bench_flops (profile->bench, threads, TWIN_PRECISION_FLOAT32),
              bytes / twin_bench_bytes (profile->bench, threads));
}

static void
take (Profile *profile, guint unit, TwinPiece piece, const char *name)
{
  double seconds, limit = limit_of (profile, unit, piece);

  seconds = seconds_of (profile, unit, piece);
  profile->seconds[piece] += seconds;
  profile->limits[piece] += limit;
  twin_bench_add_time (profile->bench, name, seconds, limit);
  g_print (" %8.2f %3.0f%%", 1e3 * seconds, 100.0 * limit / seconds);
}

static void
take_unit (Profile *profile, guint unit)
{
  g_autofree char *name = twin_pieces_name_unit (profile->pieces, unit);

  if (!twin_bench_wants (profile->bench, name))
    return;
  g_print ("%-58s", name);
  for (TwinPiece piece = 0; piece < N_COLUMNS; piece++)
    {
      g_autofree char *full = g_strdup_printf ("%s, %s", name, twin_piece_get_name (piece));

      if (!is_of_it (profile, piece))
        continue;
      if (twin_pieces_has (profile->pieces, unit, piece))
        take (profile, unit, piece, full);
      else
        g_print ("%14s", "");
    }
  g_print ("\n");
}

static void
take_rest (Profile *profile)
{
  for (TwinPiece piece = TWIN_PIECE_FIRST_ALONE; piece < TWIN_N_PIECES; piece++)
    if (is_of_it (profile, piece) && twin_bench_wants (profile->bench, twin_piece_get_name (piece)))
      {
        g_print ("%-58s", twin_piece_get_name (piece));
        take (profile, 0, piece, twin_piece_get_name (piece));
        g_print ("\n");
      }
}

static double
seconds_of_step (Profile *profile)
{
  gsize n = profile->views / 2;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinStep) step = twin_step_new (profile->network, profile->workers, n, profile->size,
                                             TWIN_PHASE_PARALLEL, 0.1, 0.005, &error);
  g_autoptr (TwinTensor) views = twin_tensor_new (2 * n, profile->size);
  g_autofree gint8 *labels = g_new0 (gint8, n * n);
  const TwinBatch batch = { n, views, labels };
  float *values = twin_parameters_new_values (profile->network->parameters);
  double best = G_MAXDOUBLE;
  TwinAdamW adamw;
  TwinLosses losses;

  g_assert_no_error (error);
  for (gsize i = 0; i < 2 * n * profile->size * profile->size * 3; i++)
    views->values[i] = g_random_double_range (-1.0, 1.0);
  twin_network_initialise (profile->network, values, 1);
  twin_adamw_init (&adamw, profile->network->parameters, values);
  for (int turn = 0; turn <= profile->bench->turns; turn++) /* the first warms up */
    {
      double start = now (profile);

      twin_adamw_step (&adamw, profile->workers, profile->network->parameters, turn + 1, 1e-4, NULL,
                       values, twin_step_run (step, values, &batch, &losses));
      if (turn > 0)
        best = MIN (best, now (profile) - start);
    }
  twin_adamw_clear (&adamw);
  twin_values_free (values);
  return best;
}

/* Of pictures that are ready: the second time, when the weights are packed. */
static double
seconds_of_embedding (Profile *profile)
{
  const TwinCalibration calibration = { 1.0, 0.0, 0.5, 0.01, 1000, 0, 0 };
  float *values = twin_parameters_new_values (profile->network->parameters);
  TwinModel *model;
  g_autoptr (TwinSession) session = NULL;
  g_autoptr (TwinTensor) views = twin_tensor_new (profile->views, profile->size);
  double best = G_MAXDOUBLE;

  twin_network_initialise (profile->network, values, 1);
  model = twin_model_new (profile->network, values, profile->size, &calibration, NULL);
  twin_network_set_precision ((TwinNetwork *) twin_model_get_network (model), profile->precision);
  session = twin_session_new (model, profile->workers);
  for (gsize i = 0; i < (gsize) profile->views * profile->size * profile->size * 3; i++)
    views->values[i] = g_random_double_range (-1.0, 1.0);
  for (int turn = 0; turn <= profile->bench->turns; turn++)
    {
      double start = now (profile);

      twin_embeddings_free (twin_session_embed (session, views, NULL, NULL));
      if (turn > 0)
        best = MIN (best, now (profile) - start);
    }
  twin_model_unref (model);
  twin_values_free (values);
  return best;
}

static void
print_heads (const Profile *profile)
{
  if (profile->use)
    g_print ("%-58s %13s\n", "ms and share of the limit", "in use");
  else
    g_print ("%-58s %13s %13s %13s %13s %13s\n", "ms and share of the limit", "forward",
             "by the input", "by weights", "norm forward", "norm backward");
}

static void
sum_up (Profile *profile, double step)
{
  const char *whole = profile->use ? "a whole embedding" : "a whole step";
  double seconds = 0.0, limits = 0.0;

  g_print ("\n%-58s %8s %5s %8s\n", "", "ms", "limit", "of all");
  for (TwinPiece piece = 0; piece < TWIN_N_PIECES; piece++)
    {
      seconds += profile->seconds[piece];
      limits += profile->limits[piece];
    }
  for (TwinPiece piece = 0; piece < TWIN_N_PIECES; piece++)
    if (profile->seconds[piece] > 0.0)
      g_print ("%-58s %8.2f %4.0f%% %7.1f%%\n", twin_piece_get_name (piece),
               1e3 * profile->seconds[piece],
               100.0 * profile->limits[piece] / profile->seconds[piece],
               100.0 * profile->seconds[piece] / seconds);
  g_print ("%-58s %8.2f %4.0f%%\n", "all of these", 1e3 * seconds, 100.0 * limits / seconds);
  if (step == 0.0)
    return;
  g_print ("%-58s %8.2f %4.0f%%\n", whole, 1e3 * step, 100.0 * limits / step);
  twin_bench_add_time (profile->bench, whole, step, limits);
}

static void
run (Profile *profile)
{
  /* First, while no other memory is there. With --only, its limit is not known. */
  double step = 0.0;

  if (profile->bench->only == NULL)
    step = profile->use ? seconds_of_embedding (profile) : seconds_of_step (profile);

  profile->pieces = twin_pieces_new (profile->network, profile->workers, profile->views,
                                     profile->size);
  print_heads (profile);
  for (guint unit = 0; unit < twin_pieces_get_n_units (profile->pieces); unit++)
    take_unit (profile, unit);
  take_rest (profile);
  sum_up (profile, step);
  twin_pieces_free (profile->pieces);
}

int
main (int argc, char **argv)
{
  Profile profile = { .views = 96, .size = 64 };
  g_autofree char *precision = NULL;
  int threads = 0, status;
  const GOptionEntry more[] = {
    { "views", 0, 0, G_OPTION_ARG_INT, &profile.views, "Views in a step (default: 96)", "N" },
    { "size", 0, 0, G_OPTION_ARG_INT, &profile.size, "Their side in pixels (default: 64)", "N" },
    { "precision", 0, 0, G_OPTION_ARG_STRING, &precision, "float32 (the default) or bfloat16",
      "NAME" },
    { "use", 0, 0, G_OPTION_ARG_NONE, &profile.use, "Of an embedding, not of a training step",
      NULL },
    { "processor-time", 0, 0, G_OPTION_ARG_NONE, &profile.processor_time,
      "By processor time over the number of threads: for a machine that is busy", NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "Threads (default: one a processor)", "N" },
    G_OPTION_ENTRY_NULL,
  };
  TwinBench bench;

  twin_bench_init (&bench, &argc, &argv, "Shows where the time of a training step goes.", more);
  bench.quiet = TRUE;
  profile.bench = &bench;
  profile.precision = g_strcmp0 (precision, "bfloat16") == 0 ? TWIN_PRECISION_BFLOAT16
                                                             : TWIN_PRECISION_FLOAT32;
  profile.workers = twin_workers_new (MAX (threads, 0));
  profile.network = twin_network_new (2048);
  twin_network_set_precision (profile.network, profile.precision);
  run (&profile);
  twin_network_free (profile.network);
  twin_workers_free (profile.workers);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
