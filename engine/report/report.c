#include "report/report.h"

#include "judgement/words.h"
#include "report/report-formats.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A format's two functions, in the order of TwinReportFormat. */
static const struct
{
  char *(*scan) (const TwinScan *scan);
  char *(*pair) (const TwinReportPair *pair);
} formats[] = {
  [TWIN_REPORT_TEXT] = { twin_report_scan_as_text, twin_report_pair_as_text },
  [TWIN_REPORT_JSON] = { twin_report_scan_as_json, twin_report_pair_as_json },
  [TWIN_REPORT_CSV] = { twin_report_scan_as_csv, twin_report_pair_as_csv },
};

static gboolean
write_out (const char *content, GOutputStream *stream, GError **error)
{
  return g_output_stream_write_all (stream, content, strlen (content), NULL, NULL, error);
}

gboolean
twin_report_write (const TwinScan *scan, TwinReportFormat format, GOutputStream *stream,
                   GError **error)
{
  g_autofree char *content = formats[format].scan (scan);

  return write_out (content, stream, error);
}

gboolean
twin_report_write_pair (const TwinReportPair *pair, TwinReportFormat format, GOutputStream *stream,
                        GError **error)
{
  g_autofree char *content = formats[format].pair (pair);

  return write_out (content, stream, error);
}

guint64
twin_report_count_skipped_pages (const TwinScan *scan)
{
  guint64 skipped = 0;

  for (guint i = 0; i < scan->pictures->len; i++)
    skipped += ((TwinScanPicture *) scan->pictures->pdata[i])->n_pages - 1;
  return skipped;
}

/* Which panel of which figure it is about. (transfer full) (nullable): NULL where it is about both as wholes */
static char *
find_panel_words (const TwinComparison *comparison)
{
  g_autofree char *a = comparison->panel_a != TWIN_PART_WHOLE
                         ? twin_panel_name (comparison->panel_a)
                         : NULL;
  g_autofree char *b = comparison->panel_b != TWIN_PART_WHOLE
                         ? twin_panel_name (comparison->panel_b)
                         : NULL;

  if (a != NULL && b != NULL)
    return g_strdup_printf (_ ("This is about panel %s of A and panel %s of B."), a, b);
  if (a != NULL)
    return g_strdup_printf (_ ("This is about panel %s of A."), a);
  return b != NULL ? g_strdup_printf (_ ("This is about panel %s of B."), b) : NULL;
}

GPtrArray *
twin_report_find_words (const TwinComparison *comparison)
{
  GPtrArray *words;
  char *panels;

  if (comparison->evidence == NULL)
    return g_ptr_array_new_with_free_func (g_free);
  words = twin_words_find (comparison->evidence);
  panels = find_panel_words (comparison);
  if (panels != NULL && words->len > 0)
    g_ptr_array_insert (words, 0, g_steal_pointer (&panels));
  g_free (panels);
  return words;
}
