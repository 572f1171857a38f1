#include "drawn-model.h"
#include "picture/half.h"
#include "scratch.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* One model on disk serves all tests: it takes a while to write. */
typedef struct
{
  Scratch scratch;
  TwinModel *model;
  GFile *file;
  char *bytes;
  gsize n_bytes;
} Saved;

static void
saved_init (Saved *saved)
{
  g_autoptr (GError) error = NULL;

  scratch_init (&saved->scratch);
  saved->model = draw_model (7);
  saved->file = scratch_file (&saved->scratch, "small.safetensors");
  twin_model_save (saved->model, saved->file, TWIN_DTYPE_F16, &error);
  g_assert_no_error (error);
  g_file_load_contents (saved->file, NULL, &saved->bytes, &saved->n_bytes, NULL, &error);
  g_assert_no_error (error);
}

static void
saved_clear (Saved *saved)
{
  g_free (saved->bytes);
  g_object_unref (saved->file);
  twin_model_unref (saved->model);
  scratch_clear (&saved->scratch);
}

static TwinModel *
load (GFile *file)
{
  g_autoptr (GError) error = NULL;
  TwinModel *model = twin_model_load (file, &error);

  g_assert_no_error (error);
  return model;
}

static void
assert_same_values (const TwinModel *got, const TwinModel *want, gboolean halved)
{
  const TwinParameters *parameters = twin_model_get_network (want)->parameters;
  const float *got_values = twin_model_get_values (got),
              *want_values = twin_model_get_values (want);

  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (parameters, i);
      gboolean is_half = halved && (parameter->kind == TWIN_PARAMETER_CONVOLUTION ||
                                    parameter->kind == TWIN_PARAMETER_MATRIX);

      for (gsize v = parameter->offset; v < parameter->offset + parameter->size; v++)
        if (got_values[v] !=
            (is_half ? twin_half_to_float (twin_half_from_float (want_values[v])) : want_values[v]))
          g_error ("%s: value %zu is %g instead of %g", parameter->name, v - parameter->offset,
                   got_values[v], want_values[v]);
    }
}

static void
test_half (gconstpointer data)
{
  const Saved *saved = data;
  g_autoptr (TwinModel) got = load (saved->file);
  const TwinCalibration *calibration = twin_model_get_calibration (got);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) saved->bytes,
                                                         saved->n_bytes);

  assert_same_values (got, saved->model, TRUE);
  g_assert_cmpuint (twin_model_get_input_size (got), ==, 96);
  g_assert_cmpfloat (calibration->threshold, ==, drawn_calibration.threshold);
  g_assert_cmpstr (twin_model_get_name (got), ==, "small.safetensors");
  g_assert_cmpstr (twin_model_get_sha256 (got), ==, digest);
  g_assert_cmpuint (twin_model_get_network (got)->projector_width, ==, 0);
  g_assert_cmpuint (saved->n_bytes, <, 50000000);
}

static void
test_full (gconstpointer data)
{
  const Saved *saved = data;
  g_autoptr (GFile) file = scratch_file (&saved->scratch, "full.safetensors");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinModel) got = NULL;

  twin_model_save (saved->model, file, TWIN_DTYPE_F32, &error);
  g_assert_no_error (error);
  got = load (file);
  assert_same_values (got, saved->model, FALSE);
}

/* Loaded and saved again: the same file, byte by byte. */
static void
test_saved_again (gconstpointer data)
{
  const Saved *saved = data;
  g_autoptr (GFile) file = scratch_file (&saved->scratch, "again.safetensors");
  g_autoptr (TwinModel) model = load (saved->file), again = NULL;

  g_assert_true (twin_model_save (model, file, TWIN_DTYPE_F16, NULL));
  again = load (file);
  g_assert_cmpstr (twin_model_get_sha256 (again), ==, twin_model_get_sha256 (model));
}

static void
test_in_memory (gconstpointer data)
{
  const Saved *saved = data;
  g_autoptr (TwinModel) other = draw_model (8);

  g_assert_cmpstr (twin_model_get_name (saved->model), ==, "untitled");
  g_assert_cmpuint (strlen (twin_model_get_sha256 (saved->model)), ==, 64);
  g_assert_cmpstr (twin_model_get_sha256 (saved->model), !=, twin_model_get_sha256 (other));
}

/* From a network in training: the projector stays behind, other metadata comes along. */
static void
test_without_projector (gconstpointer data)
{
  g_autoptr (TwinNetwork) network = twin_network_new (32);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  float *values = draw_values (network, 9);
  const TwinParameter *bias = twin_parameters_find (network->parameters, "classifier.bias");
  g_autoptr (TwinModel) model = NULL;

  g_hash_table_insert (metadata, (char *) "data.credit", (char *) "someone");
  g_hash_table_insert (metadata, (char *) "input_size", (char *) "64");
  model = twin_model_new (network, values, 128, &drawn_calibration, metadata);
  g_assert_null (
    twin_parameters_find (twin_model_get_network (model)->parameters, "projector.0.weight"));
  g_assert_cmpfloat (twin_model_get_values (model)[twin_model_get_network (model)->classifier.bias],
                     ==, values[bias->offset]);
  g_assert_cmpstr (g_hash_table_lookup (twin_model_get_metadata (model), "data.credit"), ==,
                   "someone");
  g_assert_cmpstr (g_hash_table_lookup (twin_model_get_metadata (model), "input_size"), ==, "128");
  twin_values_free (values);
}

/* The saved file with one thing spoiled. */
typedef struct
{
  const Saved *saved;
  const char *what;
  const char *from; /* in the header; replaced by something as long */
  const char *to;
  TwinModelError code;
  const char *words;
} Spoiled;

static void
assert_refused (GFile *file, TwinModelError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinModel) model = twin_model_load (file, &error);

  g_assert_null (model);
  g_assert_error (error, TWIN_MODEL_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, g_file_peek_path (file)));
}

static gsize
header_length (const char *bytes)
{
  guint64 length;

  memcpy (&length, bytes, sizeof length);
  return GUINT64_FROM_LE (length);
}

/* In place, as rewriting the whole file takes its time. */
static void
patch (const Saved *saved, gsize offset, gconstpointer bytes, gsize n)
{
  FILE *file = g_fopen (g_file_peek_path (saved->file), "r+");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (bytes, 1, n, file), ==, n);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* The saved file with @n bytes at @offset replaced; as it was afterwards. */
static void
assert_patched_refused (const Saved *saved, gsize offset, gconstpointer bytes, gsize n,
                        TwinModelError code, const char *words)
{
  patch (saved, offset, bytes, n);
  assert_refused (saved->file, code, words);
  patch (saved, offset, saved->bytes + offset, n);
}

static void
test_spoiled_header (gconstpointer data)
{
  const Spoiled *self = data;
  const char *bytes = self->saved->bytes;
  const char *at = g_strstr_len (bytes + 8, header_length (bytes), self->from);

  g_assert_nonnull (at);
  g_assert_cmpuint (strlen (self->from), ==, strlen (self->to));
  assert_patched_refused (self->saved, at - bytes, self->to, strlen (self->to), self->code,
                          self->words);
}

static Spoiled spoiled[] = {
  { NULL, "a tensor is missing", "\"encoder.layer3.4.conv2.weight\"",
    "\"encoder.layer3.4.conv2.height\"", TWIN_MODEL_ERROR_MISSING,
    "“encoder.layer3.4.conv2.weight”" },
  { NULL, "the classifier is missing", "\"classifier.bias\"", "\"klassifier.bias\"",
    TWIN_MODEL_ERROR_MISSING, "“classifier.bias”" },
  { NULL, "dimensions in another order", "[64,3,7,7]", "[64,7,7,3]", TWIN_MODEL_ERROR_SHAPE,
    "“encoder.conv1.weight” has the shape [64, 7, 7, 3], and the network needs [64, 3, 7, 7]" },
  { NULL, "a dimension less", "[64,64,1,1]", "[64,64,1  ]", TWIN_MODEL_ERROR_SHAPE,
    "has the shape [64, 64, 1], and the network needs [64, 64, 1, 1]" },
  { NULL, "another dtype of the same size", "\"encoder.conv1.weight\":{\"dtype\":\"F16\"",
    "\"encoder.conv1.weight\":{\"dtype\":\"I16\"", TWIN_MODEL_ERROR_SHAPE,
    "“encoder.conv1.weight” is stored as I16" },
  { NULL, "another architecture", "resnet50-siamese", "resnet51-siamese", TWIN_MODEL_ERROR_METADATA,
    "architecture" },
  { NULL, "a newer format", "twinscope-1", "twinscope-2", TWIN_MODEL_ERROR_VERSION,
    "newer version" },
  { NULL, "a size out of range", "\"input_size\":\"96\"", "\"input_size\":\"16\"",
    TWIN_MODEL_ERROR_METADATA, "“input_size” is “16”" },
};

/* @value overwrites the first of the tensor. */
static void
assert_value_refused (const Saved *saved, const char *name, gconstpointer value, gsize n,
                      const char *words)
{
  g_autoptr (TwinSafetensors) safetensors = twin_safetensors_open (saved->file, NULL);
  const guint8 *first = twin_safetensors_get_tensor (safetensors, 0)->data;
  gsize offset = twin_safetensors_find (safetensors, name)->data - first;

  offset += 8 + header_length (saved->bytes);
  assert_patched_refused (saved, offset, value, n, TWIN_MODEL_ERROR_VALUE, words);
}

static void
test_values (gconstpointer data)
{
  const guint8 half_nan[] = { 1, 0x7c }, half_infinity[] = { 0, 0xfc };
  const guint8 nan[] = { 0, 0, 0xc0, 0x7f }, minus_one[] = { 0, 0, 0x80, 0xbf };

  assert_value_refused (data, "encoder.layer4.2.conv3.weight", half_nan, 2,
                        "“encoder.layer4.2.conv3.weight”");
  assert_value_refused (data, "encoder.conv1.weight", half_infinity, 2, "“encoder.conv1.weight”");
  assert_value_refused (data, "encoder.bn1.weight", nan, 4, "“encoder.bn1.weight”");
  assert_value_refused (data, "encoder.bn1.running_var", minus_one, 4,
                        "“encoder.bn1.running_var” holds a variance below");
}

static void
test_other_files (gconstpointer data)
{
  const Saved *saved = data;
  g_autoptr (GByteArray) empty = spell_safetensors ("{}", 0);
  g_autoptr (GFile) without_all = scratch_write (&saved->scratch, "empty.safetensors", empty->data,
                                                 empty->len);
  g_autoptr (GFile) cut = scratch_write (&saved->scratch, "cut.safetensors", saved->bytes,
                                         saved->n_bytes - 1);
  g_autoptr (GFile) missing = scratch_file (&saved->scratch, "missing.safetensors");
  g_autoptr (GError) truncated = NULL, not_found = NULL;

  assert_refused (without_all, TWIN_MODEL_ERROR_METADATA, "“format” is missing");
  g_assert_null (twin_model_load (cut, &truncated));
  g_assert_error (truncated, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TRUNCATED);
  g_assert_null (twin_model_load (missing, &not_found));
  g_assert_error (not_found, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* A checkpoint: two sets of values of one network under labels of their own. */
static void
test_labels (gconstpointer data)
{
  const Saved *saved = data;
  const TwinNetwork *network = twin_model_get_network (saved->model);
  gsize bytes = twin_parameters_get_size (network->parameters) * sizeof (float);
  g_autoptr (TwinSafetensorsWriter) writer = twin_safetensors_writer_new ();
  g_autoptr (GFile) file = scratch_file (&saved->scratch, "checkpoint.safetensors");
  g_autoptr (TwinSafetensors) got = NULL;
  float *moments = draw_values (network, 10),
        *read = twin_parameters_new_values (network->parameters);
  g_autoptr (GError) error = NULL;

  twin_model_add_parameters (writer, network, NULL, "", TWIN_DTYPE_F32,
                             twin_model_get_values (saved->model));
  twin_model_add_parameters (writer, network, NULL, "moments.", TWIN_DTYPE_F32, moments);
  g_assert_true (twin_safetensors_writer_write (writer, file, NULL));
  got = twin_safetensors_open (file, NULL);
  g_assert_true (twin_model_read_labelled (got, network, "moments.", read, NULL));
  g_assert_cmpmem (read, bytes, moments, bytes);
  g_assert_true (twin_model_read_labelled (got, network, "", read, NULL));
  g_assert_cmpmem (read, bytes, twin_model_get_values (saved->model), bytes);
  g_assert_false (twin_model_read_labelled (got, network, "other.", read, &error));
  g_assert_error (error, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_MISSING);
  twin_values_free (moments);
  twin_values_free (read);
}

/* What was read stays what it was, and is widened only later. */
static void
test_overwritten (gconstpointer data)
{
  const Saved *saved = data;
  g_autoptr (GFile) file = scratch_write (&saved->scratch, "overwritten.safetensors", saved->bytes,
                                          saved->n_bytes);
  g_autoptr (TwinModel) got = load (file);
  g_autofree char *digest = g_compute_checksum_for_data (
    G_CHECKSUM_SHA256, (const guchar *) saved->bytes, saved->n_bytes);

  g_assert_cmpint (truncate (g_file_peek_path (file), 10), ==, 0);
  assert_same_values (got, saved->model, TRUE);
  g_assert_cmpstr (twin_model_get_sha256 (got), ==, digest);
}

static gpointer
get_values (gpointer model)
{
  return (gpointer) twin_model_get_values (model);
}

static void
test_threads (gconstpointer data)
{
  const Saved *saved = data;
  g_autoptr (TwinModel) got = load (saved->file);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("values", get_values, got);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == twin_model_get_values (got));
  assert_same_values (got, saved->model, TRUE);
}

static void
test_prefix (gconstpointer data)
{
  const Saved *saved = data;
  const TwinNetwork *network = twin_model_get_network (saved->model);
  g_autoptr (TwinSafetensors) file = twin_safetensors_open (saved->file, NULL);
  float *read = twin_parameters_new_values (network->parameters);

  g_assert_true (twin_model_read_parameters (file, network, "classifier.", read, NULL));
  g_assert_cmpfloat (read[network->classifier.bias], ==,
                     twin_model_get_values (saved->model)[network->classifier.bias]);
  g_assert_cmpfloat (read[twin_parameters_find (network->parameters, "encoder.bn1.weight")->offset],
                     ==, 0);
  twin_values_free (read);
}

int
main (int argc, char **argv)
{
  Saved saved = { 0 };
  int result;

  g_test_init (&argc, &argv, NULL);
  saved_init (&saved);
  g_test_add_data_func ("/model/saved in half precision and loaded", &saved, test_half);
  g_test_add_data_func ("/model/saved in full precision and loaded", &saved, test_full);
  g_test_add_data_func ("/model/kept whatever becomes of its file", &saved, test_overwritten);
  g_test_add_data_func ("/model/widened once, whichever thread is first", &saved, test_threads);
  g_test_add_data_func ("/model/loaded and saved, the file is the same", &saved, test_saved_again);
  g_test_add_data_func ("/model/made in memory", &saved, test_in_memory);
  g_test_add_data_func ("/model/made of a network in training", &saved, test_without_projector);
  for (guint i = 0; i < G_N_ELEMENTS (spoiled); i++)
    {
      g_autofree char *path = g_strconcat ("/model/refused: ", spoiled[i].what, NULL);

      spoiled[i].saved = &saved;
      g_test_add_data_func (path, &spoiled[i], test_spoiled_header);
    }
  g_test_add_data_func ("/model/refused: values that are no numbers", &saved, test_values);
  g_test_add_data_func ("/model/refused: other files", &saved, test_other_files);
  g_test_add_data_func ("/model/values under labels", &saved, test_labels);
  g_test_add_data_func ("/model/values under a prefix", &saved, test_prefix);
  result = g_test_run ();
  saved_clear (&saved);
  return result;
}
