/* compare.c: twinscope compare: is one picture an altered copy of the other? */
#include "cli.h"
#include "picture/picture-save.h"
#include "report/overlay.h"
#include "report/report.h"

#include <glib/gi18n.h>

/* Pictures are read at this size for the overlay, whose fields are smaller. */
#define OVERLAY_SIDE 1280

static const char *const formats[] = { "text", "json", NULL };

/* As given on the command line. */
typedef struct
{
  char *format;
  gint page;
  gboolean no_evidence;
  char *overlay;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->format);
  g_free (options->overlay);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Both are tried, so that both are named where both are bad. */
static gboolean
load_pictures (char **paths, guint page, GPtrArray *pictures, int *status)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);
      TwinPicture *picture = twin_picture_load (file, page, twin_cli_get_cancellable (), &error);

      if (picture != NULL)
        g_ptr_array_add (pictures, picture);
      else
        *status = twin_cli_fail (error);
    }
  return pictures->len == 2;
}

static gboolean
find_features (GPtrArray *subjects, GPtrArray *pictures, GError **error)
{
  for (guint i = 0; i < subjects->len; i++)
    if (!twin_subject_find_features (subjects->pdata[i], pictures->pdata[i],
                                     twin_cli_get_cancellable (), error))
      return FALSE;
  return TRUE;
}

static TwinComparison *
compare (TwinModel *model, const TwinCliShared *shared, gboolean no_evidence, GPtrArray *pictures,
         GError **error)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (shared->jobs);
  g_autoptr (TwinSession) session = twin_cli_new_session (model, workers, shared);
  g_autoptr (GPtrArray) subjects = twin_subjects_new (
    session, (TwinPicture *const *) pictures->pdata, pictures->len, TWIN_VIEWS_WHOLE,
    twin_cli_get_cancellable (), error);

  if (subjects == NULL || (!no_evidence && !find_features (subjects, pictures, error)))
    return NULL;
  return twin_compare (model, subjects->pdata[0], subjects->pdata[1], TWIN_COMPARE_DEFAULT,
                       twin_cli_get_cancellable (), error);
}

/* What write_report() needs. */
typedef struct
{
  TwinReportPair pair;
  TwinReportFormat format;
} Report;

static gboolean
write_report (GOutputStream *stream, gpointer data, GError **error)
{
  const Report *report = data;

  return twin_report_write_pair (&report->pair, report->format, stream, error);
}

static gboolean
write_overlay (const char *path, GPtrArray *pictures, const TwinComparison *comparison,
               GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (TwinRaster) a = twin_picture_show (pictures->pdata[0], OVERLAY_SIDE);
  g_autoptr (TwinRaster) b = twin_picture_show (pictures->pdata[1], OVERLAY_SIDE);
  g_autoptr (TwinRaster) overlay = NULL;

  if (a != NULL && b != NULL)
    overlay = twin_overlay_new (a, twin_subject_get_width (comparison->a),
                                twin_subject_get_height (comparison->a), b,
                                twin_subject_get_width (comparison->b),
                                twin_subject_get_height (comparison->b), comparison->evidence);
  if (overlay != NULL)
    return twin_raster_save (overlay, file, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("“%s” was not written: there is not enough memory to draw it. Close other "
                  "programs."),
               path);
  return FALSE;
}

static int
run (char **paths, const Options *options, TwinReportFormat format, const TwinCliShared *shared)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (
    (GDestroyNotify) twin_picture_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinModel) model = twin_cli_load_model (shared->model, &error);
  g_autoptr (TwinComparison) comparison = NULL;
  int status = TWIN_CLI_DONE;

  if (model == NULL)
    return twin_cli_fail (error);
  if (!load_pictures (paths, (guint) options->page, pictures, &status))
    return status;
  comparison = compare (model, shared, options->no_evidence, pictures, &error);
  if (comparison == NULL ||
      (options->overlay != NULL && !write_overlay (options->overlay, pictures, comparison, &error)))
    return twin_cli_fail (error);
  Report report = { { model, comparison, paths[0], paths[1] }, format };
  return twin_cli_output (NULL, write_report, &report, &error) ? TWIN_CLI_DONE
                                                               : twin_cli_fail (error);
}

static gboolean
check_overlay (const TwinCliUsage *usage, const char *path)
{
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_commandline_arg (path) : NULL;

  if (file == NULL || twin_raster_can_save (file))
    return TRUE;
  twin_cli_misuse (usage, _ ("--overlay takes the name of a .png (or .jpg) file; “%s” was given"),
                   path);
  return FALSE;
}

int
twin_cli_compare (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format,
      N_ ("Print the result as text or json (text)"), N_ ("FORMAT") },
    { "page", 0, 0, G_OPTION_ARG_INT, &options.page,
      N_ ("Take page N of files with several; the first is 0 (0)"), N_ ("N") },
    { "no-evidence", 0, 0, G_OPTION_ARG_NONE, &options.no_evidence,
      N_ ("Judge by the network alone"), NULL },
    { "overlay", 0, 0, G_OPTION_ARG_FILENAME, &options.overlay,
      N_ (
        "Draw what was found to a file: both pictures with outlines, B laid over A, what differs"),
      N_ ("OUT.png") },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "compare",
    .arguments = N_ ("A B"),
    .summary = N_ (
      "Judges whether one of the two pictures A and B is an altered copy of the other."),
    .details = N_ (
      "The score is a probability, were copies as frequent as different pictures. It is a\n"
      "lead for a person to judge. The order of A and B does not matter."),
    .options = entries,
    .has = TWIN_CLI_HAS_MODEL | TWIN_CLI_HAS_JOBS | TWIN_CLI_HAS_PRECISION,
    .minimum = 2,
    .maximum = 2,
  };
  int status, format;

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  if ((format = twin_cli_choose (&usage, "--format", options.format, formats)) < 0)
    return TWIN_CLI_MISUSED;
  if (options.page < 0)
    return twin_cli_misuse (&usage, _ ("--page takes a number from 0 on; %d was given"),
                            options.page);
  if (!check_overlay (&usage, options.overlay))
    return TWIN_CLI_MISUSED;
  return run (argv + 1, &options, format, &shared);
}
