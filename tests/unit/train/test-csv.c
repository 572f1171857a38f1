#include "csv.h"
#include "scratch.h"

#include <string.h>
#include <unistd.h>

static TwinCsv *
load (const Scratch *scratch, gconstpointer text, gsize length, GError **error)
{
  g_autoptr (GFile) file = scratch_write (scratch, "table.csv", text, length);

  return twin_csv_load (file, error);
}

/* Header and rows: [field][field], a line each. */
static char *
spell (const TwinCsv *csv)
{
  GString *text = g_string_new (NULL);

  for (guint column = 0; column < twin_csv_get_n_columns (csv); column++)
    g_string_append_printf (text, "[%s]", twin_csv_get_column_name (csv, column));
  for (guint row = 0; row < twin_csv_get_n_rows (csv); row++)
    {
      g_string_append_c (text, '\n');
      for (guint column = 0; column < twin_csv_get_n_columns (csv); column++)
        g_string_append_printf (text, "[%s]", twin_csv_get (csv, row, column));
    }
  return g_string_free (text, FALSE);
}

static const struct
{
  const char *title;
  const char *text;
  const char *want;
} tables[] = {
  { "rows", "a,b\n1,2\n3,4\n", "[a][b]\n[1][2]\n[3][4]" },
  { "no line end at the end", "a,b\n1,2", "[a][b]\n[1][2]" },
  { "line ends of Windows", "a,b\r\n1,2\r\n", "[a][b]\n[1][2]" },
  { "line ends of Windows, none at the end", "a,b\r\n1,2\r", "[a][b]\n[1][2]" },
  { "a header alone", "a,b\n", "[a][b]" },
  { "one column", "a\n1\n2\n", "[a]\n[1]\n[2]" },
  { "a comma between quotes", "a,b\n\"1,5\",2\n", "[a][b]\n[1,5][2]" },
  { "a quote between quotes", "a,b\n\"say \"\"yes\"\"\",2\n", "[a][b]\n[say \"yes\"][2]" },
  { "a quote alone between quotes", "a,b\n\"\"\"\",2\n", "[a][b]\n[\"][2]" },
  { "a line end between quotes", "a,b\n\"1\n2\",3\n", "[a][b]\n[1\n2][3]" },
  { "a line end of Windows between quotes", "a,b\r\n\"1\r\n2\",3\r\n", "[a][b]\n[1\r\n2][3]" },
  { "a carriage return before the last quote", "a,b\n2,\"1\r\"\r\n", "[a][b]\n[2][1\r]" },
  { "quotes in the header", "\"a,b\",\"c\"\n1,2\n", "[a,b][c]\n[1][2]" },
  { "a quote inside a field", "a,b\n5\" wide,2\n", "[a][b]\n[5\" wide][2]" },
  { "a mark of byte order",
    "\xef\xbb\xbf"
    "a,b\n1,2\n",
    "[a][b]\n[1][2]" },
  { "a mark of byte order before a quote", "\xef\xbb\xbf\"a\",b\n1,2\n", "[a][b]\n[1][2]" },
  { "empty fields", "a,b,c\n,,\n1,,\n,,3\n", "[a][b][c]\n[][][]\n[1][][]\n[][][3]" },
  { "empty quotes", "a,b\n\"\",\"\"\n", "[a][b]\n[][]" },
  { "empty lines", "\n\na,b\n\n1,2\r\n\r\n\n", "[a][b]\n[1][2]" },
  { "spaces, which belong to a field", "a,b\n 1 , 2\n", "[a][b]\n[ 1 ][ 2]" },
  { "letters of other alphabets", "имя,値\nклетка,細胞\n", "[имя][値]\n[клетка][細胞]" },
};

static void
test_tables (void)
{
  g_auto (Scratch) scratch = { NULL };

  scratch_init (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinCsv) csv = load (&scratch, tables[i].text, strlen (tables[i].text), &error);
      g_autofree char *got = NULL;

      g_test_message ("%s", tables[i].title);
      g_assert_no_error (error);
      got = spell (csv);
      g_assert_cmpstr (got, ==, tables[i].want);
    }
}

#define BYTES(text) text, sizeof (text) - 1

static const struct
{
  const char *title;
  const char *text;
  gsize length;
  const char *place;
} broken[] = {
  { "an open quote", BYTES ("a,b\n1,\"2\n"), "line 2" },
  { "an open quote, from where it opens", BYTES ("a,b\n1,2\n3,\"4\n5,6\n7,8\n"), "line 3" },
  { "an open quote behind a field of two lines", BYTES ("a,b\n\"1\n2\",3\n4,\"5"), "line 4" },
  { "an open quote behind empty lines", BYTES ("\r\na,b\n\n\n\"1,2"), "line 5" },
  { "an open quote in the header", BYTES ("a,\"b\n1,2\n"), "line 1" },
  { "a row too short", BYTES ("a,b\n1,2\n3\n"), "line 3" },
  { "a row too long", BYTES ("a,b\r\n1,2,3\r\n"), "line 2" },
  { "a row too short behind a field of two lines", BYTES ("a,b\n\"1\n2\",3\n4\n"), "line 4" },
  { "nothing", BYTES (""), "empty" },
  { "a mark of byte order alone", BYTES ("\xef\xbb\xbf"), "empty" },
  { "empty lines alone", BYTES ("\n\r\n\n"), "empty" },
  { "a NUL", BYTES ("a,b\n1,\0\n"), "text" },
  { "UTF-16",
    BYTES ("\xff\xfe"
           "a\0,\0b\0\n\0"),
    "text" },
};

static void
test_broken (void)
{
  g_auto (Scratch) scratch = { NULL };

  scratch_init (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinCsv) csv = load (&scratch, broken[i].text, broken[i].length, &error);

      g_test_message ("%s", broken[i].title);
      g_assert_null (csv);
      g_assert_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_SYNTAX);
      g_assert_nonnull (strstr (error->message, "table.csv"));
      g_assert_nonnull (strstr (error->message, broken[i].place));
    }
}

static void
test_no_file (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  file = scratch_file (&scratch, "none.csv");
  g_assert_null (twin_csv_load (file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "none.csv"));
}

/* A file with a hole takes no room on the disk. */
static void
test_too_large (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_init (&scratch);
  file = scratch_write (&scratch, "large.csv", "a,b\n", 4);
  g_assert_cmpint (truncate (g_file_peek_path (file), (off_t) TWIN_CSV_MAX_BYTES + 1), ==, 0);
  g_assert_null (twin_csv_load (file, &error));
  g_assert_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "large.csv"));
}

static void
test_columns (void)
{
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinCsv) csv = NULL;

  scratch_init (&scratch);
  csv = load (&scratch, BYTES ("path,label,path\nx,1,y\n"), &error);
  g_assert_no_error (error);
  g_assert_cmpint (twin_csv_find_column (csv, "label"), ==, 1);
  g_assert_cmpint (twin_csv_find_column (csv, "path"), ==, 0);
  g_assert_cmpint (twin_csv_find_column (csv, "Label"), ==, -1);
  g_assert_cmpint (twin_csv_need_column (csv, "label", &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (twin_csv_need_column (csv, "kind", &error), ==, -1);
  g_assert_error (error, TWIN_CSV_ERROR, TWIN_CSV_ERROR_COLUMN);
  g_assert_nonnull (strstr (error->message, "“kind”"));
  g_assert_nonnull (strstr (error->message, twin_csv_get_name (csv)));
}

/* Of all that a field may need its quotes for, and some that it may not. */
static char *
draw_field (void)
{
  static const char *const letters[] = { ",", "\"", "\n", "\r", "\r\n", " ", "a", "é" };
  GString *field = g_string_new (NULL);

  for (gint n = g_test_rand_int_range (0, 6); n > 0; n--)
    g_string_append (field, letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters))]);
  return g_string_free (field, FALSE);
}

#define ROUND_COLUMNS 3
#define ROUND_ROWS 400

static void
test_round_trip (void)
{
  static const char *const line_ends[] = { "\n", "\r\n" };
  g_auto (Scratch) scratch = { NULL };
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinCsv) csv = NULL;

  scratch_init (&scratch);
  g_string_append (text, "a,b,c\n");
  for (guint i = 0; i < ROUND_ROWS * ROUND_COLUMNS; i++)
    {
      g_ptr_array_add (fields, draw_field ());
      twin_csv_append_field (text, g_ptr_array_index (fields, i));
      g_string_append (text, (i + 1) % ROUND_COLUMNS != 0 ? "," : line_ends[i % 2]);
    }
  csv = load (&scratch, text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (twin_csv_get_n_rows (csv), ==, ROUND_ROWS);
  for (guint i = 0; i < fields->len; i++)
    g_assert_cmpstr (twin_csv_get (csv, i / ROUND_COLUMNS, i % ROUND_COLUMNS), ==,
                     g_ptr_array_index (fields, i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/tables are read", test_tables);
  g_test_add_func ("/csv/broken tables are refused, the line named", test_broken);
  g_test_add_func ("/csv/a file that is not there", test_no_file);
  g_test_add_func ("/csv/a file that is too large", test_too_large);
  g_test_add_func ("/csv/columns are found by name", test_columns);
  g_test_add_func ("/csv/fields come back as they were written", test_round_trip);
  return g_test_run ();
}
