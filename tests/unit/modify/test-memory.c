/* test-memory.c: memory runs out at the n-th request, n = 1, 2, … until none fails: each time
 * there is the error, and nothing is lost. */
#include "draw/drawing.h"
#include "memory-fault.h"
#include "pictures.h"

/* Returns whether it succeeded: no request failed. */
static gboolean
apply_with_fault (const TwinModification *modification, guint n)
{
  TwinRaster *raster = noise_picture (30, 20, 1);
  g_autoptr (GError) error = NULL;
  TwinRandom random;

  twin_random_init (&random, 1, 0);
  memory_fault_begin (n);
  raster = twin_modification_apply (modification, raster, &random, &error);
  if (raster == NULL)
    {
      g_assert_true (memory_fault_end ());
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      return FALSE;
    }
  g_assert_no_error (error);
  g_assert_false (memory_fault_end ());
  twin_raster_free (raster);
  return TRUE;
}

/* The kinds that need memory of their own, and that at least once. */
static void
test_modifications (void)
{
  static const TwinModification modifications[] = {
    { TWIN_MODIFY_ROTATE, 90, 0, 0, 0, 0 }, { TWIN_MODIFY_ROTATE, 20, 0, 0, 0, 0 },
    { TWIN_MODIFY_CROP, 0, 2, 2, 20, 10 },  { TWIN_MODIFY_SCALE, 0.5, 0, 0, 0, 0 },
    { TWIN_MODIFY_STRETCH, 2, 0, 0, 0, 0 }, { TWIN_MODIFY_BLUR, 1.5, 0, 0, 0, 0 },
    { TWIN_MODIFY_JPEG, 80, 0, 0, 0, 0 },   { TWIN_MODIFY_RETOUCH, 2, 0, 0, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (modifications); i++)
    {
      guint n = 1;

      while (!apply_with_fault (&modifications[i], n))
        n++;
      g_assert_cmpuint (n, >, 1);
    }
}

static void
test_drawings (void)
{
  for (TwinDrawing drawing = 0; drawing < TWIN_N_DRAWINGS; drawing++)
    {
      TwinRaster *raster = NULL;
      guint n = 0;

      while (raster == NULL)
        {
          memory_fault_begin (++n);
          raster = twin_draw (drawing, 64, 64, 1);
          /* NULL is for a request that failed, and for nothing else. */
          g_assert_true ((raster == NULL) == memory_fault_end ());
        }
      g_assert_cmpuint (n, >, 2);
      twin_raster_free (raster);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/a modification without memory is NO_SPACE", test_modifications);
  g_test_add_func ("/memory/a drawing without memory is NULL", test_drawings);
  return g_test_run ();
}
