/* scan.c: twinscope scan: the suspicious pairs among many pictures. */
#include "cli.h"
#include "report/report.h"

#include <glib/gi18n.h>
#include <math.h>

/* In the order of TwinReportFormat. */
static const char *const formats[] = { "text", "json", "csv", NULL };

#define NOT_GIVEN (-INFINITY)

/* As given on the command line; @threshold may be NOT_GIVEN. */
typedef struct
{
  char *format;
  char *output;
  double threshold;
  gboolean no_recursive;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->format);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
show_progress (double fraction, guint n_read, guint n_files, gpointer progress)
{
  twin_cli_progress_update (progress, fraction, n_read, n_files,
                            n_read == n_files ? _ ("comparing") : NULL);
}

static TwinScan *
scan (char **paths, const Options *options, const TwinCliShared *shared, GError **error)
{
  g_autoptr (TwinModel) model = twin_cli_load_model (shared->model, error);
  g_autoptr (TwinWorkers) workers = NULL;
  g_autoptr (TwinSession) session = NULL;
  g_autoptr (TwinCliProgress) progress = twin_cli_progress_new (_ ("pictures"), shared->quiet);
  TwinScanOptions scan_options = { .recursive = !options->no_recursive,
                                   .threshold = isnan (options->threshold) ? -1.0
                                                                           : options->threshold };

  if (model == NULL)
    return NULL;
  workers = twin_workers_new (shared->jobs);
  session = twin_cli_new_session (model, workers, shared);
  return twin_scan_run (session, workers, (const char *const *) paths, &scan_options, show_progress,
                        progress, twin_cli_get_cancellable (), error);
}

/* What write_report() needs. */
typedef struct
{
  const TwinScan *scan;
  TwinReportFormat format;
} Report;

static gboolean
write_report (GOutputStream *stream, gpointer data, GError **error)
{
  const Report *report = data;

  return twin_report_write (report->scan, report->format, stream, error);
}

static int
run (char **paths, const Options *options, TwinReportFormat format, const TwinCliShared *shared)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinScan) found = scan (paths, options, shared, &error);
  Report report = { found, format };

  if (found == NULL)
    return twin_cli_fail (error);
  for (guint i = 0; i < found->unreadable->len; i++)
    twin_cli_say ("%s", ((TwinUnreadable *) found->unreadable->pdata[i])->message);
  if (!twin_cli_output (options->output, write_report, &report, &error))
    return twin_cli_fail (error);
  return found->unreadable->len == 0 ? TWIN_CLI_DONE : TWIN_CLI_FAILED;
}

int
twin_cli_scan (int argc, char **argv)
{
  g_auto (Options) options = { .threshold = NOT_GIVEN };
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format,
      N_ ("Report as text, json or csv (text)"), N_ ("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_ ("Write the report to FILE, whole or not at all, not to standard output"), N_ ("FILE") },
    { "threshold", 't', 0, G_OPTION_ARG_DOUBLE, &options.threshold,
      N_ ("Report pairs with a score of T or more, 0 to 1 (the model's own)"), N_ ("T") },
    { "no-recursive", 0, 0, G_OPTION_ARG_NONE, &options.no_recursive,
      N_ ("Leave out folders inside the folders"), NULL },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "scan",
    .arguments = N_ ("PATH…"),
    .summary = N_ (
      "Compares all pictures in the folders PATH (and files PATH) with each other and lists the\n"
      "pairs of which one may be an altered copy of the other, the most suspicious first."),
    .details = N_ (
      "Files with the suffix png, jpg, jpeg, tif, tiff, webp, bmp or gif are taken; a file named\n"
      "as a PATH is taken whatever its name. Hidden files and folders are passed over; links are\n"
      "followed. Of a file with several pages the first is looked at. A file that cannot be read\n"
      "is named, the others go on, and the exit status is 1. What is found is a lead for a person\n"
      "to judge."),
    .options = entries,
    .has = TWIN_CLI_HAS_MODEL | TWIN_CLI_HAS_JOBS | TWIN_CLI_HAS_PRECISION,
    .minimum = 1,
    .maximum = G_MAXUINT,
  };
  int status, format;

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  if ((format = twin_cli_choose (&usage, "--format", options.format, formats)) < 0)
    return TWIN_CLI_MISUSED;
  if (options.threshold != NOT_GIVEN && !(options.threshold >= 0.0 && options.threshold <= 1.0))
    return twin_cli_misuse (&usage, _ ("--threshold takes a number from 0 to 1; %g was given"),
                            options.threshold);
  return run (argv + 1, &options, format, &shared);
}
