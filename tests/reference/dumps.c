#include "dumps.h"

#include "model/safetensors.h"

/* As in make-dumps.py. */
#define THINNED 512
#define SCATTER G_GUINT64_CONSTANT (2654435761)

static TwinSafetensors *
open_dumps (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "dumps.safetensors", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  TwinSafetensors *dumps = twin_safetensors_open (file, &error);

  g_assert_no_error (error);
  return dumps;
}

static float *
read_tensor (const char *name, gsize *n)
{
  g_autoptr (TwinSafetensors) dumps = open_dumps ();
  const TwinStoredTensor *tensor = twin_safetensors_find (dumps, name);
  float *values;

  if (tensor == NULL)
    g_error ("%s is not in the dumps", name);
  *n = tensor->n_values;
  values = g_new (float, *n);
  twin_stored_tensor_read (tensor, values);
  return values;
}

float *
dump_read (const char *name, gsize n)
{
  gsize n_there;
  float *values = read_tensor (name, &n_there);

  g_assert_cmpuint (n_there, ==, n);
  return values;
}

gsize
dump_thinned_size (gsize n)
{
  return MIN (n, THINNED);
}

float *
dump_thin (const float *got, gsize n)
{
  gsize n_kept = dump_thinned_size (n);
  float *thin = g_new (float, n_kept);

  for (gsize i = 0; i < n_kept; i++)
    thin[i] = n > THINNED ? got[i * SCATTER % n] : got[i];
  return thin;
}

void
dump_assert (const char *place, const char *name, const float *got, gsize n, double tolerance)
{
  gsize n_there;
  g_autofree float *want = read_tensor (name, &n_there), *thin = NULL;

  if (n_there != n)
    {
      g_assert_cmpuint (n_there, ==, dump_thinned_size (n));
      thin = dump_thin (got, n);
    }
  twin_assert_tensor (place, name, thin != NULL ? thin : got, want, n_there, tolerance);
}
