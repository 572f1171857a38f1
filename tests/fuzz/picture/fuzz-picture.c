/* A fuzz target: any bytes as an image file. With clang: -fsanitize=fuzzer in place of replay.c, then
 * run it on the corpus. */
#include "fuzz.h"
#include "picture/tensor.h"

#include <sys/mman.h>
#include <unistd.h>

static const TwinPictureLimits limits = {
  .pixels = 1 << 20,
  .bytes = 1 << 20,
  .pages = 100,
  .seconds = 10,
};

/* Any picture can be shown; whatever is in it, what the network gets is finite. */
static void
use (TwinPicture *picture)
{
  g_autoptr (TwinTensor) tensor = twin_tensor_from_pictures (&picture, 1, 16, TWIN_VIEWS_TILES,
                                                             NULL);

  g_assert_nonnull (tensor);
  for (gsize i = 0; i < (gsize) tensor->n * 16 * 16 * 3; i++)
    g_assert_true (tensor->values[i] > -1e4f && tensor->values[i] < 1e4f);
}

static void
load (GFile *file, guint page)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = twin_picture_load_limited (file, page, &limits, NULL, &error);

  if (picture != NULL)
    use (picture);
  else
    {
      g_assert_true (error->domain == TWIN_PICTURE_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n)
{
  static gsize started;
  /* A file without a place on disk. */
  int descriptor = memfd_create ("fuzz", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", descriptor);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (g_once_init_enter (&started))
    {
      gegl_init (NULL, NULL);
      g_once_init_leave (&started, 1);
    }
  g_assert_cmpint (write (descriptor, bytes, n), ==, (gssize) n);
  load (file, 0);
  load (file, 1);
  close (descriptor);
  return 0;
}
