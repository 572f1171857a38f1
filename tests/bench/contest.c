#include "contest.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define SECONDS_A_TURN 0.5
#define MAX_TURNS 64

typedef struct
{
  GSubprocess *process;
  GDataInputStream *answers;
  pid_t group; /* of processes: a peer may stand behind tools/in-root; 0: ended at once */
  char *name;
  guint times; /* the work a turn */
  double seconds[MAX_TURNS];
} Side;

void
twin_standing_clear (TwinStanding *standing)
{
  g_clear_pointer (&standing->name, g_free);
}

static void
lead_group (gpointer data)
{
  setpgid (0, 0);
}

static void
signal_group (const Side *side, int number)
{
  if (side->group > 0)
    kill (-side->group, number);
}

static void
side_clear (Side *side)
{
  if (side->process != NULL)
    {
      signal_group (side, SIGCONT);
      g_output_stream_close (g_subprocess_get_stdin_pipe (side->process), NULL, NULL);
      g_subprocess_wait (side->process, NULL, NULL);
    }
  g_clear_object (&side->answers);
  g_clear_object (&side->process);
  g_free (side->name);
}

/* (transfer full): the next line. */
static char *
read_answer (Side *side, GError **error)
{
  char *line = g_data_input_stream_read_line_utf8 (side->answers, NULL, NULL, error);

  if (line == NULL && error != NULL && *error == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED,
                         "the process ended without an answer");
  return line;
}

static gboolean
ask (Side *side, const char *request, double *answer, GError **error)
{
  GOutputStream *to = g_subprocess_get_stdin_pipe (side->process);
  g_autofree char *line = NULL;

  signal_group (side, SIGCONT);
  if (!g_output_stream_printf (to, NULL, NULL, error, "%s\n", request) ||
      !g_output_stream_flush (to, NULL, error) || (line = read_answer (side, error)) == NULL)
    return FALSE;
  signal_group (side, SIGSTOP);
  *answer = g_ascii_strtod (line, NULL);
  return TRUE;
}

static gboolean
take_turn (Side *side, double *seconds, GError **error)
{
  g_autofree char *request = g_strdup_printf ("run %u", side->times);
  double all;

  if (!ask (side, request, &all, error))
    return FALSE;
  *seconds = all / side->times;
  return TRUE;
}

/* Starts it, waits until it is warm, and finds how often a turn repeats the work. */
static gboolean
side_start (Side *side, const char *const *command, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *line = NULL;
  const char *identifier;
  double seconds;

  g_subprocess_launcher_set_child_setup (launcher, lead_group, NULL, NULL);
  side->process = g_subprocess_launcher_spawnv (launcher, command, error);
  if (side->process == NULL)
    return FALSE;
  identifier = g_subprocess_get_identifier (side->process);
  side->group = identifier != NULL ? atoi (identifier) : 0;
  side->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (side->process));
  line = read_answer (side, error);
  if (line == NULL)
    return FALSE;
  side->name = g_strdup (g_str_has_prefix (line, "ready ") ? line + 6 : line);
  side->times = 1;
  if (!take_turn (side, &seconds, error))
    return FALSE;
  side->times = CLAMP (SECONDS_A_TURN / seconds, 1, 100000);
  return TRUE;
}

static int
compare_doubles (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0.0 ? -1 : difference > 0.0;
}

double
twin_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
}

static gboolean
finish (Side *side, guint turns, TwinStanding *standing, GError **error)
{
  double kibibytes;

  if (!ask (side, "memory", &kibibytes, error))
    return FALSE;
  *standing = (TwinStanding){ g_strdup (side->name), twin_median (side->seconds, turns),
                              kibibytes * 1024 };
  return TRUE;
}

static gboolean
compete (Side *sides, guint n_sides, guint turns, TwinStanding *standings, GError **error)
{
  for (guint turn = 0; turn < turns; turn++)
    for (guint i = 0; i < n_sides; i++)
      if (!take_turn (&sides[i], &sides[i].seconds[turn], error))
        return FALSE;
  for (guint i = 0; i < n_sides; i++)
    if (!finish (&sides[i], turns, &standings[i], error))
      return FALSE;
  return TRUE;
}

gboolean
twin_contest (const char *const *ours, const char *const *peers, guint turns,
              TwinStanding *standings, GError **error)
{
  Side sides[2] = { { 0 }, { 0 } };
  gboolean done;

  turns = CLAMP (turns, 1, MAX_TURNS);
  done = side_start (&sides[0], ours, error) &&
         (peers == NULL || side_start (&sides[1], peers, error)) &&
         compete (sides, peers != NULL ? 2 : 1, turns, standings, error);
  side_clear (&sides[0]);
  side_clear (&sides[1]);
  return done;
}
