#include "model/safetensors-header.h"

#include "nn/memory.h"
#include "picture/half.h"
#include "picture/sha256.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* clang-format off */
G_DEFINE_QUARK (twin-safetensors-error-quark, twin_safetensors_error)
/* clang-format on */

struct _TwinSafetensors
{
  char *path;
  GBytes *bytes;
  GArray *entries;     /* of TwinHeaderEntry, in the order of their data */
  GHashTable *by_name; /* names to entries; both belong to the array */
  GHashTable *metadata;
  gsize has_sha256; /* g_once_init_enter() */
  char *sha256;
};

static gboolean
check_header_length (guint64 length, gsize file_length, GError **error)
{
  if (length < 2 || length > TWIN_SAFETENSORS_MAX_HEADER)
    g_set_error (
      error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_HEADER,
      _ ("not a safetensors file: its header would be %llu bytes long, and may be 2 to %u"),
      (unsigned long long) length, TWIN_SAFETENSORS_MAX_HEADER);
  else if (length > file_length - sizeof length)
    g_set_error (
      error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TRUNCATED,
      _ ("the file ends inside its header, at byte %zu; copy it once more from its source"),
      file_length);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_header_length (const char *contents, gsize file_length, gsize *out_length, GError **error)
{
  guint64 length;

  if (file_length < sizeof length)
    {
      g_set_error (error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TRUNCATED,
                   _ ("not a safetensors file: it has only %zu bytes"), file_length);
      return FALSE;
    }
  memcpy (&length, contents, sizeof length);
  length = GUINT64_FROM_LE (length);
  if (!check_header_length (length, file_length, error))
    return FALSE;
  *out_length = length;
  return TRUE;
}

/* An empty tensor lies before the one that begins where it does. */
static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const TwinHeaderEntry *first = a, *second = b;

  if (first->begin != second->begin)
    return first->begin < second->begin ? -1 : 1;
  if (first->end != second->end)
    return first->end < second->end ? -1 : 1;
  return strcmp (first->tensor.name, second->tensor.name);
}

/* Entries in order must follow each other without a gap, so that no byte has two meanings or none. */
static gboolean
check_neighbours (const GArray *entries, GError **error)
{
  gsize end = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const TwinHeaderEntry *entry = &g_array_index (entries, TwinHeaderEntry, i);

      if (entry->begin != end)
        {
          g_autofree char *quoted = twin_safetensors_quote (entry->tensor.name);

          g_set_error (
            error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TENSOR,
            entry->begin < end
              ? _ (
                  "tensor %s begins at byte %zu of the data and overlaps the one before it, which ends at %zu")
              : _ (
                  "tensor %s begins at byte %zu of the data, leaving a gap after the one before it, which ends at %zu"),
            quoted, entry->begin, end);
          return FALSE;
        }
      end = entry->end;
    }
  return TRUE;
}

static gboolean
check_data_length (const GArray *entries, gsize data_length, GError **error)
{
  gsize end = entries->len > 0 ? g_array_index (entries, TwinHeaderEntry, entries->len - 1).end : 0;

  if (end > data_length)
    g_set_error (error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TRUNCATED,
                 _ ("the file has %zu of its %zu bytes of data; copy it once more from its source"),
                 data_length, end);
  else if (end < data_length)
    g_set_error (error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TENSOR,
                 _ ("%zu bytes after its last tensor belong to none"), data_length - end);
  return end == data_length;
}

static void
index_entries (TwinSafetensors *self, const char *data)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      TwinHeaderEntry *entry = &g_array_index (self->entries, TwinHeaderEntry, i);

      entry->tensor.data = (const guint8 *) data + entry->begin;
      g_hash_table_insert (self->by_name, (char *) entry->tensor.name, entry);
    }
}

static gboolean
read_contents (TwinSafetensors *self, GError **error)
{
  gsize file_length;
  const char *contents = g_bytes_get_data (self->bytes, &file_length);
  const gsize prefix = sizeof (guint64);
  gsize header_length;

  if (!read_header_length (contents, file_length, &header_length, error) ||
      !twin_safetensors_header_read (contents + prefix, header_length, self->entries,
                                     self->metadata, error))
    return FALSE;
  g_array_sort (self->entries, compare_entries);
  if (!check_neighbours (self->entries, error) ||
      !check_data_length (self->entries, file_length - prefix - header_length, error))
    return FALSE;
  index_entries (self, contents + prefix + header_length);
  return TRUE;
}

/* Only a regular file: opening a pipe would wait for ever. */
static gboolean
check_regular (GFile *file, gsize *length, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (
    file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
    NULL, error);
  const char *path = g_file_peek_path (file);

  if (info == NULL)
    return FALSE;
  if (path == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   _ ("“%s” is not a file on this computer; name one that is"),
                   path != NULL ? path : "");
      return FALSE;
    }
  *length = g_file_info_get_size (info);
  return TRUE;
}

static GBytes *
map_file (GFile *file, GError **error)
{
  gsize length;
  g_autoptr (GMappedFile) mapped = check_regular (file, &length, error)
                                     ? g_mapped_file_new (g_file_peek_path (file), FALSE, error)
                                     : NULL;

  return mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
}

static gpointer
allocate (GFile *file, gsize length, GError **error)
{
  gpointer memory = NULL;

  if (length > TWIN_SAFETENSORS_MAX_COPY)
    g_set_error (error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_LIMIT,
                 _ ("“%s” is %zu bytes long; a model has at most %u"), g_file_peek_path (file),
                 length, TWIN_SAFETENSORS_MAX_COPY);
  else if ((memory = twin_memory_new (MAX (length, 1))) == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("“%s”: no memory for its %zu bytes"),
                 g_file_peek_path (file), length);
  return memory;
}

/* As much as there is, should it have become shorter meanwhile: the check of the header then says so. */
static GBytes *
copy_file (GFile *file, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  gsize length, n_read;
  gpointer memory;

  if (!check_regular (file, &length, error) || (stream = g_file_read (file, NULL, error)) == NULL ||
      (memory = allocate (file, length, error)) == NULL)
    return NULL;
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), memory, length, &n_read, NULL, error))
    {
      twin_memory_free (memory);
      return NULL;
    }
  return g_bytes_new_with_free_func (memory, n_read, twin_memory_free, memory);
}

/* @bytes: (transfer full) (nullable): NULL with @error set */
static TwinSafetensors *
new_from_bytes (GFile *file, GBytes *bytes, GError **error)
{
  g_autoptr (TwinSafetensors) self = NULL;

  if (bytes == NULL)
    return NULL;
  self = g_new0 (TwinSafetensors, 1);
  self->path = g_filename_display_name (g_file_peek_path (file));
  self->bytes = bytes;
  self->entries = g_array_new (FALSE, FALSE, sizeof (TwinHeaderEntry));
  g_array_set_clear_func (self->entries, (GDestroyNotify) twin_header_entry_clear);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!read_contents (self, error))
    {
      g_prefix_error (error, "“%s”: ", self->path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

TwinSafetensors *
twin_safetensors_open (GFile *file, GError **error)
{
  return new_from_bytes (file, map_file (file, error), error);
}

TwinSafetensors *
twin_safetensors_read (GFile *file, GError **error)
{
  return new_from_bytes (file, copy_file (file, error), error);
}

void
twin_safetensors_free (TwinSafetensors *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_name);
  g_array_unref (self->entries);
  g_hash_table_unref (self->metadata);
  g_bytes_unref (self->bytes);
  g_free (self->sha256);
  g_free (self->path);
  g_free (self);
}

const char *
twin_safetensors_get_path (const TwinSafetensors *self)
{
  return self->path;
}

const TwinStoredTensor *
twin_safetensors_find (const TwinSafetensors *self, const char *name)
{
  const TwinHeaderEntry *entry = g_hash_table_lookup (self->by_name, name);

  return entry != NULL ? &entry->tensor : NULL;
}

guint
twin_safetensors_get_n_tensors (const TwinSafetensors *self)
{
  return self->entries->len;
}

const TwinStoredTensor *
twin_safetensors_get_tensor (const TwinSafetensors *self, guint index)
{
  g_return_val_if_fail (index < self->entries->len, NULL);
  return &g_array_index (self->entries, TwinHeaderEntry, index).tensor;
}

const char *
twin_safetensors_get_metadata (const TwinSafetensors *self, const char *key)
{
  return g_hash_table_lookup (self->metadata, key);
}

GHashTable *
twin_safetensors_get_all_metadata (const TwinSafetensors *self)
{
  return self->metadata;
}

const char *
twin_safetensors_get_sha256 (TwinSafetensors *self)
{
  if (g_once_init_enter (&self->has_sha256))
    {
      gsize n;
      const guint8 *bytes = g_bytes_get_data (self->bytes, &n);

      self->sha256 = twin_sha256 (bytes, n);
      g_once_init_leave (&self->has_sha256, 1);
    }
  return self->sha256;
}

static void
read_floats (const guint8 *data, gsize n, float *values)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, data + 4 * i, sizeof bits);
      bits = GUINT32_FROM_LE (bits);
      memcpy (&values[i], &bits, sizeof bits);
    }
}

void
twin_stored_tensor_read (const TwinStoredTensor *tensor, float *values)
{
  g_return_if_fail (tensor->dtype == TWIN_DTYPE_F32 || tensor->dtype == TWIN_DTYPE_F16);
  if (tensor->dtype == TWIN_DTYPE_F16)
    twin_halves_to_floats (tensor->data, tensor->n_values, values);
  else
    read_floats (tensor->data, tensor->n_values, values);
}
