#include "serve.h"

#include <stdio.h>
#include <string.h>

static void
answer_run (guint times, TwinServed work, gpointer data)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < times; i++)
    work (data);
  g_print ("%.6f\n", (g_get_monotonic_time () - start) / 1e6);
}

static void
answer_memory (void)
{
  g_autofree char *status = NULL;
  const char *peak;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ||
      (peak = strstr (status, "VmHWM:")) == NULL)
    g_error ("/proc/self/status has no VmHWM");
  g_print ("%" G_GUINT64_FORMAT "\n", g_ascii_strtoull (peak + strlen ("VmHWM:"), NULL, 10));
}

void
twin_serve (const char *name, TwinServed work, gpointer data)
{
  char line[64];
  guint times;

  work (data);
  g_print ("ready %s\n", name);
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      if (sscanf (line, "run %u", &times) == 1)
        answer_run (times, work, data);
      else
        answer_memory ();
      fflush (stdout);
    }
}
