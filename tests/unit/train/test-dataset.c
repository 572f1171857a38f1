#include "drawn-set.h"

#include <gegl.h>
#include <string.h>

/* What was told of while loading. */
typedef struct
{
  guint calls;
  guint last;
  GString *failures;
} Told;

static void
tell (guint done, guint total, const GError *failure, gpointer data)
{
  Told *told = data;

  g_assert_cmpuint (total, ==, 7);
  g_assert_cmpuint (done, ==, told->last + 1);
  told->last = done;
  told->calls++;
  if (failure != NULL)
    g_string_append_printf (told->failures, "%s\n", failure->message);
}

/* Seven files: four pictures, and a text, a truncated picture and one that is not there among them. */
static TwinManifest *
draw_seven (const Scratch *scratch)
{
  const char *table =
    "path,group\n0.png,a\nbad.png,b\n1.png,c\ncut.png,d\nnone.png,e\n2.png,f\n3.png,g\n";
  g_autoptr (GFile) file = scratch_write (scratch, "manifest.csv", table, strlen (table));
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  TwinManifest *manifest;
  gsize length;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);
      g_autoptr (GFile) picture = draw_file (scratch, name, 64 + 16 * i, 64, i);

      if (i == 0)
        g_assert_true (g_file_load_contents (picture, NULL, &bytes, &length, NULL, NULL));
    }
  g_object_unref (scratch_write (scratch, "bad.png", "no picture", 10));
  g_object_unref (scratch_write (scratch, "cut.png", bytes, length / 2));
  manifest = twin_manifest_load (file, 1, &error);
  g_assert_no_error (error);
  return manifest;
}

static void
test_failures (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinManifest) manifest = NULL;
  g_autoptr (TwinDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;
  Told told = { 0, 0, g_string_new (NULL) };
  static const char groups[] = "acfg";

  scratch_init (&scratch);
  manifest = draw_seven (&scratch);
  dataset = twin_dataset_load (manifest, 200, 3, tell, &told, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dataset->failed, ==, 3);
  g_assert_cmpuint (twin_dataset_get_n (dataset), ==, 4);
  g_assert_cmpuint (told.calls, ==, 7);
  g_assert_nonnull (strstr (told.failures->str, "bad.png"));
  g_assert_nonnull (strstr (told.failures->str, "cut.png"));
  g_assert_nonnull (strstr (told.failures->str, "none.png"));
  /* The others keep their order, and their own pictures. */
  for (guint i = 0; i < 4; i++)
    {
      guint width, height;

      twin_dataset_get_size (dataset, i, &width, &height);
      g_assert_cmpuint (width, ==, 64 + 16 * i);
      g_assert_cmpuint (height, ==, 64);
      g_assert_cmpint (twin_manifest_get (dataset->manifest, i)->group[0], ==, groups[i]);
    }
  g_string_free (told.failures, TRUE);
}

static void
test_none_readable (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) file = NULL;
  g_autoptr (TwinManifest) manifest = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "manifest.csv", "path\na.png\nb.png\n", 17);
  manifest = twin_manifest_load (file, 1, &error);
  g_assert_no_error (error);
  g_assert_null (twin_dataset_load (manifest, 64, 2, NULL, NULL, NULL, &error));
  g_assert_error (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY);
}

static void
test_cancelled (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinManifest) manifest = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  manifest = draw_seven (&scratch);
  g_cancellable_cancel (cancellable);
  g_assert_null (twin_dataset_load (manifest, 64, 2, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Longer sides become 40; a strip keeps a shorter side of 10 where it can. */
static void
test_sizes (void)
{
  static const struct
  {
    guint width, height, want_width, want_height;
  } cases[] = { { 80, 60, 40, 30 },
                { 30, 20, 30, 20 },
                { 64, 640, 10, 100 },
                { 2, 1000, 1, 160 },
                { 1, 1, 1, 1 } };
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) file = NULL;
  g_autoptr (TwinManifest) manifest = NULL;
  g_autoptr (TwinDataset) dataset = NULL;
  g_autoptr (GString) table = g_string_new ("path\n");
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);

      g_object_unref (draw_file (&scratch, name, cases[i].width, cases[i].height, i));
      g_string_append_printf (table, "%s\n", name);
    }
  file = scratch_write (&scratch, "manifest.csv", table->str, table->len);
  manifest = twin_manifest_load (file, 1, &error);
  g_assert_no_error (error);
  dataset = twin_dataset_load (manifest, 40, 2, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwinRaster) raster = twin_dataset_get (dataset, i);

      g_assert_cmpuint (raster->width, ==, cases[i].want_width);
      g_assert_cmpuint (raster->height, ==, cases[i].want_height);
    }
}

int
main (int argc, char **argv)
{
  int status;

  gegl_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/unreadable files are counted and named", test_failures);
  g_test_add_func ("/dataset/no file can be read", test_none_readable);
  g_test_add_func ("/dataset/cancelled", test_cancelled);
  g_test_add_func ("/dataset/pictures are kept at the size asked for", test_sizes);
  status = g_test_run ();
  gegl_exit ();
  return status;
}
