/* cli-message.c: messages. */
#include "cli.h"
#include "report/plain-text.h"

#include <glib/gi18n.h>
#include <unistd.h>

static void
say (const char *message)
{
  g_autofree char *line = twin_plain_text (message);

  /* A progress line that stands there is overwritten; it comes back below. */
  g_printerr ("%stwinscope: %s\n", isatty (STDERR_FILENO) ? "\r\033[K" : "", line);
}

void
twin_cli_say (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  say (message);
}

int
twin_cli_fail (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TWIN_CLI_CANCELLED;
  say (error->message);
  return TWIN_CLI_FAILED;
}

int
twin_cli_misuse (const TwinCliUsage *usage, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  twin_cli_say (_ ("%s (see “twinscope %s --help”)"), message, usage->name);
  return TWIN_CLI_MISUSED;
}
