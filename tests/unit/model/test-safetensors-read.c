#include "model/safetensors.h"
#include "scratch.h"

#include <string.h>
#include <unistd.h>

/* A file, and what must be said of it. @words: a part of the message, besides the file's name. */
typedef struct
{
  const char *what;
  const char *header;
  gsize n_data;
  TwinSafetensorsError code;
  const char *words;
} Hostile;

#define F32(name, shape, offsets) \
  "'" name "':{'dtype':'F32','shape':" shape ",'data_offsets':" offsets "}"
#define HEADER TWIN_SAFETENSORS_ERROR_HEADER
#define TENSOR TWIN_SAFETENSORS_ERROR_TENSOR
#define TRUNCATED TWIN_SAFETENSORS_ERROR_TRUNCATED
#define LIMIT TWIN_SAFETENSORS_ERROR_LIMIT

static const Hostile hostile[] = {
  { "no object", "[]", 0, HEADER, "'{' expected at its byte 0" },
  { "a space before the object", " {}", 0, HEADER, "byte 0" },
  { "an object without end", "{ ", 0, HEADER, "string expected at its byte 2" },
  { "words behind the object", "{}x", 0, HEADER, "end of the header" },
  { "a new line as padding", "{}\n", 0, HEADER, "end of the header" },
  { "a comma at the end", "{" F32 ("a", "[1]", "[0,4]") ",}", 4, HEADER, "string expected" },
  { "no comma", "{" F32 ("a", "[1]", "[0,4]") F32 ("b", "[1]", "[4,8]") "}", 8, HEADER,
    "',' expected" },
  { "a name without end", "{'a", 0, HEADER, "end of a string" },
  { "a name that is no string", "{a:1}", 0, HEADER, "a string expected" },
  { "a control character in a name", "{'a\n':1}", 0, HEADER, "end of a string" },
  { "bytes that are not UTF-8", "{'\xff':1}", 0, HEADER, "UTF-8 expected at its byte 2" },
  { "an escape that JSON does not have", "{'\\x':1}", 0, HEADER, "escaped character" },
  { "half an escape", "{'\\u12", 0, HEADER, "hexadecimal" },
  { "a NUL in a name", "{'\\u0000':1}", 0, HEADER, "code of a character" },
  { "half a surrogate pair", "{'\\ud800':1}", 0, HEADER, "surrogate" },
  { "a surrogate pair that is none", "{'\\ud800\\u0041':1}", 0, HEADER, "surrogate" },
  { "a low surrogate alone", "{'\\udc00':1}", 0, HEADER, "code of a character" },
  { "an entry that is no object", "{'a':1}", 0, HEADER, "tensor “a”: " },
  { "an entry inside an entry", "{'a':{'a':{'a':{}}}}", 0, TENSOR, "tensor “a”: a field" },
  { "an unknown field", "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4],'stride':[]}}", 4,
    TENSOR, "“a”" },
  { "a field twice", "{'a':{'dtype':'F32','dtype':'F16','shape':[],'data_offsets':[0,4]}}", 4,
    TENSOR, "twice" },
  { "a shape twice", "{'a':{'dtype':'F32','shape':[],'shape':[1],'data_offsets':[0,4]}}", 4, TENSOR,
    "twice" },
  { "no dtype", "{'a':{'shape':[],'data_offsets':[0,4]}}", 4, TENSOR,
    "“a”: dtype, shape or data_offsets" },
  { "no shape", "{'a':{'dtype':'F32','data_offsets':[0,4]}}", 4, TENSOR, "“a”" },
  { "no offsets", "{'a':{'dtype':'F32','shape':[]}}", 4, TENSOR, "“a”" },
  { "an unknown dtype", "{'a':{'dtype':'F33','shape':[],'data_offsets':[0,4]}}", 4, TENSOR,
    "dtype “F33”" },
  { "a dtype that is no string", "{'a':{'dtype':4,'shape':[],'data_offsets':[0,4]}}", 4, HEADER,
    "a string" },
  { "a negative size", "{" F32 ("a", "[-1]", "[0,4]") "}", 4, HEADER, "a whole number" },
  { "a size with a fraction", "{" F32 ("a", "[1.0]", "[0,4]") "}", 4, HEADER, "',' expected" },
  { "a size with an exponent", "{" F32 ("a", "[1e0]", "[0,4]") "}", 4, HEADER, "',' expected" },
  { "a size with a leading zero", "{" F32 ("a", "[01]", "[0,4]") "}", 4, HEADER, "a whole number" },
  { "a list without end", "{'a':{'shape':[1,", 0, HEADER, "a whole number" },
  { "a list in a list", "{" F32 ("a", "[[1]]", "[0,4]") "}", 4, HEADER, "a whole number" },
  { "a size that overflows", "{" F32 ("a", "[18446744073709551616]", "[0,4]") "}", 4, TENSOR,
    "“a”: a size" },
  { "a size of forty digits",
    "{" F32 ("a", "[9999999999999999999999999999999999999999]", "[0,4]") "}", 4, TENSOR,
    "“a”: a size" },
  { "values that overflow", "{" F32 ("a", "[4294967296,4294967296]", "[0,0]") "}", 0, TENSOR,
    "can be counted" },
  { "bytes that overflow", "{" F32 ("a", "[4611686018427387904]", "[0,0]") "}", 0, TENSOR,
    "can be counted" },
  { "an overflow hidden by a zero", "{" F32 ("a", "[4294967296,4294967296,0]", "[0,0]") "}", 0,
    TENSOR, "can be counted" },
  { "nine dimensions", "{" F32 ("a", "[1,1,1,1,1,1,1,1,1]", "[0,4]") "}", 4, LIMIT,
    "“a”: a list in it has more than 8" },
  { "three offsets", "{" F32 ("a", "[1]", "[0,4,8]") "}", 4, LIMIT, "more than 2" },
  { "one offset", "{" F32 ("a", "[1]", "[4]") "}", 4, TENSOR, "not two numbers" },
  { "an end before the beginning", "{" F32 ("a", "[1]", "[4,0]") "}", 4, TENSOR, "are 4 and 0" },
  { "a range shorter than the shape", "{" F32 ("a", "[2]", "[0,4]") "}", 4, TENSOR,
    "make 8 bytes" },
  { "a range longer than the shape", "{" F32 ("a", "[1]", "[0,8]") "}", 8, TENSOR, "make 4 bytes" },
  { "a tensor twice", "{" F32 ("a", "[1]", "[0,4]") "," F32 ("a", "[1]", "[4,8]") "}", 8, TENSOR,
    "“a” is there twice" },
  { "a tensor twice, once escaped",
    "{" F32 ("a", "[1]", "[0,4]") "," F32 ("\\u0061", "[1]", "[4,8]") "}", 8, TENSOR,
    "“a” is there twice" },
  { "tensors that overlap", "{" F32 ("a", "[2]", "[0,8]") "," F32 ("b", "[2]", "[4,12]") "}", 12,
    TENSOR, "“b” begins at byte 4 of the data and overlaps" },
  { "the same data twice", "{" F32 ("a", "[1]", "[0,4]") "," F32 ("b", "[1]", "[0,4]") "}", 4,
    TENSOR, "“b”" },
  { "an empty tensor inside another",
    "{" F32 ("a", "[2]", "[0,8]") "," F32 ("b", "[0]", "[4,4]") "}", 8, TENSOR, "“b”" },
  { "a gap at the beginning", "{" F32 ("a", "[1]", "[4,8]") "}", 8, TENSOR, "leaving a gap" },
  { "a gap between", "{" F32 ("a", "[1]", "[0,4]") "," F32 ("b", "[1]", "[8,12]") "}", 12, TENSOR,
    "“b” begins at byte 8 of the data, leaving a gap after the one before it, which ends at 4" },
  { "bytes behind the last", "{" F32 ("a", "[1]", "[0,4]") "}", 7, TENSOR, "3 bytes after" },
  { "bytes and no tensor", "{}", 1, TENSOR, "1 bytes after" },
  { "too few bytes", "{" F32 ("a", "[2]", "[0,8]") "}", 7, TRUNCATED, "7 of its 8 bytes" },
  { "a tensor at the end of the world",
    "{" F32 ("a", "[0]", "[18446744073709551615,18446744073709551615]") "}", 0, TENSOR, "gap" },
  { "metadata that is no object", "{'__metadata__':[]}", 0, HEADER, "__metadata__: " },
  { "metadata that is a number", "{'__metadata__':{'a':1}}", 0, HEADER, "a string" },
  { "metadata inside metadata", "{'__metadata__':{'a':{}}}", 0, HEADER, "a string" },
  { "metadata that is null", "{'__metadata__':null}", 0, HEADER, "'{' expected" },
  { "a key of the metadata twice", "{'__metadata__':{'a':'1','a':'1'}}", 0, HEADER,
    "its key “a” is there twice" },
  { "metadata twice", "{'__metadata__':{},'__metadata__':{}}", 0, TENSOR,
    "“__metadata__” is there twice" },
  { "a name that would garble a terminal", "{'a\\u001b[2J':1}", 0, HEADER, "“a\\u001b[2J”" },
};

/* Mapped, and copied. */
static TwinSafetensors *(*const openings[]) (GFile *file, GError **error) = {
  twin_safetensors_open,
  twin_safetensors_read,
};

static void
assert_refused (GFile *file, TwinSafetensorsError code, const char *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (openings[i](file, &error));
      g_assert_error (error, TWIN_SAFETENSORS_ERROR, (int) code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, words));
      g_assert_nonnull (strstr (error->message, g_file_peek_path (file)));
    }
}

static void
test_hostile (gconstpointer data)
{
  const Hostile *self = data;
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GByteArray) bytes = spell_safetensors (self->header, self->n_data);
  g_autoptr (GFile) file = NULL;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "hostile.safetensors", bytes->data, bytes->len);
  assert_refused (file, self->code, self->words);
}

/* The header's length, and how many bytes follow it. */
static void
assert_length_refused (guint64 length, gsize n_follow, TwinSafetensorsError code, const char *words)
{
  g_auto (Scratch) scratch = { 0 };
  g_autofree guint8 *bytes = g_malloc0 (sizeof length + n_follow);
  g_autoptr (GFile) file = NULL;

  length = GUINT64_TO_LE (length);
  memcpy (bytes, &length, sizeof length);
  memset (bytes + sizeof length, '[', n_follow);
  scratch_init (&scratch);
  file = scratch_write (&scratch, "length.safetensors", bytes, sizeof length + n_follow);
  assert_refused (file, code, words);
}

static void
test_header_length (void)
{
  assert_length_refused (0, 0, HEADER, "would be 0 bytes");
  assert_length_refused (1, 1, HEADER, "would be 1 bytes");
  assert_length_refused ((16u << 20) + 1, 16, HEADER, "would be 16777217 bytes");
  assert_length_refused (G_MAXUINT64, 16, HEADER, "would be 18446744073709551615 bytes");
  assert_length_refused (16u << 20, 16, TRUNCATED, "inside its header, at byte 24");
  assert_length_refused (17, 16, TRUNCATED, "inside its header");
  assert_length_refused (1u << 20, 1u << 20, HEADER, "byte 0"); /* a million brackets */
}

static void
test_short_file (void)
{
  g_auto (Scratch) scratch = { 0 };

  scratch_init (&scratch);
  for (guint n = 0; n < 8; n++)
    {
      g_autoptr (GFile) file = scratch_write (&scratch, "short.safetensors", "1234567", n);
      g_autofree char *words = g_strdup_printf ("only %u bytes", n);

      assert_refused (file, TRUNCATED, words);
    }
}

/* A header that opens @what n times. */
static void
assert_nesting_refused (const char *before, const char *what, guint n, TwinSafetensorsError code)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GString) header = g_string_new (before);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GFile) file = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append (header, what);
  bytes = spell_safetensors (header->str, 0);
  scratch_init (&scratch);
  file = scratch_write (&scratch, "nested.safetensors", bytes->data, bytes->len);
  assert_refused (file, code, "tensor");
}

static void
test_nesting (void)
{
  assert_nesting_refused ("", "{'a':", 1000000, TENSOR);
  assert_nesting_refused ("{'a':{'shape':", "[", 1000000, HEADER);
}

/* More than 65536 tensors, all of them empty and else in order; more than 4096 keys. */
static void
test_limits (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GString) tensors = g_string_new ("{"), keys = g_string_new ("{'__metadata__':{");
  g_autoptr (GByteArray) many_tensors = NULL, many_keys = NULL;
  g_autoptr (GFile) tensors_file = NULL, keys_file = NULL;

  for (guint i = 0; i <= 65536; i++)
    g_string_append_printf (tensors, "%s" F32 ("%u", "[0]", "[0,0]"), i > 0 ? "," : "", i);
  for (guint i = 0; i <= 4096; i++)
    g_string_append_printf (keys, "%s'%u':''", i > 0 ? "," : "", i);
  many_tensors = spell_safetensors (tensors->str, 0);
  many_keys = spell_safetensors (keys->str, 0);
  scratch_init (&scratch);
  tensors_file = scratch_write (&scratch, "tensors.safetensors", many_tensors->data,
                                many_tensors->len);
  keys_file = scratch_write (&scratch, "keys.safetensors", many_keys->data, many_keys->len);
  assert_refused (tensors_file, LIMIT, "more than 65536 tensors");
  assert_refused (keys_file, LIMIT, "more than 4096 keys");
}

/* Sound files: name, dtype, dimensions, values and first data byte of each tensor, in the data's order. */
typedef struct
{
  const char *what;
  const char *header;
  gsize n_data;
  const char *listing;
} Sound;

static const Sound sound[] = {
  { "nothing in it", "{}", 0, "" },
  { "padding", "{}      ", 0, "" },
  { "white space between",
    "{ 'a'\n:\t{ 'dtype' : 'F32' , 'shape' : [ 1 , 2 ] ,\r 'data_offsets' : [ 0 , 8 ] } } ", 8,
    "a F32 2 2 0\n" },
  { "empty metadata", "{'__metadata__':{}}", 0, "" },
  { "metadata at the end", "{" F32 ("a", "[1]", "[0,4]") ",'__metadata__':{'k':'v'}}", 4,
    "a F32 1 1 0\n" },
  { "a scalar", "{" F32 ("a", "[]", "[0,4]") "}", 4, "a F32 0 1 0\n" },
  { "eight dimensions", "{" F32 ("a", "[1,1,1,1,1,1,1,1]", "[0,4]") "}", 4, "a F32 8 1 0\n" },
  { "out of order", "{" F32 ("b", "[1]", "[4,8]") "," F32 ("a", "[1]", "[0,4]") "}", 8,
    "a F32 1 1 0\nb F32 1 1 4\n" },
  { "empty tensors everywhere",
    "{" F32 ("z", "[0]", "[8,8]") "," F32 ("b", "[1]", "[4,8]") "," F32 (
      "y", "[3,0]", "[4,4]") "," F32 ("a", "[1]", "[0,4]") "," F32 ("x", "[0,0]", "[0,0]") "}",
    8, "x F32 2 0 0\na F32 1 1 0\ny F32 2 0 4\nb F32 1 1 4\nz F32 1 0 8\n" },
  { "escaped names",
    "{'\\u00e9\\ud83d\\ude00\\/\\t':{'shape':[],'dtype':'U8','data_offsets':[0,1]}}", 1,
    "é😀/\t U8 0 1 0\n" },
  { "every dtype",
    "{'a':{'dtype':'BOOL','shape':[],'data_offsets':[0,1]},'b':{'dtype':'U8','shape':[],'data_offsets':[1,2]},"
    "'c':{'dtype':'I8','shape':[],'data_offsets':[2,3]},'d':{'dtype':'F8_E5M2','shape':[],'data_offsets':[3,4]},"
    "'e':{'dtype':'F8_E4M3','shape':[],'data_offsets':[4,5]},'f':{'dtype':'I16','shape':[],'data_offsets':[5,7]},"
    "'g':{'dtype':'U16','shape':[],'data_offsets':[7,9]},'h':{'dtype':'F16','shape':[],'data_offsets':[9,11]},"
    "'i':{'dtype':'BF16','shape':[],'data_offsets':[11,13]},'j':{'dtype':'I32','shape':[],'data_offsets':[13,17]},"
    "'k':{'dtype':'U32','shape':[],'data_offsets':[17,21]},'l':{'dtype':'F32','shape':[],'data_offsets':[21,25]},"
    "'m':{'dtype':'F64','shape':[],'data_offsets':[25,33]},'n':{'dtype':'I64','shape':[],'data_offsets':[33,41]},"
    "'o':{'dtype':'U64','shape':[],'data_offsets':[41,49]}}",
    49,
    "a BOOL 0 1 0\nb U8 0 1 1\nc I8 0 1 2\nd F8_E5M2 0 1 3\ne F8_E4M3 0 1 4\nf I16 0 1 5\ng U16 0 1 7\nh F16 0 1 9\n"
    "i BF16 0 1 11\nj I32 0 1 13\nk U32 0 1 17\nl F32 0 1 21\nm F64 0 1 25\nn I64 0 1 33\no U64 0 1 41\n" },
};

static char *
list_tensors (const TwinSafetensors *file)
{
  GString *listing = g_string_new (NULL);
  const guint8 *first = twin_safetensors_get_n_tensors (file) > 0
                          ? twin_safetensors_get_tensor (file, 0)->data
                          : NULL;

  for (guint i = 0; i < twin_safetensors_get_n_tensors (file); i++)
    {
      const TwinStoredTensor *tensor = twin_safetensors_get_tensor (file, i);

      g_assert_true (twin_safetensors_find (file, tensor->name) == tensor);
      if (tensor->n_bytes > 0)
        g_assert_cmpuint (*tensor->data, ==, tensor->data - first);
      g_string_append_printf (listing, "%s %s %u %zu %zu\n", tensor->name, tensor->dtype_name,
                              tensor->n_dims, tensor->n_values, (gsize) (tensor->data - first));
    }
  return g_string_free (listing, FALSE);
}

static void
test_sound (gconstpointer data)
{
  const Sound *self = data;
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GByteArray) bytes = spell_safetensors (self->header, self->n_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinSafetensors) got = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *listing = NULL;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "sound.safetensors", bytes->data, bytes->len);
  got = twin_safetensors_open (file, &error);
  g_assert_no_error (error);
  listing = list_tensors (got);
  g_assert_cmpstr (listing, ==, self->listing);
  g_assert_null (twin_safetensors_find (got, "no such name"));
}

static void
test_metadata (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GByteArray) bytes = spell_safetensors ("{'__metadata__':{'a':'','\\u00e9':'\\\\\\n'}}",
                                                    0);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinSafetensors) got = NULL;
  g_autoptr (GFile) file = NULL;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "metadata.safetensors", bytes->data, bytes->len);
  got = twin_safetensors_open (file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (twin_safetensors_get_metadata (got, "a"), ==, "");
  g_assert_cmpstr (twin_safetensors_get_metadata (got, "é"), ==, "\\\n");
  g_assert_null (twin_safetensors_get_metadata (got, "b"));
  g_assert_cmpuint (g_hash_table_size (twin_safetensors_get_all_metadata (got)), ==, 2);
}

/* What the bytes of "{}" with its length in front give, by sha256sum. */
static void
test_digest (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GByteArray) bytes = spell_safetensors ("{}", 0);
  g_autofree char *want = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
  g_autoptr (TwinSafetensors) got = NULL;
  g_autoptr (GFile) file = NULL;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "digest.safetensors", bytes->data, bytes->len);
  got = twin_safetensors_open (file, NULL);
  g_assert_cmpstr (twin_safetensors_get_sha256 (got), ==, want);
  g_assert_true (twin_safetensors_get_sha256 (got) == twin_safetensors_get_sha256 (got));
}

static void
assert_not_opened (GFile *file, GIOErrorEnum code)
{
  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (openings[i](file, &error));
      g_assert_error (error, G_IO_ERROR, (int) code);
      g_assert_nonnull (strstr (error->message, g_file_peek_path (file)));
    }
}

/* Only a copy has a limit. */
static void
test_too_long (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "long.safetensors", "", 0);
  g_assert_cmpint (truncate (g_file_peek_path (file), TWIN_SAFETENSORS_MAX_COPY + 1l), ==, 0);
  g_assert_null (twin_safetensors_read (file, &error));
  g_assert_error (error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "1073741825 bytes"));
}

/* Cut short after it was read. */
static void
test_copy (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GByteArray) bytes = spell_safetensors (sound[8].header, sound[8].n_data);
  g_autoptr (GFile) file = NULL;
  g_autoptr (TwinSafetensors) copy = NULL;
  g_autofree char *want = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);

  scratch_init (&scratch);
  file = scratch_write (&scratch, "copied.safetensors", bytes->data, bytes->len);
  copy = twin_safetensors_read (file, NULL);
  g_assert_nonnull (copy);
  g_assert_cmpint (truncate (g_file_peek_path (file), 0), ==, 0);
  g_assert_cmpstr (twin_safetensors_get_sha256 (copy), ==, want);
}

static void
test_no_file (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GFile) missing = NULL, folder = NULL, device = g_file_new_for_path ("/dev/zero");

  scratch_init (&scratch);
  missing = scratch_file (&scratch, "missing.safetensors");
  folder = g_file_new_for_path (scratch.path);
  assert_not_opened (missing, G_IO_ERROR_NOT_FOUND);
  assert_not_opened (folder, G_IO_ERROR_NOT_REGULAR_FILE);
  assert_not_opened (device, G_IO_ERROR_NOT_REGULAR_FILE);
}

/* Any byte changed: refused with an error of ours, or another sound file; the checks hold under sanitizers. */
static void
test_spoiled_bytes (void)
{
  g_auto (Scratch) scratch = { 0 };
  g_autoptr (GByteArray) bytes = spell_safetensors (sound[8].header, sound[8].n_data);
  guint n_refused = 0;

  scratch_init (&scratch);
  for (guint i = 0; i < 500; i++)
    {
      guint at = g_test_rand_int_range (0, bytes->len);
      guint8 before = bytes->data[at];
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinSafetensors) got = NULL;
      g_autoptr (GFile) file = NULL;

      bytes->data[at] = g_test_rand_int_range (0, 256);
      file = scratch_write (&scratch, "spoiled.safetensors", bytes->data, bytes->len);
      bytes->data[at] = before;
      got = twin_safetensors_open (file, &error);
      n_refused += got == NULL;
      g_assert_true (got != NULL || error->domain == TWIN_SAFETENSORS_ERROR);
    }
  g_assert_cmpuint (n_refused, >, 250);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strconcat ("/safetensors/refused: ", hostile[i].what, NULL);

      g_test_add_data_func (path, &hostile[i], test_hostile);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sound); i++)
    {
      g_autofree char *path = g_strconcat ("/safetensors/read: ", sound[i].what, NULL);

      g_test_add_data_func (path, &sound[i], test_sound);
    }
  g_test_add_func ("/safetensors/refused: a header of a length that cannot be", test_header_length);
  g_test_add_func ("/safetensors/refused: a file of less than eight bytes", test_short_file);
  g_test_add_func ("/safetensors/refused: a million brackets", test_nesting);
  g_test_add_func ("/safetensors/refused: more tensors or keys than allowed", test_limits);
  g_test_add_func ("/safetensors/refused: what is no file", test_no_file);
  g_test_add_func ("/safetensors/refused: a copy of a very long file", test_too_long);
  g_test_add_func ("/safetensors/a copy outlives its file", test_copy);
  g_test_add_func ("/safetensors/read: metadata", test_metadata);
  g_test_add_func ("/safetensors/read: the digest", test_digest);
  g_test_add_func ("/safetensors/any byte may be spoiled", test_spoiled_bytes);
  return g_test_run ();
}
