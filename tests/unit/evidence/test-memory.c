/* test-memory.c: memory runs out at the n-th request, n = 1, 2, … until none fails: each time there is the error, or
 * an answer that goes by less; nothing is lost. */
#include "found.h"
#include "memory-fault.h"

#include "evidence/evidence.h"

/* Without memory there are no features, and it is said. */
static void
test_features (void)
{
  g_autoptr (TwinRaster) raster = twin_draw (TWIN_DRAWING_TISSUE, 72, 64, 1);
  TwinFeatures *features = NULL;
  guint n = 0;

  while (features == NULL)
    {
      g_autoptr (GError) error = NULL;

      memory_fault_begin (++n);
      features = twin_features_find_in (raster, NULL, "drawn", NULL, &error);
      if (features != NULL)
        break;
      g_assert_true (memory_fault_end ());
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
    }
  memory_fault_end ();
  g_assert_cmpuint (n, >, 50);
  twin_features_unref (features);
}

/* Key points without memory are an error; pixels without memory are not there. */
static void
test_evidence (void)
{
  g_auto (Altered) altered = { 0 };
  g_autoptr (TwinFeatures) a = NULL, b = NULL;
  guint n = 0, n_errors = 0;
  gboolean failed = TRUE;

  altered_init (&altered, TWIN_DRAWING_TISSUE, 96, 80, 2,
                (TwinModification[]){ DO (GAMMA, 1.3), END });
  a = features_of (altered.a);
  b = features_of (altered.b);
  while (failed)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwinEvidence) evidence = NULL;

      memory_fault_begin (++n);
      evidence = twin_evidence_find (a, b, NULL, &error);
      failed = memory_fault_end ();
      g_assert_true ((evidence == NULL) == (error != NULL));
      g_assert_true (failed || evidence != NULL);
      if (error != NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      n_errors += error != NULL;
    }
  g_assert_cmpuint (n_errors, >, 5);
  g_assert_cmpuint (n, >, n_errors + 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evidence memory/features without memory are NO_SPACE", test_features);
  g_test_add_func ("/evidence memory/evidence without memory is NO_SPACE, or goes by less",
                   test_evidence);
  return g_test_run ();
}
