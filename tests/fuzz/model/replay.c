/* replay FOLDER: without a fuzzer, the target on every file of a corpus, as it is and spoiled at random. */
#include "fuzz.h"

#define SPOILED_COPIES 200

static void
spoil (GByteArray *bytes)
{
  guint at = g_test_rand_int_range (0, bytes->len + 1);
  guint8 value = g_test_rand_int_range (0, 256);

  switch (g_test_rand_int_range (0, 4))
    {
    case 0:
      if (at < bytes->len)
        bytes->data[at] = value;
      break;
    case 1: /* one more: moved up from @at on */
      g_byte_array_append (bytes, &value, 1);
      for (guint i = bytes->len - 1; i > at; i--)
        bytes->data[i] = bytes->data[i - 1];
      bytes->data[at] = value;
      break;
    case 2:
      g_byte_array_remove_range (bytes, at, MIN (bytes->len - at, value % 8u));
      break;
    default: /* a digit, where there is one: other sizes and positions */
      if (at < bytes->len && g_ascii_isdigit (bytes->data[at]))
        bytes->data[at] = '0' + value % 10;
    }
}

static void
replay (gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (data, &contents, &length, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((guint8 *) contents, length);
  for (guint copy = 0; copy < SPOILED_COPIES; copy++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_byte_array_append (bytes, (guint8 *) contents, length);
      for (guint n = g_test_rand_int_range (1, 6); n > 0; n--)
        spoil (bytes);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  folder = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_strconcat ("/fuzz/", name, NULL);

      g_test_add_data_func_full (path, g_build_filename (argv[1], name, NULL), replay, g_free);
    }
  return g_test_run ();
}
