/* cli-progress.c: how far the work is. */
#include "cli.h"
#include "report/plain-text.h"

#include <glib/gi18n.h>
#include <unistd.h>

#define SECOND G_USEC_PER_SEC
#define REDRAW_TERMINAL (SECOND / 10)
#define REDRAW_LOG (30 * SECOND)

/* Rate and time left are counted from the first update: a resumed run starts amid the work. */
struct _TwinCliProgress
{
  char *unit;
  gboolean quiet;
  gboolean terminal;
  gboolean started;
  gint64 start_time;
  double start_fraction;
  guint64 start_done;
  gint64 drawn;
};

TwinCliProgress *
twin_cli_progress_new (const char *unit, gboolean quiet)
{
  TwinCliProgress *self = g_new0 (TwinCliProgress, 1);

  self->unit = g_strdup (unit);
  self->quiet = quiet;
  self->terminal = isatty (STDERR_FILENO);
  return self;
}

static void
start (TwinCliProgress *self, double fraction, guint64 done, gint64 now)
{
  self->started = TRUE;
  self->start_time = now;
  self->start_fraction = fraction;
  self->start_done = done;
  self->drawn = self->terminal ? 0 : now;
}

static char *
format_time (double seconds)
{
  guint64 whole = seconds + 0.5;

  if (whole >= 3600)
    return g_strdup_printf (_ ("%u h %02u min"), (guint) (whole / 3600), (guint) (whole / 60 % 60));
  if (whole >= 60)
    return g_strdup_printf (_ ("%u min %02u s"), (guint) (whole / 60), (guint) (whole % 60));
  return g_strdup_printf (_ ("%u s"), (guint) whole);
}

static char *
format_line (const TwinCliProgress *self, double fraction, guint64 done, guint64 total,
             const char *remark, double elapsed)
{
  g_autofree char *done_text = g_strdup_printf ("%" G_GUINT64_FORMAT, done);
  g_autofree char *total_text = g_strdup_printf ("%" G_GUINT64_FORMAT, total);
  GString *line = g_string_new (NULL);
  double covered = fraction - self->start_fraction;

  /* TRANSLATORS: 12 of 300 pictures */
  g_string_append_printf (line, _ ("%s of %s %s"), done_text, total_text, self->unit);
  if (done > self->start_done && elapsed > 0.0)
    g_string_append_printf (line, _ (", %.3g a second"), (done - self->start_done) / elapsed);
  if (covered > 0.0 && elapsed >= 1.0)
    {
      g_autofree char *left = format_time (elapsed * (1.0 - fraction) / covered);

      g_string_append_printf (line, _ (", %s left"), left);
    }
  if (remark != NULL)
    g_string_append_printf (line, "; %s", remark);
  return g_string_free (line, FALSE);
}

static void
draw (TwinCliProgress *self, const char *line)
{
  g_autofree char *plain = twin_plain_text (line);

  if (self->terminal)
    g_printerr ("\r\033[K%s", plain);
  else
    g_printerr ("%s\n", plain);
}

void
twin_cli_progress_update (TwinCliProgress *self, double fraction, guint64 done, guint64 total,
                          const char *remark)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *line = NULL;

  if (self->quiet)
    return;
  if (!self->started)
    start (self, fraction, done, now);
  if (now - self->drawn < (self->terminal ? REDRAW_TERMINAL : REDRAW_LOG))
    return;
  self->drawn = now;
  line = format_line (self, fraction, done, total, remark,
                      (double) (now - self->start_time) / SECOND);
  draw (self, line);
}

void
twin_cli_progress_free (TwinCliProgress *self)
{
  if (self->terminal && self->drawn != 0)
    g_printerr ("\r\033[K");
  g_free (self->unit);
  g_free (self);
}
