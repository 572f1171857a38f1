/* main.c: the twinscope program: finds the subcommand and makes the ground ready for it. */
#include "cli.h"
#include "config.h"

#include <gegl.h>
#include <glib/gi18n.h>
#include <glib/gprintf.h>
#include <locale.h>

/**
 * Command:
 * @uses_pictures: GEGL is made ready first
 */
typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  gboolean uses_pictures;
  const char *summary;
} Command;

/* In the order in which a newcomer meets them. */
static const Command commands[] = {
  { "compare", twin_cli_compare, TRUE,
    N_ ("judge whether one picture is an altered copy of another") },
  { "scan", twin_cli_scan, TRUE, N_ ("find the suspicious pairs among many pictures") },
  { "panels", twin_cli_panels, TRUE, N_ ("cut a figure into its panels") },
  { "train", twin_cli_train, TRUE, N_ ("train a model on your own images") },
  { "info", twin_cli_info, FALSE, N_ ("say what a model file holds") },
  { "evaluate", twin_cli_evaluate, TRUE, N_ ("measure a model on pairs whose answer is known") },
  { "calibrate", twin_cli_calibrate, TRUE,
    N_ ("fit the meaning of a model's scores to your own images") },
  { "make-pairs", twin_cli_make_pairs, TRUE,
    N_ ("make pairs whose answer is known, with the truth of each") },
  { "alter", twin_cli_alter, TRUE, N_ ("write an altered copy of a picture") },
  { "draw", twin_cli_draw, FALSE, N_ ("draw a picture like those of biology") },
};

static void
print_help (void)
{
  g_print (_ ("Usage:\n  twinscope COMMAND [OPTION…] …\n\n"
              "Finds altered copies among biological images: leads, for a person to judge.\n\n"
              "Commands:\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-11s %s\n", commands[i].name, _ (commands[i].summary));
  g_print (_ (
    "\n“twinscope COMMAND --help” says more of each; “twinscope --version” prints the version.\n"));
}

static const Command *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (name, commands[i].name))
      return &commands[i];
  return NULL;
}

/* The variables must be set before the first thread starts. */
static void
prepare_environment (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TWINSCOPE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_setenv ("GEGL_USE_OPENCL", "no", TRUE);
  /* We take GEGL's buffers and none of its operations: not loading them saves 95 of 115 ms. */
  g_setenv ("GEGL_PATH", TWINSCOPE_DATA_DIR "/no-operations", FALSE);
  /* Pixels stay in memory, of which the loader's limits keep it small: no files to clear away. */
  g_setenv ("GEGL_SWAP", "RAM", FALSE);
  twin_cli_cancel_install ();
}

/* There is no gegl_exit(): it would free what the system takes back anyhow, and leaks in doing so. */
static int
run_command (const Command *command, int argc, char **argv)
{
  if (command->uses_pictures)
    gegl_init (NULL, NULL);
  return command->run (argc, argv);
}

int
main (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : NULL;
  const Command *command;

  prepare_environment ();
  if (name == NULL)
    twin_cli_say (_ ("Which command? “twinscope --help” lists them."));
  else if (g_str_equal (name, "--help") || g_str_equal (name, "-h"))
    return print_help (), TWIN_CLI_DONE;
  else if (g_str_equal (name, "--version"))
    return g_print ("twinscope %s\n", TWINSCOPE_VERSION), TWIN_CLI_DONE;
  else if ((command = find_command (name)) != NULL)
    return run_command (command, argc - 1, argv + 1);
  else
    twin_cli_say (_ ("There is no command “%s”; “twinscope --help” lists them."), name);
  return TWIN_CLI_MISUSED;
}
