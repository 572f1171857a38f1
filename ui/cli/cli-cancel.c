/* cli-cancel.c: signals, waited for by a thread: no handler runs amid the work. */
#include "cli.h"

#include <signal.h>
#include <unistd.h>

static GCancellable *cancellable;
static sigset_t awaited;

static gpointer
await_signals (gpointer data)
{
  int number;

  sigwait (&awaited, &number);
  g_cancellable_cancel (cancellable);
  sigwait (&awaited, &number);
  _exit (TWIN_CLI_CANCELLED);
  return NULL;
}

/* Whoever started us may have had it ignored, as shells do for work in the background. */
static gboolean
is_ignored (int number)
{
  struct sigaction action;

  return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void
twin_cli_cancel_install (void)
{
  cancellable = g_cancellable_new ();
  sigemptyset (&awaited);
  if (!is_ignored (SIGINT))
    sigaddset (&awaited, SIGINT);
  sigaddset (&awaited, SIGTERM);
  /* All threads started from here on inherit the mask. */
  pthread_sigmask (SIG_BLOCK, &awaited, NULL);
  g_thread_unref (g_thread_new ("signals", await_signals, NULL));
}

GCancellable *
twin_cli_get_cancellable (void)
{
  return cancellable;
}
