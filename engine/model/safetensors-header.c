#include "model/safetensors-header.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define METADATA_KEY "__metadata__"
#define SHOWN_CHARACTERS 80

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  GError **error;
} Scanner;

void
twin_header_entry_clear (TwinHeaderEntry *entry)
{
  g_free ((char *) entry->tensor.name);
}

char *
twin_safetensors_quote (const char *name)
{
  g_autofree char *cut = g_utf8_strlen (name, -1) > SHOWN_CHARACTERS
                           ? g_utf8_substring (name, 0, SHOWN_CHARACTERS)
                           : NULL;
  GString *quoted = g_string_new ("“");

  for (const char *at = cut != NULL ? cut : name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isprint (character))
        g_string_append_unichar (quoted, character);
      else
        g_string_append_printf (quoted, "\\u%04x", character);
    }
  g_string_append (quoted, cut != NULL ? "…”" : "”");
  return g_string_free (quoted, FALSE);
}

static gboolean fail (Scanner *scanner, TwinSafetensorsError code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

static gboolean
fail (Scanner *scanner, TwinSafetensorsError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (scanner->error != NULL && *scanner->error == NULL)
    *scanner->error = g_error_new_valist (TWIN_SAFETENSORS_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
fail_syntax (Scanner *scanner, const char *expected)
{
  /* Translators: %s: “a string”, “‘:’” … */
  return fail (scanner, TWIN_SAFETENSORS_ERROR_HEADER,
               _ ("the header is damaged: %s expected at its byte %u"), expected,
               (guint) (scanner->at - scanner->start));
}

/* The white space of JSON. */
static void
skip_space (Scanner *scanner)
{
  while (scanner->at < scanner->end && strchr (" \t\n\r", *scanner->at) != NULL &&
         *scanner->at != '\0')
    scanner->at++;
}

static gboolean
take (Scanner *scanner, char wanted)
{
  skip_space (scanner);
  if (scanner->at == scanner->end || *scanner->at != wanted)
    return FALSE;
  scanner->at++;
  return TRUE;
}

static gboolean
expect (Scanner *scanner, char wanted)
{
  char shown[] = { '\'', wanted, '\'', '\0' };

  return take (scanner, wanted) || fail_syntax (scanner, shown);
}

/* Before the items of a list or object: is there one (TRUE), or its end, which is passed over? */
static gboolean
next_item (Scanner *scanner, guint n_before, char closing, gboolean *out_well_formed)
{
  *out_well_formed = TRUE;
  if (take (scanner, closing))
    return FALSE;
  *out_well_formed = n_before == 0 || expect (scanner, ',');
  return *out_well_formed;
}

static gboolean
scan_hexadecimal (Scanner *scanner, guint *out_code)
{
  *out_code = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = scanner->at < scanner->end ? g_ascii_xdigit_value (*scanner->at) : -1;

      if (digit < 0)
        return fail_syntax (scanner, _ ("a hexadecimal digit"));
      *out_code = *out_code * 16 + digit;
      scanner->at++;
    }
  return TRUE;
}

/* Behind \u: one code, or the two of a surrogate pair. */
static gboolean
scan_unicode (Scanner *scanner, GString *string)
{
  guint code, low;

  if (!scan_hexadecimal (scanner, &code))
    return FALSE;
  if (code >= 0xd800 && code < 0xdc00)
    {
      if (scanner->end - scanner->at < 2 || scanner->at[0] != '\\' || scanner->at[1] != 'u')
        return fail_syntax (scanner, _ ("the second half of a surrogate pair"));
      scanner->at += 2;
      if (!scan_hexadecimal (scanner, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return fail_syntax (scanner, _ ("the second half of a surrogate pair"));
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
  if (code == 0 || (code >= 0xdc00 && code < 0xe000))
    return fail_syntax (scanner, _ ("the code of a character"));
  g_string_append_unichar (string, code);
  return TRUE;
}

static gboolean
scan_escape (Scanner *scanner, GString *string)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;

  if (scanner->at == scanner->end || *scanner->at == '\0')
    return fail_syntax (scanner, _ ("an escaped character"));
  if (*scanner->at == 'u')
    {
      scanner->at++;
      return scan_unicode (scanner, string);
    }
  letter = strchr (letters, *scanner->at);
  if (letter == NULL)
    return fail_syntax (scanner, _ ("an escaped character"));
  scanner->at++;
  g_string_append_c (string, meanings[letter - letters]);
  return TRUE;
}

/* Returns: (transfer full): the text, escapes resolved. That the header is UTF-8 is known by now. */
static char *
scan_string (Scanner *scanner)
{
  g_autoptr (GString) string = g_string_new (NULL);

  if (!take (scanner, '"'))
    {
      fail_syntax (scanner, _ ("a string"));
      return NULL;
    }
  while (scanner->at < scanner->end && (guchar) *scanner->at >= ' ' && *scanner->at != '"')
    {
      char character = *scanner->at++;

      if (character != '\\')
        g_string_append_c (string, character);
      else if (!scan_escape (scanner, string))
        return NULL;
    }
  if (scanner->at == scanner->end || *scanner->at != '"')
    {
      fail_syntax (scanner, _ ("the end of a string"));
      return NULL;
    }
  scanner->at++;
  return g_string_free (g_steal_pointer (&string), FALSE);
}

static char *
scan_key (Scanner *scanner)
{
  g_autofree char *key = scan_string (scanner);

  return key != NULL && expect (scanner, ':') ? g_steal_pointer (&key) : NULL;
}

/* A whole number, not negative, without fraction, exponent or leading zeros. */
static gboolean
scan_size (Scanner *scanner, gsize *out_size)
{
  const char *first;
  gsize size = 0;

  skip_space (scanner);
  first = scanner->at;
  for (; scanner->at < scanner->end && g_ascii_isdigit (*scanner->at); scanner->at++)
    if (!g_size_checked_mul (&size, size, 10) ||
        !g_size_checked_add (&size, size, *scanner->at - '0'))
      return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR,
                   _ ("a size or position in it is too large a number"));
  if (scanner->at == first || (*first == '0' && scanner->at - first > 1))
    return fail_syntax (scanner, _ ("a whole number"));
  *out_size = size;
  return TRUE;
}

/* [n, n, …], at most @max of them. */
static gboolean
scan_sizes (Scanner *scanner, gsize *sizes, guint max, guint *out_n)
{
  gboolean well_formed;
  guint n = 0;

  if (!expect (scanner, '['))
    return FALSE;
  while (next_item (scanner, n, ']', &well_formed))
    {
      if (n == max)
        return fail (scanner, TWIN_SAFETENSORS_ERROR_LIMIT,
                     _ ("a list in it has more than %u numbers"), max);
      if (!scan_size (scanner, &sizes[n]))
        return FALSE;
      n++;
    }
  *out_n = n;
  return well_formed;
}

static gboolean
scan_metadata (Scanner *scanner, GHashTable *metadata)
{
  gboolean well_formed;

  if (!expect (scanner, '{'))
    return FALSE;
  while (next_item (scanner, g_hash_table_size (metadata), '}', &well_formed))
    {
      g_autofree char *key = scan_key (scanner);
      g_autofree char *value = key != NULL ? scan_string (scanner) : NULL;
      g_autofree char *quoted = key != NULL ? twin_safetensors_quote (key) : NULL;

      if (value == NULL)
        return FALSE;
      if (g_hash_table_size (metadata) == TWIN_SAFETENSORS_MAX_METADATA)
        return fail (scanner, TWIN_SAFETENSORS_ERROR_LIMIT, _ ("it has more than %u keys"),
                     TWIN_SAFETENSORS_MAX_METADATA);
      if (!g_hash_table_insert (metadata, g_steal_pointer (&key), g_steal_pointer (&value)))
        return fail (scanner, TWIN_SAFETENSORS_ERROR_HEADER, _ ("its key %s is there twice"),
                     quoted);
    }
  return well_formed;
}

/* What of a tensor's entry has been read. */
typedef struct
{
  char *dtype;
  gsize dims[TWIN_SAFETENSORS_MAX_DIMS];
  guint n_dims;
  gsize offsets[2];
  guint n_offsets;
  gboolean has_shape;
  gboolean has_offsets;
} Fields;

static gboolean
scan_field (Scanner *scanner, const char *key, Fields *fields)
{
  if (strcmp (key, "dtype") == 0 && fields->dtype == NULL)
    return (fields->dtype = scan_string (scanner)) != NULL;
  if (strcmp (key, "shape") == 0 && !fields->has_shape)
    return (fields->has_shape = scan_sizes (scanner, fields->dims, TWIN_SAFETENSORS_MAX_DIMS,
                                            &fields->n_dims));
  if (strcmp (key, "data_offsets") == 0 && !fields->has_offsets)
    return (fields->has_offsets = scan_sizes (scanner, fields->offsets, 2, &fields->n_offsets));
  return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR,
               _ ("a field of it is there twice, or is none of dtype, shape and data_offsets"));
}

static gboolean
scan_fields (Scanner *scanner, Fields *fields)
{
  gboolean well_formed;

  if (!expect (scanner, '{'))
    return FALSE;
  for (guint n = 0; next_item (scanner, n, '}', &well_formed); n++)
    {
      g_autofree char *key = scan_key (scanner);

      if (key == NULL || !scan_field (scanner, key, fields))
        return FALSE;
    }
  if (well_formed && (fields->dtype == NULL || !fields->has_shape || !fields->has_offsets))
    return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR,
                 _ ("dtype, shape or data_offsets is missing"));
  if (well_formed && fields->n_offsets != 2)
    return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR, _ ("data_offsets is not two numbers"));
  return well_formed;
}

/* Everything about one entry that can be said without the others. */
static gboolean
check_fields (Scanner *scanner, const Fields *fields, TwinHeaderEntry *entry)
{
  TwinStoredTensor *tensor = &entry->tensor;
  gsize bytes = twin_dtype_find (fields->dtype, &tensor->dtype, &tensor->dtype_name);
  g_autofree char *quoted = twin_safetensors_quote (fields->dtype);

  if (bytes == 0)
    return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR, _ ("its dtype %s is not known"), quoted);
  tensor->n_dims = fields->n_dims;
  memcpy (tensor->dims, fields->dims, sizeof tensor->dims);
  tensor->n_values = 1;
  for (guint i = 0; i < tensor->n_dims; i++)
    if (!g_size_checked_mul (&tensor->n_values, tensor->n_values, tensor->dims[i]))
      return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR,
                   _ ("its shape has more values than can be counted"));
  if (!g_size_checked_mul (&tensor->n_bytes, tensor->n_values, bytes))
    return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR,
                 _ ("its shape has more values than can be counted"));
  entry->begin = fields->offsets[0];
  entry->end = fields->offsets[1];
  if (entry->begin > entry->end || entry->end - entry->begin != tensor->n_bytes)
    return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR,
                 _ ("its data_offsets are %zu and %zu, but dtype and shape make %zu bytes"),
                 entry->begin, entry->end, tensor->n_bytes);
  return TRUE;
}

static gboolean
scan_entry (Scanner *scanner, const char *name, GArray *entries)
{
  TwinHeaderEntry entry = { 0 };
  Fields fields = { 0 };
  gboolean good = scan_fields (scanner, &fields) && check_fields (scanner, &fields, &entry);

  g_free (fields.dtype);
  if (!good)
    {
      g_autofree char *quoted = twin_safetensors_quote (name);

      g_prefix_error (scanner->error, _ ("tensor %s: "), quoted);
      return FALSE;
    }
  entry.tensor.name = g_strdup (name);
  g_array_append_val (entries, entry);
  return TRUE;
}

/* One key of the header with its value. */
static gboolean
scan_item (Scanner *scanner, GHashTable *seen, GArray *entries, GHashTable *metadata)
{
  g_autofree char *key = scan_key (scanner);
  g_autofree char *quoted = key != NULL ? twin_safetensors_quote (key) : NULL;
  const char *name = key;

  if (key == NULL)
    return FALSE;
  if (!g_hash_table_add (seen, g_steal_pointer (&key)))
    return fail (scanner, TWIN_SAFETENSORS_ERROR_TENSOR, _ ("%s is there twice"), quoted);
  if (strcmp (name, METADATA_KEY) != 0)
    return scan_entry (scanner, name, entries);
  if (scan_metadata (scanner, metadata))
    return TRUE;
  g_prefix_error (scanner->error, "%s: ", METADATA_KEY);
  return FALSE;
}

static gboolean
scan_header (Scanner *scanner, GArray *entries, GHashTable *metadata)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean well_formed;

  if (scanner->at == scanner->end || *scanner->at != '{')
    return fail_syntax (scanner, "'{'");
  scanner->at++;
  while (next_item (scanner, g_hash_table_size (seen), '}', &well_formed))
    {
      if (entries->len == TWIN_SAFETENSORS_MAX_TENSORS)
        return fail (scanner, TWIN_SAFETENSORS_ERROR_LIMIT, _ ("it has more than %u tensors"),
                     TWIN_SAFETENSORS_MAX_TENSORS);
      if (!scan_item (scanner, seen, entries, metadata))
        return FALSE;
    }
  return well_formed;
}

gboolean
twin_safetensors_header_read (const char *text, gsize length, GArray *entries, GHashTable *metadata,
                              GError **error)
{
  Scanner scanner = { text, text, text + length, error };
  const char *invalid;

  if (!g_utf8_validate_len (text, length, &invalid))
    {
      scanner.at = invalid;
      return fail_syntax (&scanner, _ ("UTF-8"));
    }
  if (!scan_header (&scanner, entries, metadata))
    return FALSE;
  while (scanner.at < scanner.end && *scanner.at == ' ') /* the padding that the format allows */
    scanner.at++;
  return scanner.at == scanner.end || fail_syntax (&scanner, _ ("the end of the header"));
}

gboolean
twin_safetensors_header_fits (gsize length, guint n_tensors, guint n_metadata, GError **error)
{
  if (length <= TWIN_SAFETENSORS_MAX_HEADER && n_tensors <= TWIN_SAFETENSORS_MAX_TENSORS &&
      n_metadata <= TWIN_SAFETENSORS_MAX_METADATA)
    return TRUE;
  g_set_error (
    error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_LIMIT,
    _ (
      "a header of %zu bytes with %u tensors and %u metadata keys is more than the limits (%u, %u, %u)"),
    length, n_tensors, n_metadata, TWIN_SAFETENSORS_MAX_HEADER, TWIN_SAFETENSORS_MAX_TENSORS,
    TWIN_SAFETENSORS_MAX_METADATA);
  return FALSE;
}
