#include "model/safetensors-header.h"

#include "picture/half.h"
#include "picture/file-replace.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Values turned into bytes at a time: fits the first-level cache. */
#define CHUNK 4096

typedef struct
{
  char *name;
  TwinDtype dtype;
  guint n_dims;
  gsize dims[TWIN_SAFETENSORS_MAX_DIMS];
  gsize n_values;
  const float *values; /* or, where NULL: */
  TwinValuesSource source;
  gpointer data;
  GDestroyNotify free_data;
} Entry;

struct _TwinSafetensorsWriter
{
  GPtrArray *entries; /* of Entry, as added */
  GHashTable *names;
  GHashTable *metadata;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->free_data != NULL)
    entry->free_data (entry->data);
  g_free (entry->name);
  g_free (entry);
}

TwinSafetensorsWriter *
twin_safetensors_writer_new (void)
{
  TwinSafetensorsWriter *writer = g_new0 (TwinSafetensorsWriter, 1);

  writer->entries = g_ptr_array_new_with_free_func (entry_free);
  writer->names = g_hash_table_new (g_str_hash, g_str_equal);
  writer->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return writer;
}

void
twin_safetensors_writer_free (TwinSafetensorsWriter *writer)
{
  if (writer == NULL)
    return;
  g_hash_table_unref (writer->names);
  g_hash_table_unref (writer->metadata);
  g_ptr_array_unref (writer->entries);
  g_free (writer);
}

/* JSON is UTF-8; a value such as a folder's name may not be. */
void
twin_safetensors_writer_set_metadata (TwinSafetensorsWriter *writer, const char *key,
                                      const char *value)
{
  g_hash_table_replace (writer->metadata, g_utf8_make_valid (key, -1),
                        g_utf8_make_valid (value, -1));
}

static Entry *
add_entry (TwinSafetensorsWriter *writer, const char *name, TwinDtype dtype, guint n_dims,
           const gsize *dims)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->name = g_strdup (name);
  entry->dtype = dtype;
  entry->n_dims = n_dims;
  entry->n_values = 1;
  for (guint i = 0; i < n_dims; i++)
    {
      entry->dims[i] = dims[i];
      entry->n_values *= dims[i];
    }
  g_ptr_array_add (writer->entries, entry);
  g_hash_table_add (writer->names, entry->name);
  return entry;
}

static gboolean
may_add (const TwinSafetensorsWriter *writer, const char *name, TwinDtype dtype, guint n_dims)
{
  return (dtype == TWIN_DTYPE_F32 || dtype == TWIN_DTYPE_F16) &&
         n_dims <= TWIN_SAFETENSORS_MAX_DIMS && g_utf8_validate (name, -1, NULL) &&
         strcmp (name, "__metadata__") != 0 && !g_hash_table_contains (writer->names, name);
}

void
twin_safetensors_writer_add (TwinSafetensorsWriter *writer, const char *name, TwinDtype dtype,
                             guint n_dims, const gsize *dims, const float *values)
{
  g_return_if_fail (may_add (writer, name, dtype, n_dims));
  add_entry (writer, name, dtype, n_dims, dims)->values = values;
}

void
twin_safetensors_writer_take (TwinSafetensorsWriter *writer, const char *name, TwinDtype dtype,
                              guint n_dims, const gsize *dims, float *values)
{
  Entry *entry;

  g_return_if_fail (may_add (writer, name, dtype, n_dims));
  entry = add_entry (writer, name, dtype, n_dims, dims);
  entry->values = values;
  entry->data = values;
  entry->free_data = g_free;
}

void
twin_safetensors_writer_add_source (TwinSafetensorsWriter *writer, const char *name,
                                    TwinDtype dtype, guint n_dims, const gsize *dims,
                                    TwinValuesSource source, gpointer data,
                                    GDestroyNotify free_data)
{
  Entry *entry;

  g_return_if_fail (may_add (writer, name, dtype, n_dims));
  entry = add_entry (writer, name, dtype, n_dims, dims);
  entry->source = source;
  entry->data = data;
  entry->free_data = free_data;
}

static void
append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\')
      g_string_append_printf (json, "\\%c", *text);
    else if ((guchar) *text < ' ')
      g_string_append_printf (json, "\\u%04x", *text);
    else
      g_string_append_c (json, *text);
  g_string_append_c (json, '"');
}

/* By key, so that the same contents always give the same file. */
static void
append_metadata (GString *json, GHashTable *metadata)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) strcmp);

  g_string_append (json, "\"__metadata__\":{");
  for (const GList *key = keys; key != NULL; key = key->next)
    {
      append_string (json, key->data);
      g_string_append_c (json, ':');
      append_string (json, g_hash_table_lookup (metadata, key->data));
      if (key->next != NULL)
        g_string_append_c (json, ',');
    }
  g_string_append_c (json, '}');
}

static void
append_entry (GString *json, const Entry *entry, gsize *offset)
{
  gsize end = *offset + entry->n_values * twin_dtype_get_bytes (entry->dtype);

  if (json->len > 1)
    g_string_append_c (json, ',');
  append_string (json, entry->name);
  g_string_append_printf (json, ":{\"dtype\":\"%s\",\"shape\":[",
                          twin_dtype_get_name (entry->dtype));
  for (guint i = 0; i < entry->n_dims; i++)
    g_string_append_printf (json, "%s%zu", i > 0 ? "," : "", entry->dims[i]);
  g_string_append_printf (json, "],\"data_offsets\":[%zu,%zu]}", *offset, end);
  *offset = end;
}

/* @ordered: (element-type Entry) (transfer container): as they are written. */
static GPtrArray *
order_entries (const TwinSafetensorsWriter *writer)
{
  static const TwinDtype order[] = { TWIN_DTYPE_F32, TWIN_DTYPE_F16 };
  GPtrArray *ordered = g_ptr_array_sized_new (writer->entries->len);

  for (guint pass = 0; pass < G_N_ELEMENTS (order); pass++)
    for (guint i = 0; i < writer->entries->len; i++)
      {
        Entry *entry = g_ptr_array_index (writer->entries, i);

        if (entry->dtype == order[pass])
          g_ptr_array_add (ordered, entry);
      }
  return ordered;
}

/* Padded, so that data begins at a multiple of eight bytes. */
static GString *
make_header (const TwinSafetensorsWriter *writer, const GPtrArray *ordered)
{
  GString *json = g_string_new ("{");
  gsize offset = 0;

  if (g_hash_table_size (writer->metadata) > 0)
    append_metadata (json, writer->metadata);
  for (guint i = 0; i < ordered->len; i++)
    append_entry (json, g_ptr_array_index (ordered, i), &offset);
  g_string_append_c (json, '}');
  while (json->len % 8 != 0)
    g_string_append_c (json, ' ');
  return json;
}

static gboolean
write_header (GOutputStream *stream, const GString *header, GError **error)
{
  guint64 length = GUINT64_TO_LE ((guint64) header->len);

  return g_output_stream_write_all (stream, &length, sizeof length, NULL, NULL, error) &&
         g_output_stream_write_all (stream, header->str, header->len, NULL, NULL, error);
}

/* Returns: bytes used of @bytes, which has room for 4 n. */
static gsize
encode (TwinDtype dtype, const float *values, gsize n, guint8 *bytes)
{
  if (dtype == TWIN_DTYPE_F16)
    for (gsize i = 0; i < n; i++)
      {
        guint16 half = GUINT16_TO_LE (twin_half_from_float (values[i]));

        memcpy (bytes + 2 * i, &half, sizeof half);
      }
  else
    for (gsize i = 0; i < n; i++)
      {
        guint32 bits;

        memcpy (&bits, &values[i], sizeof bits);
        bits = GUINT32_TO_LE (bits);
        memcpy (bytes + 4 * i, &bits, sizeof bits);
      }
  return n * twin_dtype_get_bytes (dtype);
}

static gboolean
write_values (GOutputStream *stream, const Entry *entry, const float *values, GError **error)
{
  guint8 bytes[CHUNK * sizeof (float)];

  for (gsize first = 0; first < entry->n_values; first += CHUNK)
    {
      gsize n = MIN (CHUNK, entry->n_values - first);
      gsize used = encode (entry->dtype, values + first, n, bytes);

      if (!g_output_stream_write_all (stream, bytes, used, NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Room for the largest tensor that is worked out only now. */
static gboolean
new_scratch (const GPtrArray *ordered, float **out_scratch, GError **error)
{
  gsize n = 1;

  for (guint i = 0; i < ordered->len; i++)
    {
      const Entry *entry = g_ptr_array_index (ordered, i);

      if (entry->source != NULL)
        n = MAX (n, entry->n_values);
    }
  *out_scratch = g_try_new (float, n);
  if (*out_scratch == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("No memory for a tensor of %zu values"),
                 n);
  return *out_scratch != NULL;
}

/* What the callback of twin_file_replace() needs. */
typedef struct
{
  const GPtrArray *ordered;
  const GString *header;
  float *scratch;
} Writing;

static gboolean
write_contents (GOutputStream *stream, gpointer data, GError **error)
{
  const Writing *writing = data;

  if (!write_header (stream, writing->header, error))
    return FALSE;
  for (guint i = 0; i < writing->ordered->len; i++)
    {
      const Entry *entry = g_ptr_array_index (writing->ordered, i);

      if (entry->source != NULL)
        entry->source (entry->data, writing->scratch);
      if (!write_values (stream, entry, entry->source != NULL ? writing->scratch : entry->values,
                         error))
        return FALSE;
    }
  return TRUE;
}

gboolean
twin_safetensors_writer_write (TwinSafetensorsWriter *writer, GFile *file, GError **error)
{
  g_autoptr (GPtrArray) ordered = order_entries (writer);
  g_autoptr (GString) header = make_header (writer, ordered);
  g_autofree float *scratch = NULL;
  Writing writing = { ordered, header, NULL };

  /* Not written, rather than never to be read again. */
  if (!twin_safetensors_header_fits (header->len, ordered->len,
                                     g_hash_table_size (writer->metadata), error) ||
      !new_scratch (ordered, &scratch, error))
    {
      g_prefix_error (error, "“%s”: ", g_file_peek_path (file));
      return FALSE;
    }
  writing.scratch = scratch;
  return twin_file_replace (file, write_contents, &writing, error);
}
