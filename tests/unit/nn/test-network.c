#include "agreement.h"
#include "drawing.h"
#include "nn/network.h"

#include <math.h>
#include <string.h>

typedef struct
{
  TwinNetwork *network;
  float *values;
} Case;

static void
case_init (Case *test, guint projector_width, guint64 seed)
{
  test->network = twin_network_new (projector_width);
  test->values = twin_parameters_new_values (test->network->parameters);
  twin_network_initialise (test->network, test->values, seed);
}

static void
case_clear (Case *test)
{
  twin_network_free (test->network);
  twin_values_free (test->values);
}

/* torchvision's ResNet-50 has 25,557,032 trained numbers, 2,049,000 of them in the layer that we do not have, and
 * 53,120 running means and as many variances. */
static void
test_size (void)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);
  gsize trained = 0, statistics = 0;
  guint n = 0;

  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);

      if (!g_str_has_prefix (parameter->name, "encoder."))
        continue;
      *(parameter->kind == TWIN_PARAMETER_STATISTIC ? &statistics : &trained) += parameter->size;
      n++;
    }
  g_assert_cmpuint (n, ==, 53 * 5);
  g_assert_cmpuint (trained, ==, 25557032 - 2049000);
  g_assert_cmpuint (statistics, ==, 53120);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    gsize dims[4];
  } cases[] = {
    { "encoder.conv1.weight", { 64, 3, 7, 7 } },
    { "encoder.bn1.running_var", { 64 } },
    { "encoder.layer1.0.downsample.0.weight", { 256, 64, 1, 1 } },
    { "encoder.layer1.0.downsample.1.bias", { 256 } },
    { "encoder.layer2.3.conv2.weight", { 128, 128, 3, 3 } },
    { "encoder.layer3.5.bn2.running_mean", { 256 } },
    { "encoder.layer4.0.conv2.weight", { 512, 512, 3, 3 } },
    { "encoder.layer4.2.bn3.weight", { 2048 } },
    { "projector.0.weight", { 96, 2048 } },
    { "projector.4.running_var", { 96 } },
    { "projector.6.weight", { 96, 96 } },
    { "classifier.weight", { 2048 } },
    { "classifier.bias", { 1 } },
  };
  g_autoptr (TwinNetwork) network = twin_network_new (96);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TwinParameter *parameter = twin_parameters_find (network->parameters, cases[i].name);

      g_test_message ("%s", cases[i].name);
      g_assert_nonnull (parameter);
      for (guint dim = 0; dim < 4; dim++)
        g_assert_cmpuint (dim < parameter->n_dims ? parameter->dims[dim] : 0, ==,
                          cases[i].dims[dim]);
    }
  g_assert_null (
    twin_parameters_find (network->parameters, "encoder.layer1.1.downsample.0.weight"));
}

static void
test_without_projector (void)
{
  g_autoptr (TwinNetwork) network = twin_network_new (0);

  g_assert_null (twin_parameters_find (network->parameters, "projector.0.weight"));
  g_assert_nonnull (twin_parameters_find (network->parameters, "classifier.weight"));
}

static void
test_seed (void)
{
  Case first, same, other;
  gsize n;

  case_init (&first, 8, 5);
  case_init (&same, 8, 5);
  case_init (&other, 8, 5 + (G_GUINT64_CONSTANT (1) << 40));
  n = twin_parameters_get_size (first.network->parameters);
  assert_same_bits (first.values, same.values, n);
  g_assert_cmpint (memcmp (first.values, other.values, n * sizeof (float)), !=, 0);
  case_clear (&first);
  case_clear (&same);
  case_clear (&other);
}

static const float *
values_of (const Case *test, const char *name, gsize *n)
{
  const TwinParameter *parameter = twin_parameters_find (test->network->parameters, name);

  g_assert_nonnull (parameter);
  *n = parameter->size;
  return test->values + parameter->offset;
}

static void
assert_all (const Case *test, const char *name, float value)
{
  gsize n;
  const float *values = values_of (test, name, &n);

  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (values[i], ==, value);
}

/* He: deviation sqrt (2 / fan); of n values the estimate is within 5 standard errors, 5 / sqrt (2 n). */
static void
assert_deviation (const Case *test, const char *name, double fan)
{
  gsize n;
  const float *values = values_of (test, name, &n);
  double sum = 0.0, squares = 0.0, want = sqrt (2.0 / fan);

  for (gsize i = 0; i < n; i++)
    {
      sum += values[i];
      squares += (double) values[i] * values[i];
    }
  g_assert_cmpfloat_with_epsilon (sqrt (squares / n) / want, 1.0, 5.0 / sqrt (2.0 * n));
  g_assert_cmpfloat_with_epsilon (sum / n / want, 0.0, 5.0 / sqrt (n));
}

static void
test_start (void)
{
  Case test;

  case_init (&test, 32, 1);
  assert_deviation (&test, "encoder.conv1.weight", 64 * 49);
  assert_deviation (&test, "encoder.layer3.2.conv2.weight", 256 * 9);
  assert_deviation (&test, "encoder.layer2.0.downsample.0.weight", 512);
  assert_deviation (&test, "projector.0.weight", 2048);
  assert_all (&test, "encoder.bn1.weight", 1.0f);
  assert_all (&test, "encoder.layer1.0.bn2.weight", 1.0f);
  assert_all (&test, "encoder.layer1.0.bn3.weight", 0.0f);
  assert_all (&test, "encoder.layer1.0.downsample.1.weight", 1.0f);
  assert_all (&test, "encoder.layer4.2.bn3.weight", 0.0f);
  assert_all (&test, "encoder.layer4.2.bn3.bias", 0.0f);
  assert_all (&test, "encoder.layer4.2.bn3.running_mean", 0.0f);
  assert_all (&test, "encoder.layer4.2.bn3.running_var", 1.0f);
  assert_all (&test, "projector.4.weight", 1.0f);
  assert_all (&test, "classifier.weight", 10.0f);
  assert_all (&test, "classifier.bias", -4.0f);
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/has as many numbers as torchvision's", test_size);
  g_test_add_func ("/network/names and shapes are torchvision's", test_names);
  g_test_add_func ("/network/without a projector where none is wanted", test_without_projector);
  g_test_add_func ("/network/the seed decides the values", test_seed);
  g_test_add_func ("/network/starts as He et al. and Goyal et al. say", test_start);
  return g_test_run ();
}
