/* cli.h: what the subcommands of the twinscope program share. Results go to standard output, all
 * else to standard error. */
#pragma once

#include "model/session.h"
#include "picture/file-replace.h"

G_BEGIN_DECLS

/**
 * TwinCliStatus: exit status
 * @TWIN_CLI_DONE: all of it
 * @TWIN_CLI_FAILED: the work failed for some input, each named on standard error
 * @TWIN_CLI_MISUSED: an option or argument is wrong
 * @TWIN_CLI_CANCELLED: by SIGINT or SIGTERM
 */
typedef enum
{
  TWIN_CLI_DONE = 0,
  TWIN_CLI_FAILED = 1,
  TWIN_CLI_MISUSED = 2,
  TWIN_CLI_CANCELLED = 130,
} TwinCliStatus;

/* A subcommand: argv[0] is its name; returns a TwinCliStatus. GEGL is ready. A file each. */
int twin_cli_alter (int argc, char **argv);
int twin_cli_calibrate (int argc, char **argv);
int twin_cli_compare (int argc, char **argv);
int twin_cli_draw (int argc, char **argv);
int twin_cli_evaluate (int argc, char **argv);
int twin_cli_info (int argc, char **argv);
int twin_cli_make_pairs (int argc, char **argv);
int twin_cli_panels (int argc, char **argv);
int twin_cli_scan (int argc, char **argv);
int twin_cli_train (int argc, char **argv);

/* cli-options.c: the command line. */

/**
 * TwinCliShared: options that mean the same in every subcommand
 * @quiet: `--quiet`: no progress, no remarks; errors are still printed
 * @jobs: `--jobs`: threads; 0 (not given): one a processor
 * @model: `--model` (nullable): file name as given
 * @precision: `--precision`; not given: what this processor is faster by
 */
typedef struct
{
  gboolean quiet;
  gint jobs;
  char *model;
  TwinPrecision precision;
} TwinCliShared;

/* Shared options that only some subcommands have; --quiet, --version and --help are everywhere. */
typedef enum
{
  TWIN_CLI_HAS_NONE = 0,
  TWIN_CLI_HAS_JOBS = 1 << 0,
  TWIN_CLI_HAS_MODEL = 1 << 1,
  TWIN_CLI_HAS_PRECISION = 1 << 2,
} TwinCliHas;

/**
 * TwinCliUsage: a subcommand's command line; texts are marked with N_() and translated when shown
 * @name: `compare`
 * @arguments: (nullable): `A B`, as --help shows them
 * @summary: what --help says above the options: a paragraph
 * @details: (nullable): what it says below them
 * @options: ends with a zeroed entry
 * @callback_data: (nullable): what %G_OPTION_ARG_CALLBACK functions get
 * @minimum, @maximum: how many arguments are left once the options are taken out
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  const char *details;
  const GOptionEntry *options;
  gpointer callback_data;
  TwinCliHas has;
  guint minimum;
  guint maximum;
} TwinCliUsage;

/**
 * twin_cli_parse:
 * @argc, @argv: in: as the subcommand got them; out: argv[1] on are the arguments, as file names
 *   in the system's encoding
 * @shared: zeroed; written; to be cleared
 * @status: what to return at once where this returns FALSE: %TWIN_CLI_DONE after --help and
 *   --version, %TWIN_CLI_MISUSED (and a message was printed)
 */
gboolean twin_cli_parse (const TwinCliUsage *usage, int *argc, char ***argv, TwinCliShared *shared,
                         int *status);
void twin_cli_shared_clear (TwinCliShared *shared);

/* The index of @value in the NULL-ended @names; NULL gives 0. Otherwise -1, and the message that
 * names the option @option and all that it takes was printed: return %TWIN_CLI_MISUSED. */
int twin_cli_choose (const TwinCliUsage *usage, const char *option, const char *value,
                     const char *const *names);

/* A whole number from 0 to @highest into @number. @error: %G_OPTION_ERROR_BAD_VALUE, names the option: for the callbacks
 * of %G_OPTION_ARG_CALLBACK. */
gboolean twin_cli_read_number (const char *option, const char *value, guint64 highest,
                               guint64 *number, GError **error);

/* cli-message.c: a line on standard error, `twinscope: …`, in the place of a progress line. */

void twin_cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Prints @error, unless the work was cancelled. Returns: the exit status that it means. */
int twin_cli_fail (const GError *error);
/* Wrong use: the message, and where help is. Returns: %TWIN_CLI_MISUSED. */
int twin_cli_misuse (const TwinCliUsage *usage, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* cli-cancel.c: SIGINT and SIGTERM cancel this (a second one ends the program there and then). */

/* Before any thread is started. */
void twin_cli_cancel_install (void);
/* (transfer none) */
GCancellable *twin_cli_get_cancellable (void);

/* cli-progress.c: on a terminal one line, with rate and time left, redrawn in place ten times a
 * second at most; elsewhere a plain line every half minute. Nothing where @quiet. */

typedef struct _TwinCliProgress TwinCliProgress;

/* @unit: of the rate, plural and translated: `pictures` */
TwinCliProgress *twin_cli_progress_new (const char *unit, gboolean quiet);
/* @fraction: of all the work, 0 to 1: gives the time left. @done of @total: in units.
 * @remark: (nullable): added to the line: losses, a phase. */
void twin_cli_progress_update (TwinCliProgress *progress, double fraction, guint64 done,
                               guint64 total, const char *remark);
/* Takes the line off the terminal. */
void twin_cli_progress_free (TwinCliProgress *progress);

/* cli-model.c */

/* @option: of --model, or NULL for the model that came with the program: `twinscope.safetensors` in
 * the folder that the variable TWINSCOPE_DATA_DIR names, else where the program was installed. */
TwinModel *twin_cli_load_model (const char *option, GError **error);
/* The model at work, in the precision that was asked for. @workers are kept by reference. */
TwinSession *twin_cli_new_session (TwinModel *model, TwinWorkers *workers,
                                   const TwinCliShared *shared);

/* cli-output.c */

/* Has @writer write to @path, whole or not at all, or to standard output where @path is NULL. */
gboolean twin_cli_output (const char *path, TwinFileWriter writer, gpointer data, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinCliShared, twin_cli_shared_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinCliProgress, twin_cli_progress_free)

G_END_DECLS
