#include "report/report.h"

#include "judgement/words.h"
#include "report/report-formats.h"

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

GPtrArray *
twin_report_find_words (const TwinComparison *comparison)
{
  return comparison->evidence != NULL ? twin_words_find (comparison->evidence)
                                      : g_ptr_array_new_with_free_func (g_free);
}
