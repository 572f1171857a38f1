/* test-png.c: every kind of PNG, read back value for value. */
#include "folder.h"
#include "made.h"

#include <png.h>

typedef struct
{
  const char *name;
  MadePng png;
  const char *babl;
} Case;

static const Case cases[] = {
  { "grey-1", { .bits = 1, .colours = PNG_COLOR_TYPE_GRAY }, "Y' u8" },
  { "grey-2", { .bits = 2, .colours = PNG_COLOR_TYPE_GRAY }, "Y' u8" },
  { "grey-4", { .bits = 4, .colours = PNG_COLOR_TYPE_GRAY, .interlaced = TRUE }, "Y' u8" },
  { "grey-8", { .bits = 8, .colours = PNG_COLOR_TYPE_GRAY }, "Y' u8" },
  { "grey-16", { .bits = 16, .colours = PNG_COLOR_TYPE_GRAY }, "Y' u16" },
  { "grey-16-clear",
    { .bits = 16, .colours = PNG_COLOR_TYPE_GRAY, .transparent = TRUE },
    "Y'A u16" },
  { "grey-2-clear", { .bits = 2, .colours = PNG_COLOR_TYPE_GRAY, .transparent = TRUE }, "Y'A u8" },
  { "grey-alpha-8", { .bits = 8, .colours = PNG_COLOR_TYPE_GRAY_ALPHA }, "Y'A u8" },
  { "grey-alpha-16",
    { .bits = 16, .colours = PNG_COLOR_TYPE_GRAY_ALPHA, .interlaced = TRUE },
    "Y'A u16" },
  { "palette-1", { .bits = 1, .colours = PNG_COLOR_TYPE_PALETTE }, "R'G'B' u8" },
  { "palette-4-clear",
    { .bits = 4, .colours = PNG_COLOR_TYPE_PALETTE, .transparent = TRUE },
    "R'G'B'A u8" },
  { "palette-8",
    { .bits = 8, .colours = PNG_COLOR_TYPE_PALETTE, .interlaced = TRUE },
    "R'G'B' u8" },
  { "colour-8", { .bits = 8, .colours = PNG_COLOR_TYPE_RGB }, "R'G'B' u8" },
  { "colour-8-clear",
    { .bits = 8, .colours = PNG_COLOR_TYPE_RGB, .transparent = TRUE },
    "R'G'B'A u8" },
  { "colour-16", { .bits = 16, .colours = PNG_COLOR_TYPE_RGB }, "R'G'B' u16" },
  { "colour-alpha-8", { .bits = 8, .colours = PNG_COLOR_TYPE_RGB_ALPHA }, "R'G'B'A u8" },
  { "colour-alpha-16",
    { .bits = 16, .colours = PNG_COLOR_TYPE_RGB_ALPHA, .interlaced = TRUE },
    "R'G'B'A u16" },
};

static double
alpha_of (const MadePng *png, guint x, guint y, guint channels)
{
  guint bits = (guint) png->bits, index = made_sample (x, y, 0, bits);
  gboolean same = TRUE;

  if (png->colours == PNG_COLOR_TYPE_PALETTE)
    return index < 8 ? 255.0 - 16 * index : 255;
  for (guint c = 0; c < channels; c++)
    same = same && made_sample (x, y, c, bits) == made_sample (0, 0, c, bits);
  return same ? 0 : bits == 16 ? 65535 : 255;
}

/* Fewer than 8 bits fill 8; 16 stay. */
static double
value_of (const MadePng *png, guint x, guint y, guint c)
{
  guint bits = (guint) png->bits, sample = made_sample (x, y, c, bits);
  guint index = made_sample (x, y, 0, bits);
  guint colours = png->colours & PNG_COLOR_MASK_COLOR ? 3 : 1;

  if (png->transparent && c == colours)
    return alpha_of (png, x, y, colours);
  if (png->colours == PNG_COLOR_TYPE_PALETTE)
    return c == 0 ? index : c == 1 ? 255 - index : (7 * index) % 256;
  return bits < 8 ? sample * 255.0 / ((1 << bits) - 1) : sample;
}

static void
test_read_back (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GByteArray) bytes = made_png (&test->png);
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) picture = NULL;

  folder_init (&folder);
  folder_write (&folder, "a.png", bytes->data, bytes->len);
  picture = folder_load (&folder, "a.png", 0);
  assert_format (picture, test->babl);
  g_assert_cmpuint (twin_picture_get_width (picture), ==, MADE_WIDTH);
  g_assert_cmpuint (twin_picture_get_height (picture), ==, MADE_HEIGHT);
  g_assert_cmpuint (twin_picture_get_n_pages (picture), ==, 1);
  for (guint y = 0; y < MADE_HEIGHT; y++)
    for (guint x = 0; x < MADE_WIDTH; x++)
      for (guint c = 0; c < (guint) babl_format_get_n_components (babl_format (test->babl)); c++)
        g_assert_cmpfloat (picture_value (picture, x, y, c), ==, value_of (&test->png, x, y, c));
}

static void
test_orientation (void)
{
  MadePng png = { .bits = 8, .colours = PNG_COLOR_TYPE_GRAY, .orientation = 6 };
  g_autoptr (GByteArray) bytes = made_png (&png);
  g_auto (Folder) folder;
  g_autoptr (TwinPicture) picture = NULL;

  folder_init (&folder);
  folder_write (&folder, "a.png", bytes->data, bytes->len);
  picture = folder_load (&folder, "a.png", 0);
  g_assert_cmpuint (twin_picture_get_width (picture), ==, MADE_HEIGHT);
  g_assert_cmpuint (twin_picture_get_height (picture), ==, MADE_WIDTH);
  /* 6: the first row is the right side, the first column the top. */
  for (guint y = 0; y < MADE_WIDTH; y++)
    for (guint x = 0; x < MADE_HEIGHT; x++)
      g_assert_cmpfloat (picture_value (picture, x, y, 0), ==,
                         made_sample (y, MADE_HEIGHT - 1 - x, 0, 8));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/png/read-back/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_read_back);
    }
  g_test_add_func ("/png/orientation", test_orientation);
  return g_test_run ();
}
