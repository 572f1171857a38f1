/* cli-cancel.c: signals, seen by a thread with a main loop of its own. (Blocking them and waiting
 * would not do: OpenBLAS starts threads before main() that do not block them.) */
#include "cli.h"

#include <glib-unix.h>
#include <unistd.h>

static GCancellable *cancellable;

static gboolean
cancel (gpointer data)
{
  if (g_cancellable_is_cancelled (cancellable))
    _exit (TWIN_CLI_CANCELLED);
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

/* Whoever started us may have had it ignored, as shells do for work in the background. */
static gboolean
is_ignored (int number)
{
  struct sigaction action;

  return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void
watch (int number, GMainContext *context)
{
  g_autoptr (GSource) source = g_unix_signal_source_new (number);

  g_source_set_callback (source, cancel, NULL, NULL);
  g_source_attach (source, context);
}

static gpointer
watch_signals (gpointer context)
{
  for (;;)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

void
twin_cli_cancel_install (void)
{
  GMainContext *context = g_main_context_new ();

  cancellable = g_cancellable_new ();
  if (!is_ignored (SIGINT))
    watch (SIGINT, context);
  watch (SIGTERM, context);
  g_thread_unref (g_thread_new ("signals", watch_signals, context));
}

GCancellable *
twin_cli_get_cancellable (void)
{
  return cancellable;
}
