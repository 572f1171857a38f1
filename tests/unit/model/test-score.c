#include "drawn-model.h"
#include "model/score.h"

#include <math.h>
#include <string.h>

#define WIDTH 2048

/* Random rows: both what the encoder may give, and values of any size. */
static TwinEmbeddings *
draw_embeddings (guint n)
{
  TwinEmbeddings *embeddings = g_new0 (TwinEmbeddings, 1);
  double size = pow (10, g_test_rand_double_range (-3, 1));

  embeddings->n = n;
  embeddings->n_tiles = g_test_rand_int_range (0, n);
  embeddings->width = WIDTH;
  embeddings->vectors = g_new0 (float, n *WIDTH);
  embeddings->units = g_new (float, n *WIDTH);
  for (guint i = 0; i < n * WIDTH; i++)
    embeddings->units[i] = g_test_rand_double_range (-size, size);
  return embeddings;
}

static void
test_symmetric (gconstpointer data)
{
  const TwinModel *model = data;

  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (TwinEmbeddings) a = draw_embeddings (g_test_rand_int_range (1, 6));
      g_autoptr (TwinEmbeddings) b = draw_embeddings (g_test_rand_int_range (1, 6));
      float forth = twin_model_score (model, a, b), back = twin_model_score (model, b, a);

      g_assert_cmpmem (&forth, sizeof forth, &back, sizeof back);
      g_assert_true (forth >= 0 && forth <= 1);
    }
}

static TwinEmbeddings *
one_row (const TwinEmbeddings *embeddings, guint row)
{
  TwinEmbeddings *one = twin_embeddings_cut (embeddings, row, 1);

  g_assert_nonnull (one);
  return one;
}

static void
test_maximum_over_views (gconstpointer data)
{
  const TwinModel *model = data;
  g_autoptr (TwinEmbeddings) a = draw_embeddings (4), b = draw_embeddings (3);
  float largest = 0;

  a->n_tiles = b->n_tiles = 0;
  for (guint i = 0; i < a->n; i++)
    for (guint j = 0; j < b->n; j++)
      {
        g_autoptr (TwinEmbeddings) row_a = one_row (a, i), row_b = one_row (b, j);

        largest = MAX (largest, twin_model_score (model, row_a, row_b));
      }
  g_assert_cmpfloat (twin_model_score (model, a, b), ==, largest);
}

/* Values of a size that leaves M away from 0 and 1. */
static TwinEmbeddings *
draw_moderate (guint n)
{
  TwinEmbeddings *embeddings = draw_embeddings (n);

  for (guint i = 0; i < n * WIDTH; i++)
    embeddings->units[i] = g_test_rand_double_range (-0.02, 0.02);
  return embeddings;
}

/* The same tile in both says nothing; as a whole against a tile it does. */
static void
test_two_tiles (gconstpointer data)
{
  const TwinModel *model = data;
  g_autoptr (TwinEmbeddings) a = draw_moderate (2), b = draw_moderate (2);
  g_autoptr (TwinEmbeddings) whole_a = one_row (a, 0), whole_b = one_row (b, 0);
  float with_a_whole;

  memcpy (b->units + WIDTH, a->units + WIDTH, WIDTH * sizeof (float));
  a->n_tiles = b->n_tiles = 1;
  with_a_whole = MAX (twin_model_score (model, whole_a, b), twin_model_score (model, a, whole_b));
  g_assert_cmpfloat (twin_model_score (model, a, b), ==, with_a_whole);
  b->n_tiles = 0;
  g_assert_cmpfloat (twin_model_score (model, a, b), >, with_a_whole);
}

/* M by its formula in double precision. */
static void
test_formula (gconstpointer data)
{
  const TwinModel *model = data;
  const TwinClassifier *classifier = &twin_model_get_network (model)->classifier;
  const float *values = twin_model_get_values (model);

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (TwinEmbeddings) a = draw_embeddings (1), b = draw_embeddings (1);
      double logit = values[classifier->bias];

      for (guint k = 0; k < WIDTH; k++)
        logit += (double) values[classifier->weight + k] * a->units[k] * b->units[k];
      g_assert_cmpfloat_with_epsilon (twin_model_score (model, a, b), 1 / (1 + exp (-logit)), 1e-4);
    }
}

/* A network run over is no likeness, whichever way round. */
static void
test_not_finite (gconstpointer data)
{
  const TwinModel *model = data;
  g_autoptr (TwinEmbeddings) a = draw_embeddings (2), b = draw_embeddings (1);
  g_autoptr (TwinEmbeddings) sound = one_row (a, 0), spoiled = NULL;

  a->units[WIDTH + 5] = NAN;
  spoiled = one_row (a, 1);
  g_assert_cmpfloat (twin_model_score (model, spoiled, b), ==, 0);
  g_assert_cmpfloat (twin_model_score (model, b, spoiled), ==, 0);
  g_assert_cmpfloat (twin_model_score (model, a, b), ==, twin_model_score (model, sound, b));
}

static void
test_extremes (gconstpointer data)
{
  const TwinModel *model = data;
  g_autoptr (TwinEmbeddings) a = draw_embeddings (1), b = draw_embeddings (1);

  for (guint k = 0; k < WIDTH; k++)
    a->units[k] = b->units[k] = 100;
  g_assert_cmpfloat (twin_model_score (model, a, b), ==, 1);
  for (guint k = 0; k < WIDTH; k++)
    b->units[k] = -100;
  g_assert_cmpfloat (twin_model_score (model, a, b), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (TwinModel) model = NULL;

  g_test_init (&argc, &argv, NULL);
  model = draw_model (3);
  g_test_add_data_func ("/score/symmetric to the last bit", model, test_symmetric);
  g_test_add_data_func ("/score/the maximum over views", model, test_maximum_over_views);
  g_test_add_data_func ("/score/two tiles say nothing", model, test_two_tiles);
  g_test_add_data_func ("/score/as its formula says", model, test_formula);
  g_test_add_data_func ("/score/what is not a number counts as no likeness", model,
                        test_not_finite);
  g_test_add_data_func ("/score/0 and 1 are reached", model, test_extremes);
  return g_test_run ();
}
