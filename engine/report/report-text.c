/* report-text.c: for people. */
#include "report/plain-text.h"
#include "report/report-formats.h"

#include <glib/gi18n-lib.h>

static char *
show_path (const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  return twin_plain_text (name);
}

static void
append_finding (GString *text, const TwinScan *scan, const TwinFinding *finding)
{
  const TwinScanPicture *a = scan->pictures->pdata[finding->a],
                        *b = scan->pictures->pdata[finding->b];
  g_autofree char *name_a = show_path (a->path), *name_b = show_path (b->path);

  g_string_append_printf (text, "%5.1f %%  %s\n         %s\n         %s\n\n",
                          100.0 * finding->verdict.score, name_a, name_b,
                          twin_verdict_get_words (&finding->verdict));
}

/* @format: with %s for the number (a format of 64 bits has no place in a translated text) */
static void
append_count (GString *text, const char *format, guint64 n)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n);

  g_string_append_printf (text, format, number);
}

/* `12 pictures, 66 pairs, 2 suspicious, 1 unreadable.` */
static void
append_summary (GString *text, const TwinScan *scan)
{
  guint n_pictures = scan->pictures->len, n_findings = scan->findings->len,
        n_failed = scan->unreadable->len;

  append_count (text, g_dngettext (GETTEXT_PACKAGE, "%s picture", "%s pictures", n_pictures),
                n_pictures);
  g_string_append (text, ", ");
  append_count (text, g_dngettext (GETTEXT_PACKAGE, "%s pair", "%s pairs", scan->n_pairs),
                scan->n_pairs);
  g_string_append (text, ", ");
  append_count (text, g_dngettext (GETTEXT_PACKAGE, "%s suspicious", "%s suspicious", n_findings),
                n_findings);
  g_string_append (text, ", ");
  append_count (text, g_dngettext (GETTEXT_PACKAGE, "%s unreadable", "%s unreadable", n_failed),
                n_failed);
  g_string_append (text, ".\n");
}

/* What a reader should not take for having been looked at. */
static void
append_remarks (GString *text, const TwinScan *scan)
{
  guint64 n_undecidable = scan->n_undecidable, n_pages = twin_report_count_skipped_pages (scan);

  if (n_undecidable > 0)
    append_count (
      text,
      g_dngettext (GETTEXT_PACKAGE, "%s pair looks alike but has too little texture to judge.\n",
                   "%s pairs look alike but have too little texture to judge.\n", n_undecidable),
      n_undecidable);
  if (n_pages > 0)
    append_count (
      text,
      g_dngettext (GETTEXT_PACKAGE, "%s further page was not looked at: of a file, the first is.\n",
                   "%s further pages were not looked at: of a file, the first is.\n", n_pages),
      n_pages);
}

char *
twin_report_scan_as_text (const TwinScan *scan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < scan->findings->len; i++)
    append_finding (text, scan, &g_array_index (scan->findings, TwinFinding, i));
  if (scan->findings->len == 0)
    g_string_append (text, _ ("Nothing suspicious was found.\n"));
  append_summary (text, scan);
  append_remarks (text, scan);
  return g_string_free (text, FALSE);
}

static void
append_picture (GString *text, const char *label, const char *path, const TwinSubject *subject)
{
  g_autofree char *name = show_path (path);

  g_string_append_printf (text, _ ("%s: %s (%u × %u pixels)\n"), label, name,
                          twin_subject_get_width (subject), twin_subject_get_height (subject));
}

char *
twin_report_pair_as_text (const TwinReportPair *pair)
{
  GString *text = g_string_new (NULL);
  const TwinVerdict *verdict = &pair->comparison->verdict;
  g_autoptr (GPtrArray) words = twin_report_find_words (pair->comparison);

  append_picture (text, "a", pair->path_a, pair->comparison->a);
  append_picture (text, "b", pair->path_b, pair->comparison->b);
  g_string_append_printf (text, _ ("score: %.1f %% (an altered copy from %.1f %% on)\n%s\n"),
                          100.0 * verdict->score, 100.0 * verdict->threshold,
                          twin_verdict_get_words (verdict));
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) words->pdata[i]);
  return g_string_free (text, FALSE);
}
