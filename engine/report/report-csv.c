/* report-csv.c: a line a finding. */
#include "report/report-formats.h"

#include <string.h>

#define HEADER "a,b,score,model_score,verdict\n"

static void
append_name (GString *csv, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  gboolean formula = *name != '\0' && strchr ("=+-@\t\r", *name) != NULL;

  if (!formula && strpbrk (name, ",\"\r\n") == NULL)
    {
      g_string_append (csv, name);
      return;
    }
  g_string_append (csv, formula ? "\"'" : "\"");
  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *at);
    }
  g_string_append_c (csv, '"');
}

/* With a full stop, whatever the language. */
static void
append_number (GString *csv, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (csv, ",%s", g_ascii_formatd (buffer, sizeof buffer, "%.6f", number));
}

static void
append_line (GString *csv, const char *path_a, const char *path_b, const TwinVerdict *verdict)
{
  append_name (csv, path_a);
  g_string_append_c (csv, ',');
  append_name (csv, path_b);
  append_number (csv, verdict->score);
  append_number (csv, verdict->model_score);
  g_string_append_printf (csv, ",%s\n", twin_verdict_get_id (verdict));
}

char *
twin_report_scan_as_csv (const TwinScan *scan)
{
  GString *csv = g_string_new (HEADER);

  for (guint i = 0; i < scan->findings->len; i++)
    {
      const TwinFinding *finding = &g_array_index (scan->findings, TwinFinding, i);
      const TwinScanPicture *a = scan->pictures->pdata[finding->a],
                            *b = scan->pictures->pdata[finding->b];

      append_line (csv, a->path, b->path, &finding->verdict);
    }
  return g_string_free (csv, FALSE);
}

char *
twin_report_pair_as_csv (const TwinReportPair *pair)
{
  GString *csv = g_string_new (HEADER);

  append_line (csv, pair->path_a, pair->path_b, &pair->comparison->verdict);
  return g_string_free (csv, FALSE);
}
