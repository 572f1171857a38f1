/* test-panels.c: figures come apart where they were put together; a photograph does not. */
#include "draw/drawing.h"
#include "drawn-figures.h"
#include "picture/picture.h"

#include <gegl.h>
#include <math.h>

/* Drawn figures that are looked at; 97 % of all panels are to be found. */
#define FIGURES 48
#define CLOSE 0.9

typedef struct
{
  guint wanted;
  guint found;
  guint others;
} Tally;

static void
count (Tally *tally, const TwinFigure *figure, const TwinRaster *raster)
{
  g_autoptr (GArray) panels = twin_panels_find (raster);
  guint found = count_found (figure, panels, CLOSE);

  tally->wanted += figure->n_panels;
  tally->found += found;
  tally->others += panels->len - MIN (found, panels->len);
}

static void
report (const char *what, const Tally *tally)
{
  g_test_message ("%s: %u of %u panels (%.3f), %u others", what, tally->found, tally->wanted,
                  (double) tally->found / tally->wanted, tally->others);
}

static void
test_drawn (void)
{
  Tally plain = { 0 }, jpeg = { 0 };

  for (guint i = 0; i < FIGURES; i++)
    {
      g_autoptr (TwinFigure) figure = drawn_figure (i);
      g_autoptr (TwinRaster) compressed = through_jpeg (figure->raster, 72 + i % 24);

      count (&plain, figure, figure->raster);
      count (&jpeg, figure, compressed);
    }
  report ("as drawn", &plain);
  report ("after a JPEG", &jpeg);
  g_assert_cmpfloat (plain.found, >=, 0.96 * plain.wanted);
  g_assert_cmpfloat (plain.others, <=, 0.06 * plain.wanted);
  g_assert_cmpfloat (jpeg.found, >=, 0.93 * jpeg.wanted);
}

/* The measure says no to rectangles that are a twentieth of the side off. */
static void
test_measure_bites (void)
{
  g_autoptr (TwinFigure) figure = bare_figure (5, TWIN_FIGURE_GRID, TWIN_GUTTER_WHITE, 4);
  g_autoptr (GArray) panels = twin_panels_find (figure->raster);

  g_assert_cmpuint (count_found (figure, panels, CLOSE), ==, 4);
  for (guint i = 0; i < panels->len; i++)
    {
      TwinPanel *panel = &g_array_index (panels, TwinPanel, i);

      panel->x += panel->width / 12;
    }
  g_assert_cmpuint (count_found (figure, panels, CLOSE), ==, 0);
}

static const struct
{
  const char *name;
  TwinFigureLayout layout;
  TwinGutter gutter;
  guint n_panels;
} exact[] = {
  { "grid, white", TWIN_FIGURE_GRID, TWIN_GUTTER_WHITE, 6 },
  { "grid, coloured", TWIN_FIGURE_GRID, TWIN_GUTTER_COLOURED, 4 },
  { "uneven, white", TWIN_FIGURE_UNEVEN, TWIN_GUTTER_WHITE, 7 },
  { "uneven, dark", TWIN_FIGURE_UNEVEN, TWIN_GUTTER_DARK, 5 },
  { "nested, white", TWIN_FIGURE_NESTED, TWIN_GUTTER_WHITE, 8 },
  { "strips, white", TWIN_FIGURE_STRIPS, TWIN_GUTTER_WHITE, 4 },
};

/* To the pixel or two, and in reading order. */
static void
test_exact (void)
{
  for (gsize c = 0; c < G_N_ELEMENTS (exact); c++)
    {
      g_autoptr (TwinFigure) figure = bare_figure (11 + c, exact[c].layout, exact[c].gutter,
                                                   exact[c].n_panels);
      g_autoptr (GArray) panels = twin_panels_find (figure->raster);

      g_test_message ("%s: %u panels", exact[c].name, panels->len);
      g_assert_cmpuint (panels->len, ==, exact[c].n_panels);
      g_assert_cmpuint (count_found (figure, panels, 0.97), ==, exact[c].n_panels);
      if (exact[c].layout == TWIN_FIGURE_GRID)
        for (guint i = 0; i < panels->len; i++)
          g_assert_cmpfloat (
            overlap_of (&figure->panels[i].place, &g_array_index (panels, TwinPanel, i)), >=, 0.97);
    }
}

static void
assert_whole (const TwinRaster *raster, const char *what)
{
  g_autoptr (GArray) panels = twin_panels_find (raster);
  const TwinPanel *panel = &g_array_index (panels, TwinPanel, 0);

  g_test_message ("%s: %u panels, the first %ux%u at %u, %u", what, panels->len, panel->width,
                  panel->height, panel->x, panel->y);
  g_assert_cmpuint (panels->len, ==, 1);
  g_assert_true (panel->x == 0 && panel->y == 0 && panel->width == raster->width &&
                 panel->height == raster->height);
}

static void
test_photographs (void)
{
  for (TwinDrawing drawing = 0; drawing < TWIN_N_DRAWINGS; drawing++)
    for (guint64 seed = 1; seed <= 6; seed++)
      {
        g_autoptr (TwinRaster) raster = twin_draw (drawing, 360, 280, seed);
        g_autoptr (TwinRaster) jpeg = through_jpeg (raster, 80);

        assert_whole (raster, twin_drawing_get_name (drawing));
        assert_whole (jpeg, "after a JPEG");
      }
}

/* Round spots on black, or bands on white, with soft sides. */
static TwinRaster *
spots (guint width, guint height, double deviation, gboolean dark)
{
  TwinRaster *raster = twin_raster_new (width, height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        double sum = 0;

        for (guint spot = 0; spot < 5; spot++)
          {
            double across = (x - (spot + 0.5) * width / 5) / deviation;
            double down = (y - height / 2.0) / (dark ? deviation / 3 : deviation);

            sum += exp (-0.5 * (across * across + down * down));
          }
        sum = MIN (1.3 * sum, 1);
        for (guint channel = 0; channel < 3; channel++)
          twin_raster_at (raster, x, y)[channel] = (float) (dark ? 1 - sum : sum);
      }
  return raster;
}

/* Content without sides of its own is one panel with its ground. */
static void
test_blobs (void)
{
  g_autoptr (TwinRaster) nuclei = spots (400, 300, 14, FALSE);
  g_autoptr (TwinRaster) bands = spots (300, 60, 16, TRUE);
  g_autoptr (TwinRaster) saturated = spots (400, 120, 30, TRUE);

  assert_whole (nuclei, "spots on black");
  assert_whole (bands, "bands on white");
  assert_whole (saturated, "thick bands on white");
}

static void
test_degenerate (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 500 }, { 700, 1 }, { 5, 5 }, { 17, 16 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TwinRaster) flat = twin_raster_new (sizes[i][0], sizes[i][1]);
      g_autoptr (TwinRaster) noise = twin_raster_new (sizes[i][0], sizes[i][1]);

      for (gsize k = 0; k < (gsize) sizes[i][0] * sizes[i][1] * 3; k++)
        noise->pixels[k] = (float) g_test_rand_double ();
      assert_whole (flat, "flat");
      assert_whole (noise, "noise");
    }
}

/* Values beyond 0 to 1 and what is no number. */
static void
test_wild_values (void)
{
  g_autoptr (TwinRaster) raster = twin_raster_new (90, 70);
  g_autoptr (GArray) panels = NULL;

  for (gsize i = 0; i < 90 * 70 * 3; i++)
    raster->pixels[i] = i % 7 == 0 ? -1e30f : i % 11 == 0 ? 1e30f : i % 13 == 0 ? NAN : 0.5f;
  panels = twin_panels_find (raster);
  g_assert_cmpuint (panels->len, >=, 1);
}

/* Sides are those of the figure itself, though it is cut at a smaller size. */
static void
test_large (void)
{
  TwinFigureOptions options = { 3600, 2400, TWIN_FIGURE_GRID, TWIN_GUTTER_WHITE, TWIN_FIGURE_BARE };
  g_autoptr (TwinRaster) cells = twin_draw (TWIN_DRAWING_STAINED, 400, 400, 3);
  g_autoptr (TwinRaster) section = twin_draw (TWIN_DRAWING_TISSUE, 400, 400, 4);
  TwinRaster *pictures[] = { cells, section, cells, section };
  g_autoptr (TwinFigure) figure = twin_figure_draw (8, &options, pictures, 4);
  g_autoptr (GArray) panels = twin_panels_find (figure->raster);

  g_assert_cmpuint (panels->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const TwinPanel *panel = &g_array_index (panels, TwinPanel, i);
      const TwinPanel *place = &figure->panels[i].place;

      g_assert_cmpint (ABS ((int) panel->x - (int) place->x), <=, 1);
      g_assert_cmpint (ABS ((int) panel->y - (int) place->y), <=, 1);
      g_assert_cmpint (ABS ((int) panel->width - (int) place->width), <=, 2);
      g_assert_cmpint (ABS ((int) panel->height - (int) place->height), <=, 2);
    }
}

static void
test_names (void)
{
  static const struct
  {
    guint index;
    const char *name;
  } names[] = { { 0, "A" }, { 25, "Z" }, { 26, "AA" }, { 51, "AZ" }, { 52, "BA" }, { 255, "IV" } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = twin_panel_name (names[i].index);

      g_assert_cmpstr (name, ==, names[i].name);
    }
}

typedef struct
{
  guint n;
  guint cut;
} Photographs;

/* What is cut, or loses more than a margin. Panels that others cut out of figures are left out: many of these strips were put
 * together from two. */
static void
look_at_photograph (const char *path, const char *source, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = NULL;
  g_autoptr (TwinRaster) raster = NULL;
  g_autoptr (GArray) panels = NULL;
  const TwinPanel *panel;
  Photographs *photographs = data;

  if (g_str_equal (source, "blotquant-pmc"))
    return;
  picture = twin_picture_load (file, 0, NULL, &error);
  g_assert_no_error (error);
  raster = twin_picture_show (picture, 0);
  panels = twin_panels_find (raster);
  panel = &g_array_index (panels, TwinPanel, 0);
  photographs->n++;
  if (panels->len == 1 &&
      (double) panel->width * panel->height >= 0.7 * (double) raster->width * raster->height)
    return;
  photographs->cut++;
  g_test_message ("%s: %u panels", path, panels->len);
}

static void
test_shared (void)
{
  Photographs photographs = { 0, 0 };

  if (!for_shared_images (9, look_at_photograph, &photographs))
    {
      g_test_skip ("no real images beside the source tree");
      return;
    }
  g_test_message ("%u of %u photographs cut", photographs.cut, photographs.n);
  g_assert_cmpfloat (photographs.cut, <=, 0.015 * photographs.n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  g_test_add_func ("/panels/drawn figures come apart", test_drawn);
  g_test_add_func ("/panels/the measure bites", test_measure_bites);
  g_test_add_func ("/panels/to the pixel, in reading order", test_exact);
  g_test_add_func ("/panels/a photograph is one", test_photographs);
  g_test_add_func ("/panels/content that fades into its ground is one with it", test_blobs);
  g_test_add_func ("/panels/sizes of nearly nothing", test_degenerate);
  g_test_add_func ("/panels/values beyond range", test_wild_values);
  g_test_add_func ("/panels/a large figure", test_large);
  g_test_add_func ("/panels/names", test_names);
  g_test_add_func ("/panels/real photographs", test_shared);
  return g_test_run ();
}
