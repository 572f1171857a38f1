#include "csv.h"
#include "manifest.h"
#include "scratch.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SEED 5

static TwinManifest *
load_text (const Scratch *scratch, const char *text, guint64 seed, GError **error)
{
  g_autoptr (GFile) file = scratch_write (scratch, "manifest.csv", text, strlen (text));

  return twin_manifest_load (file, seed, error);
}

static TwinManifest *
load_table (const Scratch *scratch, const char *text, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  TwinManifest *manifest = load_text (scratch, text, seed, &error);

  g_assert_no_error (error);
  return manifest;
}

/* Paths below the folder, a line each. */
static char *
spell (const TwinManifest *manifest, GFile *folder)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < manifest->entries->len; i++)
    {
      g_autofree char *path = g_file_get_relative_path (folder,
                                                        twin_manifest_get (manifest, i)->file);

      g_string_append_printf (text, "%s\n", path);
    }
  return g_string_free (text, FALSE);
}

static void
make (const char *root, const char *path)
{
  g_autofree char *full = g_build_filename (root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (full, "", 0, NULL));
}

static void
link_to (const char *target, const char *root, const char *path)
{
  g_autofree char *full = g_build_filename (root, path, NULL);

  g_assert_cmpint (symlink (target, full), ==, 0);
}

/* A folder with all that may lie in one; links last. */
static const char *const files[] = {
  "a.png",      "B.JPG",           "notes.txt",      ".hidden.png",  "png",         "sub/c.tif",
  "sub/d.TIFF", "sub/deep/e.webp", "sub/.hid/f.png", "x.png/g.jpeg", "other/h.bmp", "other/i.gif"
};

static void
remove_tree (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) names = g_dir_open (path, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (names)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_folder (void)
{
  g_autofree char *root = g_dir_make_tmp ("twinscope-manifest-XXXXXX", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (root);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinManifest) manifest = NULL;
  g_autofree char *got = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    make (root, files[i]);
  link_to (".", root, "sub/round");
  link_to ("../a.png", root, "sub/twice.png");
  link_to ("nowhere.png", root, "broken.png");
  manifest = twin_manifest_load (folder, SEED, &error);
  g_assert_no_error (error);
  got = spell (manifest, folder);
  /* Sorted; a file once, hidden ones and links to folders not; a link to nothing is named when it is read. */
  g_assert_cmpstr (got, ==,
                   "B.JPG\na.png\nbroken.png\nother/h.bmp\nother/i.gif\nsub/c.tif\nsub/d.TIFF\n"
                   "sub/deep/e.webp\nx.png/g.jpeg\n");
  g_assert_cmpstr (twin_manifest_get (manifest, 3)->source, ==, "other");
  g_assert_cmpstr (twin_manifest_get (manifest, 7)->source, ==, "deep");
  for (guint i = 1; i < manifest->entries->len; i++)
    g_assert_true (twin_manifest_differ (manifest, 0, i));
  remove_tree (root);
}

static void
test_table (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinManifest) manifest = NULL;
  const TwinManifestEntry *first, *second;
  g_autofree char *path = NULL;

  scratch_init (&scratch);
  manifest = load_table (&scratch,
                         "modality,within_group,path,note,source,group,split\n"
                         "blot,different,one/a.png,x,paper,p1,test\n"
                         "gel,open,/two/b.png,y,lab,p2,own\n",
                         SEED);
  g_assert_cmpuint (manifest->entries->len, ==, 2);
  first = twin_manifest_get (manifest, 0);
  second = twin_manifest_get (manifest, 1);
  path = g_build_filename (scratch.path, "one", "a.png", NULL);
  g_assert_cmpstr (g_file_peek_path (first->file), ==, path);
  g_assert_cmpstr (first->split, ==, "test");
  g_assert_cmpstr (first->group, ==, "p1");
  g_assert_true (first->within_group_differs);
  g_assert_cmpstr (first->source, ==, "paper");
  g_assert_cmpstr (first->modality, ==, "blot");
  g_assert_cmpstr (g_file_peek_path (second->file), ==, "/two/b.png");
  g_assert_cmpstr (second->split, ==, "own");
  g_assert_false (second->within_group_differs);
}

static gboolean
is_drawn_split (const char *split)
{
  return strcmp (split, "train") == 0 || strcmp (split, "validation") == 0;
}

/* What a table does not say: every image a group of its own, splits drawn, nothing known within a group. */
static void
test_few_columns (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinManifest) plain = NULL, empty = NULL;

  scratch_init (&scratch);
  plain = load_table (&scratch, "path\na.png\nb.png\n", SEED);
  g_assert_cmpstr (twin_manifest_get (plain, 0)->group, ==, "a.png");
  g_assert_true (is_drawn_split (twin_manifest_get (plain, 0)->split));
  g_assert_cmpstr (twin_manifest_get (plain, 0)->source, ==, "");
  g_assert_true (twin_manifest_differ (plain, 0, 1));
  empty = load_table (&scratch, "path,split,group,within_group\na.png,,,\nb.png,test,,\n", SEED);
  g_assert_cmpstr (twin_manifest_get (empty, 0)->group, ==, "a.png");
  g_assert_cmpstr (twin_manifest_get (empty, 0)->split, ==, twin_manifest_get (plain, 0)->split);
  g_assert_cmpstr (twin_manifest_get (empty, 1)->split, ==, "test");
  g_assert_false (twin_manifest_get (empty, 0)->within_group_differs);
}

#define GROUPS 1000u

/* Two images a group. */
static TwinManifest *
load_groups (const Scratch *scratch, guint groups, guint64 seed)
{
  g_autoptr (GString) text = g_string_new ("path,group\n");

  for (guint i = 0; i < 2 * groups; i++)
    g_string_append_printf (text, "%u.png,g%u\n", i, i % groups);
  return load_table (scratch, text->str, seed);
}

static void
test_split (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinManifest) manifest = NULL, again = NULL, fewer = NULL, other = NULL;
  guint held_back = 0, moved = 0;

  scratch_init (&scratch);
  manifest = load_groups (&scratch, GROUPS, SEED);
  again = load_groups (&scratch, GROUPS, SEED);
  fewer = load_groups (&scratch, GROUPS / 2, SEED);
  other = load_groups (&scratch, GROUPS, SEED + 1);
  for (guint i = 0; i < GROUPS; i++)
    {
      const char *split = twin_manifest_get (manifest, i)->split;

      g_assert_true (is_drawn_split (split));
      g_assert_cmpstr (split, ==, twin_manifest_get (manifest, i + GROUPS)->split);
      g_assert_cmpstr (split, ==, twin_manifest_get (again, i)->split);
      if (i < GROUPS / 2)
        g_assert_cmpstr (split, ==, twin_manifest_get (fewer, i)->split);
      held_back += strcmp (split, "validation") == 0;
      moved += strcmp (split, twin_manifest_get (other, i)->split) != 0;
    }
  /* A fifth of 1000, give or take four standard deviations of 12.6. With another seed 0.32 of them move. */
  g_assert_cmpuint (held_back, >, 150);
  g_assert_cmpuint (held_back, <, 250);
  g_assert_cmpuint (moved, >, 200);
}

static void
test_select (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinManifest) manifest = NULL, selected = NULL, all = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  manifest = load_table (&scratch, "path,split\na.png,test\nb.png,train\nc.png,test\n", SEED);
  selected = twin_manifest_select (manifest, "test", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (selected->entries->len, ==, 2);
  g_assert_true (twin_manifest_get (selected, 1) == twin_manifest_get (manifest, 2));
  all = twin_manifest_select (manifest, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->entries->len, ==, 3);
  g_assert_null (twin_manifest_select (manifest, "none", &error));
  g_assert_error (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY);
  g_assert_nonnull (strstr (error->message, "none"));
}

/* Letters name groups, capitals those whose images are known to differ: may the pair be called different? */
static void
test_differ (void)
{
  static const struct
  {
    guint a, b;
    gboolean differ;
  } cases[] = {
    { 0, 0, FALSE },                  /* itself */
    { 0, 1, TRUE },                   /* different, one group */
    { 2, 3, FALSE },                  /* open, one group */
    { 0, 2, TRUE },                   /* two groups */
    { 2, 4, TRUE },  { 4, 5, FALSE }, /* the two rows do not agree: open */
  };
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (TwinManifest) manifest = NULL;

  scratch_init (&scratch);
  manifest = load_table (
    &scratch,
    "path,group,within_group\n1,d,different\n2,d,different\n3,o,open\n4,o,open\n"
    "5,m,different\n6,m,\n",
    SEED);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u and %u", cases[i].a, cases[i].b);
      g_assert_cmpint (twin_manifest_differ (manifest, cases[i].a, cases[i].b), ==,
                       cases[i].differ);
      g_assert_cmpint (twin_manifest_differ (manifest, cases[i].b, cases[i].a), ==,
                       cases[i].differ);
    }
}

static void
test_nothing_there (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) folder = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  folder = g_file_new_for_path (scratch.path);
  g_assert_null (twin_manifest_load (folder, SEED, &error));
  g_assert_error (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY);
  g_assert_nonnull (strstr (error->message, scratch.path));
  g_clear_error (&error);
  g_assert_null (load_text (&scratch, "path,split\n", SEED, &error));
  g_assert_error (error, TWIN_MANIFEST_ERROR, TWIN_MANIFEST_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_null (load_text (&scratch, "file\na.png\n", SEED, &error));
  g_assert_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_COLUMN);
  g_clear_error (&error);
  none = scratch_file (&scratch, "none.csv");
  g_assert_null (twin_manifest_load (none, SEED, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manifest/a folder is searched", test_folder);
  g_test_add_func ("/manifest/a table with all columns", test_table);
  g_test_add_func ("/manifest/a table with few columns", test_few_columns);
  g_test_add_func ("/manifest/a fifth of the groups is held back, by the seed", test_split);
  g_test_add_func ("/manifest/a split is selected", test_select);
  g_test_add_func ("/manifest/what may be called different", test_differ);
  g_test_add_func ("/manifest/nothing there", test_nothing_there);
  return g_test_run ();
}
