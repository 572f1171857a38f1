/* Products of every layout, with tails on all sides, against the definition. */
#include "agreement.h"
#include "drawing.h"
#include "nn/gemm.h"

#include <math.h>
#include <string.h>

#define TOLERANCE 1e-5

typedef struct
{
  TwinGemm gemm;
  float *a;
  float *b;
  float *c;
  gsize n_a;
  gsize n_b;
  gsize n_c;
} Case;

/* Rows lie further apart than they are long. */
static void
case_init (Case *test, guint layout, gsize m, gsize n, gsize k)
{
  TwinGemm *gemm = &test->gemm;

  *gemm = (TwinGemm){ .transpose_a = layout & 1,
                      .transpose_b = layout >> 1 & 1,
                      .beta = layout >> 2,
                      .m = m,
                      .n = n,
                      .k = k };
  gemm->stride_a = (gemm->transpose_a ? m : k) + twin_draw_between (0, 5);
  gemm->stride_b = (gemm->transpose_b ? k : n) + twin_draw_between (0, 5);
  gemm->stride_c = n + twin_draw_between (0, 5);
  test->n_a = gemm->stride_a * (gemm->transpose_a ? k : m);
  test->n_b = gemm->stride_b * (gemm->transpose_b ? n : k);
  test->n_c = gemm->stride_c * m;
  gemm->a = test->a = twin_draw (test->n_a);
  gemm->b = test->b = twin_draw (test->n_b);
  gemm->c = test->c = twin_draw (test->n_c);
}

static void
case_clear (Case *test)
{
  g_free (test->a);
  g_free (test->b);
  g_free (test->c);
}

static double
value_of (const TwinGemm *gemm, gsize row, gsize column)
{
  double sum = 0.0;

  for (gsize i = 0; i < gemm->k; i++)
    {
      float a = gemm->transpose_a ? gemm->a[i * gemm->stride_a + row]
                                  : gemm->a[row * gemm->stride_a + i];
      float b = gemm->transpose_b ? gemm->b[column * gemm->stride_b + i]
                                  : gemm->b[i * gemm->stride_b + column];

      sum += (double) a * b;
    }
  return sum + gemm->beta * gemm->c[row * gemm->stride_c + column];
}

/* All of C's memory: what lies between its rows stays as it is. */
static float *
want (const Case *test)
{
  float *c = g_memdup2 (test->c, test->n_c * sizeof (float));

  for (gsize row = 0; row < test->gemm.m; row++)
    for (gsize column = 0; column < test->gemm.n; column++)
      c[row * test->gemm.stride_c + column] = value_of (&test->gemm, row, column);
  return c;
}

static void
check (guint jobs, guint layout, gsize m, gsize n, gsize k)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (jobs);
  g_autofree char *name = g_strdup_printf ("%u threads, layout %u, %" G_GSIZE_FORMAT
                                           " x %" G_GSIZE_FORMAT " x %" G_GSIZE_FORMAT,
                                           jobs, layout, m, n, k);
  g_autofree float *c = NULL;
  Case test;

  case_init (&test, layout, m, n, k);
  c = want (&test);
  twin_gemm (workers, &test.gemm);
  assert_tensor (name, test.c, c, test.n_c, TOLERANCE);
  case_clear (&test);
}

#define LAYOUTS 8 /* A, B transposed or not; added to C or not */

static void
test_small (void)
{
  for (guint layout = 0; layout < LAYOUTS; layout++)
    for (guint i = 0; i < 60; i++)
      check (twin_draw_between (1, 3), layout, twin_draw_between (1, 70), twin_draw_between (1, 70),
             twin_draw_between (1, 70));
}

/* Around sizes of vectors and blocks. */
static void
test_edges (void)
{
  static const gsize sizes[] = { 1, 13, 14, 15, 31, 32, 33, 223, 224, 225 },
                     depths[] = { 1, 2, 31, 33, 511, 513 };

  for (guint row = 0; row < G_N_ELEMENTS (sizes); row++)
    for (guint depth = 0; depth < G_N_ELEMENTS (depths); depth++)
      check (1, (row + depth) % LAYOUTS, sizes[row], sizes[(row + depth) % 10], depths[depth]);
}

static void
test_large (void)
{
  for (guint layout = 0; layout < LAYOUTS; layout++)
    check (2, layout, 240, 530, 520);
}

/* A spoiled factor is found. */
static void
test_spoiled (void)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (1);
  g_autofree float *c = NULL;
  Case test;

  case_init (&test, 0, 40, 40, 40);
  c = want (&test);
  test.a[0] += 0.5f;
  twin_gemm (workers, &test.gemm);
  g_assert_false (tensors_agree (test.c, c, test.n_c, TOLERANCE));
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gemm/small sizes agree with the definition", test_small);
  g_test_add_func ("/gemm/edges of blocks agree with the definition", test_edges);
  g_test_add_func ("/gemm/many blocks agree with the definition", test_large);
  g_test_add_func ("/gemm/a spoiled factor is found", test_spoiled);
  return g_test_run ();
}
