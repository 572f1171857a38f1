#include "picture/half.h"
#include "model/safetensors.h"
#include "scratch.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX_TENSORS 12

/* Some tensors, and where they go. */
typedef struct
{
  Scratch scratch;
  GFile *file;
  TwinSafetensorsWriter *writer;
  guint n;
  char *names[MAX_TENSORS];
  TwinDtype dtypes[MAX_TENSORS];
  guint n_dims[MAX_TENSORS];
  gsize dims[MAX_TENSORS][TWIN_SAFETENSORS_MAX_DIMS];
  gsize n_values[MAX_TENSORS];
  float *values[MAX_TENSORS];
} Case;

static void
case_init (Case *test)
{
  memset (test, 0, sizeof *test);
  scratch_init (&test->scratch);
  test->file = scratch_file (&test->scratch, "written.safetensors");
  test->writer = twin_safetensors_writer_new ();
}

static void
case_clear (Case *test)
{
  twin_safetensors_writer_free (test->writer);
  for (guint i = 0; i < test->n; i++)
    {
      g_free (test->names[i]);
      g_free (test->values[i]);
    }
  g_object_unref (test->file);
  scratch_clear (&test->scratch);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static void
copy_values (gconstpointer data, float *values)
{
  const Case *test = ((gconstpointer *) data)[0];
  guint i = GPOINTER_TO_UINT (((gconstpointer *) data)[1]);

  memcpy (values, test->values[i], test->n_values[i] * sizeof *values);
}

/* In one of the three ways. */
static void
add_tensor (Case *test, guint i, guint way)
{
  const gsize *dims = test->dims[i];
  gconstpointer data[] = { test, GUINT_TO_POINTER (i) };

  if (way == 0)
    twin_safetensors_writer_add (test->writer, test->names[i], test->dtypes[i], test->n_dims[i],
                                 dims, test->values[i]);
  else if (way == 1)
    twin_safetensors_writer_take (
      test->writer, test->names[i], test->dtypes[i], test->n_dims[i], dims,
      g_memdup2 (test->values[i], MAX (test->n_values[i], 1) * sizeof (float)));
  else
    twin_safetensors_writer_add_source (test->writer, test->names[i], test->dtypes[i],
                                        test->n_dims[i], dims, copy_values,
                                        g_memdup2 (data, sizeof data), g_free);
}

/* A tensor of random shape (empty ones and scalars too) and values. */
static void
draw_tensor (Case *test)
{
  guint i = test->n++;

  test->names[i] = g_strdup_printf ("tensor \"%u\" é\\", i);
  test->dtypes[i] = g_test_rand_bit () ? TWIN_DTYPE_F32 : TWIN_DTYPE_F16;
  test->n_dims[i] = g_test_rand_int_range (0, 4);
  test->n_values[i] = 1;
  for (guint d = 0; d < test->n_dims[i]; d++)
    {
      test->dims[i][d] = g_test_rand_int_range (g_test_rand_int_range (0, 4) == 0 ? 0 : 1, 30);
      test->n_values[i] *= test->dims[i][d];
    }
  test->values[i] = g_new (float, test->n_values[i] + 1);
  for (gsize v = 0; v < test->n_values[i]; v++)
    test->values[i][v] = g_test_rand_double_range (-70000, 70000);
  add_tensor (test, i, g_test_rand_int_range (0, 3));
}

static void
write_case (Case *test)
{
  g_autoptr (GError) error = NULL;

  twin_safetensors_writer_write (test->writer, test->file, &error);
  g_assert_no_error (error);
}

static float
as_stored (TwinDtype dtype, float value)
{
  return dtype == TWIN_DTYPE_F16 ? twin_half_to_float (twin_half_from_float (value)) : value;
}

static void
assert_tensor_read (const Case *test, guint i, const TwinSafetensors *got)
{
  const TwinStoredTensor *tensor = twin_safetensors_find (got, test->names[i]);
  g_autofree float *values = g_new (float, test->n_values[i] + 1);

  g_assert_nonnull (tensor);
  g_assert_cmpint (tensor->dtype, ==, test->dtypes[i]);
  g_assert_cmpmem (tensor->dims, tensor->n_dims * sizeof (gsize), test->dims[i],
                   test->n_dims[i] * sizeof (gsize));
  twin_stored_tensor_read (tensor, values);
  for (gsize v = 0; v < test->n_values[i]; v++)
    g_assert_cmpfloat (values[v], ==, as_stored (test->dtypes[i], test->values[i][v]));
}

static void
test_round_trip (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_auto (Case) test;
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinSafetensors) got = NULL;

      case_init (&test);
      for (guint n = g_test_rand_int_range (0, MAX_TENSORS + 1); n > 0; n--)
        draw_tensor (&test);
      write_case (&test);
      got = twin_safetensors_open (test.file, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (twin_safetensors_get_n_tensors (got), ==, test.n);
      for (guint i = 0; i < test.n; i++)
        assert_tensor_read (&test, i, got);
    }
}

static char *
contents_of (GFile *file, gsize *out_length)
{
  g_autoptr (GError) error = NULL;
  char *contents;

  g_file_load_contents (file, NULL, &contents, out_length, NULL, &error);
  g_assert_no_error (error);
  return contents;
}

/* Spelt out: order, padding, escapes, and metadata by key whatever the order it was set in. */
static void
test_layout (void)
{
  static const char header[] =
    "{\"__metadata__\":{\"a\":\"1\",\"b\":\"\\u0001\\\"\\\\\"},\"full\":{\"dtype\":\"F32\",\"shape\":[],"
    "\"data_offsets\":[0,4]},\"half\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[4,8]}}";
  static const guint8 data[] = { 0, 0, 128, 63, 0, 60, 0, 192 };
  const float full = 1, half[] = { 1, -2 };
  g_auto (Case) test;
  g_autofree char *got = NULL;
  gsize length, padded = (strlen (header) + 7) / 8 * 8;

  case_init (&test);
  twin_safetensors_writer_set_metadata (test.writer, "b", "\1\"\\");
  twin_safetensors_writer_set_metadata (test.writer, "a", "0");
  twin_safetensors_writer_set_metadata (test.writer, "a", "1");
  twin_safetensors_writer_add (test.writer, "half", TWIN_DTYPE_F16, 2, (gsize[]){ 1, 2 }, half);
  twin_safetensors_writer_add (test.writer, "full", TWIN_DTYPE_F32, 0, NULL, &full);
  write_case (&test);
  got = contents_of (test.file, &length);
  g_assert_cmpuint ((guint8) got[0] + 256 * (guint8) got[1], ==, padded);
  g_assert_cmpmem (got + 8, strlen (header), header, strlen (header));
  g_assert_cmpuint (strspn (got + 8 + strlen (header), " "), ==, padded - strlen (header));
  g_assert_cmpmem (got + 8 + padded, length - 8 - padded, data, sizeof data);
}

static void
test_same_bytes (void)
{
  g_auto (Case) test;
  g_autofree char *first = NULL, *second = NULL;
  gsize n_first, n_second;

  case_init (&test);
  for (guint i = 0; i < MAX_TENSORS; i++)
    draw_tensor (&test);
  write_case (&test);
  first = contents_of (test.file, &n_first);
  write_case (&test);
  second = contents_of (test.file, &n_second);
  g_assert_cmpmem (first, n_first, second, n_second);
}

static void
test_odd_metadata (void)
{
  g_auto (Case) test;
  g_autoptr (TwinSafetensors) got = NULL;

  case_init (&test);
  twin_safetensors_writer_set_metadata (test.writer, "folder", "bad\xff name");
  write_case (&test);
  got = twin_safetensors_open (test.file, NULL);
  g_assert_cmpstr (twin_safetensors_get_metadata (got, "folder"), ==, "bad\xef\xbf\xbd name");
}

static void
test_never_larger_than_read (void)
{
  g_auto (Case) test;
  g_autoptr (GError) error = NULL;
  g_autofree char *value = g_strnfill (17 << 20, 'x');

  case_init (&test);
  twin_safetensors_writer_set_metadata (test.writer, "long", value);
  g_assert_false (twin_safetensors_writer_write (test.writer, test.file, &error));
  g_assert_error (error, TWIN_SAFETENSORS_ERROR, TWIN_SAFETENSORS_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, g_file_peek_path (test.file)));
  g_assert_false (g_file_query_exists (test.file, NULL));
}

/* The n-th call of write() from now on fails with a full disk; 0: none does. */
static guint writes_to_failure;

ssize_t __real_write (int descriptor, const void *buffer, size_t count);
ssize_t __wrap_write (int descriptor, const void *buffer, size_t count);

ssize_t
__wrap_write (int descriptor, const void *buffer, size_t count)
{
  if (writes_to_failure > 0 && --writes_to_failure == 0)
    {
      errno = ENOSPC;
      return -1;
    }
  return __real_write (descriptor, buffer, count);
}

/* FALSE once @n is past the last write. */
static gboolean
write_with_fault (Case *test, guint n, GError **error)
{
  gboolean hit;

  writes_to_failure = n;
  twin_safetensors_writer_write (test->writer, test->file, error);
  hit = writes_to_failure == 0;
  writes_to_failure = 0;
  return hit;
}

static void
test_full_disk (void)
{
  const gsize n_values = 400000;
  g_auto (Case) test;
  g_autofree char *old = NULL, *new = NULL;
  gsize n_old, n_new;
  guint n;

  case_init (&test);
  draw_tensor (&test);
  write_case (&test);
  old = contents_of (test.file, &n_old);
  twin_safetensors_writer_take (test.writer, "large", TWIN_DTYPE_F32, 1, &n_values,
                                g_new0 (float, n_values));
  for (n = 1;; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *now = NULL;
      gsize n_now;

      if (!write_with_fault (&test, n, &error))
        break;
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_assert_nonnull (strstr (error->message, g_file_peek_path (test.file)));
      now = contents_of (test.file, &n_now);
      g_assert_cmpmem (now, n_now, old, n_old);
    }
  g_assert_cmpuint (n, >, 2);
  new = contents_of (test.file, &n_new);
  g_assert_cmpuint (n_new, >, n_values * sizeof (float));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/what is written is read", test_round_trip);
  g_test_add_func ("/safetensors/written as spelt out", test_layout);
  g_test_add_func ("/safetensors/the same contents give the same bytes", test_same_bytes);
  g_test_add_func ("/safetensors/metadata that is not UTF-8 is made so", test_odd_metadata);
  g_test_add_func ("/safetensors/nothing is written that would not be read",
                   test_never_larger_than_read);
  g_test_add_func ("/safetensors/on a full disk the old file stands", test_full_disk);
  return g_test_run ();
}
