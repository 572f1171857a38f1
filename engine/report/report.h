/* report.h: what was found, written for people and for programs. */
#pragma once

#include "scan/scan.h"

G_BEGIN_DECLS

/**
 * TwinReportFormat:
 * @TWIN_REPORT_TEXT: for people, translated
 * @TWIN_REPORT_JSON: an object
 * @TWIN_REPORT_CSV: a line a finding; RFC 4180, but for lines that end with a line feed alone
 *
 * Names of files are valid UTF-8 in all of them: bytes that are not become U+FFFD. In CSV, a field
 * that a spreadsheet would take for a formula (= + - @, tab or carriage return first) has an
 * apostrophe in front.
 */
typedef enum
{
  TWIN_REPORT_TEXT,
  TWIN_REPORT_JSON,
  TWIN_REPORT_CSV,
} TwinReportFormat;

/**
 * twin_report_write:
 *
 * JSON: `version`, `model` (name, sha256), `threshold`, `images` (how many were read), `pairs`,
 * `undecidable`, `pages_skipped`, `failed` (list of path, message), `findings` (list of `a`, `b`,
 * each path, sha256, width, height; `score`, `model_score`, `verdict`). CSV:
 * `a,b,score,model_score,verdict`.
 *
 * @error: what @stream says
 */
gboolean twin_report_write (const TwinScan *scan, TwinReportFormat format, GOutputStream *stream,
                            GError **error);

/**
 * TwinReportPair: one comparison
 * @path_a, @path_b: as the caller calls the files, in the system's encoding
 */
typedef struct
{
  const TwinModel *model;
  const TwinComparison *comparison;
  const char *path_a;
  const char *path_b;
} TwinReportPair;

/* JSON: `version`, `a`, `b` (path, sha256, width, height), `score`, `model_score`, `verdict`,
 * `threshold`, `evidence` (null: none was looked for), `model` (name, sha256). */
gboolean twin_report_write_pair (const TwinReportPair *pair, TwinReportFormat format,
                                 GOutputStream *stream, GError **error);

G_END_DECLS
