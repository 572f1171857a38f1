/* test-file-replace.c: a file is replaced whole or not at all, whichever call fails. The calls are
 * wrapped when the test is linked. */
#include "folder.h"
#include "picture/file-replace.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_BYTES 1000000

/* Which call fails: the @fail_at-th from 1, of all that are wrapped; 0: none. */
static guint fail_at, calls;
static int fail_with;

static gboolean
fails_now (void)
{
  calls++;
  if (calls != fail_at)
    return FALSE;
  errno = fail_with;
  return TRUE;
}

ssize_t __real_write (int descriptor, const void *bytes, size_t n);
ssize_t __wrap_write (int descriptor, const void *bytes, size_t n);
int __real_fsync (int descriptor);
int __wrap_fsync (int descriptor);
int __real_rename (const char *from, const char *to);
int __wrap_rename (const char *from, const char *to);
int __real_close (int descriptor);
int __wrap_close (int descriptor);
int __real_fchmod (int descriptor, mode_t mode);
int __wrap_fchmod (int descriptor, mode_t mode);

/* Otherwise it takes only a part, as a pipe or a full disk may. */
ssize_t
__wrap_write (int descriptor, const void *bytes, size_t n)
{
  return fails_now () ? -1 : __real_write (descriptor, bytes, MIN (n, 100000));
}

int
__wrap_fsync (int descriptor)
{
  return fails_now () ? -1 : __real_fsync (descriptor);
}

int
__wrap_rename (const char *from, const char *to)
{
  return fails_now () ? -1 : __real_rename (from, to);
}

/* Linux closes even where it says that it failed. */
int
__wrap_close (int descriptor)
{
  gboolean fails = fails_now ();
  int result = __real_close (descriptor);

  if (!fails)
    return result;
  errno = fail_with;
  return -1;
}

int
__wrap_fchmod (int descriptor, mode_t mode)
{
  return fails_now () ? -1 : __real_fchmod (descriptor, mode);
}

static gboolean
write_new (GOutputStream *stream, gpointer data, GError **error)
{
  g_autofree char *bytes = g_strnfill (NEW_BYTES, 'n');

  return g_output_stream_write_all (stream, bytes, NEW_BYTES, NULL, NULL, error);
}

static gboolean
write_a_little (GOutputStream *stream, gpointer data, GError **error)
{
  return g_output_stream_write_all (stream, data, strlen (data), NULL, NULL, error);
}

static void
assert_holds (const Folder *folder, const char *name, char what, gsize n)
{
  g_autofree char *path = folder_path (folder, name);
  g_autofree char *bytes = NULL;
  GError *error = NULL;
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (bytes[i], ==, what);
}

static void
test_new_and_old (void)
{
  g_auto (Folder) folder;
  g_autoptr (GFile) file = NULL;
  GError *error = NULL;

  folder_init (&folder);
  file = folder_file (&folder, "model");
  for (guint round = 0; round < 2; round++)
    {
      g_assert_true (twin_file_replace (file, write_new, NULL, &error));
      g_assert_no_error (error);
      assert_holds (&folder, "model", 'n', NEW_BYTES);
      g_assert_cmpuint (folder_count (&folder), ==, 1);
    }
}

/* One failure, at every call in turn, until there are no more calls. */
static void
test_faults_with (int error_number, int code)
{
  gboolean replaced = FALSE;

  fail_with = error_number;
  for (guint n = 1; !replaced || calls >= n; n++)
    {
      g_auto (Folder) folder;
      g_autoptr (GFile) file = NULL;
      g_autoptr (GError) error = NULL;

      folder_init (&folder);
      folder_write (&folder, "model", "ooo", 3);
      file = folder_file (&folder, "model");
      calls = 0;
      fail_at = n;
      replaced = twin_file_replace (file, write_new, NULL, &error);
      fail_at = 0;
      if (replaced)
        g_assert_no_error (error);
      else
        {
          g_assert_error (error, G_IO_ERROR, code);
          g_assert_nonnull (strstr (error->message, "model"));
        }
      assert_holds (&folder, "model", replaced ? 'n' : 'o', replaced ? NEW_BYTES : 3);
      g_assert_cmpuint (folder_count (&folder), ==, 1);
      /* What comes first must fail, so that the loop is known to wrap something. */
      g_assert_true (n > 3 || !replaced);
    }
}

static void
test_full_disk (void)
{
  test_faults_with (ENOSPC, G_IO_ERROR_NO_SPACE);
}

static void
test_no_permission (void)
{
  test_faults_with (EACCES, G_IO_ERROR_PERMISSION_DENIED);
}

/* A signal is no failure of a write. */
static void
test_interrupted_write (void)
{
  g_auto (Folder) folder;
  g_autoptr (GFile) file = NULL;
  GError *error = NULL;

  folder_init (&folder);
  file = folder_file (&folder, "model");
  fail_with = EINTR;
  calls = 0;
  fail_at = 2;
  g_assert_true (twin_file_replace (file, write_new, NULL, &error));
  fail_at = 0;
  g_assert_no_error (error);
  assert_holds (&folder, "model", 'n', NEW_BYTES);
}

static gboolean
give_up (GOutputStream *stream, gpointer data, GError **error)
{
  g_output_stream_write_all (stream, "half", 4, NULL, NULL, NULL);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "no more");
  return FALSE;
}

static void
test_writer_gives_up (void)
{
  g_auto (Folder) folder;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  folder_init (&folder);
  folder_write (&folder, "model", "ooo", 3);
  file = folder_file (&folder, "model");
  g_assert_false (twin_file_replace (file, give_up, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (strstr (error->message, "model"));
  assert_holds (&folder, "model", 'o', 3);
  g_assert_cmpuint (folder_count (&folder), ==, 1);
}

static void
test_no_folder (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent-folder/model");
  g_autoptr (GError) error = NULL;

  g_assert_false (twin_file_replace (file, write_new, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nonexistent-folder/model"));
}

static void
test_not_local (void)
{
  g_autoptr (GFile) file = g_file_new_for_uri ("unknown-scheme://host/model");
  g_autoptr (GError) error = NULL;

  g_assert_false (twin_file_replace (file, write_new, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "model"));
}

static void
test_mode_is_kept (void)
{
  g_auto (Folder) folder;
  g_autoptr (GFile) file = NULL;
  GError *error = NULL;
  struct stat status;

  folder_init (&folder);
  folder_write (&folder, "model", "ooo", 3);
  file = folder_file (&folder, "model");
  g_assert_cmpint (g_chmod (g_file_peek_path (file), 0640), ==, 0);
  g_assert_true (twin_file_replace (file, write_a_little, "n", &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (g_file_peek_path (file), &status), ==, 0);
  g_assert_cmphex (status.st_mode & 07777, ==, 0640);
}

/* A link stays one; what it points to is replaced. */
static void
test_link_stays (void)
{
  g_auto (Folder) folder;
  g_autoptr (GFile) link = NULL;
  GError *error = NULL;

  folder_init (&folder);
  folder_write (&folder, "model", "ooo", 3);
  link = folder_file (&folder, "link");
  g_assert_cmpint (symlink ("model", g_file_peek_path (link)), ==, 0);
  g_assert_true (twin_file_replace (link, write_a_little, "nn", &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (g_file_peek_path (link), G_FILE_TEST_IS_SYMLINK));
  assert_holds (&folder, "model", 'n', 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-replace/new-and-old", test_new_and_old);
  g_test_add_func ("/file-replace/full-disk/old-file-stands", test_full_disk);
  g_test_add_func ("/file-replace/no-permission/old-file-stands", test_no_permission);
  g_test_add_func ("/file-replace/interrupted-write/goes-on", test_interrupted_write);
  g_test_add_func ("/file-replace/writer-gives-up/old-file-stands", test_writer_gives_up);
  g_test_add_func ("/file-replace/no-folder/named", test_no_folder);
  g_test_add_func ("/file-replace/not-local/refused", test_not_local);
  g_test_add_func ("/file-replace/mode/kept", test_mode_is_kept);
  g_test_add_func ("/file-replace/link/stays", test_link_stays);
  return g_test_run ();
}
