/* test-furniture.c: what is written around and upon panels is found; what a microscope saw is not. */
#include "drawn-figures.h"
#include "picture/furniture.h"
#include "picture/picture.h"

#include <gegl.h>
#include <string.h>

/* Drawn figures whose pixels are counted. Frames that touch each other between dark panels are what is missed most. */
#define FIGURES 32

typedef struct
{
  double wanted, found, both;
} Tally;

static void
count (Tally *tally, const TwinMask *wanted, const TwinMask *found)
{
  g_assert_cmpuint (wanted->width, ==, found->width);
  g_assert_cmpuint (wanted->height, ==, found->height);
  for (gsize i = 0; i < (gsize) wanted->width * wanted->height; i++)
    {
      g_assert_cmpuint (found->values[i], <=, 1);
      tally->wanted += wanted->values[i];
      tally->found += found->values[i];
      tally->both += wanted->values[i] & found->values[i];
    }
}

static void
test_drawn (void)
{
  Tally tally = { 0, 0, 0 };

  for (guint i = 0; i < FIGURES; i++)
    {
      g_autoptr (TwinFigure) figure = drawn_figure (i);
      g_autoptr (TwinMask) mask = twin_furniture_find (figure->raster, NULL);

      count (&tally, figure->furniture, mask);
    }
  g_test_message ("recall %.3f, precision %.3f", tally.both / tally.wanted,
                  tally.both / tally.found);
  g_assert_cmpfloat (tally.both, >=, 0.85 * tally.wanted);
  g_assert_cmpfloat (tally.both, >=, 0.8 * tally.found);
}

/* Without furniture, hardly anything is taken for it. */
static void
test_bare (void)
{
  double most = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (TwinFigure) figure = bare_figure (i, 1 + i % 4, TWIN_GUTTER_WHITE, 5);
      g_autoptr (TwinMask) mask = NULL;
      double share;

      /* Strips have frames of their own. */
      if (twin_mask_share (figure->furniture) > 0)
        continue;
      mask = twin_furniture_find (figure->raster, NULL);
      share = twin_mask_share (mask);
      g_test_message ("figure %u: %.5f masked", i, share);
      most = MAX (most, share);
    }
  g_assert_cmpfloat (most, <=, 0.004);
}

/* The panels given are those that are used, and the caller keeps them. */
static void
test_given_panels (void)
{
  g_autoptr (TwinFigure) figure = drawn_figure (3);
  g_autoptr (GArray) panels = twin_panels_find (figure->raster);
  g_autoptr (TwinMask) given = twin_furniture_find (figure->raster, panels);
  g_autoptr (TwinMask) found = twin_furniture_find (figure->raster, NULL);

  g_assert_cmpmem (given->values, (gsize) given->width * given->height, found->values,
                   (gsize) found->width * found->height);
}

static void
test_degenerate (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 300 }, { 400, 1 }, { 41, 41 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TwinRaster) noise = twin_raster_new (sizes[i][0], sizes[i][1]);
      g_autoptr (TwinMask) mask = NULL;

      for (gsize k = 0; k < (gsize) sizes[i][0] * sizes[i][1] * 3; k++)
        noise->pixels[k] = g_test_rand_double () < 0.5 ? 0 : 1;
      mask = twin_furniture_find (noise, NULL);
      g_assert_cmpuint (mask->width, ==, sizes[i][0]);
      g_assert_cmpuint (mask->height, ==, sizes[i][1]);
    }
}

typedef struct
{
  guint n;
  double shares;
} Photographs;

static void
look_at_photograph (const char *path, const char *source, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinPicture) picture = twin_picture_load (file, 0, NULL, &error);
  g_autoptr (TwinRaster) raster = NULL;
  g_autoptr (TwinMask) mask = NULL;
  Photographs *photographs = data;
  double share;

  g_assert_no_error (error);
  raster = twin_picture_show (picture, 0);
  mask = twin_furniture_find (raster, NULL);
  share = twin_mask_share (mask);
  photographs->n++;
  photographs->shares += share;
  if (share > 0.005)
    g_test_message ("%s: %.4f masked", path, share);
}

/* Some of these have writing upon them. */
static void
test_shared (void)
{
  Photographs photographs = { 0, 0 };

  if (!for_shared_images (9, look_at_photograph, &photographs))
    {
      g_test_skip ("no real images beside the source tree");
      return;
    }
  g_test_message ("%u photographs, %.5f masked", photographs.n, photographs.shares / photographs.n);
  g_assert_cmpfloat (photographs.shares, <=, 0.005 * photographs.n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  g_test_add_func ("/furniture/of drawn figures", test_drawn);
  g_test_add_func ("/furniture/figures without", test_bare);
  g_test_add_func ("/furniture/panels given", test_given_panels);
  g_test_add_func ("/furniture/sizes of nearly nothing", test_degenerate);
  g_test_add_func ("/furniture/real photographs", test_shared);
  return g_test_run ();
}
