/* How long it is from a model file to a network ready for work. Every turn is a process of its own: the file is then in
 * the system's memory, and none of ours is. All of it is memory-bound but the digest. */
#include "report.h"

#include "model/session.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TURNS 64
#define VIEW_SIZE 224

/* In the order in which a turn prints them. */
static const char *const steps[] = {
  "model, opening and checking",
  "model, widening at first use",
  "model, folding and packing at first use",
  "model, sha256 where asked for",
};
#define N_STEPS G_N_ELEMENTS (steps)

static double
seconds_since (gint64 *start)
{
  gint64 now = g_get_monotonic_time (), then = *start;

  *start = now;
  return (now - then) / (double) G_USEC_PER_SEC;
}

static double
embed (TwinSession *session, const TwinTensor *view)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinEmbeddings) embeddings = twin_session_embed (session, view, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (embeddings);
  return seconds_since (&start);
}

/* What a first embedding takes beyond a second one: factors folded, weights packed, memory first touched. */
static double
make_ready (TwinModel *model)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (0);
  g_autoptr (TwinSession) session = twin_session_new (model, workers);
  g_autoptr (TwinTensor) view = twin_tensor_new (1, VIEW_SIZE);
  double first, second;

  memset (view->values, 0, (gsize) VIEW_SIZE * VIEW_SIZE * 3 * sizeof *view->values);
  first = embed (session, view);
  second = embed (session, view);
  return MAX (first - second, 0.0);
}

static int
turn (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (TwinModel) model = twin_model_load (file, &error);
  double seconds[N_STEPS];

  if (model == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  seconds[0] = seconds_since (&start);
  twin_model_get_values (model);
  seconds[1] = seconds_since (&start);
  seconds[2] = make_ready (model);
  start = g_get_monotonic_time ();
  twin_model_get_sha256 (model);
  seconds[3] = seconds_since (&start);
  for (guint i = 0; i < N_STEPS; i++)
    g_print ("%.6f\n", seconds[i]);
  return 0;
}

static gboolean
take_turn (const TwinBench *bench, const char *path, double seconds[N_STEPS], GError **error)
{
  const char *command[] = { bench->program, "--serve", path, NULL };
  g_autofree char *output = NULL;
  char *rest;
  int status;

  if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL,
                     &status, error) ||
      !g_spawn_check_wait_status (status, error))
    return FALSE;
  rest = output;
  for (guint i = 0; i < N_STEPS; i++)
    seconds[i] = g_ascii_strtod (rest, &rest);
  return TRUE;
}

/* Bytes that a step moves at the least: the file into memory and through the check; values widened. */
static double
limit_of (TwinBench *bench, guint step, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);
  double bytes = info != NULL ? g_file_info_get_size (info) : 0;

  return step < 2 ? 3.0 * bytes / twin_bench_bytes (bench, 1) : 0.0;
}

static void
run (TwinBench *bench, const char *path)
{
  guint turns = CLAMP (bench->turns, 1, MAX_TURNS);
  double seconds[MAX_TURNS][N_STEPS];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < turns; i++)
    if (!take_turn (bench, path, seconds[i], &error))
      {
        twin_bench_fail (bench, path, error);
        return;
      }
  for (guint step = 0; step < N_STEPS; step++)
    {
      double of_step[MAX_TURNS];

      for (guint i = 0; i < turns; i++)
        of_step[i] = seconds[i][step];
      if (twin_bench_wants (bench, steps[step]))
        twin_bench_add_time (bench, steps[step], twin_median (of_step, turns),
                             limit_of (bench, step, path));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *shipped = g_build_filename (BENCH_SOURCE, "../../data/twinscope.safetensors",
                                               NULL);
  g_autofree char *path = NULL;
  const GOptionEntry more[] = {
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &path, "Model file (default: the shipped one)",
      "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  TwinBench bench;
  int status;

  twin_bench_init (&bench, &argc, &argv,
                   "Measures how long it is from a model file to a network ready for work.", more);
  if (bench.serve != NULL && g_strv_length (bench.serve) == 1)
    return turn (bench.serve[0]);
  run (&bench, path != NULL ? path : shipped);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
