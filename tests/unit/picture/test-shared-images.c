/* test-shared-images.c: every real image beside the source tree loads, as its manifest describes it. */
#include "picture/picture.h"

#include <string.h>

/* Columns of manifest.csv that are looked at. */
typedef struct
{
  int path;
  int shape;
  int type;
  int sha256;
} Columns;

static char *
shared_path (const char *name)
{
  const char *given = g_getenv ("TWINSCOPE_SHARED"), *source = g_getenv ("TWINSCOPE_SOURCE");

  if (given != NULL)
    return g_build_filename (given, "data", name, NULL);
  return g_build_filename (source != NULL ? source : ".", "..", "shared", "data", name, NULL);
}

/* Fields of a line; commas inside quotes do not part them. (transfer full) */
static char **
split_line (const char *line)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  GString *field = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *at = line; *at != '\0'; at++)
    if (*at == '"')
      quoted = !quoted;
    else if (*at == ',' && !quoted)
      {
        g_ptr_array_add (fields, g_string_free (field, FALSE));
        field = g_string_new (NULL);
      }
    else if (*at != '\r')
      g_string_append_c (field, *at);
  g_ptr_array_add (fields, g_string_free (field, FALSE));
  g_ptr_array_add (fields, NULL);
  return (char **) g_ptr_array_steal (fields, NULL);
}

static int
find_column (char **names, const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return i;
  g_error ("the manifest has no column %s", name);
}

/* Of long stacks, the first eight pages were kept; the manifest tells of the whole. */
#define PAGES_KEPT 8

/* Whether @others, the shape's factors but height and width, are the picture's pages times channels. A
 * palette's picture, which has three for us, has one for the manifest. */
static gboolean
agrees_with_factors (const TwinPicture *picture, guint64 others)
{
  const Babl *format = gegl_buffer_get_format (twin_picture_get_buffer (picture));
  guint64 channels = (guint64) babl_format_get_n_components (format);
  guint pages = twin_picture_get_n_pages (picture);

  return others == pages * channels || (channels == 3 && others == pages) ||
         (pages == PAGES_KEPT && others > PAGES_KEPT);
}

/* A shape is [pages x …] height x width [x channels]; a single channel is not written. */
static gboolean
agrees_with_shape (const TwinPicture *picture, const char *shape)
{
  g_auto (GStrv) sizes = g_strsplit (shape, "x", -1);
  guint64 width = twin_picture_get_width (picture), height = twin_picture_get_height (picture);
  guint n = g_strv_length (sizes);

  for (guint i = 0; i + 1 < n; i++)
    {
      guint64 others = 1;

      if (g_ascii_strtoull (sizes[i], NULL, 10) != height ||
          g_ascii_strtoull (sizes[i + 1], NULL, 10) != width)
        continue;
      for (guint k = 0; k < n; k++)
        others *= k == i || k == i + 1 ? 1 : g_ascii_strtoull (sizes[k], NULL, 10);
      if (agrees_with_factors (picture, others))
        return TRUE;
    }
  return FALSE;
}

static const char *
type_of (const TwinPicture *picture)
{
  const Babl *type = babl_format_get_type (
    gegl_buffer_get_format (twin_picture_get_buffer (picture)), 0);

  return type == babl_type ("u8") ? "uint8" : type == babl_type ("u16") ? "uint16" : "float32";
}

/* As the manifest calls it; 16 bits are called int32 where they are a PNG's. */
static gboolean
agrees_with_type (const TwinPicture *picture, const char *wanted)
{
  const char *type = type_of (picture);

  return strcmp (type, wanted) == 0 ||
         (strcmp (type, "uint16") == 0 && strcmp (wanted, "int32") == 0);
}

/* What is wrong with one image, or NULL. (transfer full) */
static char *
examine (char **fields, const Columns *columns)
{
  g_autofree char *path = shared_path (fields[columns->path]);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = twin_picture_load (file, 0, NULL, &error);
  GeglBuffer *buffer;

  if (picture == NULL)
    return g_strdup (error->message);
  buffer = twin_picture_get_buffer (picture);
  if (strcmp (twin_picture_get_sha256 (picture), fields[columns->sha256]) != 0)
    return g_strdup_printf ("%s: not the digest of the manifest", path);
  if (!agrees_with_shape (picture, fields[columns->shape]))
    return g_strdup_printf (
      "%s: %u pages of %u x %u, %s; the manifest says %s", path, twin_picture_get_n_pages (picture),
      twin_picture_get_width (picture), twin_picture_get_height (picture),
      babl_get_name (gegl_buffer_get_format (buffer)), fields[columns->shape]);
  if (!agrees_with_type (picture, fields[columns->type]))
    return g_strdup_printf ("%s: %s, the manifest says %s", path, type_of (picture),
                            fields[columns->type]);
  return NULL;
}

static void
test_all_load (void)
{
  g_autofree char *path = shared_path ("manifest.csv");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) names = NULL;
  gint64 start = g_get_monotonic_time ();
  guint n = 0, n_wrong = 0;
  Columns columns;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("there are no images beside the source tree");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  names = split_line (lines[0]);
  columns = (Columns){ find_column (names, "path"), find_column (names, "shape"),
                       find_column (names, "dtype"), find_column (names, "sha256") };
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++, n++)
    {
      g_auto (GStrv) fields = split_line (lines[i]);
      g_autofree char *wrong = examine (fields, &columns);

      n_wrong += wrong != NULL;
      if (wrong != NULL)
        g_test_message ("%s", wrong);
    }
  g_test_message ("%u images in %.2f s", n,
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  g_test_add_func ("/picture/shared-images/all-load", test_all_load);
  return g_test_run ();
}
