#include "checkpoint.h"
#include "scratch.h"

#include <gegl.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 16
#define SETTINGS "mode=parallel size=32"

/* All that a checkpoint holds. */
typedef struct
{
  TwinNetwork *network;
  float *values;
  TwinAdamW adamw;
  TwinProgressState state;
} Held;

static void
held_init (Held *held, guint width, const char *settings)
{
  *held = (Held){ 0 };
  held->network = twin_network_new (width);
  held->values = twin_parameters_new_values (held->network->parameters);
  twin_adamw_init (&held->adamw, held->network->parameters, held->values);
  held->state.log = g_string_new (NULL);
  held->state.settings = g_strdup (settings);
}

static void
held_clear (Held *held)
{
  twin_adamw_clear (&held->adamw);
  twin_values_free (held->values);
  twin_network_free (held->network);
  twin_progress_state_clear (&held->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Held, held_clear)

/* Cheap numbers with bits all over. */
static void
fill (float *values, const TwinParameters *parameters, guint32 seed)
{
  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (parameters, i);

      for (gsize at = parameter->offset; at < parameter->offset + parameter->size; at++)
        values[at] = (seed = seed * 1664525u + 1013904223u) * 0x1p-32f + 1e-9f;
    }
}

static void
fill_all (Held *held)
{
  const TwinParameters *parameters = held->network->parameters;

  fill (held->values, parameters, 1);
  fill (held->adamw.first, parameters, 2);
  fill (held->adamw.second, parameters, 3);
  fill (held->adamw.average, parameters, 4);
  held->state.step = G_GUINT64_CONSTANT (12345678901);
  held->state.validated = 12345;
  held->state.seconds = 0.1 + 0.2;
  held->state.best_auc = 0.87654321;
  g_string_assign (held->state.log, "epoch,step\n1,\"2\"\n");
}

static void
assert_same (const Held *got, const Held *want)
{
  gsize bytes = twin_parameters_get_size (want->network->parameters) * sizeof (float);

  g_assert_cmpint (memcmp (got->values, want->values, bytes), ==, 0);
  g_assert_cmpint (memcmp (got->adamw.first, want->adamw.first, bytes), ==, 0);
  g_assert_cmpint (memcmp (got->adamw.second, want->adamw.second, bytes), ==, 0);
  g_assert_cmpint (memcmp (got->adamw.average, want->adamw.average, bytes), ==, 0);
  g_assert_cmpuint (got->state.step, ==, want->state.step);
  g_assert_cmpuint (got->state.validated, ==, want->state.validated);
  g_assert_cmpfloat (got->state.seconds, ==, want->state.seconds);
  g_assert_cmpfloat (got->state.best_auc, ==, want->state.best_auc);
  g_assert_cmpstr (got->state.log->str, ==, want->state.log->str);
}

static void
read_back (GFile *file, const Held *written)
{
  g_auto (Held) read = { 0 };
  g_autoptr (GError) error = NULL;

  held_init (&read, WIDTH, SETTINGS);
  twin_checkpoint_read (file, read.network, read.values, &read.adamw, &read.state, &error);
  g_assert_no_error (error);
  assert_same (&read, written);
}

/* Must not be read, for @code, and leave what is known of the training as it was. */
static void
refuse (GFile *file, guint width, const char *settings, GQuark domain, gint code, const char *said)
{
  g_auto (Held) read = { 0 };
  g_autoptr (GError) error = NULL;

  held_init (&read, width, settings);
  read.state.step = 7;
  g_assert_false (
    twin_checkpoint_read (file, read.network, read.values, &read.adamw, &read.state, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, said));
  g_assert_cmpuint (read.state.step, ==, 7);
  g_assert_cmpstr (read.state.log->str, ==, "");
  g_assert_cmpstr (read.state.settings, ==, settings);
}

/* One file serves all: it has 380 MB. */
static void
test_round_trip (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_auto (Held) written = { 0 };
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  file = scratch_file (&scratch, "m.checkpoint");
  held_init (&written, WIDTH, SETTINGS);
  fill_all (&written);
  twin_checkpoint_write (file, written.network, written.values, &written.adamw, &written.state,
                         &error);
  g_assert_no_error (error);
  read_back (file, &written);
  refuse (file, WIDTH, "mode=sequential size=32", TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA,
          "mode=sequential");
  refuse (file, WIDTH, "mode=sequential size=32", TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA,
          "m.checkpoint");
  /* Other shapes come of other settings, which say more to a user. */
  refuse (file, 2 * WIDTH, "projector=32", TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA,
          "projector=32");
  refuse (file, 2 * WIDTH, SETTINGS, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_SHAPE, "projector");
  g_assert_cmpint (truncate (g_file_peek_path (file), 300 << 20), ==, 0);
  refuse (file, WIDTH, SETTINGS, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_TRUNCATED,
          "m.checkpoint");
}

static void
test_plain_model (void)
{
  static const TwinCalibration identity = { .slope = 1.0, .threshold = 0.5 };
  g_auto (Scratch) scratch = { NULL };
  g_auto (Held) held = { 0 };
  g_autoptr (TwinModel) model = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  file = scratch_file (&scratch, "plain.safetensors");
  held_init (&held, WIDTH, SETTINGS);
  fill (held.values, held.network->parameters, 1);
  model = twin_model_new (held.network, held.values, 32, &identity, NULL);
  twin_model_save (model, file, TWIN_DTYPE_F16, &error);
  g_assert_no_error (error);
  refuse (file, WIDTH, SETTINGS, TWIN_MODEL_ERROR, TWIN_MODEL_ERROR_METADATA, "plain.safetensors");
}

static void
test_no_file (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) none = NULL, noise = NULL;

  scratch_init (&scratch);
  none = scratch_file (&scratch, "none.checkpoint");
  noise = scratch_write (&scratch, "noise.checkpoint", "\x07\x01\x02\x03\x04\x05\x06\x07\x08", 9);
  refuse (none, WIDTH, SETTINGS, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "none.checkpoint");
  refuse (noise, WIDTH, SETTINGS, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_HEADER,
          "noise.checkpoint");
}

static void
test_no_folder (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_auto (Held) held = { 0 };
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  file = scratch_file (&scratch, "none/m.checkpoint");
  held_init (&held, WIDTH, SETTINGS);
  g_assert_false (
    twin_checkpoint_write (file, held.network, held.values, &held.adamw, &held.state, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "m.checkpoint"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checkpoint/what is written is read, and nothing else is", test_round_trip);
  g_test_add_func ("/checkpoint/a plain model is none", test_plain_model);
  g_test_add_func ("/checkpoint/no file, and noise", test_no_file);
  g_test_add_func ("/checkpoint/no folder to write it in", test_no_folder);
  return g_test_run ();
}
