/* test-figure-memory.c: memory runs out while a figure is cut, at every allocation in turn. */
#include "drawn-figures.h"
#include "memory-fault.h"
#include "picture/furniture.h"

/* Whether the @n-th allocation is still one of the work's; then it failed, and the work said so. */
static gboolean
cut_with_fault (const TwinRaster *raster, guint n)
{
  GArray *panels;

  memory_fault_begin (n);
  panels = twin_panels_find (raster);
  if (!memory_fault_end ())
    {
      g_assert_nonnull (panels);
      g_array_unref (panels);
      return FALSE;
    }
  g_assert_null (panels);
  return TRUE;
}

static gboolean
mask_with_fault (const TwinRaster *raster, guint n)
{
  TwinMask *mask;

  memory_fault_begin (n);
  mask = twin_furniture_find (raster, NULL);
  if (!memory_fault_end ())
    {
      g_assert_nonnull (mask);
      twin_mask_free (mask);
      return FALSE;
    }
  g_assert_null (mask);
  return TRUE;
}

static void
test_cutting (void)
{
  g_autoptr (TwinFigure) figure = bare_figure (2, TWIN_FIGURE_GRID, TWIN_GUTTER_WHITE, 4);
  guint n = 1;

  while (cut_with_fault (figure->raster, n))
    n++;
  g_assert_cmpuint (n, >, 2);
}

static void
test_masking (void)
{
  TwinFigureOptions options = { 1900, 1000, TWIN_FIGURE_GRID, TWIN_GUTTER_WHITE, 0 };
  g_autoptr (TwinRaster) grey = twin_raster_new (64, 64);
  TwinRaster *pictures[] = { grey, grey };
  g_autoptr (TwinFigure) figure = twin_figure_draw (1, &options, pictures, 2);
  guint n = 1;

  while (mask_with_fault (figure->raster, n))
    n++;
  g_assert_cmpuint (n, >, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/while a figure is cut", test_cutting);
  g_test_add_func ("/memory/while furniture is looked for", test_masking);
  return g_test_run ();
}
