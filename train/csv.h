/* csv.h: tables as RFC 4180 has them, with a header line. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TWIN_CSV_ERROR (twin_csv_error_quark ())

/**
 * TwinCsvError:
 * @TWIN_CSV_ERROR_SYNTAX: an open quote, or a row of another length than the header; the line is named
 * @TWIN_CSV_ERROR_COLUMN: a column that is needed is missing; named
 * @TWIN_CSV_ERROR_VALUE: a field that makes no sense there; row and value are named
 * @TWIN_CSV_ERROR_LIMIT: larger than TWIN_CSV_MAX_BYTES
 */
typedef enum
{
  TWIN_CSV_ERROR_SYNTAX,
  TWIN_CSV_ERROR_COLUMN,
  TWIN_CSV_ERROR_VALUE,
  TWIN_CSV_ERROR_LIMIT,
} TwinCsvError;

GQuark twin_csv_error_quark (void);

#define TWIN_CSV_MAX_BYTES (256u << 20)

typedef struct _TwinCsv TwinCsv;

/* @error: #TWIN_CSV_ERROR, #G_IO_ERROR; names the file. */
TwinCsv *twin_csv_load (GFile *file, GError **error);
void twin_csv_free (TwinCsv *csv);
guint twin_csv_get_n_columns (const TwinCsv *csv);
const char *twin_csv_get_column_name (const TwinCsv *csv, guint column);
/* -1 where there is none. */
gint twin_csv_find_column (const TwinCsv *csv, const char *name);
/* The same, but a missing one is an error. */
gint twin_csv_need_column (const TwinCsv *csv, const char *name, GError **error);
guint twin_csv_get_n_rows (const TwinCsv *csv);
const char *twin_csv_get (const TwinCsv *csv, guint row, guint column);
/* What messages call the file. */
const char *twin_csv_get_name (const TwinCsv *csv);

/* Appends a field, quoted where it must be; call between fields with a comma of your own. */
void twin_csv_append_field (GString *line, const char *field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinCsv, twin_csv_free)

G_END_DECLS
