#include "csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* clang-format off */
G_DEFINE_QUARK (twin-csv-error-quark, twin_csv_error)
/* clang-format on */

struct _TwinCsv
{
  char *name;
  GPtrArray *header;
  GPtrArray *rows; /* of GPtrArray of char* */
};

typedef struct
{
  const char *at;
  const char *end;
  guint line;
} Reader;

void
twin_csv_free (TwinCsv *csv)
{
  if (csv == NULL)
    return;
  g_free (csv->name);
  g_clear_pointer (&csv->header, g_ptr_array_unref);
  g_ptr_array_unref (csv->rows);
  g_free (csv);
}

/* The text between quotes, doubled quotes made one; FALSE where the closing one is missing. */
static gboolean
read_quoted (Reader *reader, GString *field)
{
  for (reader->at++; reader->at < reader->end; reader->at++)
    {
      if (*reader->at == '\n')
        reader->line++;
      if (*reader->at == '"')
        {
          if (reader->at + 1 == reader->end || reader->at[1] != '"')
            {
              reader->at++;
              return TRUE;
            }
          reader->at++;
        }
      g_string_append_c (field, *reader->at);
    }
  return FALSE;
}

static gboolean
read_field (Reader *reader, GPtrArray *row)
{
  g_autoptr (GString) field = g_string_new (NULL);
  gsize quoted;

  if (reader->at < reader->end && *reader->at == '"' && !read_quoted (reader, field))
    return FALSE;
  quoted = field->len;
  while (reader->at < reader->end && *reader->at != ',' && *reader->at != '\n')
    g_string_append_c (field, *reader->at++);
  if (field->len > quoted && field->str[field->len - 1] == '\r')
    g_string_truncate (field, field->len - 1);
  g_ptr_array_add (row, g_string_free (g_steal_pointer (&field), FALSE));
  return TRUE;
}

/* One row; NULL with @error where it is broken. */
static GPtrArray *
read_row (const TwinCsv *csv, Reader *reader, GError **error)
{
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);
  guint line = reader->line;

  for (;;)
    {
      if (!read_field (reader, row))
        {
          g_set_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_SYNTAX,
                       _ ("“%s”, line %u: a quotation mark is never closed"), csv->name, line);
          return NULL;
        }
      if (reader->at == reader->end)
        break;
      if (*reader->at++ == '\n')
        {
          reader->line++;
          break;
        }
    }
  if (csv->header != NULL && row->len != csv->header->len)
    {
      g_set_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_SYNTAX,
                   _ ("“%s”, line %u: %u fields, but the header has %u"), csv->name, line, row->len,
                   csv->header->len);
      return NULL;
    }
  return g_steal_pointer (&row);
}

static gboolean
skip_empty_lines (Reader *reader)
{
  while (reader->at < reader->end && (*reader->at == '\n' || *reader->at == '\r'))
    if (*reader->at++ == '\n')
      reader->line++;
  return reader->at < reader->end;
}

static gboolean
parse (TwinCsv *csv, Reader *reader, GError **error)
{
  while (skip_empty_lines (reader))
    {
      GPtrArray *row = read_row (csv, reader, error);

      if (row == NULL)
        return FALSE;
      if (csv->header == NULL)
        csv->header = row;
      else
        g_ptr_array_add (csv->rows, row);
    }
  if (csv->header == NULL)
    {
      g_set_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_SYNTAX, _ ("“%s” is empty"), csv->name);
      return FALSE;
    }
  return TRUE;
}

static char *
load_limited (GFile *file, const char *name, gsize *length, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *contents = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL,
                            error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > TWIN_CSV_MAX_BYTES)
    {
      g_set_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_LIMIT,
                   _ ("“%s” is too large for a table (limit: %u MiB)"), name,
                   TWIN_CSV_MAX_BYTES >> 20);
      return NULL;
    }
  if (!g_file_load_contents (file, NULL, &contents, length, NULL, error))
    return NULL;
  if (memchr (contents, '\0', *length) != NULL)
    {
      g_set_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_SYNTAX, _ ("“%s” is not a text file"),
                   name);
      return NULL;
    }
  return g_steal_pointer (&contents);
}

TwinCsv *
twin_csv_load (GFile *file, GError **error)
{
  g_autoptr (TwinCsv) csv = g_new0 (TwinCsv, 1);
  g_autofree char *contents = NULL;
  Reader reader = { NULL, NULL, 1 };
  gsize length;

  csv->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  csv->name = g_file_get_parse_name (file);
  contents = load_limited (file, csv->name, &length, error);
  if (contents == NULL)
    return NULL;
  reader.at = contents;
  reader.end = contents + length;
  if (g_str_has_prefix (contents, "\xef\xbb\xbf"))
    reader.at += 3;
  return parse (csv, &reader, error) ? g_steal_pointer (&csv) : NULL;
}

guint
twin_csv_get_n_columns (const TwinCsv *csv)
{
  return csv->header->len;
}

const char *
twin_csv_get_column_name (const TwinCsv *csv, guint column)
{
  return g_ptr_array_index (csv->header, column);
}

gint
twin_csv_find_column (const TwinCsv *csv, const char *name)
{
  for (guint i = 0; i < csv->header->len; i++)
    if (g_strcmp0 (g_ptr_array_index (csv->header, i), name) == 0)
      return i;
  return -1;
}

gint
twin_csv_need_column (const TwinCsv *csv, const char *name, GError **error)
{
  gint column = twin_csv_find_column (csv, name);

  if (column < 0)
    g_set_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_COLUMN, _ ("“%s” has no column “%s”"),
                 csv->name, name);
  return column;
}

guint
twin_csv_get_n_rows (const TwinCsv *csv)
{
  return csv->rows->len;
}

const char *
twin_csv_get (const TwinCsv *csv, guint row, guint column)
{
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (csv->rows, row), column);
}

const char *
twin_csv_get_name (const TwinCsv *csv)
{
  return csv->name;
}

void
twin_csv_append_field (GString *line, const char *field)
{
  if (strpbrk (field, ",\"\r\n") == NULL)
    {
      g_string_append (line, field);
      return;
    }
  g_string_append_c (line, '"');
  for (; *field != '\0'; field++)
    {
      if (*field == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *field);
    }
  g_string_append_c (line, '"');
}
