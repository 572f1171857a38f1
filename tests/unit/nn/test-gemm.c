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
case_init (Case *test, TwinPrecision precision, guint layout, gsize m, gsize n, gsize k)
{
  TwinGemm *gemm = &test->gemm;

  *gemm = (TwinGemm){ .precision = precision,
                      .transpose_a = layout & 1,
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

/* To the nearest value with 8 bits of mantissa, to the even one of two. */
static float
to_bfloat16 (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits += 0x7fff + (bits >> 16 & 1);
  bits &= 0xffff0000;
  memcpy (&value, &bits, sizeof value);
  return value;
}

static gboolean
is_rounded (const TwinGemm *gemm)
{
  return gemm->precision == TWIN_PRECISION_BFLOAT16 && twin_precision_has_bfloat16 ();
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

      sum += is_rounded (gemm) ? (double) to_bfloat16 (a) * to_bfloat16 (b) : (double) a * b;
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
check (TwinPrecision precision, guint jobs, guint layout, gsize m, gsize n, gsize k)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (jobs);
  g_autofree char *name = g_strdup_printf ("%u threads, layout %u, %" G_GSIZE_FORMAT
                                           " x %" G_GSIZE_FORMAT " x %" G_GSIZE_FORMAT,
                                           jobs, layout, m, n, k);
  g_autofree float *c = NULL;
  Case test;

  case_init (&test, precision, layout, m, n, k);
  c = want (&test);
  twin_gemm (workers, &test.gemm);
  assert_tensor (name, test.c, c, test.n_c, TOLERANCE);
  case_clear (&test);
}

#define LAYOUTS 8 /* A, B transposed or not; added to C or not */

static void
test_small (gconstpointer data)
{
  for (guint layout = 0; layout < LAYOUTS; layout++)
    for (guint i = 0; i < 60; i++)
      check (GPOINTER_TO_UINT (data), twin_draw_between (1, 3), layout, twin_draw_between (1, 70),
             twin_draw_between (1, 70), twin_draw_between (1, 70));
}

/* Around the sizes of panels and blocks (engine/nn/gemm-bf16.h). */
static void
test_edges (gconstpointer data)
{
  static const gsize sizes[] = { 1, 13, 14, 15, 31, 32, 33, 223, 224, 225 },
                     depths[] = { 1, 2, 31, 33, 511, 513 };

  for (guint row = 0; row < G_N_ELEMENTS (sizes); row++)
    for (guint depth = 0; depth < G_N_ELEMENTS (depths); depth++)
      check (GPOINTER_TO_UINT (data), 1, (row + depth) % LAYOUTS, sizes[row],
             sizes[(row + depth) % 10], depths[depth]);
}

static void
test_large (gconstpointer data)
{
  for (guint layout = 0; layout < LAYOUTS; layout++)
    check (GPOINTER_TO_UINT (data), 2, layout, 240, 530, 520);
}

/* A spoiled factor is found. */
static void
test_spoiled (gconstpointer data)
{
  g_autoptr (TwinWorkers) workers = twin_workers_new (1);
  g_autofree float *c = NULL;
  Case test;

  case_init (&test, GPOINTER_TO_UINT (data), 0, 40, 40, 40);
  c = want (&test);
  test.a[0] += 0.5f;
  twin_gemm (workers, &test.gemm);
  g_assert_false (tensors_agree (test.c, c, test.n_c, TOLERANCE));
  case_clear (&test);
}

static void
add (const char *precision, const char *what, TwinPrecision value, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/gemm/%s/%s", precision, what);

  g_test_add_data_func (path, GUINT_TO_POINTER (value), test);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "float32", "bfloat16" };

  g_test_init (&argc, &argv, NULL);
  g_test_message ("BF16 is %s",
                  twin_precision_has_bfloat16 () ? "this processor's own" : "done in float32 here");
  for (guint precision = TWIN_PRECISION_FLOAT32; precision <= TWIN_PRECISION_BFLOAT16; precision++)
    {
      add (names[precision], "small sizes agree with the definition", precision, test_small);
      add (names[precision], "edges of blocks agree with the definition", precision, test_edges);
      add (names[precision], "many blocks agree with the definition", precision, test_large);
      add (names[precision], "a spoiled factor is found", precision, test_spoiled);
    }
  return g_test_run ();
}
