/* report-formats.h: private to the room: a file a format. */
#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* All: (transfer full). */
char *twin_report_scan_as_text (const TwinScan *scan);
char *twin_report_scan_as_json (const TwinScan *scan);
char *twin_report_scan_as_csv (const TwinScan *scan);
char *twin_report_pair_as_text (const TwinReportPair *pair);
char *twin_report_pair_as_json (const TwinReportPair *pair);
char *twin_report_pair_as_csv (const TwinReportPair *pair);

/* Sentences about a pair's evidence (element-type utf8); none where there is none. */
GPtrArray *twin_report_find_words (const TwinComparison *comparison);

/* Pages of the files read that were not looked at. */
guint64 twin_report_count_skipped_pages (const TwinScan *scan);

G_END_DECLS
