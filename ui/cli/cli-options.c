/* cli-options.c: the command line of a subcommand. --help and --version return to the caller, and
 * do not end the program as GLib's own --help does. */
#include "cli.h"
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_JOBS 1024

typedef struct
{
  TwinCliShared *shared;
  char *precision;
  gboolean help;
  gboolean version;
} Parsed;

static void
add_shared_entries (GOptionContext *context, const TwinCliUsage *usage, Parsed *parsed)
{
  const GOptionEntry jobs[] = { { "jobs", 'j', 0, G_OPTION_ARG_INT, &parsed->shared->jobs,
                                  N_ ("Work with N threads (one a processor)"), N_ ("N") },
                                { 0 } };
  const GOptionEntry model[] = { { "model", 'm', 0, G_OPTION_ARG_FILENAME, &parsed->shared->model,
                                   N_ ("Judge by the model FILE, not by the one that came along"),
                                   N_ ("FILE") },
                                 { 0 } };
  const GOptionEntry precision[] = {
    { "precision", 0, 0, G_OPTION_ARG_STRING, &parsed->precision,
      N_ ("Multiply in float32 or bfloat16 (what this processor is faster by)"), N_ ("P") },
    { 0 },
  };
  const GOptionEntry everywhere[] = {
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &parsed->shared->quiet,
      N_ ("Print results and errors, nothing else"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &parsed->version, N_ ("Print the version and do nothing"),
      NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &parsed->help, N_ ("Print this and do nothing"), NULL },
    { 0 },
  };

  if (usage->has & TWIN_CLI_HAS_MODEL)
    g_option_context_add_main_entries (context, model, GETTEXT_PACKAGE);
  if (usage->has & TWIN_CLI_HAS_PRECISION)
    g_option_context_add_main_entries (context, precision, GETTEXT_PACKAGE);
  if (usage->has & TWIN_CLI_HAS_JOBS)
    g_option_context_add_main_entries (context, jobs, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, everywhere, GETTEXT_PACKAGE);
}

static GOptionContext *
make_context (const TwinCliUsage *usage, Parsed *parsed)
{
  GOptionContext *context = g_option_context_new (usage->arguments);
  GOptionGroup *group = g_option_group_new (NULL, NULL, NULL, usage->callback_data, NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, usage->summary);
  g_option_context_set_description (context, usage->details);
  if (usage->options != NULL)
    g_option_group_add_entries (group, usage->options);
  g_option_context_set_main_group (context, group);
  add_shared_entries (context, usage, parsed);
  return context;
}

static int
print_help (GOptionContext *context, const TwinCliUsage *usage)
{
  g_autofree char *name = g_strdup_printf ("twinscope %s", usage->name);
  g_autofree char *help = NULL;

  g_set_prgname (name); /* the help begins with it */
  help = g_option_context_get_help (context, TRUE, NULL);
  g_print ("%s", help);
  return TWIN_CLI_DONE;
}

static gboolean
choose_precision (const TwinCliUsage *usage, const char *value, TwinPrecision *precision)
{
  /* In the order of TwinPrecision. */
  static const char *const names[] = { "float32", "bfloat16", NULL };
  int index = twin_cli_choose (usage, "--precision", value, names);

  if (index < 0)
    return FALSE;
  *precision = value == NULL && twin_precision_has_bfloat16 () ? TWIN_PRECISION_BFLOAT16
                                                               : (TwinPrecision) index;
  return TRUE;
}

/* Done only after all else: a command line that asks for help may be wrong otherwise. */
static int
check (const TwinCliUsage *usage, guint n_arguments, const char *precision, TwinCliShared *shared)
{
  if (n_arguments < usage->minimum || n_arguments > usage->maximum)
    return twin_cli_misuse (
      usage,
      g_dngettext (NULL, "%u argument was given; what is wanted: %s",
                   "%u arguments were given; what is wanted: %s", n_arguments),
      n_arguments, usage->arguments != NULL ? _ (usage->arguments) : _ ("none"));
  if (shared->jobs < 0 || shared->jobs > MAX_JOBS)
    return twin_cli_misuse (usage, _ ("--jobs takes a number from 1 to %d; %d was given"), MAX_JOBS,
                            shared->jobs);
  return choose_precision (usage, precision, &shared->precision) ? TWIN_CLI_DONE : TWIN_CLI_MISUSED;
}

/* GLib leaves the `--` that ends the options where an argument behind it begins with a dash. */
static void
drop_separator (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (g_str_equal (argv[i], "--"))
      {
        memmove (argv + i, argv + i + 1, (*argc - i) * sizeof *argv);
        --*argc;
        return;
      }
}

gboolean
twin_cli_parse (const TwinCliUsage *usage, int *argc, char ***argv, TwinCliShared *shared,
                int *status)
{
  Parsed parsed = { .shared = shared };
  g_autoptr (GOptionContext) context = make_context (usage, &parsed);
  g_autoptr (GError) error = NULL;

  if (!g_option_context_parse (context, argc, argv, &error))
    *status = twin_cli_misuse (usage, "%s", error->message);
  else if (parsed.help)
    *status = print_help (context, usage);
  else if (parsed.version)
    *status = (g_print ("twinscope %s\n", TWINSCOPE_VERSION), TWIN_CLI_DONE);
  else
    {
      drop_separator (argc, *argv);
      *status = check (usage, *argc - 1, parsed.precision, shared);
    }
  g_free (parsed.precision);
  return *status == TWIN_CLI_DONE && !parsed.help && !parsed.version;
}

void
twin_cli_shared_clear (TwinCliShared *shared)
{
  g_clear_pointer (&shared->model, g_free);
}

int
twin_cli_choose (const TwinCliUsage *usage, const char *option, const char *value,
                 const char *const *names)
{
  g_autofree char *all = NULL;

  for (int i = 0; names[i] != NULL; i++)
    if (value == NULL || g_str_equal (value, names[i]))
      return i;
  all = g_strjoinv (", ", (char **) names);
  twin_cli_misuse (usage, _ ("%s takes one of %s; “%s” was given"), option, all, value);
  return -1;
}

gboolean
twin_cli_read_number (const char *option, const char *value, guint64 highest, guint64 *number,
                      GError **error)
{
  if (g_ascii_string_to_unsigned (value, 10, 0, highest, number, NULL))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("%s takes a whole number from 0 on; “%s” was given"), option, value);
  return FALSE;
}
